import pytest
from django.test import Client

from lienthong.kit import clock


class Visitor(Client):
    """A browser without JavaScript, whose wall clock the test sets."""

    def signed_in(self, account) -> "Visitor":
        self.force_login(account)
        session = self.session
        session["account_authentication_methods"] = [{"method": "password", "at": clock.now().timestamp()}]
        session["account_authentication_methods_user"] = str(account.pk)
        session.save()
        return self


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def citizen(visitor, shop) -> Visitor:
    """Nguyễn Thị Minh Anh, signed in, at a one-stop shop that offers the exchange of licences."""
    return visitor.signed_in(shop.citizen)


@pytest.fixture
def at_nine(monkeypatch):
    """It is nine o'clock on a Monday."""
    from conftest import at

    monkeypatch.setattr(clock, "now", lambda: at("09:00"))
