"""An installation's API as a command uses it: address and token, uploads and downloads, what was refused."""

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
from lienthong.doors.command.speech import language, say

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
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


def send_finished(
    service: Service, content: dict[str, Any], file: Path, annexes: tuple[Path, ...], *, key: str
) -> dict[str, Any]:
    """Upload the files and send the document; the same again is not sent twice."""
    key = key or _key_from(content, [file, *annexes])
    content["file"] = _uploaded(service, file, f"{key}-0")
    content["annexes"] = [
        {"file": _uploaded(service, each, f"{key}-{place}"), "title": each.stem}
        for place, each in enumerate(annexes, start=1)
    ]
    sent: dict[str, Any] = service.ask("POST", "/documents", json=content, headers={"Idempotency-Key": key})
    return sent


def given_number(number_and_symbol: str, issued_on: str) -> dict[str, str | None]:
    """Number and date as on the face of the document, when it has them already."""
    return {"number_and_symbol": number_and_symbol, "issued_on": issued_on or None} if number_and_symbol else {}


def tell_sent(sent: dict[str, Any], *, as_json: bool) -> None:
    """What was sent, and to whom."""
    if as_json:
        return say(sent)
    click.echo(_("Đã gửi %(number)s.") % {"number": sent["number_and_symbol"]})
    click.echo(f"{_('Lần gửi')}: {sent['message']}")
    click.echo(f"{_('Văn bản')}: {sent['document']}")
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
