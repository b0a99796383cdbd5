"""Signing in by password: the address may be an e-mail address or a telephone number."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from lienthong.ground.identity import queries


class ByAddress(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend, with its defence against stopwatches, and one more kind of address."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        if "@" in email:
            found: AbstractBaseUser | None = super()._authenticate_by_email(email, password)
            return found
        checked: AbstractBaseUser | None = self._check_password(queries.reached_by(email), password)
        return checked
