"""Who may publish and offer procedures, and who may fill in which application."""

from datetime import datetime

from lienthong.ground.identity.models import Account
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Body
from lienthong.kit.errors import Conflict, NotAllowed
from lienthong.work.services.models import Application

By = Mandate | None


class NotYourProcedure(NotAllowed):
    """This procedure is published by another body. Ask that body to change it."""


class NotYourApplication(NotAllowed):
    """This application was begun by somebody else. Sign in as that person, or open it with its code."""


class AlreadySubmitted(Conflict):
    """This application was submitted and cannot be changed any more. Follow it on its status page."""


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
    """Who writes or publishes procedures reads those of the body in every version. Refuses: as `mandates.require`."""
    writes = mandates.may(by, Verb.DRAFT_PROCEDURE, now=now)
    mandates.require(by, Verb.DRAFT_PROCEDURE if writes else Verb.PUBLISH_PROCEDURE, now=now)


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


def require_may_offer(by: By, body: Body, *, now: datetime) -> None:
    """A body's own leader opens and closes procedures there. Refuses: NotInThisRole, MandateEnded, NotYourProcedure."""
    require_may_publish(by, body, now=now)
