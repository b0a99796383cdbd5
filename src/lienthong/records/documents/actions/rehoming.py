"""When a body is dissolved: its unfinished drafts go to who follows it, back to the state of a draft.

What is signed already bears the name of the dissolved body and stays with it: it is counted, so that whoever previews
the change sees it, and never passed off as another body's document.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lienthong.ground.journal import actions as journal
from lienthong.ground.organisations.plans import Moves
from lienthong.ground.organisations.reorganisation import By
from lienthong.records.documents.actions import moving
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import DocumentState

UNSIGNED = frozenset({DocumentState.DRAFT, DocumentState.RETURNED, DocumentState.IN_REVIEW})
UNFINISHED = UNSIGNED | {DocumentState.SIGNED, DocumentState.NUMBERED, DocumentState.SEALED}


def count_open(moves: Moves) -> int:
    """How many outgoing documents of the bodies and units that would be dissolved have not left yet."""
    return _standing_at(moves).filter(state__in=UNFINISHED).count()


def rehome(moves: Moves, by: By, now: datetime) -> list[dict[str, Any]]:
    """Give every unsigned document to the body and unit that follow; returns what is needed to go back."""
    unsigned = _standing_at(moves).filter(state__in=UNSIGNED).select_for_update(of=("self",)).order_by("id")
    return [_give(document, moves, by=by, now=now) for document in unsigned if _has_heir(document, moves)]


def restore(moved: list[dict[str, Any]], by: By, now: datetime) -> None:
    """Give back what `rehome` moved and is still unsigned; its signer is chosen anew."""
    for before in moved:
        document = Document.objects.select_for_update().get(pk=before["document"])
        if document.state not in UNSIGNED:
            continue
        document.body_id, document.unit_id = UUID(before["body"]), _id(before["unit"])
        document.changed_at = now
        document.save()
        journal.record("documents.document.given_back", document, by=by, for_whom=document.body, at=now)


def _standing_at(moves: Moves) -> QuerySet[Document]:
    return Document.objects.filter(Q(body__in=moves.bodies) | Q(unit__in=moves.units))


def _has_heir(document: Document, moves: Moves) -> bool:
    return moves.bodies.get(document.body_id, document.body_id) is not None


def _give(document: Document, moves: Moves, *, by: By, now: datetime) -> dict[str, Any]:
    before = {"document": str(document.pk), "body": str(document.body_id), "unit": _text(document.unit_id)}
    former, successor = document.body_id, moves.bodies.get(document.body_id, document.body_id)
    assert successor is not None
    if document.state == DocumentState.IN_REVIEW:
        reason = _("Cơ quan hoặc đơn vị được sắp xếp lại: hãy chọn người ký mới rồi trình lại.")
        moving.move(document, DocumentState.RETURNED, by=None, at=now, reason=reason)
    document.body_id, document.signer, document.changed_at = successor, None, now
    if document.unit_id is not None:
        document.unit_id = moves.units.get(document.unit_id, document.unit_id)
    document.save()
    body = {"from": former, "to": successor}
    journal.record("documents.document.rehomed", document, by=by, for_whom=document.body, at=now, body=body)
    return before


def _text(identity: UUID | None) -> str | None:
    return str(identity) if identity is not None else None


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text is not None else None
