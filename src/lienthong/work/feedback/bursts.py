"""Answers that came as answers of many people seldom come: pure rules, each with the chance that it strikes wrongly.

A rule strikes where what was seen has a chance below `ALARM` if every person had answered alone. What it strikes is
counted all the same, and marked: it may be a family, a queue before a holiday, or an official with a telephone.

`together`, `alike`: expected number of sets of k out of n answers that agree by chance, which is never below the chance
that there is one (Markov; Boole). `surge`: the exact conditional test of two Poisson rates (Przyborowski & Wilenski
1940): of all answers of these days, as many on this one.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import comb
from uuid import UUID

from lienthong.work.feedback.states import BurstKind

ALARM = 1e-4
"""Of ten thousand looks at honest answers (one group, one day, one rule) at most one strikes."""
FEWEST = 3
WITHIN = timedelta(minutes=10)
DAY = timedelta(hours=8)
"""Nobody answers at night: as if all answers of a day fell into so few hours, whichever they are."""
LARGEST_SHARE = {BurstKind.NETWORK: 0.02, BurstKind.DEVICE: 0.001, BurstKind.PHONE: 0.001, BurstKind.WORDS: 0.01}
"""The largest part of honest answers that can have one address family, browser, telephone or text in common."""
SHORTEST_WORDS = 20
"""Letters; shorter words are everybody's."""
FEWEST_PAST_DAYS, FEWEST_IN_A_SURGE = 20, 5


@dataclass(frozen=True)
class Vote:
    """One answer as these rules see it: digests in place of address, browser and telephone; empty where unknown."""

    invitation: UUID
    at: datetime
    network: str = ""
    device: str = ""
    phone: str = ""
    words: str = ""


@dataclass(frozen=True)
class Found:
    """These answers, of so many, agree more than chance allows; `chance` of it among honest answers, at most."""

    kind: BurstKind
    votes: tuple[Vote, ...]
    of: int
    chance: float
    key: str = ""


def found(today: Sequence[Vote], before: Sequence[Vote], past_days: Sequence[int]) -> Iterator[Found]:
    """Everything that strikes about one group (a procedure at a body, or an officer) on one day.

    `before` = the answers of the weeks before; `past_days` = how many came on each earlier day of the same sort.
    """
    yield from together(today)
    yield from surge(today, past_days)
    for kind in LARGEST_SHARE:
        yield from alike(kind, today, before)


def together(today: Sequence[Vote]) -> Iterator[Found]:
    """The most answers within ten minutes."""
    votes = sorted(today, key=lambda vote: vote.at)
    most: list[Vote] = max((_window(votes, place) for place in range(len(votes))), key=len, default=[])
    chance = chance_together(len(votes), len(most))
    if len(most) >= FEWEST and chance < ALARM:
        yield Found(BurstKind.TOGETHER, tuple(most), len(votes), chance)


def _window(votes: list[Vote], place: int) -> list[Vote]:
    return [vote for vote in votes[place:] if vote.at - votes[place].at <= WITHIN]


def chance_together(whole: int, part: int) -> float:
    """At most so likely is it that, of `whole` answers spread over a day, `part` fall within ten minutes."""
    return min(1.0, comb(whole, part) * part * (WITHIN / DAY) ** (part - 1)) if part else 1.0


def alike(kind: BurstKind, today: Sequence[Vote], before: Sequence[Vote]) -> Iterator[Found]:
    """Answers with one thing in common, the last of them today; of all that say anything about that thing."""
    told: dict[str, list[Vote]] = defaultdict(list)
    for vote in [*before, *today]:
        if (value := _value(kind, vote)) != "":
            told[value].append(vote)
    whole, new = sum(len(each) for each in told.values()), {_value(kind, vote) for vote in today}
    for value, votes in told.items():
        chance = chance_alike(whole, len(votes), LARGEST_SHARE[kind])
        if value in new and len(votes) >= FEWEST and chance < ALARM:
            yield Found(kind, tuple(votes), whole, chance, value)


def _value(kind: BurstKind, vote: Vote) -> str:
    value: str = getattr(vote, kind.value)
    return "" if kind is BurstKind.WORDS and len(value) < SHORTEST_WORDS else value


def chance_alike(whole: int, part: int, share: float) -> float:
    """At most so likely is it that `part` of `whole` agree, when no value has more than this share of all."""
    return min(1.0, comb(whole, part) * share ** (part - 1)) if part else 1.0


def surge(today: Sequence[Vote], past_days: Sequence[int]) -> Iterator[Found]:
    """More in a day than this group's own past lets expect; nothing is said before a past is known."""
    chance = chance_surge(len(today), sum(past_days), len(past_days))
    if len(past_days) >= FEWEST_PAST_DAYS and len(today) >= FEWEST_IN_A_SURGE and chance < ALARM:
        yield Found(BurstKind.SURGE, tuple(today), len(today) + sum(past_days), chance)


def chance_surge(today: int, before: int, days: int) -> float:
    """The chance of `today` or more on one of `days` + 1 days, given how many came on all of them, at one rate."""
    whole, part = today + before, 1 / (days + 1)
    return min(1.0, sum(comb(whole, k) * part**k * (1 - part) ** (whole - k) for k in range(today, whole + 1)))
