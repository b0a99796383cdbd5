"""What it means when a step's date passes and nobody has answered: an alarm, the leader's desk, or consent by law."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lienthong.work.services.packages import Package
from lienthong.work.services.problems import Place, Problem
from lienthong.work.services.states import Silence

_OF_THE_PACKAGE = {"escalation": Silence.ESCALATE}
"""What the package says of the whole, for steps that say nothing of their own. Only an alarm = all other words."""
LAST_STEPS = 2
"""Of which the first gives the decision and the second hands it over: no silence stands for them."""


@dataclass(frozen=True)
class Meaning:
    """Of one step; `law` says where it is written, as `act, provision`."""

    means: Silence
    law: str


def of_step(package: Package, name: str) -> Meaning:
    """What this package says of the silence in a step."""
    steps = package.plain["steps"]
    own = next((each.get("silence") for each in steps["steps"] if each["name"] == name), None)
    if own is not None:
        return Meaning(Silence(own["means"]), _law(own))
    whole = steps["silence"]
    return Meaning(_OF_THE_PACKAGE.get(whole["means"], Silence.ALARM), _law(whole))


def _law(plain: dict[str, Any]) -> str:
    law = plain.get("law", {})
    return ", ".join(part for part in (law.get("act", ""), law.get("at", "")) if part)


def meanings(package: Package) -> Iterator[Problem]:
    """Silence has its legal basis, and is consent only where a provision that is certain says so, of a middle step."""
    steps = package.plain["steps"]["steps"]
    for place, step in enumerate(steps):
        plain = step.get("silence")
        if plain is None:
            continue
        if "law" not in plain:
            yield _problem(package, place, "silence-without-law", _("Thiếu căn cứ pháp lý (law) của sự im lặng."))
        if plain["means"] == Silence.AGREED:
            yield from _consent(package, place, plain, is_middle=0 < place < len(steps) - LAST_STEPS)


def _consent(package: Package, place: int, plain: dict[str, Any], *, is_middle: bool) -> Iterator[Problem]:
    law = plain.get("law", {})
    if not law.get("at") or plain.get("confirm") or law.get("confirm"):
        words = _("Im lặng là đồng ý chỉ khi nêu rõ điều khoản (at) và đã chắc chắn (không confirm).")
        yield _problem(package, place, "consent-uncertain", words)
    if not is_middle:
        words = _("Tiếp nhận, quyết định và trả kết quả không thể coi im lặng là đồng ý.")
        yield _problem(package, place, "consent-to-itself", words)


def _problem(package: Package, place: int, code: str, sentence: str) -> Problem:
    path = f"steps.steps[{place}].silence"
    near = package.place(path)
    return Problem(code, Place(near.file, path.partition(".")[2], near.line), sentence)
