"""Times and numbers in the words of a page: how long is left, how long it took, how a figure is written."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienthong.kit import clock

MINUTE, HOUR, DAY = 60, 3600, 86_400
THOUSAND, HUNDRED = 1000, 100
FEW = 10  # below ten a decimal place says something


@dataclass(frozen=True)
class Left:
    """A deadline seen from now: `tone` is clay (late), amber (today or tomorrow) or leaf; `words` say how long."""

    tone: str
    words: str


def left(due: datetime, *, now: datetime) -> Left:
    """What a person wants to know of a deadline: late by how much, due at what hour today, or in how many days.

    Days are those of the wall clock in Viet Nam, not spans of 24 hours: at 16:00 a deadline at 08:00 is "tomorrow".
    """
    if due < now:
        return Left("clay", _late((now - due).total_seconds()))
    days = (clock.local(due).date() - clock.local(now).date()).days
    if days == 0:
        return Left("amber", _today((due - now).total_seconds()))
    if days == 1:
        return Left("amber", _("ngày mai, %(hour)s") % {"hour": f"{clock.local(due):%H:%M}"})
    return Left("leaf", _("còn %(days)s ngày") % {"days": days})


def _late(seconds: float) -> str:
    if seconds < HOUR:
        return _("trễ %(minutes)s phút") % {"minutes": max(1, int(seconds // MINUTE))}
    if seconds < DAY:
        return _("trễ %(hours)s giờ") % {"hours": int(seconds // HOUR)}
    days = int(seconds // DAY)
    return _("trễ 1 ngày") if days == 1 else _("trễ %(days)s ngày") % {"days": days}


def _today(seconds: float) -> str:
    if seconds < HOUR:
        return _("còn %(minutes)s phút") % {"minutes": max(1, int(seconds // MINUTE))}
    return _("còn %(hours)s giờ") % {"hours": int(seconds // HOUR)}


def lasted(seconds: float) -> str:
    """A span in at most two units: `0,4 giây`, `11 phút`, `3 giờ 20 phút`, `2 ngày 4 giờ`."""
    if seconds < MINUTE:
        return _("%(seconds)s giây") % {"seconds": number(seconds, 1 if seconds < FEW else 0)}
    if seconds < HOUR:
        return _("%(minutes)s phút") % {"minutes": round(seconds / MINUTE)}
    if seconds < DAY:
        return _two(seconds, HOUR, MINUTE, _("%(count)s giờ"), _("%(count)s phút"))
    return _two(seconds, DAY, HOUR, _("%(count)s ngày"), _("%(count)s giờ"))


def _two(seconds: float, large: int, small: int, large_words: str, small_words: str) -> str:
    whole, rest = divmod(round(seconds / small) * small, large)
    words = [large_words % {"count": int(whole)}]
    if rest:
        words.append(small_words % {"count": int(rest // small)})
    return " ".join(words)


def called(thing: object | None) -> str:
    """What something is called in the language of the page: its English `name_en` or `title_en` where it has one."""
    stem = "name" if hasattr(thing, "name_vi") else "title"
    english = getattr(thing, f"{stem}_en", "") if get_language() == "en" else ""
    return english or getattr(thing, f"{stem}_vi", "")


def number(value: float, places: int = 0) -> str:
    """`412806` → `412.806`, with one place `94.7` → `94,7`; on English pages the other way round."""
    english = f"{value:,.{places}f}"
    return english if get_language() == "en" else english.translate(str.maketrans(",.", ".,"))


def size(count: int) -> str:
    """Bytes as a person pictures them: `999 B`, `1,2 MB`; thousands, as storage is sold."""
    amount, unit = float(count), "B"
    for larger in ("kB", "MB", "GB"):
        if amount < THOUSAND:
            break
        amount, unit = amount / THOUSAND, larger
    return f"{number(amount, 1 if unit != 'B' and amount < HUNDRED else 0)}\u00a0{unit}"
