"""`lienthong organisation`: read the directory as of any day, apply a table of mergers, take a change back.

Exit codes as everywhere: 0 done, or already so · 1 refused, the reason on standard error · 2 the call's words are off.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import click
from django.db import transaction
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import track
from rich.table import Table

from lienthong.ground.organisations import actions, provinces, queries
from lienthong.ground.organisations.models import Body, Change, Unit
from lienthong.ground.organisations.provinces import Proposal, Standing
from lienthong.kit import canonical, clock
from lienthong.kit.errors import NotFound


class Day(click.ParamType[date]):
    """A day as `2025-07-01`."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Refuses (as a matter of the call's words) what is no day."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(_("“%(value)s” không phải là ngày; hãy viết như 2025-07-01.") % {"value": value}, param, ctx)


class NobodyThere(NotFound):
    """Nothing in the directory has this code or id. Check it, and the day."""


def today() -> date:
    """The day it is in Viet Nam."""
    return clock.local(clock.now()).date()


as_of = click.option("--as-of", "day", type=Day(), default=today, help="The day to look at; today if not given.")
as_json = click.option("--json", "machine", is_flag=True, help="Answer in JSON, for machines.")


@click.group()
def organisation() -> None:
    """The directory of bodies: read it as of any day, change it, take a change back."""


@organisation.command("list")
@as_of
@click.option("--search", "words", default="", help="Names, abbreviations or codes; tones may be left out.")
@as_json
def list_bodies(day: date, words: str, machine: bool) -> None:
    """The bodies that existed on a day, under the names of that day, in Vietnamese order."""
    rows = [_line(body) for body in queries.directory(day, words)]
    if machine:
        return _say({"as_of": day, "bodies": rows})
    table = Table(_("Mã"), _("Tên"), _("Viết tắt"), _("Loại"))
    for row in rows:
        table.add_row(row["code"] or "–", row["name"], row["abbreviation"], row["kind_label"])
    Console().print(table)
    click.echo(_("%(count)d cơ quan, ngày %(day)s.") % {"count": len(rows), "day": f"{day:%d/%m/%Y}"})
    return None


def _line(body: Any) -> dict[str, str]:
    """A body as `queries.directory` gives it: with the names of the day."""
    return {
        "id": str(body.id),
        "code": body.code_then or "",
        "name": body.vi_then,
        "name_en": body.en_then,
        "abbreviation": body.abbreviation_then,
        "kind": body.kind,
        "kind_label": body.get_kind_display(),
    }


@organisation.command()
@click.argument("code")
@as_of
@as_json
def show(code: str, day: date, machine: bool) -> None:
    """One body or unit, by its code in any scheme (on the day given) or its id, with its whole history."""
    facts = queries.history(_found(code, day), day)
    if machine:
        return _say({"as_of": day, **facts})
    for key, value in facts.items():
        if isinstance(value, list):
            click.echo(f"{key}:")
            for each in value:
                click.echo("  " + " · ".join(str(word) for word in each.values() if word not in {None, ""}))
        elif value not in {None, ""}:
            click.echo(f"{key}: {value}")
    return None


def _found(code: str, day: date) -> Body | Unit:
    """By id, or by code on the day. Refuses: NobodyThere, UnknownCode, CodeMalformed."""
    try:
        identity = UUID(code)
    except ValueError:
        return queries.resolve_code(code, day)
    found = Body.objects.filter(id=identity).first() or Unit.objects.filter(id=identity).first()
    if found is None:
        raise NobodyThere(_("Không có cơ quan, đơn vị nào mang số định danh này."))
    return found


@organisation.command("apply")
@click.argument("file")
@click.option("--on", type=Day(), required=True, help="The day the mergers take effect.")
@click.option("--preview", is_flag=True, help="Say what would change, and change nothing.")
@as_json
def apply_file(file: str, on: date, preview: bool, machine: bool) -> None:
    """Apply a table of province mergers, a file here or one that comes with the product; all of it or nothing.

    What was applied before is left alone: a second time changes nothing.
    """
    mergers = provinces.read(provinces.find(file).read_text("utf-8"))
    now = clock.now()
    with transaction.atomic():
        if preview:
            steps: Iterable[Proposal] = provinces.propose(mergers, on)
        else:
            steps = actions.apply_mergers(mergers=mergers, on=on, by=None, now=now)
        proposals = list(_watched(steps, len(mergers), machine=machine))
    if machine:
        _say({"on": on, "preview": preview, "rows": [_outcome(proposal) for proposal in proposals]})
    else:
        _report(proposals, preview=preview)


