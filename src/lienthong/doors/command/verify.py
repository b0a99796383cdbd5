"""`lienthong verify`: check signed files, evidence and receipts on any machine: no server, no database, no network.

Exit codes: 0 everything given is valid · 1 something is not, or could not be decided · 2 the call's words are off.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from lienthong.doors.command import speech
from lienthong.doors.command.speech import gettext as _

if TYPE_CHECKING:
    from cryptography import x509

    from lienthong.records.exchange.verifying import Trusted

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.DOTALL)
_UNDECIDED = {"unknown-signer", "status-unknown"}
"""Nothing speaks against the file; something is missing to decide."""
_JUDGED_BY_ROOT = {"pdf", "cms", "xml", "credential"}
_OF_AN_AUTHORITY = "/pki/ca/"
"""Where an installation publishes its certificates, the root among them."""
_IN_XML = re.compile(rb"X509Certificate>([^<]+)<")
_PROGRESS_FROM_BYTES = 8 * 1024 * 1024


def prepare() -> None:
    """The least that words need: Django's translations, with no settings of an installation."""
    from django.conf import settings

    if settings.configured:
        return
    import django

    settings.configure(
        USE_I18N=True,
        LANGUAGE_CODE=speech.language(),
        LANGUAGES=[("vi", "Tiếng Việt"), ("en", "English")],
        LOCALE_PATHS=[speech.LOCALE],
        LOGGING_CONFIG=None,
    )
    django.setup()


@click.command()
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option("--content", type=_FILE, help="The file that a detached signature (.p7s) signs.")
@click.option(
    "--trust", "anchors", type=_FILE, multiple=True, envvar="LIENTHONG_TRUST", help="Root certificate you trust (PEM)."
)
@click.option("--status", "lists", type=_FILE, multiple=True, help="Status list of a credential's issuer, as fetched.")
@click.option(
    "--here",
    is_flag=True,
    help="On the server: with this installation's own root, log key and status lists as they stand.",
)
@click.option("--vkey", default="", envvar="LIENTHONG_VKEY", help="The log's key you trust, or a file that holds it.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for machines.")
def verify(
    files: tuple[Path, ...],
    content: Path | None,
    anchors: tuple[Path, ...],
    lists: tuple[Path, ...],
    here: bool,
    vkey: str,
    as_json: bool,
) -> None:
    """Check FILES: signed PDF, detached signature with its content, XML, edXML, evidence file, receipt of the log,
    electronic credential (SD-JWT).
    """
    if here:
        from lienthong.doors.command.main import speak, start_django

        start_django()
        speak()
    prepare()
    from lienthong.kit import clock
    from lienthong.records.exchange import verifying

    if content is not None and len(files) > 1:
        raise click.UsageError(_("--content chỉ đi cùng đúng một tệp chữ ký."))
    trusted = verifying.Trusted(
        tuple(der for anchor in anchors for der in certificates(anchor)),
        _key(vkey),
        statuses=tuple(one.read_text(encoding="utf-8", errors="replace") for one in lists),
        in_words=_in_words,
    )
    found = []
    for file in files:
        now = clock.now()
        known = _known_here(trusted, file, now) if here else trusted
        with _busy(file, quiet=as_json):
            found.append((file, verifying.judge(file, content=content, trusted=known, now=now)))
    if as_json:
        click.echo(json.dumps([{"file": str(file), **judged.as_json()} for file, judged in found], ensure_ascii=False))
    else:
        for file, judged in found:
            _tell(file, judged, _next_step(file, judged))
    if not all(judged.valid for _file, judged in found):
        raise SystemExit(1)


def _known_here(trusted: "Trusted", file: Path, now: datetime) -> "Trusted":
    """What was given, with what this installation knows itself: a revocation counts at once."""
    from lienthong.ground.journal import installation
    from lienthong.ground.signatures import queries, sdjwt

    with file.open("rb") as stream:
        start = stream.read(4096)
    listed = _list_address(file, "credential" if sdjwt.looks_like(start) else "pdf" if b"%PDF-" in start else "")
    statuses = (*trusted.statuses, *queries.statuses_now(listed, now=now))
    vkey = trusted.vkey or installation.store().verifier_key() or ""
    return replace(trusted, trust=queries.trust(now), vkey=vkey, statuses=statuses)


