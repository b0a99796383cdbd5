"""Who may do what with a document: mandates decide the right, the state decides the moment."""

from datetime import datetime

from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.errors import Conflict, Invalid, NotAllowed
from lienthong.records.documents.models import Document, Number, Recipient
from lienthong.records.documents.states import EDITABLE, WAITS_FOR_CLERK, DocumentState, NumberState

_SHORTEST_REASON = 10


class NoRecipients(Invalid):
    """The document has no recipients. Choose at least one body or unit under «Nơi nhận»."""


class NoSubject(Invalid):
    """The document has no subject. Write in one line what it is about."""


class NothingToSign(Invalid):
    """The document has no text. Write it, or upload the finished file."""


class ReasonNeeded(Invalid):
    """Say why, in at least ten letters: the reason stays with the document for everybody who reads it later."""


class NoSigner(Invalid):
    """Nobody is chosen to sign. Choose the leader who will sign it."""


class NotTheSigner(NotAllowed):
    """This document waits for another person's signature."""


class SignerHasNoRight(Invalid):
    """The chosen person's mandate does not include signing. Choose a leader or head of unit of your body."""


class NumberInUse(Conflict):
    """A number that is on a document, or was voided before, cannot be voided. Issue a correction instead."""


class NotEditable(Conflict):
    """A document that has been submitted cannot be edited. Ask for it to be returned first."""


def require_may_edit(by: Mandate, document: Document, *, now: datetime) -> None:
    """Refuses: NotInThisRole, NotYours, MandateEnded, NotEditable."""
    mandates.require(by, Verb.DRAFT_DOCUMENT, document, now=now)
    if DocumentState(document.state) not in EDITABLE:
        raise NotEditable(state=document.state)


def require_may_submit(by: Mandate, document: Document, *, now: datetime) -> None:
    """Refuses: as for editing, and NoSubject, NothingToSign, NoRecipients, NoSigner, SignerHasNoRight."""
    require_may_edit(by, document, now=now)
    if not document.subject.strip():
        raise NoSubject
    if document.finished_id is None and not document.content_text.strip():
        raise NothingToSign
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


def require_reason(text: str) -> str:
    """The reason without the blanks around it. Refuses: ReasonNeeded."""
    if len(text.strip()) < _SHORTEST_REASON:
        raise ReasonNeeded
    return text.strip()


def require_may_void(by: Mandate, number: Number, *, now: datetime) -> None:
    """Only numbers of one's own body that are on no document.

    Refuses: NotInThisRole, MandateEnded, NotYours, NumberInUse.
    """
    mandates.require(by, Verb.VOID_NUMBER, now=now)
    if number.sequence.body_id != by.post.body_id:
        raise mandates.NotYours
    if number.state != NumberState.RESERVED:
        raise NumberInUse


def may_read(by: Mandate, document: Document, *, now: datetime) -> bool:
    """May this person open it in the sending body?"""
    return mandates.may(by, Verb.READ_DOCUMENT, document, now=now)


def next_steps(by: Mandate, document: Document, *, now: datetime) -> list[str]:
    """The verbs this person may do to the document right now: what the page offers as buttons, in order."""
    state = DocumentState(document.state)
    drafting = state in EDITABLE and mandates.may(by, Verb.DRAFT_DOCUMENT, document, now=now)
    in_review = state is DocumentState.IN_REVIEW
    signing = in_review and document.signer_id == by.id and mandates.may(by, Verb.SIGN_DOCUMENT, document, now=now)
    offers: list[tuple[str, bool]] = [
        ("edit", drafting),
        ("submit", drafting),
        ("sign", signing),
        ("return", in_review and mandates.may(by, Verb.REVIEW_DOCUMENT, document, now=now)),
        ("issue", state in WAITS_FOR_CLERK and mandates.may(by, Verb.SEAL_DOCUMENT, document, now=now)),
        ("abandon", drafting),
    ]
    return [name for name, offered in offers if offered]
