"""Answering, changing one's mind, and keeping on record who tried to answer in another's place."""

from collections.abc import Sequence
from datetime import datetime

from lienthong.ground.identity.models import Account
from lienthong.ground.journal import actions as journal
from lienthong.work.feedback import rules
from lienthong.work.feedback.actions.recovering import open_case
from lienthong.work.feedback.models import Answer, Invitation
from lienthong.work.feedback.rules import Visit
from lienthong.work.feedback.states import LOW


def answer(
    *,
    invitation: Invitation,
    level: int,
    visit: Visit,
    by: Account | None,
    now: datetime,
    reasons: Sequence[str] = (),
    words: str = "",
) -> Answer:
    """Count an answer, from the first tap on; a later one of the same person takes its place, and both stay on record.

    A low level opens a case for who decided. Refuses: QuestionWithdrawn, LinkExpired, OfficialsDoNotRate,
    OfficeNetwork, OfficeBrowser, LinkUsed, NoSuchLevel, TooManyWords.
    """
    held = Invitation.objects.select_for_update(of=("self",)).select_related("body", "unit").get(pk=invitation.pk)
    rules.require_may_answer(held, visit, now=now)
    chosen, why, said = rules.require_said(level, reasons, words)
    seq = held.answers.count() + 1
    given = Answer.objects.create(
        invitation=held, seq=seq, level=chosen, reasons=why, words=said, at=now,
        network=rules.network_of(visit.address), device=rules.marked("device", visit.device),
    )  # fmt: skip
    held.level, held.answered_at = chosen, held.answered_at or now
    held.save(update_fields=["level", "answered_at"])
    verb = "feedback.answer.given" if seq == 1 else "feedback.answer.changed"
    body = {"code": held.code, "level": int(chosen), "reasons": why, "words": said}
    journal.record(verb, held, by=by, for_whom=held.body, at=now, body=body)
    if chosen in LOW:
        open_case(invitation=held, by=by, now=now)
    return given


def note_refused(*, invitation: Invitation, reason: str, by: Account | None, now: datetime) -> None:
    """Somebody tried and was refused: kept, so that trying is seen. In a transaction after the refused one."""
    body = {"code": invitation.code, "reason": reason}
    journal.record("feedback.answer.refused", invitation, by=by, for_whom=invitation.body, at=now, body=body)
