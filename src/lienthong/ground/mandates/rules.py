"""What a mandate allows: one table of verbs by role, deny by default, and the reach of each right.

`own` = one's own documents or tasks, `unit` = those of one's unit, `body` = all of the body. Another body: never.
The generated matrix in the tests and in docs/reference/permissions.md reads this table; nothing else decides.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role, Scope
from lienthong.kit.errors import NotAllowed


class MandateEnded(NotAllowed):
    """Your mandate for this post has ended or has not begun. Choose another post, or ask for a new appointment."""


class NotYours(NotAllowed):
    """This belongs to another body or unit. Choose the post in which it is yours."""


class NotInThisRole(NotAllowed):
    """Your role does not include this. It is done by another role of your body."""


class Verb(StrEnum):
    """Everything a mandate can allow."""

    READ_DOCUMENT = "documents.document.read"
    DRAFT_DOCUMENT = "documents.document.draft"
    REVIEW_DOCUMENT = "documents.document.review"
    SIGN_DOCUMENT = "documents.document.sign"
    NUMBER_DOCUMENT = "documents.document.number"
    SEAL_DOCUMENT = "documents.document.seal"
    VOID_NUMBER = "documents.number.void"
    READ_BOOKS = "documents.book.read"
    EXPORT_BOOKS = "documents.book.export"
    SEND_DOCUMENT = "exchange.document.send"
    ACCEPT_DOCUMENT = "exchange.document.accept"
    REFUSE_DOCUMENT = "exchange.document.refuse"
    ASSIGN_DOCUMENT = "exchange.document.assign"
    HANDLE_DOCUMENT = "exchange.document.handle"
    COMPLETE_DOCUMENT = "exchange.document.complete"
    IMPORT_DOCUMENT = "exchange.document.import"
    RECALL_DOCUMENT = "exchange.document.recall"
    ANSWER_CHANGE = "exchange.change.answer"
    READ_EVIDENCE = "exchange.evidence.read"
    READ_CORRECTION = "registers.correction.read"
    ANSWER_CORRECTION = "registers.correction.answer"
    MANAGE_TOKENS = "api.token.manage"
    MANAGE_MANDATES = "mandates.mandate.manage"
    REORGANISE = "organisations.body.reorganise"
    READ_JOURNAL = "journal.act.read"
    READ_PROCEDURE = "services.procedure.read"
    DRAFT_PROCEDURE = "services.procedure.draft"
    PUBLISH_PROCEDURE = "services.procedure.publish"
    READ_DOSSIER = "onestop.dossier.read"
    RECEIVE_DOSSIER = "onestop.dossier.receive"
    HANDLE_DOSSIER = "onestop.dossier.handle"
    DECIDE_DOSSIER = "onestop.dossier.decide"
    RETURN_RESULT = "onestop.result.return"
    OVERSEE_DOSSIERS = "onestop.dossier.oversee"
    READ_PAYMENTS = "payments.money.read"
    MANAGE_PAYMENTS = "payments.money.manage"
    HANDLE_FEEDBACK = "feedback.case.handle"
    READ_PETITION = "petitions.petition.read"
    HANDLE_PETITION = "petitions.petition.handle"
    ENTER_PETITION = "petitions.petition.enter"
    ANSWER_PETITION = "petitions.petition.answer"
    NAME_PETITION_DESK = "petitions.desk.name"


SEEING = frozenset({
    Verb.READ_DOCUMENT, Verb.READ_BOOKS, Verb.EXPORT_BOOKS, Verb.READ_EVIDENCE, Verb.READ_JOURNAL, Verb.READ_DOSSIER,
    Verb.OVERSEE_DOSSIERS, Verb.READ_PETITION, Verb.READ_CORRECTION, Verb.READ_PROCEDURE, Verb.READ_PAYMENTS,
})  # fmt: skip
"""Rights to see: nothing that changes a thing goes by one of these."""


class Reach(StrEnum):
    """How far a right goes."""

    OWN = "own"
    UNIT = "unit"
    BODY = "body"


_ORDER = [Reach.OWN, Reach.UNIT, Reach.BODY]

RIGHTS: dict[Role, dict[Verb, Reach]] = {
    Role.LEADER: {
        Verb.READ_DOCUMENT: Reach.BODY,
        Verb.DRAFT_DOCUMENT: Reach.BODY,
        Verb.REVIEW_DOCUMENT: Reach.BODY,
        Verb.SIGN_DOCUMENT: Reach.BODY,
        Verb.READ_BOOKS: Reach.BODY,
        Verb.ASSIGN_DOCUMENT: Reach.BODY,
        Verb.HANDLE_DOCUMENT: Reach.OWN,
        Verb.COMPLETE_DOCUMENT: Reach.BODY,
        Verb.RECALL_DOCUMENT: Reach.BODY,
        Verb.ANSWER_CHANGE: Reach.BODY,
        Verb.READ_EVIDENCE: Reach.BODY,
        Verb.MANAGE_MANDATES: Reach.BODY,
        Verb.MANAGE_TOKENS: Reach.BODY,
        Verb.PUBLISH_PROCEDURE: Reach.BODY,
        Verb.READ_DOSSIER: Reach.BODY,
        Verb.HANDLE_DOSSIER: Reach.OWN,
        Verb.DECIDE_DOSSIER: Reach.BODY,
        Verb.OVERSEE_DOSSIERS: Reach.BODY,
        Verb.ANSWER_CORRECTION: Reach.BODY,
        Verb.MANAGE_PAYMENTS: Reach.BODY,
        Verb.HANDLE_FEEDBACK: Reach.BODY,
        Verb.HANDLE_PETITION: Reach.BODY,
        Verb.ANSWER_PETITION: Reach.BODY,
        Verb.NAME_PETITION_DESK: Reach.BODY,
    },
    Role.HEAD_OF_UNIT: {
        Verb.READ_DOCUMENT: Reach.UNIT,
        Verb.DRAFT_DOCUMENT: Reach.UNIT,
        Verb.REVIEW_DOCUMENT: Reach.UNIT,
        Verb.SIGN_DOCUMENT: Reach.UNIT,
        Verb.ASSIGN_DOCUMENT: Reach.UNIT,
        Verb.HANDLE_DOCUMENT: Reach.UNIT,
        Verb.COMPLETE_DOCUMENT: Reach.UNIT,
        Verb.READ_EVIDENCE: Reach.UNIT,
        Verb.DRAFT_PROCEDURE: Reach.BODY,
        Verb.READ_DOSSIER: Reach.UNIT,
        Verb.HANDLE_DOSSIER: Reach.UNIT,
        Verb.DECIDE_DOSSIER: Reach.UNIT,
        Verb.OVERSEE_DOSSIERS: Reach.UNIT,
        Verb.ANSWER_CORRECTION: Reach.BODY,
        Verb.HANDLE_FEEDBACK: Reach.UNIT,
        Verb.HANDLE_PETITION: Reach.UNIT,
        Verb.ENTER_PETITION: Reach.UNIT,
        Verb.ANSWER_PETITION: Reach.UNIT,
    },
    Role.SPECIALIST: {
        Verb.READ_DOCUMENT: Reach.OWN,
        Verb.DRAFT_DOCUMENT: Reach.OWN,
        Verb.HANDLE_DOCUMENT: Reach.OWN,
        Verb.COMPLETE_DOCUMENT: Reach.OWN,
        Verb.DRAFT_PROCEDURE: Reach.BODY,
        Verb.READ_DOSSIER: Reach.UNIT,
        Verb.HANDLE_DOSSIER: Reach.UNIT,
        Verb.ANSWER_CORRECTION: Reach.BODY,
        Verb.HANDLE_PETITION: Reach.UNIT,
        Verb.ENTER_PETITION: Reach.UNIT,
    },
    Role.CLERK: {
        Verb.ENTER_PETITION: Reach.BODY,
        Verb.READ_DOCUMENT: Reach.BODY,
        Verb.DRAFT_DOCUMENT: Reach.BODY,
        Verb.NUMBER_DOCUMENT: Reach.BODY,
        Verb.SEAL_DOCUMENT: Reach.BODY,
        Verb.VOID_NUMBER: Reach.BODY,
        Verb.READ_BOOKS: Reach.BODY,
        Verb.EXPORT_BOOKS: Reach.BODY,
        Verb.SEND_DOCUMENT: Reach.BODY,
        Verb.ACCEPT_DOCUMENT: Reach.BODY,
        Verb.REFUSE_DOCUMENT: Reach.BODY,
        Verb.ASSIGN_DOCUMENT: Reach.BODY,
        Verb.IMPORT_DOCUMENT: Reach.BODY,
        Verb.RECALL_DOCUMENT: Reach.BODY,
        Verb.ANSWER_CHANGE: Reach.BODY,
        Verb.READ_EVIDENCE: Reach.BODY,
        Verb.MANAGE_TOKENS: Reach.BODY,
        Verb.MANAGE_PAYMENTS: Reach.BODY,
    },
    Role.ONE_STOP: {
        Verb.READ_DOSSIER: Reach.BODY,
        Verb.RECEIVE_DOSSIER: Reach.BODY,
        Verb.HANDLE_DOSSIER: Reach.UNIT,
        Verb.RETURN_RESULT: Reach.BODY,
        Verb.ENTER_PETITION: Reach.BODY,
    },
    Role.RECORDS_KEEPER: {
        Verb.READ_DOCUMENT: Reach.BODY,
        Verb.READ_BOOKS: Reach.BODY,
        Verb.EXPORT_BOOKS: Reach.BODY,
        Verb.READ_EVIDENCE: Reach.BODY,
        Verb.READ_DOSSIER: Reach.BODY,
    },
    Role.AUDITOR: {
        Verb.READ_DOCUMENT: Reach.BODY,
        Verb.READ_BOOKS: Reach.BODY,
        Verb.EXPORT_BOOKS: Reach.BODY,
        Verb.READ_EVIDENCE: Reach.BODY,
        Verb.READ_JOURNAL: Reach.BODY,
        Verb.READ_DOSSIER: Reach.BODY,
        Verb.OVERSEE_DOSSIERS: Reach.BODY,
        Verb.READ_PETITION: Reach.BODY,
        Verb.READ_CORRECTION: Reach.BODY,
        Verb.READ_PROCEDURE: Reach.BODY,
        Verb.READ_PAYMENTS: Reach.BODY,
    },
}


OPENED_BY: dict[Scope, Verb] = {
    Scope.READ: Verb.READ_DOCUMENT,
    Scope.SEND: Verb.SEND_DOCUMENT,
    Scope.RECEIVE: Verb.ACCEPT_DOCUMENT,
    Scope.DOSSIERS_READ: Verb.READ_DOSSIER,
}
"""The right that stands behind a scope of a token; `verify` needs none, for anybody may verify."""


class Belonging(Protocol):
    """Whose something is: body, unit (when it has one) and the accounts who work on it."""

    @property
    def body_id(self) -> UUID: ...

    @property
    def unit_id(self) -> UUID | None: ...

    def is_worked_on_by(self, mandate: Mandate) -> bool:
        """Is it this person's own?"""
        ...


