"""`lienthong national-portal`: what is owed to the National Public Service Portal, and a stand-in to try it with.

Exit codes: 0 done · 1 refused, the reason on standard error · 2 the call's words are off.
"""

import json
from typing import Any

import click
from django.db import transaction
from django.utils.translation import gettext as _

from lienthong.doors.command import processes, speech
from lienthong.kit import canonical, clock
from lienthong.kit.errors import NotFound
from lienthong.work.reporting import actions
from lienthong.work.reporting.models import PortalReport
from lienthong.work.reporting.states import State

_MOST = 100
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for machines.")


class NoSuchReport(NotFound):
    """No report of this dossier was given up. `lienthong national-portal list` shows those that were."""


@click.group("national-portal")
def national_portal() -> None:
    """See what is owed to the National Public Service Portal, ask again, or run a stand-in."""


@national_portal.command("list")
@_JSON
def list_reports(as_json: bool) -> None:
    """What is not acknowledged yet: given up first, then the longest waiting."""
    found = PortalReport.objects.exclude(state=State.ACKNOWLEDGED).select_related("dossier")
    rows = [_facts(each) for each in found.order_by("state", "waiting_since", "id")[:_MOST]]
    if as_json:
        speech.say(rows)
    elif not rows:
        click.echo(_("Cổng đã xác nhận mọi hồ sơ."))
    for row in () if as_json else rows:
        click.echo("  ".join(str(row[name]) for name in ("code", "state", "owed", "tries", "last_code", "problem")))


@national_portal.command()
@click.argument("code", default="")
@click.option("--all", "every", is_flag=True, help="Everything that was given up.")
@_JSON
def again(code: str, every: bool, as_json: bool) -> None:
    """Try again what was given up: one dossier by its code, or --all."""
    if bool(code) == every:
        raise click.UsageError("name one dossier, or --all")
    found = PortalReport.objects.given_up()
    chosen = list(found if every else found.filter(dossier__code=code))
    if not chosen and code:
        raise NoSuchReport(code=code)
    with transaction.atomic():
        asked = [_facts(actions.ask_again(report=report, now=clock.now())) for report in chosen]
    if as_json:
        speech.say(asked)
    else:
        click.echo(_("Sẽ báo lại {count} hồ sơ.").format(count=len(chosen)))


@national_portal.command()
@click.option("--port", default=8004, show_default=True, help="Where the stand-in listens, on this machine only.")
@click.option(
    "--body", "bodies", multiple=True, default=("H41",), show_default=True, help="Code of a body; several times."
)
@_JSON
def emulate(port: int, bodies: tuple[str, ...], as_json: bool) -> None:
    """Run a SIMULATED national portal in the foreground; says what to put into LIENTHONG_DVCQG. Never in production."""
    address = f"http://127.0.0.1:{port}/"
    facts = {"url": address, "dstcode": "MO-PHONG", "session": "MO-PHONG", "bodies": {each: each for each in bodies}}
    if as_json:
        speech.say({"started": address, "simulated": True, "dvcqg": facts})
    else:
        click.echo(_("BẢN MÔ PHỎNG Cổng Dịch vụ công quốc gia: {address}").format(address=address))
        click.echo(f"LIENTHONG_DVCQG='{json.dumps(facts)}'")
    with processes.stopping() as asked:
        processes.keep_running([processes.portal_emulator(port)], asked_to_stop=asked, each_round=lambda: None)


def _facts(report: PortalReport) -> dict[str, Any]:
    told = {
        "code": report.dossier.code,
        "state": report.state,
        "owed": report.owed_seq - report.acknowledged_seq,
        "tries": report.tries,
        "waiting_since": report.waiting_since,
        "next_try_at": report.next_try_at,
        "last_code": report.last_code,
        "problem": report.last_problem,
    }
    plain: dict[str, Any] = canonical.plain(told)
    return plain
