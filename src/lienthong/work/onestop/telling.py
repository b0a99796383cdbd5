"""Telling people: the applicant of every step, the office of what is amiss; and hearing from payments what was paid."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lienthong.ground.identity.models import Account
from lienthong.ground.identity.queries import account_of
from lienthong.ground.mandates import queries as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.ground.notices import actions as notices
from lienthong.ground.notices import wording
from lienthong.ground.notices.wording import Kind as TextKind
from lienthong.kit import outbox
from lienthong.kit.clock import local
from lienthong.kit.outbox import Event as Announced
from lienthong.records.exchange.models import Delivery
from lienthong.work.feedback import actions as feedback
from lienthong.work.onestop import actions, asking, events, histories, paying
from lienthong.work.onestop.actions.happening import locked
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.states import OF_THE_FEE, Alarm, Kind
from lienthong.work.onestop.wording import dong
from lienthong.work.payments.models import Intent, Refund

TOLD = (
    Kind.RECEIVED, Kind.REFUSED, Kind.SUPPLEMENT_ASKED, Kind.PAYMENT_ASKED, Kind.PAID, Kind.APOLOGISED, Kind.ALARMED,
    Kind.STOPPED, Kind.DECIDED, Kind.UNDONE, Kind.CONSULT_SILENT, Kind.ESCALATED, Kind.BEGUN, Kind.LEAD_ENDED,
    Kind.REVOKED, Kind.LEAD_REVOKED, Kind.LEAD_CORRECTED, Kind.FEE_SETTLED, Kind.FEE_RETURNED,
)  # fmt: skip
"""What the applicant is told of."""
OF_OTHERS = (Kind.SUBMITTED, Kind.RECEIVED, Kind.REFUSED, Kind.STOPPED, Kind.DECIDED, Kind.REVOKED)
"""What somebody is told of a dossier that another person handed in for them and goes on with."""


def subscribe() -> None:
    """Listen to what is worth telling, and to money; called once at start."""
    for kind in TOLD:
        outbox.subscribe(events.name(kind), tell_applicant)
    for kind in (Kind.SUBMITTED, *TOLD):
        outbox.subscribe(events.name(kind), tell_subject)
    outbox.subscribe(events.name(Kind.ALARMED), tell_office)
    outbox.subscribe(events.name(Kind.ESCALATED), tell_leader)
    outbox.subscribe(events.name(Kind.BEGUN), tell_heads)
    outbox.subscribe(events.name(Kind.PROPOSED), tell_who_decides)
    outbox.subscribe(events.name(Kind.LEAD_REVOKED), tell_all_who_used_it)
    outbox.subscribe(events.name(Kind.LEAD_CORRECTED), tell_who_took_it_over)
    for kind in asking.ENDS:
        outbox.subscribe(events.name(kind), ask_how_it_was)
    outbox.subscribe(events.name(Kind.UNDONE), withdraw_what_was_asked)
    outbox.subscribe("payments.intent.paid", paid)
    outbox.subscribe("payments.refund.done", refunded)
    for kind in OPINIONS:
        outbox.subscribe(events.name(kind), tell_of_opinion)
    outbox.subscribe("exchange.document.arrived", document_arrived)
    outbox.subscribe("exchange.document.refused", document_refused)
    wording.TEXTS.update(TEXTS)


def tell_applicant(event: Announced) -> None:
    """One notice for one event, in the applicant's language, with a link to the status page."""
    happened = Event.objects.select_related("dossier__application__applicant").get(pk=event.subject)
    if _is_small(happened):
        return
    account = happened.dossier.application.applicant
    if account is None:
        text_subject(happened, happened.dossier.application.phone)
        return
    _notify(account, happened, event)


def tell_subject(event: Announced) -> None:
    """Whom it is about, where somebody else handed it in and an account was proven to be theirs.

    Of what a clerk entered they are told like an applicant, also by a text to their own telephone; of what another
    person goes on with, that it was handed in, and every end.
    """
    whole = Event.objects.select_related("dossier__application__applicant", "dossier__application__entered_by__account")
    happened = whole.get(pk=event.subject)
    application = happened.dossier.application
    account = account_of(happened.dossier.subject_number, event.at) if happened.dossier.subject_number else None
    if account is None or account == application.applicant or _is_small(happened):
        return
    if application.applicant is not None and happened.kind not in OF_OTHERS:
        return
    _notify(account, happened, event)
    if application.applicant is None and happened.kind != Kind.SUBMITTED and account.phone != application.phone:
        text_subject(happened, account.phone or "")


def _is_small(happened: Event) -> bool:
    """Is it nothing for the people outside the office?"""
    said = happened.details
    return said.get("about") == Alarm.DUE_SOON or bool(said.get("agreed")) or _nothing_went(happened)


def _notify(account: Account, happened: Event, event: Announced) -> None:
    dossier = happened.dossier
    facts = {"code": dossier.code, "title": dossier.title}
    if happened.kind == Kind.SUBMITTED:
        facts["who"] = dossier.application.helper_name
    if happened.kind in OF_THE_FEE:
        facts["amount"] = dong(_of_the_fee(happened))
    if histories.is_refusal(dossier, happened):
        facts["reason"] = histories.refusing_words(happened)
    notices.notify(
        account=account,
        kind=_kind(happened, event.name),
        facts=facts,
        url=f"/dossiers/{dossier.pk}/",
        now=event.at,
        once_key=str(event.id),
    )


