"""`lienthong log`: the public log's head, its audit, receipts and their checking.

Exit codes: 0 all is well · 1 something is wrong, or was refused · 2 the call's words are off.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click
from django.utils.translation import gettext as _

from lienthong.doors.command import given, speech
from lienthong.doors.command.given import or_fail, receipt_in
from lienthong.kit import clock
from lienthong.kit.errors import NotFound

if TYPE_CHECKING:
    from lienthong.ground.journal.note import Verifier
    from lienthong.ground.journal.queries.findings import Report

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
_KEY = click.option("--vkey", help="The log's verifier key, or a file that holds it. Default: this installation's.")
_MARKS = {"passed": "✓", "failed": "✗", "absent": "–"}


class NoSuchAct(NotFound):
    """There is no act with this id. Ids of acts stand on the timeline of a document and in its receipts."""


@click.group()
def log() -> None:
    """Read, prove and audit the public log of official acts."""


@log.command()
@_AS_JSON
def checkpoint(as_json: bool) -> None:
    """Print the last signed checkpoint. Keep copies elsewhere: `audit --checkpoint` holds the log against them."""
    _set_up()
    from lienthong.ground.journal.queries import proofs

    head, note = or_fail(proofs.published)
    facts = {"origin": head.origin, "size": head.size, "root": head.root.hex(), "note": note}
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else note, nl=as_json)


@log.command()
@click.option("--checkpoint", "kept", type=_FILE, multiple=True, help="A checkpoint kept elsewhere; may be repeated.")
@_KEY
@_AS_JSON
def audit(kept: tuple[Path, ...], vkey: str | None, as_json: bool) -> None:
    """Re-read every act against the log, and name the first that was altered, lost, moved or added."""
    _set_up()
    from rich.console import Console
    from rich.progress import Progress

    from lienthong.ground.journal import installation
    from lienthong.ground.journal.queries.audit import audit as run_audit

    verifier = _verifier(vkey)
    notes = [file.read_text(encoding="utf-8", errors="replace") for file in kept]
    with Progress(console=Console(stderr=True), transient=True, disable=as_json) as bar:
        task = bar.add_task(_("Đọc lại nhật ký"), total=None)
        report = run_audit(
            store=installation.store(),
            verifier=verifier,
            now=clock.now(),
            kept=notes,
            progress=lambda done, size: bar.update(task, completed=done, total=size),
        )
    click.echo(json.dumps(_facts(report), ensure_ascii=False) if as_json else _words(report))
    if not report.clean:
        raise SystemExit(1)


@log.command()
@click.argument("act_id", type=click.UUID)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the screen.")
@click.option("--without-body", is_flag=True, help="Prove the act without showing what it said.")
@_AS_JSON
def receipt(act_id: UUID, output: Path | None, without_body: bool, as_json: bool) -> None:
    """Give the receipt of one act: a JSON file that anybody can check offline."""
    _set_up()
    from lienthong.ground.journal import receipts
    from lienthong.ground.journal.models import Act
    from lienthong.ground.journal.queries import proofs

    act = Act.objects.filter(id=act_id).first()
    if act is None:
        raise NoSuchAct
    made = or_fail(lambda: proofs.receipt_of(act, with_body=not without_body))
    if output is None:
        click.echo(receipts.encode(made), nl=False)
        return
    output.write_bytes(receipts.encode(made))
    facts = {"file": str(output), "act": str(act_id), "index": made["index"]}
    click.echo(json.dumps(facts) if as_json else _("Đã ghi biên nhận vào {file}").format(file=output))


@log.command()
@click.argument("file", type=_FILE)
@_KEY
@_AS_JSON
def verify(file: Path, vkey: str | None, as_json: bool) -> None:
    """Check a receipt against the log's key; needs no network and no database when --vkey is given."""
    _set_up(alone=vkey is not None)
    from lienthong.ground.journal import receipts

    verifier = _verifier(vkey)
    steps = receipts.verify_receipt(receipt_in(file), str(verifier))
    holds = receipts.holds(steps)
    if as_json:
        facts = [{"step": step.code, "verdict": step.verdict, "detail": step.detail} for step in steps]
        click.echo(json.dumps({"holds": holds, "steps": facts}, ensure_ascii=False))
    else:
        for step in steps:
            click.echo(f"{_MARKS[step.verdict]} {step.title}" + (f" ({step.detail})" if step.detail else ""))
        click.echo(_("Biên nhận đúng.") if holds else _("Biên nhận KHÔNG đúng."))
    if not holds:
        raise SystemExit(1)


def _set_up(*, alone: bool = False) -> None:
    """The installation whose log is meant; `alone` = words only, for who checks with the key in hand."""
    from django.utils import translation

    from lienthong.doors.command.main import start_django
    from lienthong.doors.command.verify import prepare

    (prepare if alone else start_django)()
    translation.activate(speech.language())


def _verifier(vkey: str | None) -> "Verifier":
    if vkey is not None:
        return given.verifier(vkey)
    from lienthong.ground.journal import installation

    return installation.verifier()


def _facts(report: "Report") -> dict[str, Any]:
    return {
        "clean": report.clean,
        "size": report.size,
        "root": report.root.hex(),
        "acts_read": report.acts_read,
        "waiting": report.waiting,
        "kept_size": report.kept_size,
        "findings": [
            {
                "kind": finding.kind,
                "title": finding.title,
                "detail": finding.detail,
                "place": finding.place,
                "act": finding.act and str(finding.act),
            }
            for finding in report.findings
        ],
    }


def _words(report: "Report") -> str:
    lines = []
    for finding in report.findings:
        where = [] if finding.place is None else [_("vị trí {place}").format(place=finding.place)]
        where += [] if finding.act is None else [_("hành vi {act}").format(act=finding.act)]
        lines.append(f"✗ {', '.join([finding.title, *where])}: {finding.detail}")
    counts = _("Đã đọc {read} hành vi, nhật ký có {size}, đang chờ {waiting}.")
    lines.append(counts.format(read=report.acts_read, size=report.size, waiting=report.waiting))
    lines.append(_("Mọi hành vi còn nguyên vẹn.") if report.clean else _("Nhật ký KHÔNG còn nguyên vẹn."))
    return "\n".join(lines)