def _watched(steps: Iterable[Proposal], total: int, *, machine: bool) -> Iterator[Proposal]:
    """The steps, with a progress bar on standard error for people."""
    console = Console(stderr=True, quiet=machine)
    yield from track(steps, description=_("Tỉnh, thành phố"), total=total, console=console)


def _outcome(proposal: Proposal) -> dict[str, Any]:
    """A row of the table and what became of it, for machines."""
    plan = proposal.plan
    return {
        "line": proposal.merger.line,
        "code": proposal.merger.code,
        "name": proposal.merger.name,
        "standing": proposal.standing.value,
        "lines": list(plan.lines) if plan else [],
        "affected": {each.name: each.count for each in plan.affected} if plan else {},
    }


def _report(proposals: list[Proposal], *, preview: bool) -> None:
    """What was or would be done, in sentences and sums."""
    plans = [proposal.plan for proposal in proposals if proposal.plan]
    for plan in plans:
        for line in plan.lines:
            click.echo(line)
    sums: dict[str, int] = {}
    for each in (each for plan in plans for each in plan.affected):
        sums[each.label] = sums.get(each.label, 0) + each.count
    for label, count in sums.items():
        click.echo(f"{count:>8}  {label}")
    click.echo(_summary(proposals, preview=preview))


def _summary(proposals: list[Proposal], *, preview: bool) -> str:
    """The last line: how many rows changed something, how many had before, how many change nothing."""
    counts = {standing: sum(each.standing == standing for each in proposals) for standing in Standing}
    words = {"new": counts[Standing.NEW], "applied": counts[Standing.APPLIED], "nothing": counts[Standing.NOTHING]}
    if preview:
        text = _("Xem trước: %(new)d dòng sẽ thay đổi, %(applied)d đã áp dụng trước đó, %(nothing)d không thay đổi gì.")
    elif counts[Standing.NEW]:
        text = _("Đã áp dụng %(new)d dòng; %(applied)d đã áp dụng trước đó, %(nothing)d không thay đổi gì.")
    else:
        text = _("Đã áp dụng trước đó: %(applied)d dòng; %(nothing)d dòng không thay đổi gì.")
    return text % words


@organisation.command()
@as_json
def changes(machine: bool) -> None:
    """The changes of the directory, the latest first."""
    rows = [_change(change) for change in Change.objects.order_by("-recorded_at", "-id")]
    if machine:
        return _say({"changes": rows})
    table = Table("", _("Ngày"), _("Thay đổi"), _("Hoàn tác"))
    for row in rows:
        table.add_row(row["id"], f"{row['on']:%d/%m/%Y}", "\n".join(row["lines"]), "✓" if row["reversed_at"] else "")
    Console().print(table)
    return None


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": str(change.id),
        "kind": change.kind,
        "on": change.on,
        "recorded_at": change.recorded_at,
        "reversed_at": change.reversed_at,
        "lines": change.plan["lines"],
    }


@organisation.command()
@click.argument("change_id", type=click.UUID)
@as_json
def reverse(change_id: UUID, machine: bool) -> None:
    """Take a change back; what it ended goes on, and both stay on record."""
    now: datetime = clock.now()
    with transaction.atomic():
        change = Change.objects.filter(id=change_id).first()
        if change is None:
            raise NobodyThere(_("Không có thay đổi nào mang số định danh này."))
        change = actions.reverse(change=change, by=None, now=now)
    if machine:
        _say(_change(change))
    else:
        click.echo(_("Đã hoàn tác: %(change)s.") % {"change": change})


def _say(answer: dict[str, Any]) -> None:
    """JSON on standard output."""
    click.echo(json.dumps(canonical.plain(answer), ensure_ascii=False, indent=2))
