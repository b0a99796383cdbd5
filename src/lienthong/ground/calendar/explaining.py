"""Sentences that derive a date step by step, kept as data and said in either language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from lienthong.ground.calendar.compiled import WorkingCalendar
from lienthong.ground.calendar.content import NamedDay
from lienthong.ground.calendar.states import Certainty
from lienthong.kit.clock import local

_MOST_WEEKENDS_NAMED = 3
_REMEMBERED = 4096
_WEEKDAYS = (
    _("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"),
)  # fmt: skip
SKIPPED_WEEKEND = _("Không tính ngày nghỉ cuối tuần: %(days)s.")
SKIPPED_MANY = _("Không tính %(count)s ngày nghỉ cuối tuần.")
SKIPPED_HOLIDAY = _("Không tính %(day)s: %(name)s.")
WORKED_INSTEAD = _("%(day)s vẫn tính: %(name)s.")
ONLY_EXPECTED = _("%(day)s (%(name)s) mới là dự kiến; hạn có thể được tính lại khi có quyết định chính thức.")


@dataclass(frozen=True)
class Step:
    """One sentence of a derivation: a Vietnamese text with places, and what stands in the places."""

    sentence: str
    facts: dict[str, Any]

    def say(self, language: str) -> str:
        """The sentence in `vi` or `en`."""
        with translation.override(language):
            return gettext(self.sentence) % {name: _said(fact, language) for name, fact in self.facts.items()}

    def plain(self) -> dict[str, Any]:
        """As JSON, to be stored beside the date it derives."""
        return {"sentence": self.sentence, "facts": {name: _stored(fact) for name, fact in self.facts.items()}}

    @classmethod
    def restored(cls, plain: dict[str, Any]) -> "Step":
        """Back from JSON."""
        return cls(plain["sentence"], {name: _restored(fact) for name, fact in plain["facts"].items()})


@dataclass(frozen=True)
class Words:
    """A word of the data that has both languages, such as the name of a holiday."""

    vi: str
    en: str


def step(sentence: str, **facts: Any) -> Step:
    """A step; facts are instants, dates, lists of dates, words, numbers or text."""
    return Step(sentence, facts)


@lru_cache(maxsize=_REMEMBERED)
def skipped(calendar: WorkingCalendar, after: date, until: date) -> tuple[Step, ...]:
    """Steps that name the days off, the swapped days and what is only expected, after `after` up to `until`.

    Remembered: of all that comes in on one day, most is due on a few same days.
    """
    named = calendar.named_days(after, until)
    names = {each.on for each in named}
    weekends = [each for each in calendar.days_off(after, until) if each not in names]
    return (*_weekends(weekends), *_runs(named), *_worked_instead(named), *_expected(named))


def _weekends(days: list[date]) -> list[Step]:
    if len(days) > _MOST_WEEKENDS_NAMED:
        return [step(SKIPPED_MANY, count=len(days))]
    return [step(SKIPPED_WEEKEND, days=days)] if days else []


def _runs(named: Iterable[NamedDay]) -> list[Step]:
    """Days off of one name that follow each other make one sentence."""
    steps: list[Step] = []
    run: list[NamedDay] = []
    for day in [*(each for each in named if not each.working), None]:
        if run and (day is None or day.vi != run[-1].vi or (day.on - run[-1].on).days > 1):
            steps.append(step(SKIPPED_HOLIDAY, day=[each.on for each in run], name=Words(run[0].vi, run[0].en)))
            run = []
        if day is not None:
            run.append(day)
    return steps


def _worked_instead(named: Iterable[NamedDay]) -> list[Step]:
    return [step(WORKED_INSTEAD, day=each.on, name=Words(each.vi, each.en)) for each in named if each.working]


def _expected(named: Iterable[NamedDay]) -> list[Step]:
    days = [each for each in named if each.certainty == Certainty.PROJECTED]
    if not days:
        return []
    return [step(ONLY_EXPECTED, day=[each.on for each in days], name=Words(days[0].vi, days[0].en))]


def _said(fact: Any, language: str) -> Any:
    if isinstance(fact, datetime):
        return f"{local(fact):%H:%M} {_said(local(fact).date(), language)}"
    if isinstance(fact, date):
        return f"{gettext(_WEEKDAYS[fact.weekday()])} {fact:%d/%m/%Y}"
    if isinstance(fact, list):
        return _listed(fact, language)
    if isinstance(fact, Words):
        return fact.vi if language.startswith("vi") else fact.en
    return fact


def _listed(days: list[date], language: str) -> str:
    """A long run of days as its two ends, a short list one by one."""
    if len(days) > _MOST_WEEKENDS_NAMED:
        return f"{_said(days[0], language)} – {_said(days[-1], language)}"
    return ", ".join(_said(day, language) for day in days)


def _stored(fact: Any) -> Any:
    if isinstance(fact, datetime):
        return {"at": fact.isoformat()}
    if isinstance(fact, date):
        return {"on": fact.isoformat()}
    if isinstance(fact, Words):
        return {"vi": fact.vi, "en": fact.en}
    return [_stored(each) for each in fact] if isinstance(fact, list) else fact


def _restored(fact: Any) -> Any:
    if isinstance(fact, list):
        return [_restored(each) for each in fact]
    if not isinstance(fact, dict):
        return fact
    if "at" in fact:
        return datetime.fromisoformat(fact["at"])
    return date.fromisoformat(fact["on"]) if "on" in fact else Words(fact["vi"], fact["en"])
