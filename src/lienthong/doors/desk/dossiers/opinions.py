"""Opinions of other bodies on a dossier as its page says them: where each stands, and the papers that came back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienthong.doors.desk.frame import OfficialRequest
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Body
from lienthong.records.documents import queries as documents
from lienthong.records.documents.models import Annex, Document
from lienthong.records.documents.states import EDITABLE, DocumentState
from lienthong.records.exchange.models import Delivery
from lienthong.work.onestop import rules
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.opinions import Asked, fold
from lienthong.work.onestop.states import Opinion


@dataclass(frozen=True)
class Paper:
    """One answer that lies with the dossier, and the files that came with it."""

    number: str
    at: datetime
    late: bool
    url: str
    annexes: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Shown:
    """One body that was asked, as the page of the dossier says it."""

    asked: Asked
    body: Body
    state: str
    tone: str
    request_number: str
    request_url: str
    why: list[str]
    papers: Sequence[Paper]
    link_url: str


def shown(request: OfficialRequest, dossier: Dossier, events: Sequence[Event]) -> list[Shown]:
    """Everybody who was asked about it, the latest first; at most five queries, none where nobody was."""
    asked = fold(events)
    if not asked:
        return []
    requests = Document.objects.in_bulk({each.document_id for each in asked})
    bodies = Body.objects.in_bulk({each.body_id for each in asked})
    readable = set(documents.readable_by(request.mandate).filter(pk__in=requests).values_list("pk", flat=True))
    keys = [answer.delivery_id for each in asked for answer in each.answers]
    answers = Delivery.objects.whole().in_bulk(keys) if keys else {}
    annexes = _annexes({each.message.document_id for each in answers.values()})
    may_link = rules.may(request.mandate, Verb.HANDLE_DOSSIER, dossier, now=request.now)
    return [
        _shown(
            each,
            requests[each.document_id],
            body=bodies[each.body_id],
            request_url=reverse("desk:document", args=[each.document_id]) if each.document_id in readable else "",
            papers=_papers(dossier, each, answers, annexes),
            link_url=_link_url(dossier, each) if may_link else "",
        )
        for each in reversed(asked)
    ]


def _link_url(dossier: Dossier, asked: Asked) -> str:
    """Where a letter that does not say what it answers is linked: while the body has the request and none lies here."""
    waits = asked.reached_at is not None and not asked.answers
    return reverse("desk:dossier-link-opinion", args=[dossier.pk, asked.id]) if waits else ""


def _shown(asked: Asked, document: Document, **places: Any) -> Shown:
    state, tone = _state(asked, document)
    return Shown(
        asked=asked,
        state=state,
        tone=tone,
        request_number=document.number_and_symbol or _("văn bản hỏi"),
        why=asked.explain(get_language() or "vi"),
        **places,
    )


def _state(asked: Asked, document: Document) -> tuple[str, str]:
    """Until the request has reached its body, where its document stands says more."""
    if asked.state is not Opinion.PREPARED:
        return str(asked.state.label), _TONES[asked.state]
    state = DocumentState(document.state)
    if state is DocumentState.ISSUED:
        return _("Đã gửi, đang chuyển"), "sea"
    label = state.label if state in EDITABLE or state is DocumentState.ABANDONED else ""
    words = {DocumentState.IN_REVIEW: _("Văn bản hỏi chờ ký")}.get(state, _("Đã ký, chờ gửi"))
    return (_("Văn bản hỏi: %(state)s") % {"state": str(label).lower()} if label else words), "plain"


_TONES = {
    Opinion.REACHED: "sea", Opinion.ANSWERED: "leaf", Opinion.SILENT: "amber", Opinion.AGREED: "leaf",
    Opinion.RETURNED: "clay",
}  # fmt: skip


def _annexes(of: Iterable[UUID]) -> dict[UUID, list[Annex]]:
    wanted = set(of)
    found = Annex.objects.filter(document__in=wanted).order_by("document_id", "ordinal") if wanted else []
    return {key: list(some) for key, some in groupby(found, key=lambda each: each.document_id)}


def _papers(
    dossier: Dossier, asked: Asked, answers: dict[UUID, Delivery], annexes: dict[UUID, list[Annex]]
) -> list[Paper]:
    return [
        Paper(
            number=each.number or _("văn bản trả lời"),
            at=each.at,
            late=each.late,
            url=reverse("desk:dossier-opinion", args=[dossier.pk, each.delivery_id]),
            annexes=[
                (annex.title, reverse("desk:dossier-opinion-annex", args=[dossier.pk, each.delivery_id, annex.pk]))
                for annex in annexes.get(answers[each.delivery_id].message.document_id, [])
            ],
        )
        for each in asked.answers
    ]
