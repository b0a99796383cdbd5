"""`lienthong figures`: recompute the open figures of a day from its published file, and hold it against the public log.

Exit codes: 0 the file is what the log says · 1 it is not, or cannot be checked · 2 the call's words are off.
"""

import json
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from lienthong.doors.command.log import _or_fail, _receipt_in, _verifier
from lienthong.ground.journal import receipts
from lienthong.ground.journal.models import Act
from lienthong.ground.journal.queries import proofs
from lienthong.kit.errors import NotFound
from lienthong.work.onestop import published
from lienthong.work.onestop.models import SealedDay

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
@click.option("--vkey", help="The log's verifier key, or a file that holds it. Default: this installation's.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def verify(file: Path, receipt: Path | None, vkey: str | None, as_json: bool) -> None:
    """Recompute on-time share and Merkle root of FILE, and compare with the act in the public log."""
    read = _or_fail(lambda: published.read(file.read_bytes().decode()))
    proof = _receipt_in(receipt) if receipt else _own(file.name)
    proven = receipts.holds(receipts.verify_receipt(proof, str(_verifier(vkey))))
    said = proof.get("body") or {}
    same = proven and proof["record"]["verb"] == _VERB and said.get("root") == read.root.hex()
    facts = {
        "holds": same, "root": read.root.hex(), "rows": read.rows, "decided": read.decided, "on_time": read.on_time,
        "on": said.get("on"),
    }  # fmt: skip
    click.echo(json.dumps(facts) if as_json else _words(read, same=same))
    if not same:
        raise SystemExit(1)


def _own(name: str) -> Any:
    day = next((each for each in SealedDay.objects.defer("content") if published.file_name(each.on) == name), None)
    if day is None:
        raise DayUnknownHere
    act = Act.objects.about(day).get(verb=_VERB)
    return _or_fail(lambda: proofs.receipt_of(act))


def _words(read: published.Read, *, same: bool) -> str:
    counts = _("{rows} dòng, {decided} hồ sơ có kết quả, {on_time} đúng hẹn. Mã gốc {root}.")
    told = counts.format(rows=read.rows, decided=read.decided, on_time=read.on_time, root=read.root.hex())
    verdict = _("Tệp đúng như nhật ký công khai ghi.") if same else _("Tệp KHÔNG phải tệp mà nhật ký công khai ghi.")
    return f"{told}\n{verdict}"
