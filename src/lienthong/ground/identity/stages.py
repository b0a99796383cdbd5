"""The step between a right password and being signed in: a code by text."""

from allauth.account.internal.stagekit import stash_login
from allauth.account.stages import LoginStage
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from lienthong.ground.identity import actions, queries
from lienthong.ground.identity.models import Account, OneTimeCode
from lienthong.ground.identity.states import Means, Purpose

BY_THE_CITIZENS_DOOR = "citizens"
"""Mark in the state of a login: an address without a telephone gets a code too."""

METHODS = {Means.SMS: "sms", Means.EMAIL: "email_code"}
"""What the session remembers of a code that was right (assurance.py)."""


class CodeStage(LoginStage):  # type: ignore[misc]
    """Asked of whoever has a proven telephone number and neither passkey nor app, which are asked for instead."""

    key = "text-code"
    urlname = "citizen-code"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Send the code and lead to its page, or go on."""
        reached = self._reached()
        if reached is None:
            return None, True
        self.send(*reached)
        return redirect(self.urlname), True

    def send(self, means: Means, address: str) -> None:
        """A code, the first or another one. Refuses: TooManyCodes, NobodyCarries."""
        account = self.login.user
        with transaction.atomic():
            code = actions.send_code(
                means=means,
                address=address,
                purpose=Purpose.SIGN_IN,
                account=account,
                now=self.request.now,
                language=account.language,
            )
        self.state["code"] = str(code.pk)

    def send_again(self) -> None:
        """Another code to the same address, remembered with the login."""
        code = self.code()
        assert code is not None
        self.send(Means(code.means), code.address)
        stash_login(self.request, self.login)

    def code(self) -> OneTimeCode | None:
        """The code that was sent last."""
        return queries.code_of(self.state.get("code"), purpose=Purpose.SIGN_IN)

    def _reached(self) -> tuple[Means, str] | None:
        account = self.login.user
        if not isinstance(account, Account) or queries.has_second_factor(account):
            return None
        if account.phone and account.phone_verified_at:
            return Means.SMS, account.phone
        by_their_door = self.login.state.get(BY_THE_CITIZENS_DOOR)
        return (Means.EMAIL, account.email) if by_their_door and account.email else None
