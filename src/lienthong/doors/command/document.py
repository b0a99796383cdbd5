"""`lienthong document`: send, receive, follow and prove documents from any machine, through the API.

Address and token come from `--url` and `--token`, or from LIENTHONG_URL and LIENTHONG_TOKEN.
Exit codes: 0 done · 1 refused or not reached, the reason on standard error · 2 the call's words are off.
"""

import hashlib
from pathlib import Path
from typing import Any

import click

from lienthong.doors.command import changing
from lienthong.doors.command.service import (
    FILE,
    ServerRefused,
    Service,
    given_number,
    send_finished,
    tell_sent,
    with_service,
)
from lienthong.doors.command.speech import gettext as _
from lienthong.doors.command.speech import say as _say
from lienthong.kit.text import safe_file_name

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def document() -> None:
    """Send, receive, follow and prove documents through the API of an installation."""


@document.command()
@click.argument("file", type=FILE)
@click.option("--to", "places", multiple=True, required=True, help="Code of a body or unit; may be repeated.")
@click.option("--copy", "copies", multiple=True, help="Code of one who gets it only for information.")
@click.option("--subject", required=True, help="What it is about, in one line.")
@click.option("--kind", default="cong_van", show_default=True, help="One of the 29 kinds.")
@click.option("--annex", "annexes", type=FILE, multiple=True, help="A file that goes with it; may be repeated.")
@click.option("--urgency", default="normal", show_default=True)
@click.option("--number", "number_and_symbol", default="", help="Number and symbol on its face, as 07/QĐ-BTC.")
@click.option("--date", "issued_on", default="", help="Its date, as 2026-11-16; with --number.")
@click.option("--key", default="", help="Idempotency-Key; made from the content if left out.")
@with_service
def send(service: Service, *, as_json: bool, file: Path, annexes: tuple[Path, ...], key: str, **words: Any) -> None:
    """Send a finished PDF to bodies: signed elsewhere, or unsigned for information."""
    content: dict[str, Any] = {
        "kind": words["kind"],
        "subject": words["subject"],
        "urgency": words["urgency"],
        "to": [
            *({"code": code} for code in words["places"]),
            *({"code": code, "copy": True} for code in words["copies"]),
        ],
    }
    content |= given_number(words["number_and_symbol"], words["issued_on"])
    tell_sent(send_finished(service, content, file, annexes, key=key), as_json=as_json)


@document.command()
@click.option("--cursor", default=0, show_default=True, help="`next` of an earlier call; 0 for the beginning.")
@click.option("--unconfirmed", is_flag=True, help="Only what was not confirmed yet.")
@click.option("--all", "everything", is_flag=True, help="Go on to the end.")
@with_service
def inbox(service: Service, *, as_json: bool, cursor: int, unconfirmed: bool, everything: bool) -> None:
    """What came to your body, in the order of arrival. Reading takes nothing away."""
    items: list[dict[str, Any]] = []
    while True:
        page = service.ask("GET", "/inbox", params={"cursor": cursor, "unconfirmed": str(unconfirmed).lower()})
        items += page["items"]
        cursor = page["next"]
        if not (everything and page["more"]):
            break
    if as_json:
        return _say({"items": items, "next": cursor, "more": page["more"]})
    for item in items:
        number, sender = item["number_and_symbol"], item["sender"]["name"]
        click.echo(
            f"{item['position']:>6}  {item['status']}  {item['delivery']}  {number}  {sender}: {item['subject']}"
        )
    click.echo(_("%(count)d văn bản; lần sau hỏi từ %(next)d.") % {"count": len(items), "next": cursor}, err=True)
    return None


@document.command()
@click.argument("delivery", type=click.UUID)
@click.option("-o", "--output", "folder", type=_FOLDER, default=Path(), help="Folder to write into.")
@click.option("--confirm", is_flag=True, help="Confirm it once all files are written.")
@with_service
def fetch(service: Service, *, as_json: bool, delivery: Any, folder: Path, confirm: bool) -> None:
    """Get the files of something that came, checked against the digests in the message."""
    found = service.ask("GET", f"/deliveries/{delivery}")
    shown = service.ask("GET", f"/documents/{found['document']}")
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for place, file in enumerate(shown["files"]):
        target = folder / f"{place:02d}-{safe_file_name(file['name'])}"
        service.save(file["href"].removeprefix("/api/v1"), target)
        _require_digest(target, file["sha256"])
        written.append(str(target))
    if confirm:
        service.ask("POST", f"/inbox/{delivery}/confirm")
    if as_json:
        return _say({"files": written, "confirmed": confirm})
    for name in written:
        click.echo(name)
    return None


def _require_digest(file: Path, sha256: str) -> None:
    with file.open("rb") as source:
        if hashlib.file_digest(source, "sha256").hexdigest() != sha256:
            file.unlink()
            raise click.ClickException(_("Tệp nhận về không đúng mã SHA-256. Hãy tải lại."))


@document.command()
@click.argument("message", type=click.UUID)
@with_service
def status(service: Service, *, as_json: bool, message: Any) -> None:
    """What became of a message at each recipient: code, time, person."""
    found = service.ask("GET", f"/messages/{message}/status")
    if as_json:
        return _say(found)
    click.echo(found["number_and_symbol"])
    for each in found["deliveries"]:
        click.echo(f"{each['status']} {each['status_name']}  {each['recipient']['name']}  {each['id']}")
        for step in each["history"]:
            said = f": {step['note']}" if step["note"] else ""
            click.echo(f"    {step['code']} {step['at']} {step['person']}{said}")
    return None


@document.command()
@click.argument("delivery", type=click.UUID)
@click.option("-o", "--output", "target", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@click.option("--files", type=click.Choice(["auto", "inside", "digests"]), default="auto", show_default=True)
@with_service
def evidence(service: Service, *, as_json: bool, delivery: Any, target: Path | None, files: str) -> None:
    """Get the evidence file of one delivery; `lienthong verify` checks it without a network."""
    place = service.save(f"/deliveries/{delivery}/evidence?files={files}", target or Path(f"bang-chung-{delivery}.zip"))
    if as_json:
        return _say({"file": str(place), "size_bytes": place.stat().st_size})
    click.echo(str(place))
    return None


@document.command("import")
@click.argument("files", type=FILE, nargs=-1, required=True)
@with_service
def import_files(service: Service, *, as_json: bool, files: tuple[Path, ...]) -> None:
    """Hand over signed edXML messages (QCVN 102:2016), as other software wrote them.

    One that is refused does not keep the others back; the exit code says that there was one.
    """
    answers = [_imported(service, file, quiet=as_json) for file in files]
    if as_json:
        _say(answers)
    if any("error" in answer for answer in answers):
        raise SystemExit(1)


def _imported(service: Service, file: Path, *, quiet: bool) -> dict[str, Any]:
    try:
        answer = service.upload("/edxml", file, kind="application/vnd.edxml+xml")
    except ServerRefused as refused:
        if not quiet:
            click.echo(f"✗ {file}: {refused.message}", err=True)
        return {"file": str(file), "error": refused.problem}
    if not quiet:
        click.echo(f"✓ {file}")
    return {"file": str(file), "answer": answer}


for change in (changing.recall, changing.update, changing.replace, changing.changes, changing.answer):
    document.add_command(change)