def _in_words(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    """The words of the package by which a result was decided, when it is one that comes with the product."""
    from lienthong.work.services import packages, telling

    if "package" not in claims:
        return claims
    known = (packages.read_shipped(name) for name in packages.shipped())
    package = next((each for each in known if each.address == claims["package"]), None)
    return telling.result_in_words(package, claims) if package else claims


def certificates(file: Path) -> list[bytes]:
    """The certificates in a PEM file, or the one in a DER file, as DER."""
    data = file.read_bytes()
    found = [base64.b64decode(body) for body in _PEM.findall(data)]
    if not found and not data.startswith(b"\x30"):
        raise click.BadParameter(_("{file} không chứa chứng thư nào.").format(file=file), param_hint="--trust")
    return found or [data]


def _key(given: str) -> str:
    if not given or "+" in given:
        return given.strip()
    place = Path(given)
    if not place.is_file():
        raise click.BadParameter(_("Đây không phải khóa kiểm tra, cũng không phải tệp."), param_hint="--vkey")
    return place.read_text(encoding="utf-8").strip()


def _tell(file: Path, judged: Any, next_step: str) -> None:
    undecided = judged.standing in _UNDECIDED
    mark, colour = ("✓", "green") if judged.valid else ("?", "yellow") if undecided else ("✗", "red")
    click.echo(f"{click.style(mark, fg=colour)} {file}: {judged.sentence}")
    for line in judged.lines:
        click.echo(f"    {line}")
    if next_step:
        click.echo(f"  → {next_step}")


def _next_step(file: Path, judged: Any) -> str:
    """What to fetch and with which option to give it, when only that is missing for a decision."""
    if judged.standing not in _UNDECIDED or judged.kind not in _JUDGED_BY_ROOT:
        return ""
    listed = _list_address(file, judged.kind)
    if judged.standing == "status-unknown":
        said = _("Tải danh sách trạng thái của nơi cấp ở {address} rồi đưa bằng --status TỆP.")
        return said.format(address=listed)
    home = _home(listed or _issuer_address(file, judged.kind))
    if not home:
        return _("Đưa chứng thư gốc mà bạn tin bằng --trust TỆP. Tệp này không ghi nơi lấy: hãy xin ở nơi đã ký.")
    said = _("Đưa chứng thư gốc mà bạn tin bằng --trust TỆP. Chứng thư gốc của nơi cấp: {address}")
    return said.format(address=f"{home}/pki/ca/root.cer")


def _list_address(file: Path, kind: str) -> str:
    """Where the credential, alone or inside a PDF, says its status list is; empty when there is none to ask."""
    from lienthong.ground.signatures import sdjwt, together
    from lienthong.kit.errors import Refused

    if kind == "credential":
        return sdjwt.status_address(file.read_text(encoding="ascii", errors="replace"))
    try:
        return sdjwt.status_address((together.attached(file.read_bytes()) if kind == "pdf" else "") or "")
    except Refused:
        return ""


def _issuer_address(file: Path, kind: str) -> str:
    """Where the certificate that signed a file says its issuer's is; empty where it does not say, or is not read."""
    from lienthong.ground.signatures.certificates import issuer_address

    for certificate in _signing_certificates(file, kind):
        address = issuer_address(certificate)
        if _OF_AN_AUTHORITY in address:
            return address
    return ""


def _signing_certificates(file: Path, kind: str) -> "list[x509.Certificate]":
    """What the signatures of a file name as theirs; nothing is believed of it, it only tells where to ask."""
    from lienthong.ground.signatures import certificates as known
    from lienthong.ground.signatures import cms_reading
    from lienthong.ground.signatures.pdf import revisions

    data = file.read_bytes()
    if kind == "xml":
        return [known.load(base64.b64decode(each)) for each in _IN_XML.findall(data)]
    if kind == "cms":
        return [cms_reading.certificate_in(data)]
    with revisions.open_strictly(data) as pdf:
        return [cms_reading.certificate_in(each.value) for each in revisions.embedded_signatures(data, pdf)]


def _home(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _busy(file: Path, *, quiet: bool) -> Any:
    """A moving mark on standard error while a large file is read."""
    import contextlib

    if quiet or file.stat().st_size < _PROGRESS_FROM_BYTES:
        return contextlib.nullcontext()
    from rich.console import Console

    return Console(stderr=True).status(file.name)
