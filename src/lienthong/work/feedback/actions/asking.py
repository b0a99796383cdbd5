"""Asking how it was, at every end and without anybody's choice: whom to ask cannot be picked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lienthong.ground.identity.models import Account
from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.notices import actions as notices
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.ids import new_code
from lienthong.work.feedback import rules
from lienthong.work.feedback.models import Invitation
from lienthong.work.feedback.states import OPEN_FOR, Channel, End

CODE_LETTERS = 12
"""59 bits: with a limit on tries nobody finds one by guessing."""
INVITED = "feedback.invitation.sent"


@dataclass(frozen=True)
class EndPoint:
    """What ended, for whom, and how it had come in; all of it taken from the thing itself.

    `id` = the event that ended it; `officer` had it last; `place` and `age_group` are coarse groups (or empty), for the
    gap between people.
    """

    id: UUID
    end: End
    subject: tuple[str, UUID]
    code: str
    title: str
    procedure: str
    body: Body
    unit: Unit | None
    channel: Channel
    account: Account | None = None
    phone: str = ""
    email: str = ""
    officer: Mandate | None = None
    place: str = ""
    age_group: str = ""


def ask(*, point: EndPoint, by: Subject | None, now: datetime) -> Invitation | None:
    """Invite the person to say how it was; an end that was asked about is not asked about again (None).

    The code leaves by text or by letter and is kept nowhere; in the person's own inbox no code is needed. To whom none
    can be sent the question is kept, until a code is written on paper.
    """
    if Invitation.objects.filter(end_id=point.id).exists():
        return None
    secret = new_code(CODE_LETTERS)
    kind, subject = point.subject
    invitation = Invitation.objects.create(
        end_id=point.id, digest=rules.digest_of(secret), subject_kind=kind, subject_id=subject, code=point.code,
        title=point.title, procedure=point.procedure, body=point.body, unit=point.unit, end=point.end,
        channel=point.channel, officer=point.officer, place=point.place, age_group=point.age_group,
        account=point.account, phone=point.phone,
        sent=point.account is not None or bool(point.phone or point.email), asked_at=now, expires_at=now + OPEN_FOR,
    )  # fmt: skip
    _send(invitation, secret, now, email=point.email)
    said = {"code": point.code, "end": End(point.end).value, "channel": Channel(point.channel).value}
    verb = INVITED if invitation.sent else "feedback.invitation.kept"
    journal.record(verb, invitation, by=by, for_whom=point.body, at=now, body=said)
    return invitation


def withdraw_question(*, end_id: UUID, by: Subject | None, now: datetime) -> Invitation | None:
    """What ended was taken back: nobody is asked about it any more. None where nobody was asked, or answered before.

    An answer that was given stays and counts: otherwise whoever disliked it could take it out of the figures by taking
    the end back.
    """
    held = Invitation.objects.select_for_update(of=("self",)).select_related("body").filter(end_id=end_id).first()
    if held is None or held.level is not None or held.withdrawn_at is not None:
        return None
    held.withdrawn_at = now
    held.save(update_fields=["withdrawn_at"])
    said = {"code": held.code, "end": held.end}
    journal.record("feedback.invitation.withdrawn", held, by=by, for_whom=held.body, at=now, body=said)
    return held


@dataclass(frozen=True)
class Written:
    """A code as it stands in a letter, and until when it is good."""

    code: str
    until: datetime


def write_code(*, end_id: UUID, by: Subject | None, now: datetime) -> Written | None:
    """A code to stand in the letter to who could be sent none; None for an end of which somebody was sent one.

    It is given once, and is good for fourteen days from the letter on.
    """
    held = Invitation.objects.select_for_update().filter(end_id=end_id, sent=False, withdrawn_at=None).first()
    if held is None:
        return None
    secret = new_code(CODE_LETTERS)
    held.digest, held.expires_at, held.sent = rules.digest_of(secret), now + OPEN_FOR, True
    held.save(update_fields=["digest", "expires_at", "sent"])
    journal.record("feedback.invitation.written", held, by=by, for_whom=held.body, at=now, body={"code": held.code})
    return Written(spaced(secret), held.expires_at)


def _send(invitation: Invitation, secret: str, now: datetime, *, email: str) -> None:
    """Into the inbox, by text to the number, by letter to the address: whatever is known of the person."""
    account = invitation.account
    language = account.language if account else "vi"
    facts = {"code": invitation.code, "secret": spaced(secret)}
    if account is not None:
        url = f"/feedback/of/{invitation.pk}/"
        told = {"code": invitation.code, "title": invitation.title}
        notices.notify(account=account, kind=INVITED, facts=told, url=url, now=now, once_key=str(invitation.pk))
    if invitation.phone:
        notices.text(phone=invitation.phone, kind=INVITED, facts=facts, now=now, language=language)
    elif email and account is None:
        notices.write(email=email, kind=INVITED, facts=facts, now=now, language=language)


def spaced(secret: str) -> str:
    """A code as it is read aloud: `ABCD EFGH JKMN`."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
