"""`lienthong document`: send, receive, follow and prove documents from any machine, through the API.

Address and token come from `--url` and `--token`, or from LIENTHONG_URL and LIENTHONG_TOKEN.
Exit codes: 0 done · 1 refused or not reached, the reason on standard error · 2 the call's words are off.
"""

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click
import httpx

from lienthong.doors.command.speech import gettext as _
from lienthong.doors.command.speech import language
from lienthong.doors.command.speech import say as _say
from lienthong.kit.text import safe_file_name

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_PIECE_BYTES = 256 * 1024
_SHOWN_FROM_BYTES = 1024 * 1024
_REFUSED = 400


class ServerRefused(click.ClickException):
    """What the server refused, with its problem document (RFC 9457) for machines."""

    def __init__(self, said: str, problem: dict[str, Any]) -> None:
        """`said` is for people."""
        super().__init__(said)
        self.problem = problem


@dataclass
class Service:
    """An installation's API, as one token may use it."""

    client: httpx.Client
    quiet: bool

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """JSON of the answer; a refusal ends the command with its sentence."""
        answer = self._reached(lambda: self.client.request(method, f"/api/v1{path}", **more))
        _require_done(answer)
        return answer.json()

    def upload(self, path: str, file: Path, *, kind: str, headers: dict[str, str] | None = None) -> Any:
        """Send a file as it is, piece by piece, with a bar when it is long."""
        size = file.stat().st_size
        with file.open("rb") as source:
            told = {"Content-Type": kind, "Content-Length": str(size), **(headers or {})}
            return self.ask("POST", path, content=self._read(source, size, file.name), headers=told)

    def save(self, path: str, target: Path) -> Path:
        """Receive into a file; it appears whole or not at all."""
        draft = target.with_name(f".{target.name}.part")
        with self._streaming(path) as answer, draft.open("wb") as out:
            size = int(answer.headers.get("Content-Length", "0"))
            for piece in self._bar(answer.iter_bytes(_PIECE_BYTES), size, target.name):
                out.write(piece)
        draft.replace(target)
        return target

    @contextlib.contextmanager
    def _streaming(self, path: str) -> Iterator[httpx.Response]:
        try:
            with self.client.stream("GET", f"/api/v1{path}") as answer:
                if answer.status_code >= _REFUSED:
                    answer.read()
                _require_done(answer)
                yield answer
        except httpx.HTTPError as broken:
            raise _unreached(broken) from broken

    def _reached(self, call: Callable[[], httpx.Response]) -> httpx.Response:
        try:
            return call()
        except httpx.HTTPError as broken:
            raise _unreached(broken) from broken

    def _read(self, source: BinaryIO, size: int, name: str) -> Iterator[bytes]:
        yield from self._bar(iter(lambda: source.read(_PIECE_BYTES), b""), size, name)

    def _bar(self, pieces: Iterator[bytes], size: int, name: str) -> Iterator[bytes]:
        if self.quiet or size < _SHOWN_FROM_BYTES:
            yield from pieces
            return
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task(name, total=size)
            for piece in pieces:
                yield piece
                progress.advance(task, len(piece))


def _unreached(broken: httpx.HTTPError) -> ServerRefused:
    said = _("Không gọi được máy chủ: %(why)s") % {"why": str(broken) or type(broken).__name__}
    return ServerRefused(said, {"code": "server-unreached", "detail": said})


def _require_done(answer: httpx.Response) -> None:
    if answer.status_code < _REFUSED:
        return
    try:
        problem = answer.json()
        said = f"{problem['detail']} [{problem['code']}, {problem['trace_id']}]"
    except (ValueError, KeyError, TypeError):
        said = f"HTTP {answer.status_code}"
        problem = {"code": "not-ours", "detail": said, "status": answer.status_code}
    raise ServerRefused(said, problem)


def with_service(command: F) -> F:
    """Options every command takes; the command gets a `Service` and whether to answer in JSON."""

    def run(url: str, token: str, as_json: bool, **values: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language()}
        with httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=120) as client:
            return command(Service(client, as_json), as_json=as_json, **values)

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    wrapped = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for machines.")(run)
    wrapped = click.option("--token", required=True, envvar="LIENTHONG_TOKEN", help="The token made on the desk.")(
        wrapped
    )
    return click.option("--url", required=True, envvar="LIENTHONG_URL", help="Address of the installation.")(wrapped)  # type: ignore[return-value]


@click.group()
def document() -> None:
    """Send, receive, follow and prove documents through the API of an installation."""


@document.command()
@click.argument("file", type=_FILE)
@click.option("--to", "places", multiple=True, required=True, help="Code of a body or unit; may be repeated.")
@click.option("--copy", "copies", multiple=True, help="Code of one who gets it only for information.")
@click.option("--subject", required=True, help="What it is about, in one line.")
@click.option("--kind", default="cong_van", show_default=True, help="One of the 29 kinds.")
@click.option("--annex", "annexes", type=_FILE, multiple=True, help="A file that goes with it; may be repeated.")
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
    if words["number_and_symbol"]:
        content |= {"number_and_symbol": words["number_and_symbol"], "issued_on": words["issued_on"] or None}
    key = key or _key_from(content, [file, *annexes])
    content["file"] = _uploaded(service, file, f"{key}-0")
    content["annexes"] = [
        {"file": _uploaded(service, each, f"{key}-{place}"), "title": each.stem}
        for place, each in enumerate(annexes, start=1)
    ]
    sent = service.ask("POST", "/documents", json=content, headers={"Idempotency-Key": key})
    if as_json:
        return _say(sent)
    click.echo(_("Đã gửi %(number)s.") % {"number": sent["number_and_symbol"]})
    click.echo(f"{_('Lần gửi')}: {sent['message']}")
    click.echo(sent["signature"]["sentence"])
    for each in sent["deliveries"]:
        click.echo(f"  {each['id']}  {each['recipient']['name']}")
    return None


def _key_from(content: dict[str, Any], files: list[Path]) -> str:
    """The same document sent again by mistake has the same key, and is not sent twice."""
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode())
    for file in files:
        with file.open("rb") as source:
            digest.update(hashlib.file_digest(source, "sha256").digest())
    return f"cli-{digest.hexdigest()[:48]}"


def _uploaded(service: Service, file: Path, key: str) -> str:
    query = str(httpx.QueryParams({"name": file.name}))
    kind = "application/pdf" if file.suffix.lower() == ".pdf" else "application/octet-stream"
    return str(service.upload(f"/files?{query}", file, kind=kind, headers={"Idempotency-Key": key})["id"])


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
@click.argument("files", type=_FILE, nargs=-1, required=True)
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
