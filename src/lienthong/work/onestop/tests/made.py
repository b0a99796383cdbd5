"""Events and dossiers as the pure rules see them: no database."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

from conftest import MONDAY
from lienthong.work.onestop.oversight import Trail
from lienthong.work.onestop.states import Kind, RefusalReason

DESK, DIVISION = UUID(int=1), UUID(int=2)
LAN, MINH, HUNG = UUID(int=11), UUID(int=12), UUID(int=13)
NAMES = {LAN: "Lan", MINH: "Minh", HUNG: "Hùng", None: ""}
REASON = {
    "words": "Ảnh giấy khám sức khỏe mờ ở dòng kết luận, xin chụp lại trang hai.",
    "law": "Nghị định 61/2018, điều 17",
}
"""Words of one's own, and a provision."""
REFUSAL = {"outcome": "tu_choi", "words": "Không giải quyết đề nghị.", "reason": RefusalReason.NOT_ELIGIBLE,
           "plain": REASON["words"], "law": REASON["law"]}  # fmt: skip
"""A decision that grants nothing."""


def after(**spell: float) -> datetime:
    """So long after Monday, nine o'clock."""
    return MONDAY + timedelta(**spell)


def event(kind: Kind, at: datetime, *, by: UUID | None = LAN, **details) -> SimpleNamespace:
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in details.items()}
    return SimpleNamespace(kind=kind, at=at, by_id=by, by_name=NAMES[by], details=plain)


def filed(at: datetime = MONDAY) -> SimpleNamespace:
    return event(Kind.SUBMITTED, at, by=None, unit=str(DESK), step="reception", step_due_at=at + timedelta(hours=8))


def taken(at: datetime, who: UUID = LAN) -> SimpleNamespace:
    return event(Kind.ACKNOWLEDGED, at, by=who, holder=str(who), holder_name=NAMES[who])


def handed(at: datetime, unit: UUID = DIVISION, *, kind: Kind = Kind.HANDED_OVER, by: UUID = LAN) -> SimpleNamespace:
    return event(kind, at, by=by, unit=str(unit), step="verification", step_due_at=at + timedelta(days=2))


def received(at: datetime, *, days: int = 7) -> SimpleNamespace:
    return event(Kind.RECEIVED, at, begins_at=MONDAY, due_at=MONDAY + timedelta(days=days))


def way(*more: SimpleNamespace) -> list[SimpleNamespace]:
    """Filed, taken in after an hour, handed over and taken over; then whatever follows."""
    return [filed(), received(after(hours=1)), handed(after(hours=1)), taken(after(hours=2)), *more]


def trail(*events: SimpleNamespace, number: int = 1, whom: str = "001190012345") -> Trail:
    return Trail(UUID(int=100 + number), f"H41.06-261116-{number:04d}", (UUID(int=99), whom), events)