def _kind(happened: Event, name: str) -> str:
    """What the person is told is often what happened; a refusal, and its end, have words of their own."""
    if histories.is_taken_up_again(happened):
        return "onestop.dossier.taken_up_again"
    return "onestop.dossier.not_granted" if histories.is_refusal(happened.dossier, happened) else name


def _of_the_fee(happened: Event) -> int:
    """How much of the fee went back, or goes back."""
    return int(happened.details["transfer"] + happened.details["cash"])


def _nothing_went(happened: Event) -> bool:
    """Is it about a fee of which nothing had been paid?"""
    return happened.kind == Kind.FEE_SETTLED and not _of_the_fee(happened)


TEXTS = {
    "onestop.text.received": TextKind(
        gettext_noop(
            "Liên Thông: hồ sơ %(code)s nộp tại quầy đã được tiếp nhận, hẹn trả %(due)s. Mã tra cứu: %(second)s."
        ),
        secret=True,
    ),
    "onestop.text.moved": TextKind(
        gettext_noop("Liên Thông: hồ sơ %(code)s: %(what)s. Hỏi nơi đã nộp, hoặc tra cứu bằng mã trên giấy tiếp nhận.")
    ),
}
"""What a person without an account is texted."""


def text_subject(happened: Event, phone: str) -> None:
    """One text for one event to the telephone given at the counter, or of the person's account; where there is one."""
    dossier = happened.dossier
    if not phone:
        return
    at, once = happened.at, f"event {happened.pk}"
    if happened.kind == Kind.RECEIVED and dossier.due_at is not None:
        due = f"{local(dossier.due_at):%H:%M %d/%m/%Y}"
        facts = {"code": dossier.code, "due": due, "second": dossier.lookup_code}
        notices.text(phone=phone, kind="onestop.text.received", facts=facts, now=at, once_key=once)
        return
    with translation.override("vi"):
        facts = {"code": dossier.code, "what": _what(happened)}
    notices.text(phone=phone, kind="onestop.text.moved", facts=facts, now=at, once_key=once)


def _what(happened: Event) -> str:
    if happened.kind == Kind.FEE_SETTLED:
        return _("hoàn lại %(amount)s") % {"amount": dong(_of_the_fee(happened))}
    if histories.is_refusal(happened.dossier, happened):
        return _("bị từ chối giải quyết, lý do ghi trong văn bản")
    if histories.is_taken_up_again(happened):
        return _("được giải quyết lại, vì việc từ chối đã bị thu hồi")
    label = Alarm(happened.details["about"]).label if happened.kind == Kind.ALARMED else Kind(happened.kind).label
    return str(label).rstrip(".").lower()


def tell_office(event: Announced) -> None:
    """An alarm goes to the head of the unit that has it; what is past its date, and silence, to the leaders as well."""
    happened = Event.objects.select_related("dossier").get(pk=event.subject)
    serious = happened.details["about"] in {Alarm.OVERDUE, Alarm.UNANSWERED}
    leaders = mandates.holders(happened.dossier.body_id, Role.LEADER, event.at) if serious else []
    _tell([*_heads(happened.dossier, event), *leaders], happened.dossier, event)


def tell_heads(event: Announced) -> None:
    """What waited can be taken in: the head of the unit that has it is told."""
    dossier = Event.objects.select_related("dossier").get(pk=event.subject).dossier
    _tell(_heads(dossier, event), dossier, event)


def tell_who_decides(event: Announced) -> None:
    """A result was put before the head of the unit; where there is none, before the leaders; not of one's own."""
    happened = Event.objects.select_related("dossier").get(pk=event.subject)
    dossier = happened.dossier
    people = _heads(dossier, event) or mandates.holders(dossier.body_id, Role.LEADER, event.at)
    _tell([each for each in people if each.pk != happened.by_id], dossier, event)


def tell_all_who_used_it(event: Announced) -> None:
    """A result whose data were used was revoked: who has the dossier, the head of the deciding unit, the leaders."""
    dossier = Event.objects.select_related("dossier__officer__account").get(pk=event.subject).dossier
    heads = mandates.holders(dossier.body_id, Role.HEAD_OF_UNIT, event.at)
    people = [each for each in heads if each.post.unit_id in {dossier.unit_id, dossier.deciding_unit_id}]
    people += [dossier.officer] if dossier.officer else []
    people += mandates.holders(dossier.body_id, Role.LEADER, event.at)
    _tell(list({each.account_id: each for each in people}.values()), dossier, event)


def tell_who_took_it_over(event: Announced) -> None:
    """What was taken over from the lead was corrected: who works on it is told; of a result that stays, all are."""
    happened = Event.objects.select_related("dossier__holder__account").get(pk=event.subject)
    dossier = happened.dossier
    if happened.details["kept"]:
        tell_all_who_used_it(event)
        return
    _tell([dossier.holder] if dossier.holder else _heads(dossier, event), dossier, event)


