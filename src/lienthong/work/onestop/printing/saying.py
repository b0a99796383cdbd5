"""Moments, sums, sizes and papers as the forms write them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lienthong.ground.files.models import StoredFile
from lienthong.kit.clock import local
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.states import Kind


@dataclass(frozen=True)
class Paper:
    """One file as the receipt lists it: which paper it is, name, size, SHA-256, and where it was accepted before."""

    title: str
    name: str
    size_bytes: int | None
    sha256: str
    origin: str = ""

    def plain(self) -> dict[str, Any]:
        """As an item of a printed list."""
        size = "" if self.size_bytes is None else figures(self.size_bytes) + " byte"
        about = ", ".join(each for each in (self.name, size) if each)
        return {"text": self.title, "small": [each for each in (about, self.origin) if each], "hash": self.sha256}


def moment(at: datetime | None) -> str:
    """`16 giờ 30 phút, ngày 23/11/2026`; three dots where there is none."""
    return "…" if at is None else f"{local(at):%H giờ %M phút, ngày %d/%m/%Y}"


def short(at: datetime | None) -> str:
    """`16:30 23/11/2026`; a dash where there is none."""
    return "–" if at is None else f"{local(at):%H:%M %d/%m/%Y}"


def figures(number: int) -> str:
    """`135.000`."""
    return f"{number:,}".replace(",", ".")


def instant(details: Mapping[str, Any], name: str) -> datetime | None:
    """A moment an event keeps."""
    return datetime.fromisoformat(details[name]) if details.get(name) else None


def papers(dossier: Dossier, events: Sequence[Event], files: Iterable[StoredFile]) -> list[Paper]:
    """Everything given until the last of these events, in its order; names and sizes are those of the kept files."""
    kept = {each.sha256: each for each in files}
    return [_paper(dossier, given, kept.get(given["sha256"])) for given in _given(events)]


def _given(events: Sequence[Event]) -> Iterator[Mapping[str, str]]:
    for event in events:
        if event.kind in {Kind.SUBMITTED, Kind.SUPPLIED}:
            yield from event.details.get("files", [])


def _paper(dossier: Dossier, given: Mapping[str, str], kept: StoredFile | None) -> Paper:
    return Paper(
        title=paper_name(dossier, given["paper"]),
        name=kept.name if kept else "",
        size_bytes=kept.size_bytes if kept else None,
        sha256=given["sha256"],
        origin=f"dùng lại từ hồ sơ {given['from']}, {given['verified_by']} đã kiểm tra" if "from" in given else "",
    )


def paper_name(dossier: Dossier, code: str) -> str:
    """How the package calls a paper; its code where the package does not know it."""
    known = dossier.version.package.plain["procedure"]["papers"]
    return next((str(each["name"]["vi"]) for each in known if each["code"] == code), code)


def question_text(dossier: Dossier, name: str) -> str:
    """A question as it was asked; its name where the package does not know it."""
    found = dossier.version.package.questions.get(name)
    return str(found.plain["text"]["vi"]) if found else name
