"""Enacting a plan, and taking a change back: the only code that writes the directory."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import kind_and_id
from lienthong.ground.organisations import events, reorganisation, rules
from lienthong.ground.organisations.models import Change
from lienthong.ground.organisations.plans import Altered, Deed, Made, Moves, Plan, altered_from, made_from
from lienthong.ground.organisations.reorganisation import By
from lienthong.kit import canonical, outbox
from lienthong.kit.errors import Conflict

_ORDER = ("body", "unit", "post", "name", "code", "parentage", "succession")
"""Tables in the order in which rows can be made: what is pointed to comes first."""


class NothingChanges(Conflict):
    """This is how things already are. There is nothing to change."""


class PlanOutdated(Conflict):
    """The directory changed while this was being prepared. Preview it again, then apply it."""


class InUse(Conflict):
    """Work is already kept at what this change founded. Dissolve it with a successor instead of taking it back."""


def enact(*, plan: Plan, by: By, now: datetime, reference: str = "") -> Change:
    """Do what `plan` says, let rooms above move their open work, and record it as one change.

    `reference` names what is applied: the same reference is not applied twice while it stands (the database refuses).
    Refuses: NothingChanges, NotYetInForce, PlanOutdated.
    """
    if plan.changes_nothing:
        raise NothingChanges(_("Danh bạ đã đúng như vậy, không có gì để thay đổi."))
    rules.require_in_force(plan.on, now)
    change = _record(plan, by=by, now=now, reference=reference)
    _alter(plan.altered)
    _make(plan.made, change)
    change.rehomed = canonical.plain(reorganisation.rehome(plan.moves, by=by, now=now))
    change.save(update_fields=["rehomed"])
    _journal(change, plan.deeds, by=by, now=now)
    outbox.announce(events.change_enacted(change.id, at=now))
    return change


def reverse(*, change: Change, by: By, now: datetime) -> Change:
    """Take a change back: what it ended goes on, what it made holds on no day, moved work returns; both stay on record.

    Refuses: AlreadyReversed, ChangedSince, InUse, PlanOutdated.
    """
    change = Change.objects.select_for_update().get(pk=change.pk)
    rules.require_may_reverse(change)
    made = made_from(change.plan["made"])
    _require_unused(made)
    _unmake(made, now)
    _alter(row.back() for row in altered_from(change.plan["altered"]))
    reorganisation.restore(change.rehomed, by=by, now=now)
    change.reversed_at = now
    change.reversed_by_kind, change.reversed_by_id = _who(by)
    change.save(update_fields=["reversed_at", "reversed_by_kind", "reversed_by_id"])
    restored = (
        Deed(f"organisations.{deed['kind']}.restored", deed["kind"], UUID(deed["id"]), {"undone": deed["verb"]})
        for deed in change.plan["deeds"]
    )
    _journal(change, restored, by=by, now=now)
    outbox.announce(events.change_reversed(change.id, at=now))
    return change


def _record(plan: Plan, *, by: By, now: datetime, reference: str) -> Change:
    by_kind, by_id = _who(by)
    return Change.objects.create(
        kind=plan.kind,
        on=plan.on,
        recorded_at=now,
        by_kind=by_kind,
        by_id=by_id,
        reference=reference,
        subjects=plan.subjects,
        plan=canonical.plain(plan.as_json()),
    )


def _who(by: By) -> tuple[str, Any]:
    """Kind and id of who acts; nobody for the product itself."""
    return kind_and_id(by) if by is not None else ("", None)


def _journal(change: Change, deeds: Iterable[Deed], *, by: By, now: datetime) -> None:
    """One act for each body, unit or post spoken of, all with one INSERT."""
    acts = (
        journal.compose(
            deed.verb,
            (f"organisations.{deed.kind}", deed.id),
            by=by,
            at=now,
            body={**deed.body, "change": change.id},
        )
        for deed in deeds
    )
    journal.record_many(acts)


def _model(table: str) -> type[models.Model]:
    return apps.get_model("organisations", table)


def _alter(rows: Iterable[Altered]) -> None:
    """Write alterations, one statement for all rows of a table that become alike. Refuses: PlanOutdated."""
    alike: dict[tuple[str, tuple[tuple[str, Any], ...]], list[Altered]] = defaultdict(list)
    for row in rows:
        alike[row.table, tuple(sorted(row.after.items()))].append(row)
    for (table, after), group in alike.items():
        _alter_alike(_model(table), dict(after), {row.id: row.before for row in group})


def _alter_alike(model: type[models.Model], after: dict[str, Any], before: dict[UUID, dict[str, Any]]) -> None:
    rows = model._default_manager.filter(id__in=before)  # noqa: SLF001 - documented
    for row in rows.select_for_update():
        for column, value in before[row.pk].items():
            if getattr(row, column) != _typed(model, column, value):
                raise PlanOutdated(_("Danh bạ đã thay đổi trong lúc chuẩn bị. Hãy xem trước lại rồi áp dụng."))
    rows.update(**{column: _typed(model, column, value) for column, value in after.items()})


def _typed(model: type[models.Model], column: str, value: Any) -> Any:
    """A value of a plan, which may come back from JSON, as the column has it."""
    field = model._meta.get_field(column)  # noqa: SLF001 - documented
    assert isinstance(field, models.Field)
    return field.to_python(value)


def _make(rows: Iterable[Made], change: Change) -> None:
    """Write new rows, one statement for each table; dated facts remember the change that made them."""
    by_table: dict[str, list[Made]] = defaultdict(list)
    for row in rows:
        by_table[row.table].append(row)
    for table in _ORDER:
        model = _model(table)
        origin = {} if table in {"body", "unit", "post"} else {"change": change}
        new = (model(id=row.id, **row.values, **origin) for row in by_table[table])
        model._default_manager.bulk_create(new)  # noqa: SLF001 - documented


def _unmake(rows: Iterable[Made], now: datetime) -> None:
    """Empty the periods of rows that a change made: they stay readable and hold on no day."""
    ids: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        ids[row.table].append(row.id)
    for table, made in ids.items():
        if table == "succession":
            end: dict[str, Any] = {"reversed_at": now}
        elif table in {"body", "unit", "post"}:
            end = {"dissolved_on": models.F("established_on")}
        else:
            end = {"valid_until": models.F("valid_from")}
        _model(table)._default_manager.filter(id__in=made).update(**end)  # noqa: SLF001 - documented


def _require_unused(made: Iterable[Made]) -> None:
    """Refuses: InUse."""
    founded = Moves(
        bodies={row.id: None for row in made if row.table == "body"},
        units={row.id: None for row in made if row.table == "unit"},
        posts=tuple(row.id for row in made if row.table == "post"),
    )
    if founded and (kept := [each for each in reorganisation.count(founded) if each.count]):
        detail = _("Nơi mới lập đã có việc đang xử lý (%(what)s). Hãy giải thể và chỉ định nơi kế thừa.")
        raise InUse(detail % {"what": ", ".join(f"{each.count} {each.label}" for each in kept)})
