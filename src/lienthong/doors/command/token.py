"""`lienthong token`: keys for a body's own software, made and revoked by an operator at the server.

The usual place is the desk, where the body's clerk makes them. Here the operator acts for that clerk, who is named.
Exit codes: 0 done · 1 refused, the reason on standard error · 2 the call's words are off.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import click
from django.db import transaction
from django.utils.translation import gettext as _

from lienthong.ground.mandates import actions, rules
from lienthong.ground.mandates.models import MachineToken, Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.mandates.states import Role, Scope
from lienthong.ground.organisations import queries as organisations
from lienthong.ground.organisations.models import Body, Unit
from lienthong.ground.organisations.states import Rank
from lienthong.kit import canonical, clock
from lienthong.kit.errors import NotFound

_BODY = click.option("--body", "wanted", required=True, help="Code or id of the body.")
_HOLDER = click.option(
    "--email", default="", help="E-mail of the person under whose mandate it acts; may be left out when there is one."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for machines.")


class NobodyWithMandate(NotFound):
    """No one person of this body with the right to make such tokens is meant. Name the clerk or leader with --email."""


class NoSuchToken(NotFound):
    """There is no such token in this body. `lienthong token list` shows them."""


@click.group()
def token() -> None:
    """Make, list and revoke the tokens with which a body's own software calls the API."""


@token.command()
@_BODY
@_HOLDER
@click.option("--name", required=True, help="What the software is called.")
@click.option("--scopes", default="read,send,receive,verify", show_default=True, help="Rights, with commas between.")
@click.option("--days", default=90, show_default=True, help="How long it lives; a year at the most.")
@_JSON
def make(wanted: str, email: str, name: str, scopes: str, days: int, as_json: bool) -> None:
    """Make a token and print it: it is never shown again."""
    now = clock.now()
    with transaction.atomic():
        rights = _scopes(scopes)
        by = _mandate(_body(wanted, now), email, now, rights)
        made, secret = actions.make_token(name=name, scopes=rights, days=days, by=by, now=now)
    if as_json:
        return _say({**_facts(made), "token": secret})
    click.echo(secret)
    click.echo(
        _("Chỉ hiện một lần. Dùng cho %(body)s đến %(until)s.")
        % {"body": made.mandate.body, "until": f"{clock.local(made.expires_at):%d/%m/%Y}"},
        err=True,
    )
    return None


@token.command("list")
@_BODY
@_JSON
def list_tokens(wanted: str, as_json: bool) -> None:
    """The tokens of a body, the newest first; never the secrets."""
    body = _body(wanted, clock.now())
    rows = [_facts(row) for row in _tokens(body).order_by("-made_at")]
    if as_json:
        return _say(rows)
    from rich.console import Console
    from rich.table import Table

    table = Table(_("Tên"), _("Mã"), _("Quyền"), _("Người tạo"), _("Hết hạn"), _("Dùng gần nhất"), _("Đã thu hồi"))
    for row in rows:
        columns = ("name", "prefix", "scopes", "holder", "expires_at", "last_used_on", "revoked_at")
        table.add_row(*(_cell(row[column]) for column in columns))
    Console().print(table)
    return None


@token.command()
@click.argument("token_id", type=click.UUID)
@_BODY
@_HOLDER
@_JSON
def revoke(token_id: UUID, wanted: str, email: str, as_json: bool) -> None:
    """End a token at once."""
    now = clock.now()
    with transaction.atomic():
        body = _body(wanted, now)
        found = _tokens(body).filter(pk=token_id).first()
        if found is None:
            raise NoSuchToken
        actions.revoke_token(token=found, by=_mandate(body, email, now), now=now)
    found.refresh_from_db()
    if as_json:
        return _say(_facts(found))
    click.echo(_("Đã thu hồi %(name)s.") % {"name": found.name})
    return None


def _tokens(body: Body) -> Any:
    people = ("mandate__account", "mandate__post__body")
    return MachineToken.objects.select_related(*people).filter(mandate__post__body=body)


def _body(wanted: str, now: datetime) -> Body:
    try:
        found = Body.objects.filter(pk=UUID(wanted)).first()
    except ValueError:
        holder = organisations.resolve_code(wanted, clock.local(now).date())
        return holder.body if isinstance(holder, Unit) else holder
    if found is None:
        raise NotFound
    return found


def _mandate(body: Body, email: str, now: datetime, scopes: Sequence[Scope] = ()) -> Mandate:
    """The mandate in this body that may make or end such tokens: a clerk's, else that of the head, not of a deputy.

    Refuses: NobodyWithMandate.
    """
    held = Mandate.objects.in_force_at(now).filter(post__body=body).with_people()
    if email:
        held = held.filter(account__email__iexact=email)
    able = [each for each in held if rules.may(each, Verb.MANAGE_TOKENS, now=now)]
    able = [each for each in able if set(scopes) <= set(rules.scopes_of(each.role))]
    heads = [each for each in able if each.post.rank == Rank.LEADER]
    able = [each for each in able if each.role == Role.CLERK] or heads or able
    if len({each.account_id for each in able}) != 1:
        raise NobodyWithMandate
    return able[0]


def _scopes(given: str) -> list[Scope]:
    words = [word.strip() for word in given.split(",") if word.strip()]
    if unknown := [word for word in words if word not in Scope.values]:
        raise click.BadParameter(f"{unknown[0]}: choose from {', '.join(Scope.values)}", param_hint="--scopes")
    return [Scope(word) for word in words]


def _facts(row: MachineToken) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "prefix": row.prefix,
        "body": row.mandate.body.code,
        "holder": row.mandate.account.email,
        "scopes": list(row.scopes),
        "made_at": row.made_at,
        "expires_at": row.expires_at,
        "last_used_on": row.last_used_on,
        "revoked_at": row.revoked_at,
    }


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{clock.local(value):%d/%m/%Y}"
    return ", ".join(value) if isinstance(value, list) else str(value or "–")


def _say(answer: Any) -> None:
    click.echo(json.dumps(canonical.plain(answer), ensure_ascii=False, indent=2))