def reach_of(role: str, verb: Verb) -> Reach | None:
    """How far the role's right to the verb goes; None when it has none."""
    return RIGHTS.get(Role(role), {}).get(verb)


def scopes_of(role: str) -> list[Scope]:
    """What a token made in this role can do: what the role itself may do in all of its body."""
    return [scope for scope in Scope if scope not in OPENED_BY or reach_of(role, OPENED_BY[scope]) is Reach.BODY]


def who_gives(scope: Scope) -> str:
    """Who can make a token with this right, by their roles in the reader's language."""
    makers = [role for role in Role if reach_of(role, Verb.MANAGE_TOKENS) is not None and scope in scopes_of(role)]
    return " / ".join(str(role.label).lower() for role in makers)


def may(mandate: Mandate, verb: Verb, thing: Belonging | None = None, *, now: datetime) -> bool:
    """Does this mandate allow the verb on this thing, now?"""
    try:
        require(mandate, verb, thing, now=now)
    except NotAllowed:
        return False
    return True


def require(mandate: Mandate, verb: Verb, thing: Belonging | None = None, *, now: datetime) -> None:
    """Refuses: MandateEnded, NotInThisRole, NotYours."""
    require_any(mandate, verb, now=now)
    reach = RIGHTS[Role(mandate.role)][verb]
    if thing is not None and not _reaches(mandate, reach, thing):
        raise NotYours(verb=verb.value)


def require_any(mandate: Mandate, *verbs: Verb, now: datetime) -> None:
    """One of these rights, as to see or to act. Refuses: MandateEnded, NotInThisRole with the roles that have one."""
    if not mandate.in_force_at(now):
        raise MandateEnded
    if all(reach_of(mandate.role, verb) is None for verb in verbs):
        raise NotInThisRole(_who_may(verbs), verb=verbs[0].value)


def _who_may(verbs: Sequence[Verb]) -> str:
    """Which roles have one of these rights, in the reader's language; nothing where none has."""
    roles = [str(role.label).lower() for role in Role if any(reach_of(role, verb) is not None for verb in verbs)]
    words = _("Vai của bạn không gồm việc này. Trong cơ quan, người có vai này làm được: %(roles)s.")
    return words % {"roles": ", ".join(roles)} if roles else ""


def _reaches(mandate: Mandate, reach: Reach, thing: Belonging) -> bool:
    if thing.body_id != mandate.post.body_id:
        return False
    if reach is Reach.BODY or thing.is_worked_on_by(mandate):
        return True
    return reach is Reach.UNIT and thing.unit_id is not None and thing.unit_id == mandate.post.unit_id
