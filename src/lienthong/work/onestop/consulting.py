"""Asking another body about a dossier: what such a request needs, and the words of its document.

The request is an official document of the body (công văn): drafted here, signed, numbered and sent like any other.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Body
from lienthong.kit.clock import local
from lienthong.kit.errors import Invalid
from lienthong.records.exchange.models import Delivery, DeliveryQuerySet
from lienthong.work.onestop import rules, states, timing
from lienthong.work.onestop.models import Consultation, Dossier
from lienthong.work.onestop.rules import FEWEST_LETTERS, BasisMissing, NoSuchItem
from lienthong.work.onestop.states import Kind
from lienthong.work.services import telling
from lienthong.work.services.models import Attachment
from lienthong.work.services.telling import Consulting

KIND = "cong_van"
MOST_DAYS = 30
MOST_BODIES = 20


class QuestionEmpty(Invalid):
    """Say what the other body is to give its opinion on, in at least twenty letters."""


class NobodyAsked(Invalid):
    """Choose at least one other body that exists today, and at most twenty."""


class DaysUnfit(Invalid):
    """Give the other body between one and thirty working days to answer."""


class AnswerAfterDate(Invalid):
    """The answer may come after the date of the dossier. Give fewer days, or tick that you ask all the same."""


class NotAnAnswer(Invalid):
    """This document cannot be the answer. Choose one that the body asked sent to yours after it had your request."""


@dataclass(frozen=True)
class Request:
    """What is asked, on which law, of whom, and how many working days there are to answer."""

    question: str
    law: str
    days: int
    bodies: Sequence[Body]
    papers: Sequence[tuple[str, Attachment]]

    @property
    def listed(self) -> list[dict[str, str]]:
        """The papers as the event keeps them: what left the body, to the byte."""
        return [{"title": title, "sha256": each.file.sha256} for title, each in self.papers]


def require_request(
    dossier: Dossier, *, question: str, law: str, days: int, bodies: Sequence[Body], papers: Collection[UUID],
    now: datetime,
) -> Request:  # fmt: skip
    """Everything in order: words, law, days, bodies, papers of this very dossier.

    Refuses: QuestionEmpty, BasisMissing, DaysUnfit, NobodyAsked, NoSuchItem.
    """
    said, basis = "\n".join(line.strip() for line in question.strip().splitlines()), " ".join(law.split())
    if len(said) < FEWEST_LETTERS:
        raise QuestionEmpty
    if not basis:
        raise BasisMissing
    if not 1 <= days <= MOST_DAYS:
        raise DaysUnfit
    return Request(said, basis, days, _others(dossier, bodies, now), _papers(dossier, papers))


def _others(dossier: Dossier, bodies: Sequence[Body], now: datetime) -> list[Body]:
    """Each once, none of them the body itself, all of them living."""
    on = local(now).date()
    asked = list({each.pk: each for each in bodies}.values())
    fit = 1 <= len(asked) <= MOST_BODIES and all(each.pk != dossier.body_id and each.exists_on(on) for each in asked)
    if not fit:
        raise NobodyAsked
    return asked


def _papers(dossier: Dossier, chosen: Collection[UUID]) -> list[tuple[str, Attachment]]:
    offered = {each.pk: (title, each) for title, each in papers_of(dossier)}
    if set(chosen) - set(offered):
        raise NoSuchItem
    return [pair for key, pair in offered.items() if key in set(chosen)]


def papers_of(dossier: Dossier, language: str = "vi") -> list[tuple[str, Attachment]]:
    """The papers of a dossier with their names, as they may go along with a request; that one is Vietnamese."""
    known = dossier.version.package.plain["procedure"]["papers"]
    names = {each["code"]: each["name"].get(language, each["name"]["vi"]) for each in known}
    found = dossier.application.attachments.select_related("file").order_by("attached_at", "id")
    return [(str(names.get(each.paper, each.paper)), each) for each in found]


def may_answer(consultation: Consultation, by: Mandate) -> DeliveryQuerySet:
    """What this person may read of what the body that was asked has sent since it had the request; the latest first."""
    request = consultation.delivery
    if request is None or request.arrived_at is None:
        return Delivery.objects.none()
    sent = Delivery.objects.addressed_to(by.post.body).readable_by(by).filter(message__sender=request.recipient_id)
    return sent.filter(arrived_at__gte=request.arrived_at).for_lists().order_by("-arrived_at", "-id")


def is_known(dossier: Dossier, delivery: Delivery) -> bool:
    """Does this document lie with the dossier as an answer already?"""
    return dossier.events.filter(kind=Kind.CONSULT_ANSWERED, details__delivery=str(delivery.pk)).exists()


def require_answer(dossier: Dossier, opinion: UUID, delivery: Delivery, by: Mandate) -> Consultation:
    """Of the body that was asked, to this one, after it had the request, and not with the dossier already.

    Refuses: NotAnAnswer.
    """
    found = dossier.consultations.select_related("body", "delivery").filter(pk=opinion).first()
    fits = found is not None and may_answer(found, by).filter(pk=delivery.pk).exists()
    if found is None or not fits or is_known(dossier, delivery):
        raise NotAnAnswer
    return found


def require_may_ask(by: Mandate, dossier: Dossier, *, now: datetime) -> None:
    """The unit that has it in hand, and has said so. Refuses: MandateEnded, NotInThisRole, NotYours, DossierMovedOn,
    NotAcknowledged.
    """
    rules.require(by, Verb.HANDLE_DOSSIER, dossier, now=now)
    states.require(dossier.status, Kind.CONSULTED, waits=dossier.waiting_since is not None)


def require_in_time(dossier: Dossier, request: Request, *, knowing: bool, now: datetime) -> None:
    """Sent today, the answers come before the dossier is due; or the officer knows that they may not.

    Where the clock stands meanwhile there is nothing to warn of. Refuses: AnswerAfterDate, BeyondCalendar.
    """
    if knowing or rule_of(dossier).pauses:
        return
    latest = max(timing.answer_by(each.pk, request.days, reached_at=now).due_at for each in request.bodies)
    if dossier.due_at is not None and latest > dossier.due_at:
        raise AnswerAfterDate(answer_by=latest.isoformat(), due_at=dossier.due_at.isoformat())


def rule_of(dossier: Dossier) -> Consulting:
    """What the procedure says of clock and silence while another body is asked."""
    return telling.consulting(dossier.version.package)


def subject(dossier: Dossier) -> str:
    """In one line what the document is about. No name: whoever reads a list of documents need not know whose it is."""
    title = dossier.title
    return f"V/v lấy ý kiến về hồ sơ {dossier.code} ({title[:1].lower()}{title[1:]})"


def text(dossier: Dossier, request: Request) -> str:
    """The words of the request, Vietnamese as official documents are: what is asked, by which law, until when."""
    body, rule = dossier.body.name_vi, rule_of(dossier)
    lines = [
        f"{body} đang giải quyết hồ sơ số {dossier.code} về việc {dossier.title[:1].lower()}{dossier.title[1:]}.",
        f"Theo {request.law}, {body} đề nghị Quý cơ quan cho ý kiến về nội dung sau:",
        request.question,
        f"Đề nghị trả lời bằng văn bản trong {request.days} ngày làm việc, kể từ sau ngày nhận được văn bản này.",
    ]
    if rule.agreed:
        lines.append(f"Quá thời hạn trên mà không có văn bản trả lời thì coi như đồng ý, theo {rule.law}.")
    if request.papers:
        lines.append("Gửi kèm: " + "; ".join(title for title, _paper in request.papers) + ".")
    return "\n\n".join(lines)
