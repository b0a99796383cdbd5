"""`lienthong document recall | update | replace | changes | answer`: changing what was sent, by agreement only.

The rules are those of the desk and the API: only the sending body asks, only the receiving body answers, each says why.
"""

from pathlib import Path
from typing import Any

import click

from lienthong.doors.command.service import FILE, Service, given_number, send_finished, tell_sent, with_service
from lienthong.doors.command.speech import gettext as _
from lienthong.doors.command.speech import say

_WHY = click.option("--reason", required=True, help="Why, in at least ten letters: the other side decides by it.")


@click.command()
@click.argument("message", type=click.UUID)
@_WHY
@click.option("--delivery", "deliveries", type=click.UUID, multiple=True, help="Only this one; may be repeated.")
@with_service
def recall(service: Service, *, as_json: bool, message: Any, reason: str, deliveries: tuple[Any, ...]) -> None:
    """Ask the recipients of a message, or some of them, to give the document back (status 13).

    What is still on its way is stopped at once. Asked again while the answer is out, nothing is asked twice.
    """
    content: dict[str, Any] = {"reason": reason}
    if deliveries:
        content["deliveries"] = [str(each) for each in deliveries]
    asked = service.ask("POST", f"/messages/{message}/recall", json=content)
    _tell(asked, as_json=as_json)


def _amending(command: Any) -> Any:
    """The options with which one document takes the place of another, or is added to it."""
    for option in (
        click.option("--key", default="", help="Idempotency-Key; made from the content if left out."),
        click.option("--date", "issued_on", default="", help="Its date, as 2026-11-16; with --number."),
        click.option("--number", "number_and_symbol", default="", help="Number and symbol on its face, as 07/QĐ-BTC."),
        click.option("--annex", "annexes", type=FILE, multiple=True, help="A file that goes with it; may be repeated."),
        click.option("--kind", default="", help="One of the 29 kinds; that of the older document if left out."),
        click.option("--urgency", default="normal", show_default=True),
        click.option("--subject", default="", help="What it is about; that of the older document if left out."),
        click.option("--to", "places", multiple=True, help="Code of a recipient; all who got the older if left out."),
        _WHY,
        click.argument("file", type=FILE),
        click.argument("older", metavar="OLDER_DOCUMENT", type=click.UUID),
    ):
        command = option(command)
    return command


@click.command()
@_amending
@with_service
def update(service: Service, *, as_json: bool, **words: Any) -> None:
    """Send a finished PDF that updates a document your body sent: both stay in use where the recipient agrees."""
    tell_sent(_sent(service, "update", **words), as_json=as_json)


@click.command()
@_amending
@with_service
def replace(service: Service, *, as_json: bool, **words: Any) -> None:
    """Send a finished PDF that replaces a document your body sent, which ends where the recipient agrees."""
    tell_sent(_sent(service, "replace", **words), as_json=as_json)


def _sent(
    service: Service, how: str, *, older: Any, file: Path, annexes: tuple[Path, ...], key: str, **words: Any
) -> dict[str, Any]:
    before = service.ask("GET", f"/documents/{older}")
    content = {
        "kind": words["kind"] or before["kind"],
        "subject": words["subject"] or before["subject"],
        "urgency": words["urgency"],
        "to": [{"code": code} for code in words["places"]] or _recipients(service, before),
        "amends": {"document": str(older), "how": how, "reason": words["reason"]},
        **given_number(words["number_and_symbol"], words["issued_on"]),
    }
    return send_finished(service, content, file, annexes, key=key)


def _recipients(service: Service, before: dict[str, Any]) -> list[dict[str, Any]]:
    """Everybody who got the older document, in the order of its deliveries."""
    if not before["message"]:
        raise click.UsageError(_("Cơ quan của bạn không gửi văn bản này nên không sửa được nó."))
    found = []
    for each in service.ask("GET", f"/messages/{before['message']}/status")["deliveries"]:
        unit = each["recipient"]["unit"]
        found.append({"id": each["recipient"]["id"], **({"unit": unit["id"]} if unit else {})})
    return found


@click.command()
@with_service
def changes(service: Service, *, as_json: bool) -> None:
    """Recalls, updates and replacements that wait for the answer of your body."""
    _tell(service.ask("GET", "/changes"), as_json=as_json)


@click.command()
@click.argument("delivery", type=click.UUID)
@click.option("--agree", "agrees", flag_value="yes", default=None, help="Agree (status 15).")
@click.option("--decline", "agrees", flag_value="no", help="Do not agree (status 16); say why with --words.")
@click.option("--words", default="", help="What the sender reads; needed when you decline, at least ten letters.")
@click.option("--person", default="", help="Who decided, as your own records have it.")
@with_service
def answer(service: Service, *, as_json: bool, delivery: Any, agrees: str | None, words: str, person: str) -> None:
    """Answer what the sender asks of a delivery. An answer cannot be taken back."""
    if agrees is None:
        raise click.UsageError(_("Hãy chọn --agree hoặc --decline."))
    content = {"agrees": agrees == "yes", "words": words, "person": person}
    found = service.ask("POST", f"/deliveries/{delivery}/answer", json=content)
    if as_json:
        return say(found)
    click.echo(f"{found['status']} {found['status_name']}")
    return None


def _tell(asked: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        return say(asked)
    for each in asked["items"]:
        click.echo(f"{each['delivery']}  {each['business']}  {each['state']}  {each['reason']}")
    click.echo(_("%(count)d đề nghị.") % {"count": len(asked["items"])}, err=True)
    return None
