"""Where the report of a dossier stands, and ONE table of which state may follow which."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lienthong.kit.errors import Conflict


class ReportMovedOn(Conflict):
    """This report is not in a state for that: it was acknowledged, or is on its way. Look at the list again."""


class State(TextChoices):
    """Of the report of one dossier."""

    WAITING = "waiting", _("Chờ Cổng xác nhận")
    ACKNOWLEDGED = "acknowledged", _("Cổng đã xác nhận")
    GIVEN_UP = "given_up", _("Thôi thử lại, chờ người xử lý")


ALLOWED: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.ACKNOWLEDGED, State.GIVEN_UP}),
    State.ACKNOWLEDGED: frozenset({State.WAITING}),
    State.GIVEN_UP: frozenset({State.WAITING}),
}
"""Something new happened, or an operator asks again: then it waits anew."""


def require_given_up(state: str) -> None:
    """Refuses: ReportMovedOn, unless it was given up."""
    if state != State.GIVEN_UP:
        raise ReportMovedOn(current=state)


def require(state: str, target: State) -> None:
    """Refuses: ReportMovedOn, unless the table allows the step."""
    if target not in ALLOWED[State(state)]:
        raise ReportMovedOn(current=state, wanted=target.value)
