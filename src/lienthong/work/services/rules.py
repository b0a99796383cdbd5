"""Who may publish and offer procedures, and who may fill in which application."""

import re
from datetime import datetime

from lienthong.ground.identity.models import Account
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Body
from lienthong.kit.errors import Conflict, Invalid, NotAllowed
from lienthong.work.services.models import Application, Draft
from lienthong.work.services.packages import is_file_of_package
from lienthong.work.services.reading import MOST_BYTES
from lienthong.work.services.states import Relation

By = Mandate | None


def name_of(filler: Account | Mandate) -> str:
    """The name of the person who fills in, under whichever hat."""
    return filler.full_name if isinstance(filler, Account) else filler.account.full_name


class NotYourProcedure(NotAllowed):
    """This procedure is published by another body. Ask that body to change it."""


class NotAKey(Invalid):
    """The name of a procedure in addresses has small letters, digits, - and _, at most 80. Choose such a one."""


class UnknownFile(Invalid):
    """No such file belongs to a package. Choose one of the seven, or an example in small letters, digits and -."""


class FileTooLarge(Invalid):
    """A file of a package has at most 256 KB. Say it in fewer words."""


class NotText(Invalid):
    """This is not text in UTF-8. Save the file as UTF-8 in your editor, and choose it again."""


class TooManyFiles(Invalid):
    """A package has at most a hundred examples. Take one away first."""


class DraftMovedOn(Conflict):
    """Somebody else has changed this draft. Reload the page, and enter your changes again."""


class SameHand(NotAllowed):
    """You made the last change to this draft. Somebody else publishes it: two people answer for every version."""


class NotYourApplication(NotAllowed):
    """This application was begun by somebody else. Sign in as that person, or open it with its code."""


class AlreadySubmitted(Conflict):
    """This application was submitted and cannot be changed any more. Follow it on its status page."""


class ForThePersonAlone(NotAllowed):
    """Only the person concerned may see and dispute what registers know. They can take the application over."""


class DraftExpired(Conflict):
    """This draft was kept as long as the procedure allows and has ended. Begin a new one."""


def require_may_publish(by: By, owner: Body, *, now: datetime) -> None:
    """Only the owning body's leader publishes; `None` is the product itself, which brings its own packages.

    Refuses: NotInThisRole, MandateEnded, NotYourProcedure.
    """
    if by is None:
        return
    mandates.require(by, Verb.PUBLISH_PROCEDURE, now=now)
    if by.post.body_id != owner.pk:
        raise NotYourProcedure


def require_may_read(by: Mandate, *, now: datetime) -> None:
    """Who writes, publishes or audits procedures reads those of the body in every version.

    Refuses: as `mandates.require_any`.
    """
    mandates.require_any(by, Verb.DRAFT_PROCEDURE, Verb.PUBLISH_PROCEDURE, Verb.READ_PROCEDURE, now=now)


def require_may_draft(by: Mandate, owner: Body, *, now: datetime) -> None:
    """Who writes procedures, for the own body only. Refuses: MandateEnded, NotInThisRole, NotYourProcedure."""
    mandates.require(by, Verb.DRAFT_PROCEDURE, now=now)
    if by.post.body_id != owner.pk:
        raise NotYourProcedure


def require_other_hand(draft: Draft, by: Mandate) -> None:
    """Who publishes is not who wrote, in whichever post. Refuses: SameHand."""
    if draft.changed_by.account_id == by.account_id:
        raise SameHand


def require_key(key: str) -> str:
    """A name that may stand in addresses. Refuses: NotAKey."""
    if not re.fullmatch(r"[a-z0-9_-]{1,80}", key):
        raise NotAKey(key=key)
    return key


def require_file(name: str, text: str) -> str:
    """Text for a file of a package, its lines ended as in the folder. Refuses: UnknownFile, NotText, FileTooLarge."""
    if not is_file_of_package(name):
        raise UnknownFile(name=name)
    try:
        data = text.encode()
    except UnicodeEncodeError as broken:
        raise NotText from broken
    if "\x00" in text:
        raise NotText
    if len(data) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES)
    return text.replace("\r\n", "\n")


def require_revision(draft: Draft, revision: int) -> None:
    """What was changed is what was read. Refuses: DraftMovedOn."""
    if draft.revision != revision:
        raise DraftMovedOn


def require_may_fill(application: Application, by: Account | Mandate, *, now: datetime) -> None:
    """The applicant; the official who entered it until the person has taken it over; only while it may be filled in.

    Refuses: NotYourApplication, MandateEnded (of mandates), AlreadySubmitted, DraftExpired.
    """
    if by.pk != (application.applicant_id or application.entered_by_id):
        raise NotYourApplication
    if isinstance(by, Mandate) and not by.in_force_at(now):
        raise mandates.MandateEnded
    require_draft(application, now=now)


def require_draft(application: Application, *, now: datetime) -> None:
    """A draft that has not ended. Refuses: AlreadySubmitted, DraftExpired."""
    if not application.is_draft:
        raise AlreadySubmitted
    if application.expires_at is not None and now >= application.expires_at:
        raise DraftExpired


def require_own_data(application: Application) -> None:
    """What registers say of a person is told to that person and corrected for them. Refuses: ForThePersonAlone."""
    if application.relation == Relation.POWER:
        raise ForThePersonAlone


def require_may_offer(by: By, body: Body, *, now: datetime) -> None:
    """A body's own leader opens, changes and closes procedures there, whoever published them.

    It binds the whole body: whoever applies gets a date, and the body answers for it. So it takes the reach and the
    person that bind the body to a version, `PUBLISH_PROCEDURE`, and not who writes, receives or audits; and never the
    body that published, which cannot promise the days of another. Refuses: NotInThisRole, MandateEnded,
    NotYourProcedure.
    """
    require_may_publish(by, body, now=now)
