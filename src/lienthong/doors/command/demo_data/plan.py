"""Who writes to whom, how many documents and when: settled before the first is written, the same at every start.

In every book numbers rise with dates. So the documents of a body are written in the order of their dates by one
process, and so are its arrivals taken in. And because most of it is written while people look around already, bodies
are parted into circles, finished one after the other: nobody writes into a book that is complete. A document goes to
bodies of its own circle and of later ones.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations.models import Body

_GOLDEN = 0.6180339887498949
_FEWEST = 2
"""A body alone has nobody to write to."""


@dataclass(frozen=True)
class Staff:
    """Who works in one body."""

    body: Body
    by_role: dict[str, list[Mandate]] = field(default_factory=dict)

    def one(self, role: Role, chance: random.Random) -> Mandate:
        """Somebody in this role."""
        return chance.choice(self.by_role[role])


def staff_of(mandates: Sequence[Mandate]) -> list[Staff]:
    """Group mandates by body; bodies in which every needed role is held."""
    found: dict[UUID, Staff] = {}
    for mandate in mandates:
        staff = found.setdefault(mandate.post.body_id, Staff(mandate.post.body))
        staff.by_role.setdefault(mandate.role, []).append(mandate)
    return [s for s in found.values() if {Role.LEADER, Role.CLERK, Role.SPECIALIST} <= set(s.by_role)]


@dataclass(frozen=True)
class Planned:
    """One document to write: `share` from 0 (three months ago) to 1 (the founding) says when, `seed` what about."""

    seed: int
    share: float


@dataclass(frozen=True)
class Circle:
    """Bodies whose books are filled together; `later` are those of the circles after it."""

    number: int
    bodies: tuple[Staff, ...]
    later: tuple[Staff, ...]
    documents: int

    def plan(self) -> dict[UUID, list[Planned]]:
        """What each of its bodies writes, oldest first."""
        chance, found = random.Random(self.number), defaultdict(list)
        for place in range(self.documents):
            sender = chance.choice(self.bodies).body.pk
            found[sender].append(Planned(self.number * 1_000_000 + place, (place + 0.5) / self.documents))
        return found

    def addressees(self, sender: Staff, count: int, chance: random.Random) -> list[Staff]:
        """So many others, three in four of the same circle."""
        near, far = [staff for staff in self.bodies if staff is not sender], list(self.later)
        near_count = min(len(near), max(1, sum(chance.random() < 0.75 or not far for _ in range(count))))  # noqa: PLR2004
        return chance.sample(near, near_count) + chance.sample(far, min(len(far), count - near_count))


def circles(staffs: Sequence[Staff], *, documents: int, opening: int) -> list[Circle]:
    """Circles of about `opening` documents each, the first of exactly so many; each spread over the directory.

    Multiples of the golden ratio take from every part of the directory: ministries, agencies, provinces.
    """
    spread = tuple(staff for _place, staff in sorted(enumerate(staffs), key=lambda pair: pair[0] * _GOLDEN % 1))
    count = round(documents / opening) if 0 < opening < documents else 1
    count = max(1, min(count, len(spread) // _FEWEST))
    bounds = [len(spread) * number // count for number in range(count + 1)]
    writing = [documents] if count == 1 else [opening, *_shared_out(documents - opening, count - 1)]
    return [
        Circle(number, spread[bounds[number] : bounds[number + 1]], spread[bounds[number + 1] :], writing[number])
        for number in range(count)
    ]


def _shared_out(whole: int, parts: int) -> list[int]:
    return [whole * (part + 1) // parts - whole * part // parts for part in range(parts)]