def tell_leader(event: Announced) -> None:
    """A step past its date: first to the head of the unit; where there is none, or none answered, to the leaders."""
    happened = Event.objects.select_related("dossier").get(pk=event.subject)
    dossier = happened.dossier
    heads = _heads(dossier, event) if happened.details["rung"] == 1 else []
    _tell(heads or mandates.holders(dossier.body_id, Role.LEADER, event.at), dossier, event)


def _heads(dossier: Dossier, event: Announced) -> list[Mandate]:
    found = mandates.holders(dossier.body_id, Role.HEAD_OF_UNIT, event.at)
    return [each for each in found if each.post.unit_id == dossier.unit_id]


def _tell(officials: list[Mandate], dossier: Dossier, event: Announced) -> None:
    facts = {"code": dossier.code, "title": dossier.title}
    for mandate in officials:
        key = f"office {event.id}"
        url = f"/desk/dossiers/{dossier.pk}/"
        notices.notify(account=mandate.account, kind=event.name, facts=facts, url=url, now=event.at, once_key=key)


OPINIONS = (Kind.CONSULT_ANSWERED, Kind.CONSULT_RETURNED, Kind.CONSULT_SILENT)
"""What of a consultation the office is told of."""


def tell_of_opinion(event: Announced) -> None:
    """Whoever has the dossier is told; of silence also the heads of both units and the leaders.

    Source: Decree 61/2018 art. 19 (5) (of silence the head of the one-stop unit is told).
    """
    happened = Event.objects.select_related("dossier__holder__account").get(pk=event.subject)
    dossier, said = happened.dossier, happened.details
    heads = mandates.holders(dossier.body_id, Role.HEAD_OF_UNIT, event.at)
    people = [dossier.holder] if dossier.holder else [each for each in heads if each.post.unit_id == dossier.unit_id]
    kind = event.name
    if said.get("agreed"):
        kind = "onestop.opinion.agreed"
    elif happened.kind == Kind.CONSULT_SILENT:
        kind = "onestop.opinion.silent"
        units = {dossier.unit_id, dossier.receiving_unit_id}
        people += [each for each in heads if each.post.unit_id in units]
        people += mandates.holders(dossier.body_id, Role.LEADER, event.at)
    facts = {"code": dossier.code, "title": dossier.title, "body": said["body_name"]}
    for account in {each.account_id: each.account for each in people}.values():
        url, key = f"/desk/dossiers/{dossier.pk}/", f"office {event.id}"
        notices.notify(account=account, kind=kind, facts=facts, url=url, now=event.at, once_key=key)


def document_arrived(event: Announced) -> None:
    """A document stands in an inbox: it may be a request of ours that reached its body, or the answer to one."""
    delivery = Delivery.objects.for_lists().get(pk=event.subject)
    with transaction.atomic():
        actions.note_request_reached(delivery=delivery, now=event.at)
        actions.note_answer(delivery=delivery, now=event.at)


def document_refused(event: Announced) -> None:
    """A body sent a document back, or its checks did: it may be a request of ours."""
    delivery = Delivery.objects.for_lists().get(pk=event.subject)
    with transaction.atomic():
        words = str(delivery.get_refusal_display())
        actions.note_request_returned(delivery=delivery, now=event.at, words=words)


def ask_how_it_was(event: Announced) -> None:
    """Whatever the end was, the person is asked; nobody chooses who. Told twice, it is asked once.

    An end that was taken back meanwhile is not asked about.
    """
    whole = "application__applicant", "body", "deciding_unit", "officer", "procedure"
    happened = Event.objects.select_related(*(f"dossier__{each}" for each in whole)).get(pk=event.subject)
    with transaction.atomic():
        locked(happened.dossier)
        if not asking.is_taken_back(happened):
            feedback.ask(point=asking.end_point(happened), by=None, now=event.at)


def withdraw_what_was_asked(event: Announced) -> None:
    """An end was taken back, so nobody is asked about it. Taking back goes through the same lock as asking does."""
    undone = Event.objects.select_related("dossier").get(pk=event.subject)
    with transaction.atomic():
        locked(undone.dossier)
        feedback.withdraw_question(end_id=asking.taken_back_by(undone).pk, by=None, now=event.at)


def paid(event: Announced) -> None:
    """The fee of a dossier has come: told once or ten times, it is paid once."""
    intent = Intent.objects.filter(pk=event.subject, subject_kind=paying.KIND).first()
    if intent is None:
        return
    with transaction.atomic():
        dossier = Dossier.objects.get(pk=intent.subject_id)
        actions.pay(dossier=dossier, reference=intent.reference, by=None, now=event.at)


def refunded(event: Announced) -> None:
    """Money went back to a payer: where it was the fee of a dossier that ended, its history says so."""
    refund = Refund.objects.select_related("intent").get(pk=event.subject)
    intent = refund.intent
    if intent is None or intent.subject_kind != paying.KIND:
        return
    with transaction.atomic():
        dossier = Dossier.objects.get(pk=intent.subject_id)
        actions.note_refund(dossier=dossier, refund=refund, now=event.at)
