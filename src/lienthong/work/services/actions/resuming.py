"""Going on with a draft on another device: by its code, and a one-time code that goes to the applicant alone."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from lienthong.ground.identity import actions as identity
from lienthong.ground.identity.models import OneTimeCode
from lienthong.ground.identity.states import Means, Purpose
from lienthong.ground.journal import actions as journal
from lienthong.work.services import queries
from lienthong.work.services.models import Application


@dataclass(frozen=True)
class Asked:
    """What was sent for a draft's code; no draft where there is none, and then a code that nobody has."""

    sent: OneTimeCode
    draft: Application | None


def ask_to_resume(*, code: str, now: datetime, language: str = "vi") -> Asked:
    """Send six digits to the applicant of the draft with this code; where there is none everything looks alike.

    Both are counted alike too, so that asking often tells nothing. Refuses: TooManyCodes, NobodyCarries.
    """
    draft = queries.open_draft(code, at=now)
    reached = _reached(draft) if draft else None
    if draft is None or reached is None:
        nowhere = f"draft:{hashlib.sha256(queries.plain_code(code).encode()).hexdigest()[:32]}"
        return Asked(identity.pretend_code(means=Means.SMS, address=nowhere, purpose=Purpose.RESUME, now=now), None)
    means, address = reached
    sent = identity.send_code(
        means=means, address=address, purpose=Purpose.RESUME, account=draft.applicant, now=now, language=language
    )
    return Asked(sent, draft)


def _reached(draft: Application) -> tuple[Means, str] | None:
    """Where the applicant is reached: the number on the draft, else the account's own number or address."""
    assert draft.applicant is not None, "only a citizen's own draft is open to its code"
    if phone := draft.phone or draft.applicant.phone:
        return Means.SMS, phone
    return (Means.EMAIL, draft.applicant.email) if draft.applicant.email else None


def open_by_code(*, application: Application, now: datetime) -> None:
    """Write down that a draft was opened by its code on a device where nobody is signed in.

    The door has checked the code that was sent. Whoever holds both fills in, and does not hand in.
    """
    journal.record("services.application.opened_by_code", application, by=None, at=now, body={})
