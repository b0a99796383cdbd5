"""A dossier that never was: whole rows without a database, with every event its forms can say."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from lienthong.ground.calendar import deadlines
from lienthong.ground.calendar.layers import packaged_calendar
from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body, Post, Unit
from lienthong.kit.clock import VIETNAM
from lienthong.work.onestop import standing
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.states import Kind
from lienthong.work.services import packages
from lienthong.work.services.models import Application, Procedure, Version
from lienthong.work.services.states import Channel, Relation

MONDAY = date(2026, 11, 16)
CLERK, OFFICER, CHIEF = "Nguyễn Thị Hồng Vân", "Trần Quốc Đạt", "Lê Minh Khuê"


def at(text: str, day: date = MONDAY) -> datetime:
    """`10:30` of that day in Viet Nam."""
    return datetime.combine(day, datetime.strptime(text, "%H:%M").replace(tzinfo=UTC).time(), VIETNAM)


PACKAGES: dict[str, packages.Package] = {}
"""Of what was invented, by address: no database holds them."""


class Invented:
    """The dossier, its files, and a chain to which events are added."""

    def __init__(self, procedure: str = "doi_giay_phep_lai_xe") -> None:
        self.package = packages.read_shipped(procedure)
        PACKAGES[self.package.address] = self.package
        self.body = Body(name_vi="Ủy ban nhân dân tỉnh Nghệ An", code="H41")
        self.desk = Unit(body=self.body, name_vi="Trung tâm Phục vụ hành chính công tỉnh Nghệ An")
        self.division = Unit(body=self.body, name_vi="Phòng Cảnh sát giao thông, Công an tỉnh Nghệ An")
        self.files = [self._file("giay-kham-suc-khoe.pdf", "a", 245_312), self._file("anh-chan-dung.jpg", "b", 98_004)]
        self.dossier = self._dossier()
        self.events: list[Event] = []
        given = [{"paper": "giay_kham_suc_khoe", "sha256": self.files[0].sha256},
                 {"paper": "giay_to_thay_doi", "sha256": self.files[1].sha256}]  # fmt: skip
        self.add(Kind.SUBMITTED, "09:12", "Phạm Văn Tuấn", **self.hand(self.desk, "reception", "17:00"), files=given)

    def _file(self, name: str, letter: str, size: int) -> StoredFile:
        return StoredFile(name=name, sha256=letter * 64, size_bytes=size, media_type="application/pdf")

    def _dossier(self) -> Dossier:
        version = Version(address=self.package.address, compiled=self.package.encoded, procedure=Procedure(key="x"))
        application = Application(
            version=version, applicant_name="Phạm Văn Tuấn", subject_name="Phạm Văn Tuấn", phone="0912345678",
            subject_number="040090012345", channel=Channel.ONLINE, relation=Relation.SELF,
        )  # fmt: skip
        return Dossier(
            id=UUID(int=7), application=application, version=version, body=self.body, receiving_unit=self.desk,
            deciding_unit=self.division, code="H41.06-261116-0001", legacy_code="000.00.06.H41-261116-0001",
            lookup_code="K7M2QX", title=self.package.plain["procedure"]["name"]["vi"], fee=115_000, channel="online",
            subject_name="Phạm Văn Tuấn", subject_number="040090012345", submitted_at=at("09:12"),
            last_hash=standing.GENESIS, status=1,
        )  # fmt: skip

    def by_a_clerk(self) -> "Invented":
        """Entered by a clerk, with the person in front of the desk."""
        clerk = Mandate(account=Account(full_name=CLERK), post=Post(title_vi="Chuyên viên", body=self.body))
        held = self.dossier.application
        held.entered_by, held.channel, held.relation = clerk, Channel.COUNTER, Relation.COUNTER
        held.applicant_name = CLERK
        return self

    def hand(self, unit: Unit, step: str, due: str, day: date = MONDAY) -> dict[str, Any]:
        """What an event says that hands the dossier to a unit."""
        return {
            "unit": str(unit.pk),
            "unit_name": unit.name_vi,
            "step": step,
            "step_due_at": at(due, day).isoformat(),
        }

    def promise(self, received: datetime, days: int = 5) -> dict[str, Any]:
        """What an event keeps of a deadline."""
        found = deadlines.working_days(packaged_calendar(), received, days)
        return {"due_at": found.due_at.isoformat(), "begins_at": found.begins_at.isoformat(), "trace": found.plain()}

    def add(self, kind: Kind, clock: str, by: str = CLERK, day: date = MONDAY, **details: Any) -> Event:
        """One more event, chained, and the dossier after it."""
        held = self.dossier
        event = Event(
            dossier=held, seq=held.last_seq + 1, kind=kind, at=at(clock, day), by_name=by, details=dict(details)
        )
        moved = standing.apply(held.standing, event)
        event.hash = standing.link(
            held.last_hash, dossier=held.pk, seq=event.seq, kind=kind, at=event.at, by=by, name=by, details=details
        )
        held.enter(moved)
        held.last_seq, held.last_hash = event.seq, event.hash
        self.events.append(event)
        return event

    def undo(self, clock: str) -> Event:
        """The last event is taken back: all is as it was before it."""
        before = standing.back(standing.fold(self.events[:-1]))
        return self.add(Kind.UNDONE, clock, undone=self.events[-1].kind, back=before)

    def received(self) -> "Invented":
        """Paid and taken in; on its way to the division."""
        self.add(Kind.PAID, "09:20", "", amount=115_000, reference="LT1")
        self.add(Kind.RECEIVED, "10:00", CLERK, **self.promise(at("09:20")))
        self.add(Kind.HANDED_OVER, "10:00", CLERK, **self.hand(self.division, "verification", "11:00", later(2)))
        return self

    def decided(self) -> "Invented":
        """Taken over, passed on, decided two days later than the promise."""
        self.add(Kind.ACKNOWLEDGED, "10:30", OFFICER, holder=str(UUID(int=1)), holder_name=OFFICER)
        self.add(
            Kind.HANDED_OVER, "15:00", OFFICER, later(1), **self.hand(self.division, "decision", "16:30", later(4))
        )
        self.add(Kind.ACKNOWLEDGED, "15:00", OFFICER, later(1), holder=str(UUID(int=1)))
        self.add(Kind.ASSIGNED, "15:30", CHIEF, later(1), holder=str(UUID(int=2)), holder_name="Võ Hải Yến")
        self.add(Kind.DECIDED, "09:00", CHIEF, later(9), **self.hand(self.desk, "handing_over", "16:30", later(9)))
        return self


def later(days: int) -> date:
    """So many days after that Monday."""
    return MONDAY + timedelta(days=days)


def texts(found: Any) -> Iterator[str]:
    """Every string of a JSON value."""
    if isinstance(found, str):
        yield found
    for part in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from texts(part)
