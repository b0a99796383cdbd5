"""`lienthong user`: make accounts, hand out one-time links, disable and enable.

There are no default accounts: the first administrator is made here, by whoever can open a terminal on the server.
"""

import json
from datetime import timedelta
from typing import Any

import click
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from lienthong.ground.identity import actions, queries
from lienthong.ground.identity.models import Account, Invitation
from lienthong.ground.identity.rules import NoSuchAccount
from lienthong.kit import canonical, clock

MOST = 1000
_AS_JSON = click.option("--json", "machine", is_flag=True, help="Answer in JSON, for machines.")
_HOURS = click.option("--hours", default=48, show_default=True, type=click.IntRange(1, 336), help="The link holds.")


@click.group()
def user() -> None:
    """Accounts: who can sign in. What an account may do is said by its mandates."""


@user.command()
@click.argument("email")
@click.argument("full_name")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@_HOURS
@_AS_JSON
def add(email: str, full_name: str, language: str, hours: int, machine: bool) -> None:
    """Make an account and print its one-time link: give it to the person by a way you trust."""
    now = clock.now()
    with transaction.atomic():
        account = actions.create_account(email=email, full_name=full_name, language=language, by=None, now=now)
        invitation = actions.invite(account=account, by=None, now=now, holds=timedelta(hours=hours))
    _hand_out(invitation, machine=machine)


@user.command()
@click.argument("email")
@_HOURS
@_AS_JSON
def link(email: str, hours: int, machine: bool) -> None:
    """A new one-time link for a person who lost every way in; links given before stop working."""
    account = _account(email)
    with transaction.atomic():
        invitation = actions.invite(account=account, by=None, now=clock.now(), holds=timedelta(hours=hours))
    _hand_out(invitation, machine=machine)


@user.command("list")
@click.option("--search", "words", default="", help="Names or addresses; tones may be left out.")
@_AS_JSON
def list_accounts(words: str, machine: bool) -> None:
    """Accounts in Vietnamese order of given names, at most a thousand."""
    rows = [_line(account) for account in queries.accounts(words)[:MOST]]
    if machine:
        return _say({"accounts": rows})
    table = Table(_("Họ tên"), _("Địa chỉ thư"), _("Trạng thái"), _("Đăng nhập lần cuối"))
    for row in rows:
        seen = row["last_sign_in"]
        state = _("hoạt động") if row["active"] else _("bị khoá")
        table.add_row(row["name"], row["email"], state, f"{clock.local(seen):%d/%m/%Y %H:%M}" if seen else "–")
    Console().print(table)
    return None


@user.command()
@click.argument("email")
@_AS_JSON
def disable(email: str, machine: bool) -> None:
    """The person can no longer sign in; open sessions end at once."""
    account = _account(email)
    with transaction.atomic():
        actions.disable_account(account=account, by=None, now=clock.now())
    _done(account, _("Đã khoá %(email)s và kết thúc mọi phiên."), machine=machine)


@user.command()
@click.argument("email")
@_AS_JSON
def enable(email: str, machine: bool) -> None:
    """The person can sign in again."""
    account = _account(email)
    with transaction.atomic():
        actions.enable_account(account=account, by=None, now=clock.now())
    _done(account, _("Đã mở lại %(email)s."), machine=machine)


def _account(email: str) -> Account:
    """Refuses: NoSuchAccount."""
    account = Account.objects.filter(email__iexact=email).first()
    if account is None:
        raise NoSuchAccount
    return account


def _hand_out(invitation: Invitation, *, machine: bool) -> None:
    path = reverse("sign-in-link", args=[queries.link_token(invitation)])
    address = f"{settings.PUBLIC_URL}{path}"
    if machine:
        return _say({**_line(invitation.account), "link": address, "expires_at": invitation.expires_at})
    until = f"{clock.local(invitation.expires_at):%d/%m/%Y %H:%M}"
    click.echo(_("Đường dẫn dùng một lần của %(name)s, đến %(until)s:") % {"name": invitation.account, "until": until})
    click.echo(address)
    return None


def _done(account: Account, words: str, *, machine: bool) -> None:
    if machine:
        _say(_line(account))
    else:
        click.echo(words % {"email": account.email})


def _line(account: Account) -> dict[str, Any]:
    """An account, for machines."""
    return {
        "id": str(account.pk),
        "email": account.email,
        "name": account.full_name,
        "active": account.is_active,
        "synthetic": account.synthetic,
        "last_sign_in": account.last_login,
    }


def _say(answer: dict[str, Any]) -> None:
    """JSON on standard output."""
    click.echo(json.dumps(canonical.plain(answer), ensure_ascii=False, indent=2))
