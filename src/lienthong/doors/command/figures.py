"""`lienthong figures`: recompute the open figures of a day from its published file, and hold it against the public log.

With --receipt and --vkey it runs anywhere; only what is left out of these is asked of an installation.

Exit codes: 0 the file is what the log says · 1 it is not, or cannot be checked · 2 the call's words are off.
"""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lienthong.doors.command import given, speech
from lienthong.doors.command.speech import gettext as _
from lienthong.doors.command.verify import prepare
from lienthong.kit.errors import NotFound

if TYPE_CHECKING:
    from lienthong.work.onestop.published import Read

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_VERB = "observatory.day.sealed"


class DayUnknownHere(NotFound):
    """This installation published no file of that name. Keep the name events-YYYY-MM-DD.csv, or give --receipt."""


@click.group()
def figures() -> None:
    """Check what the open figures were computed from."""


@figures.command()
@click.argument("file", type=_FILE)
@click.option("--receipt", type=_FILE, help="The receipt published beside the file; then no database is asked.")
@click.option(
    "--vkey",
    envvar="LIENTHONG_VKEY",
    help="The log's verifier key, or a file that holds it. Default: this installation's.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def verify(file: Path, receipt: Path | None, vkey: str | None, as_json: bool) -> None:
    """Recompute on-time share and Merkle root of FILE, and compare with the act in the public log."""
    _set_up(alone=bool(receipt and vkey))
    from lienthong.ground.journal import installation, receipts
    from lienthong.work.onestop import published

    read = given.or_fail(lambda: published.read(file.read_bytes().decode("utf-8", "replace")))
    proof = given.receipt_in(receipt) if receipt else _own(file.name)
    key = given.verifier(vkey) if vkey else installation.verifier()
    proven = receipts.holds(receipts.verify_receipt(proof, str(key)))
    said = proof.get("body") or {}
    sealed = proven and proof["record"]["verb"] == _VERB
    same = sealed and said.get("root") == read.root.hex()
    facts = {
        "holds": same, "root": read.root.hex(), "rows": read.rows, "decided": read.decided, "on_time": read.on_time,
        "on": said.get("on"),
    }  # fmt: skip
    click.echo(json.dumps(facts) if as_json else _words(read, same=same, on=str(said["on"]) if sealed else ""))
    if not same:
        raise SystemExit(1)


def _set_up(*, alone: bool) -> None:
    """Words only, or the installation whose log or key is asked."""
    from django.utils import translation

    from lienthong.doors.command.main import start_django

    if alone:
        prepare()
    else:
        _tell_what_is_missing(start_django)
    translation.activate(speech.language())


def _tell_what_is_missing(start: Any) -> None:
    """Where no installation is set up, a stranger is told what to give instead of a secret he cannot have."""
    try:
        start()
    except SystemExit as reason:
        said = _("Ở đây không có hệ thống nào để hỏi. Hãy đưa cả --receipt (biên nhận) và --vkey (khóa ở /log/vkey).")
        raise click.UsageError(said) from reason


def _own(name: str) -> Any:
    from lienthong.ground.journal.models import Act
    from lienthong.ground.journal.queries import proofs
    from lienthong.work.onestop import published
    from lienthong.work.onestop.models import SealedDay

    day = next((each for each in SealedDay.objects.defer("content") if published.file_name(each.on) == name), None)
    if day is None:
        raise DayUnknownHere
    act = Act.objects.about(day).get(verb=_VERB)
    return given.or_fail(lambda: proofs.receipt_of(act))


def _words(read: "Read", *, same: bool, on: str) -> str:
    counts = _("{rows} dòng, {decided} hồ sơ có kết quả, {on_time} đúng hẹn. Mã gốc {root}.")
    told = counts.format(rows=read.rows, decided=read.decided, on_time=read.on_time, root=read.root.hex())
    verdict = _("Tệp đúng như nhật ký công khai ghi.") if same else _("Tệp KHÔNG phải tệp mà nhật ký công khai ghi.")
    day = [_("Ngày: {day}.").format(day=f"{date.fromisoformat(on):%d/%m/%Y}")] if on else []
    return "\n".join([*day, told, verdict])
