"""Who may do what with a document: mandates decide the right, the state decides the moment."""

from datetime import datetime

from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.mandates.states import Role
from lienthong.kit.errors import Conflict, Invalid, NotAllowed
from lienthong.records.documents.models import Document, Recipient
from lienthong.records.documents.states import EDITABLE, DocumentState


class NoRecipients(Invalid):
    """The document has no recipients. Choose at least one body or unit under «Nơi nhận»."""


class NoSubject(Invalid):
    """The document has no subject. Write in one line what it is about."""


class NoSigner(Invalid):
    """Nobody is chosen to sign. Choose the leader who will sign it."""


class NotTheSigner(NotAllowed):
    """This document waits for another person's signature."""


class SignerHasNoRight(Invalid):
    """The chosen person's mandate does not include signing. Choose a leader or head of unit of your body."""


class NotEditable(Conflict):
    """A document that has been submitted cannot be edited. Ask for it to be returned first."""


def require_may_edit(by: Mandate, document: Document, *, now: datetime) -> None:
    """Refuses: NotInThisRole, NotYours, MandateEnded, NotEditable."""
    mandates.require(by, Verb.DRAFT_DOCUMENT, document, now=now)
    if DocumentState(document.state) not in EDITABLE:
        raise NotEditable(state=document.state)


def require_may_submit(by: Mandate, document: Document, *, now: datetime) -> None:
    """Refuses: as for editing, and NoSubject, NoRecipients, NoSigner, SignerHasNoRight."""
    require_may_edit(by, document, now=now)
    if not document.subject.strip():
        raise NoSubject
    if not Recipient.objects.filter(document=document).exists():
        raise NoRecipients
    if document.signer is None:
        raise NoSigner
    require_can_sign(document.signer, document, now=now)


def require_can_sign(signer: Mandate, document: Document, *, now: datetime) -> None:
    """May this person be chosen to sign it? Refuses: SignerHasNoRight."""
    reach = mandates.reach_of(signer.role, Verb.SIGN_DOCUMENT)
    if reach is None or signer.post.body_id != document.body_id or not signer.in_force_at(now):
        raise SignerHasNoRight


def require_may_sign(by: Mandate, document: Document, *, now: datetime) -> None:
    """Only the chosen signer signs. Refuses: NotInThisRole, NotYours, MandateEnded, NotTheSigner."""
    mandates.require(by, Verb.SIGN_DOCUMENT, document, now=now)
    if document.signer_id != by.id:
        raise NotTheSigner


def may_read(by: Mandate, document: Document, *, now: datetime) -> bool:
    """May this person open it in the sending body?"""
    return mandates.may(by, Verb.READ_DOCUMENT, document, now=now)


def next_steps(by: Mandate, document: Document, *, now: datetime) -> list[str]:
    """The verbs this person may do to the document right now: what the page offers as buttons, in order."""
    state = DocumentState(document.state)
    offers: list[tuple[str, bool]] = [
        ("edit", state in EDITABLE and mandates.may(by, Verb.DRAFT_DOCUMENT, document, now=now)),
        ("submit", state in EDITABLE and mandates.may(by, Verb.DRAFT_DOCUMENT, document, now=now)),
        ("sign", state is DocumentState.IN_REVIEW and document.signer_id == by.id and by.in_force_at(now)),
        ("return", state is DocumentState.IN_REVIEW and mandates.may(by, Verb.REVIEW_DOCUMENT, document, now=now)),
        ("issue", state in _WAITS_FOR_CLERK and mandates.may(by, Verb.SEAL_DOCUMENT, document, now=now)),
        ("abandon", state in EDITABLE and mandates.may(by, Verb.DRAFT_DOCUMENT, document, now=now)),
    ]
    return [name for name, offered in offers if offered]


_WAITS_FOR_CLERK = frozenset({DocumentState.SIGNED, DocumentState.NUMBERED, DocumentState.SEALED})
SIGNING_ROLES = (Role.LEADER, Role.HEAD_OF_UNIT)
