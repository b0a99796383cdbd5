"""A one-stop shop at work, for stories: drafts, a dossier for every way one can go, and who looks at them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from unittest.mock import patch

from django.test import Client
from django.urls import reverse
from PIL import Image

from conftest import ANSWERS, SINCE, Shop, found_shop, offered
from lienthong.doors.portal.applying import ACCEPTED
from lienthong.ground.files import actions as files
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Capacity, Role
from lienthong.ground.organisations import actions as organisations
from lienthong.ground.organisations.models import Body
from lienthong.ground.organisations.naming import Naming
from lienthong.ground.organisations.states import BodyKind, CodeScheme, Rank
from lienthong.ground.signatures import actions as signatures
from lienthong.kit import clock
from lienthong.kit.clock import local
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import DocumentState
from lienthong.records.exchange.models import Assignment
from lienthong.records.registers import actions as registers
from lienthong.records.registers import synthetic
from lienthong.records.registers.models import CorrectionRequest
from lienthong.work.feedback import actions as feedback
from lienthong.work.feedback.actions import asking
from lienthong.work.feedback.models import Invitation, RecoveryCase
from lienthong.work.feedback.rules import Visit
from lienthong.work.onestop import actions, timing
from lienthong.work.onestop.asking import end_point
from lienthong.work.onestop.models import Dossier, Ticket
from lienthong.work.onestop.states import Alarm, Opened, Opinion, RefusalReason
from lienthong.work.onestop.tests import letters
from lienthong.work.payments import actions as payments
from lienthong.work.payments.models import Credit, Intent
from lienthong.work.payments.tests.bank import PaperBank, call, told
from lienthong.work.services import actions as services
from lienthong.work.services import packages, queries, writing
from lienthong.work.services.actions.applying import Whom
from lienthong.work.services.models import Application, Draft, Offering, Version
from lienthong.work.services.states import Channel, Relation

from . import families_at_work, petitions_at_work

KEY, BIRTH = "doi_giay_phep_lai_xe", "dang_ky_khai_sinh"
BROKEN = "cap_the_moi"
"""A procedure that is only being written, and has a mistake."""
CHOSEN = (
    "relation=parent&situation=ordinary&registered_before=no&notified=yes&born_on=02/11/2026&marriage=married"
    "&vietnamese=yes&parent_sex=female&exempt=-&with_residence=yes&with_insurance=yes&delivery=online&home_owner=own&home_disputed=no&head_agrees=yes"
)
"""Answers of a birth that choose what is linked with it."""
NUMBER = "001190000001"
"""Of Nguyễn Thị Minh Anh, whose licence ends soon, in the registers."""
SECRET = "ABCDEFGHJKMN"
"""The code of the message that asks how a dossier was."""
NEWCOMER = "moi.den@lienthong.example"
CITIZEN = "cong.dan@lienthong.example"
LAW = "Nghị định 118/2025/NĐ-CP, điều 17"
MOVED = "Hồ sơ gốc giấy phép này do tỉnh Thanh Hóa quản lý; nộp tại cổng của tỉnh đó."
BLURRED = "Ảnh giấy khám bị mờ và lý do đổi chưa khớp; chụp lại và chọn lại."
MARKS = (
    {"kind": "paper", "name": "giay_kham_suc_khoe", "words": "Ảnh chụp bị mờ, không đọc được ngày khám."},
    {"kind": "question", "name": "reason", "words": "Thẻ còn hạn hai năm; chọn lại lý do."},
)
WITHHELD = "Giấy phép này có đang bị tạm giữ hay bị thu hồi không?"
GRANTED = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp với hồ sơ."


def opened(country, number: str = ANSWERS["applicant"]["identity_number"]):
    """Open the shop in the province: two procedures, registers that answer, an account at a bank. Returns the shop."""
    shop = opened_before_registers(country, number)
    connect_registers(clock.now())
    return shop


def opened_before_registers(country, number: str = ANSWERS["applicant"]["identity_number"]):
    """The same while no register answers, so that a person is asked everything."""
    shop, now = found_shop(country, number=number), clock.now()
    shop.offerings[BIRTH] = offered(shop, BIRTH, owner=country.other.body)
    payments.open_account(
        body=shop.office.body, bank_bin="999999", number="1010001", holder="UBND TINH NGHE AN",
        on=date(2026, 3, 2), by=None, now=now,
    )  # fmt: skip
    return shop


def known_for_sure(client: Client, account: Account) -> None:
    """Signed in by password, so that the gate of a service knows how sure the session is."""
    client.force_login(account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": clock.now().timestamp()}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()


def at_work(country) -> None:
    """The same shop, and its citizen has a dossier on each of the ways, and two drafts."""
    shop, now = opened(country, NUMBER), clock.now()
    Account.objects.create_user(NEWCOMER, "Lê Văn Mới")
    for name, go in WAYS.items():
        sent = now - timedelta(days=_days_ago(name))
        go(shop, handed_in(shop, sent), sent)
    half = begun(shop, now, NUMBER, pages=3)
    typed = {"full_name": ["Nguyễn Thị M"]}
    services.keep_typed(application=half, page="applicant", typed=typed, seen=1, tab="a", by=shop.citizen, now=now)
    _called_wrong(shop, half, now)
    begun(shop, now, "001190054321", pages=len(ANSWERS), relation=Relation.POWER, basis="Giấy ủy quyền số 12")
    _at_the_counter(shop, now)
    _asked_how_it_was(shop, now)
    _written_anew(country, now)
    petitions_at_work.petitioned(shop, country, picture(), now)
    families_at_work.born(shop, now)
    _read_by_software(shop, now)
    _paid_without_words(shop, now)


def _read_by_software(shop, now: datetime) -> None:
    """The province's own one-stop system read one dossier of the citizen, and a paper in it."""
    dossier = Dossier.objects.filter(application__applicant=shop.citizen).earliest("submitted_at")
    said = {
        "dossier": dossier,
        "system": "Hệ thống thông tin giải quyết thủ tục hành chính của tỉnh",
        "by": shop.leader,
    }
    actions.note_reading(what=Opened.DOSSIER, now=now, **said)
    actions.note_reading(what=Opened.PAPER, name="giay-kham-suc-khoe.pdf", now=now, **said)


def _written_anew(country, now: datetime) -> None:
    """The next version of the licence with a higher fee, ready to be published; and a procedure with a mistake."""
    office = country.ministry
    draft = services.begin_draft(key=KEY, owner=office.body, by=office.specialist, now=now)
    for name, text in list(draft.files.items()):
        dearer = text.replace("135000", "155000")
        draft = services.save_file(
            draft=draft, name=name, text=dearer, revision=draft.revision, by=office.specialist, now=now
        )
    birth = writing.files_of(packages.read_shipped(BIRTH))
    Draft.objects.create(owner=office.body, key=BIRTH, files=birth, changed_at=now, changed_by=office.specialist)
    broken = services.begin_draft(key=BROKEN, owner=office.body, by=office.specialist, now=now)
    wrong = broken.files["steps.yaml"].replace("share: 100", "part: 90")
    services.save_file(draft=broken, name="steps.yaml", text=wrong, revision=1, by=office.specialist, now=now)


def _called_wrong(shop, draft: Application, now: datetime) -> None:
    """The citizen says that the end of the licence is wrong, which is not answered yet, and the class, which is.

    By the citizen's own word no clinic has sent a result: the certificate given before can be used again.
    """
    why = "Thẻ giấy phép của tôi ghi ngày khác."
    said = {"application": draft, "why": why, "by": shop.citizen, "now": now}
    file = files.keep(BytesIO(picture()), name="the-giay-phep.png", by=shop.citizen, now=now, allowed=ACCEPTED)
    services.contest(question="valid_until", claimed="2031-01-10", evidence=[file], **said)
    services.contest(question="health_on_record", claimed=False, **said)
    answered = services.contest(question="licence_class", claimed="c1", **said)
    reason = "Hồ sơ gốc và kết quả sát hạch ghi hạng B."
    registers.refuse_correction(request=answered, reason=reason, by=_keeping_official(now), now=now)


def _keeping_official(now: datetime) -> Mandate:
    """Somebody of the traffic police answers for the register of licences."""
    body, on = Body.objects.get(name_vi="Bộ Công an"), date(2019, 3, 12)
    named = Naming("Cục Cảnh sát giao thông", "Traffic Police Department", "CSGT")
    unit = organisations.found_unit(body=body, name=named, on=on, by=None, now=now, code=f"{body.code}.08")
    post = organisations.found_post(
        body=body, title=Naming("Cán bộ dữ liệu"), rank=Rank.SPECIALIST, on=on, by=None, now=now, unit=unit
    )
    account = Account.objects.create_user("csgt@lienthong.example", "Đỗ Văn Dữ")
    return mandates.appoint(
        account=account, post=post, role=Role.SPECIALIST, source="Quyết định thử", valid_from=SINCE, by=None, now=now,
        capacity=Capacity.OWN,
    )  # fmt: skip


def _at_the_counter(shop, now: datetime) -> None:
    """One person is at a window and half entered, another waits."""
    for _person in range(2):
        actions.take_ticket(unit=shop.desk, now=now)
    actions.call_next(by=shop.receiver, window="3", now=now)
    whom = Whom(NUMBER, shop.citizen.full_name, Relation.COUNTER, phone="+84909001235")
    offering = shop.offerings[KEY]
    draft = services.begin(offering=offering, whom=whom, by=shop.receiver, now=now, channel=Channel.COUNTER)
    services.read_registers(application=draft, by=shop.receiver, now=now)


def _asked_how_it_was(shop, now: datetime) -> None:
    """Of two that ended: one is still to be answered, by a code the test knows; the other was bad and has its case."""
    known = dossiers()
    asked = {}
    for way, code in (("done", SECRET), ("refused", "NMKJHGFEDCBA")):
        last = known[way].events.order_by("seq").last()
        with patch.object(asking, "new_code", return_value=code):
            asked[way] = feedback.ask(point=end_point(last), by=None, now=now)
    visit = Visit(address="203.0.113.7", account=shop.citizen)
    feedback.answer(
        invitation=asked["refused"], level=1, visit=visit, by=shop.citizen, now=now, words="Không ai giải thích."
    )


def _paid_without_words(shop, now: datetime) -> None:
    """Money that says not what it is for, money that failed to go back, and money somebody is to carry to the bank."""
    came = []
    for number, payer in (("T1", {}), ("T2", {}), ("T3", {"payer": {}})):
        facts = told("nop le phi", "50000", number, account="1010001", booked_at=now.isoformat(), **payer)
        call(PaperBank(), facts, now=now, message=number)
        came.append(Credit.objects.get(transaction=number))
    _unknown, failed, carried = came
    for credit in (failed, carried):
        [refund] = payments.ask_refund(of=credit, reason="Không rõ trả cho khoản nào.", by=shop.leader, now=now)
        if credit is failed:
            payments.refund_failed(refund=refund, failure="Tài khoản đã đóng", by=shop.leader, now=now)


def connect_registers(now: datetime) -> None:
    """The bodies that keep the registers, and in the registers the well-known people of the demonstration."""
    for number, name in enumerate(("Bộ Công an", "Bộ Y tế", "Bộ Tư pháp")):
        if not Body.objects.filter(name_vi=name).exists():
            _keeper(name, f"G9{number}", now)
    registers.load(batch=synthetic.characters_of(local(now).date(), synthetic.SEED), by=None, now=now)


def _keeper(name: str, code: str, now: datetime) -> None:
    on = date(2019, 3, 12)
    codes = {CodeScheme.DECISION20: code}
    named, kind = Naming(name, name, code), BodyKind.MINISTRY
    body = organisations.found_body(name=named, kind=kind, on=on, by=None, now=now, codes=codes)
    signatures.issue_seal(body_id=body.pk, name=name, code=code, by=None, now=SINCE)


def begun(shop, now: datetime, number: str, *, pages: int, relation=Relation.SELF, basis: str = "") -> Application:
    """A draft with so many pages answered."""
    whom = Whom(number, shop.citizen.full_name, relation, basis=basis, phone="+84909001234")
    offering = shop.offerings[KEY]
    draft = services.begin(offering=offering, whom=whom, by=shop.citizen, now=now, channel=Channel.ONLINE)
    draft = services.read_registers(application=draft, by=shop.citizen, now=now)
    for page, given in list(ANSWERS.items())[:pages]:
        draft = services.answer(application=draft, page=page, given=given, by=shop.citizen, now=now)
    return draft


def handed_in(shop, now: datetime) -> Dossier:
    """A whole application, submitted; its fee is open. The older ones were before the clinic sent its result."""
    draft = begun(shop, now, NUMBER, pages=len(ANSWERS))
    for paper in queries.filled(draft, at=now).missing_papers:
        file = files.keep(BytesIO(picture()), name="giay-kham.png", by=shop.citizen, now=now, allowed=ACCEPTED)
        services.attach(application=draft, paper=paper, file=file, by=shop.citizen, now=now)
    return actions.submit_dossier(application=draft, by=shop.citizen, now=now)


def picture(colour: str | tuple[int, int, int] = "white", *, side: int = 40) -> bytes:
    """A picture as a telephone sends one, only smaller."""
    out = BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "PNG")
    return out.getvalue()


def _unpaid(shop, dossier: Dossier, now: datetime) -> None:
    """It stays as it came."""


def _submitted(shop, dossier: Dossier, now: datetime) -> None:
    actions.pay(dossier=dossier, reference="LTSTORY", by=None, now=now)


def _received(shop, dossier: Dossier, now: datetime) -> None:
    _submitted(shop, dossier, now)
    actions.receive(dossier=dossier, by=shop.receiver, now=now)


def _in_hand(shop, dossier: Dossier, now: datetime) -> None:
    _received(shop, dossier, now)
    actions.acknowledge(dossier=dossier, by=shop.officer, now=now)


def _proposed(shop, dossier: Dossier, now: datetime) -> None:
    _in_hand(shop, dossier, now)
    actions.propose(dossier=dossier, outcome="cap_moi", words=GRANTED, by=shop.officer, now=now)


def _decided(shop, dossier: Dossier, now: datetime) -> None:
    _proposed(shop, dossier, now)
    actions.decide(dossier=dossier, outcome="cap_moi", words=GRANTED, by=shop.chief, now=now)


def _returned(shop, dossier: Dossier, now: datetime) -> None:
    _decided(shop, dossier, now)
    actions.return_result(dossier=dossier, to="Người nộp", by=shop.receiver, now=now)


def _late(shop, dossier: Dossier, now: datetime) -> None:
    """Two bodies were asked: one has answered, one is silent, though a letter of it came that does not say it answers;
    a second request waits for its signature.
    """
    _in_hand(shop, dossier, now)
    bodies = list(Body.objects.filter(name_vi__in=["Bộ Công an", "Bộ Y tế"]).order_by("name_vi"))
    papers = [each.pk for each in dossier.application.attachments.all()]
    letter = {"law": LAW, "papers": papers, "by": shop.officer, "knowing": True}
    asked = actions.consult(dossier=dossier, bodies=bodies, question=WITHHELD, days=3, now=now, **letter)
    Document.objects.filter(pk=asked.pk).update(state=DocumentState.ISSUED, number=12, number_and_symbol="12/UBND-GPLX")
    for body in bodies:
        request = letters.carried(asked, shop.office.body, body, arrived=now)
        actions.note_request_reached(delivery=request, now=now)
    answer = letters.carried(letters.reply(asked, bodies[0], at=now), bodies[0], shop.office.body, arrived=now)
    actions.note_answer(delivery=answer, now=now + timedelta(days=1))
    unsaid = letters.carried(letters.reply(None, bodies[1], at=now), bodies[1], shop.office.body, arrived=now)
    Assignment.objects.create(
        delivery=unsaid, unit=shop.division, holder=shop.officer, assigned_by=shop.leader, assigned_at=now
    )
    for silent in dossier.consultations.filter(state=Opinion.REACHED):
        actions.note_silence(consultation=silent, now=clock.now())
    actions.consult(
        dossier=dossier, bodies=bodies[:1], question=WITHHELD, days=2, now=clock.now(), signer=shop.leader, **letter
    )
    actions.alarm(dossier=dossier, about=Alarm.OVERDUE, now=clock.now())


def _apologised(shop, dossier: Dossier, now: datetime) -> None:
    _in_hand(shop, dossier, now)
    soon = clock.now() + timedelta(days=3)
    calendar = timing.calendar_of(Dossier.objects.get(pk=dossier.pk), soon)
    due = calendar.closes_at(calendar.add_working_days(soon.date(), 3))
    reason = "Máy in thẻ của phòng bị hỏng hai ngày, đã thay máy khác."
    actions.apologise(dossier=dossier, reason=reason, new_due_at=due, by=shop.leader, now=now)


def _supplement(shop, dossier: Dossier, now: datetime) -> None:
    _submitted(shop, dossier, now)
    actions.ask_supplement(dossier=dossier, items=MARKS, words=BLURRED, law=LAW, by=shop.receiver, now=now)


def _reminded(shop, dossier: Dossier, now: datetime) -> None:
    actions.ask_payment(dossier=dossier, by=shop.receiver, now=now)


def _refused(shop, dossier: Dossier, now: datetime) -> None:
    _submitted(shop, dossier, now)
    reason = RefusalReason.NOT_COMPETENT
    actions.refuse(dossier=dossier, reason=reason, words=MOVED, law=LAW, by=shop.receiver, now=clock.now())


def _stopped(shop, dossier: Dossier, now: datetime) -> None:
    _in_hand(shop, dossier, now)
    reason = RefusalReason.FALSE_PAPER
    actions.stop(dossier=dossier, reason=reason, words=MOVED, law=LAW, by=shop.leader, now=now)


def _withdrawn(shop, dossier: Dossier, now: datetime) -> None:
    """It was paid in cash, which waits to be handed back."""
    actions.take_cash(dossier=dossier, slip="BL 0012", by=shop.receiver, now=now)
    actions.withdraw(dossier=dossier, words="Tôi nộp nhầm.", by=shop.citizen, now=now)


WAYS: dict[str, Callable[..., None]] = {
    "returned": _returned, "done": _decided, "late": _late, "apologised": _apologised, "stopped": _stopped,
    "withdrawn": _withdrawn, "proposed": _proposed, "in hand": _in_hand, "refused": _refused, "reminded": _reminded,
    "supplement": _supplement, "received": _received, "submitted": _submitted, "unpaid": _unpaid,
}  # fmt: skip
"""Every way a dossier can have gone, the one that was handed in first in front."""


def _days_ago(name: str) -> int:
    """One day between two; the first are past the five working days that the law gives."""
    days = len(WAYS) - list(WAYS).index(name)
    return days + 8 if name in {"returned", "done", "late"} else days


def dossiers() -> dict[str, Dossier]:
    """The dossiers of the shop at work by the way they went."""
    return dict(zip(WAYS, Dossier.objects.filter(procedure__key=KEY).order_by("submitted_at"), strict=True))


def drafts() -> dict[str, Application]:
    """The two drafts: one begun, one that only has to be handed in."""
    found = Application.objects.drafts().filter(entered_by=None, procedure__key=KEY).order_by("subject_number")
    return dict(zip(("begun", "whole"), found, strict=True))


def found_again() -> Shop:
    """The open shop, of which the database tells who works there."""
    receiver, chief = mandate_of("HCC", Role.ONE_STOP), mandate_of("GPLX", Role.HEAD_OF_UNIT)
    leader = Mandate.objects.get(post__body=receiver.post.body_id, role=Role.LEADER)
    return Shop(
        office=None,
        desk=receiver.post.unit,
        division=chief.post.unit,
        receiver=receiver,
        officer=mandate_of("GPLX", Role.SPECIALIST),
        chief=chief,
        leader=leader,
        citizen=Account.objects.get(email=CITIZEN),
        offerings={each.procedure.key: each for each in Offering.objects.whole()},
    )


def mandate_of(unit: str, role: str) -> Mandate:
    """Who works in the shop."""
    return Mandate.objects.select_related("account", "post").get(post__unit__abbreviation=unit, role=role)


OF_THE_PORTAL = {
    "service": ("stranger", "/services/{key}/"),
    "services (nothing found)": ("stranger", "/services/?q=may+bay"),
    "services (found)": ("stranger", "/services/?q=doi+bang+lai"),
    "simulate": ("stranger", "/services/{key}/try/"),
    "simulate (a wrong day)": ("stranger", "/services/{key}/try/?on_record=yes&valid_until=31/02/2027"),
    "simulate (may not)": ("stranger", "/services/{key}/try/?on_record=yes&withheld=yes&licence_class=b"),
    "simulate (told)": (
        "stranger",
        "/services/{key}/try/?on_record=yes&withheld=no&licence_class=b&reason=changed&health_on_record=no&channel=online",
    ),
    "resume-code": ("stranger", "/resume/code/"),
    "mine (nothing)": ("newcomer", "/mine/"),
    "notices": ("citizen", "/mine/notices/"),
    "notices (nothing)": ("newcomer", "/mine/notices/"),
    "locker": ("citizen", "/mine/locker/"),
    "locker (nothing)": ("newcomer", "/mine/locker/"),
    "my-data (corrections)": ("citizen", "/my-data/"),
    "my-data (not identified)": ("newcomer", "/my-data/"),
    "begin (newcomer)": ("newcomer", "/services/{key}/begin/"),
}
STATUS_PAGES = ("unpaid", "received", "supplement", "reminded", "late", "apologised", "refused", "withdrawn", "done")
OF_DOSSIERS = {"pay": "unpaid", "supplement": "supplement", "withdraw": "received"}
OF_DRAFTS = {
    "application": "begun",
    "papers": "begun",
    "check": "begun",
    "application (whole)": "whole",
    "check (whole)": "whole",
}
AT_THE_DESK = {
    "dossier (may be undone)": ("receiver of dossiers", "refused"),
    "dossier (done)": ("receiver of dossiers", "done"),
    "dossier (in hand)": ("officer", "in hand"),
    "dossier (proposed)": ("chief", "proposed"),
    "dossier (late)": ("leader of the shop", "late"),
    "dossier (audited)": ("auditor of the shop", "returned"),
    "dossier-refuse": ("receiver of dossiers", "submitted"),
    "dossier-supplement": ("receiver of dossiers", "submitted"),
    "dossier-cash": ("receiver of dossiers", "unpaid"),
    "dossier-return": ("receiver of dossiers", "done"),
    "dossier-propose": ("officer", "in hand"),
    "dossier-consult": ("officer", "in hand"),
    "dossier-assign": ("chief", "in hand"),
    "dossier-decide": ("chief", "proposed"),
    "dossier-apologise": ("leader of the shop", "late"),
    "dossier-stop": ("leader of the shop", "late"),
    "dossier-revoke": ("chief", "done"),
}  # fmt: skip
"""Who stands at which page of which dossier."""


def places() -> dict[str, tuple[str, str]]:
    """Every page of the portal and of dossiers at the desk that shows a state of its own: name, who looks, address."""
    known, mine = dossiers(), drafts()

    def at(room: str, view: str, thing: object, *more: str) -> str:
        return reverse(f"{room}:{view.split(' (', maxsplit=1)[0]}", args=[thing.pk, *more])  # type: ignore[attr-defined]

    found = {f"portal:{name}": (who, url.format(key=KEY)) for name, (who, url) in OF_THE_PORTAL.items()}
    found |= {f"portal:dossier ({way})": ("citizen", at("portal", "dossier", known[way])) for way in STATUS_PAGES}
    found |= {f"portal:{view}": ("citizen", at("portal", view, known[way])) for view, way in OF_DOSSIERS.items()}
    found |= {f"portal:{view}": ("citizen", at("portal", view, mine[which])) for view, which in OF_DRAFTS.items()}
    found |= {
        f"portal:question ({page})": ("citizen", at("portal", "question", mine["whole"], page)) for page in ANSWERS
    }
    found["portal:question (half typed)"] = ("citizen", at("portal", "question", mine["begun"], "applicant"))
    found |= {f"desk:{view}": (who, at("desk", view, known[way])) for view, (who, way) in AT_THE_DESK.items()}
    silent = known["late"].consultations.get(state=Opinion.SILENT)
    found["desk:dossier-link-opinion"] = ("officer", at("desk", "dossier-link-opinion", known["late"], str(silent.pk)))
    found["portal:dispute"] = ("citizen", at("portal", "dispute", mine["begun"], "full_name"))
    found["portal:dispute (asked)"] = ("citizen", at("portal", "dispute", mine["begun"], "valid_until"))
    found |= petitions_at_work.places() | families_at_work.places()
    found |= _places_of_the_board() | _places_of_corrections(at) | _places_of_procedures(at) | _places_of_money(at)
    return found | _places_at_the_counter(at) | _places_of_feedback(at)


def _places_of_procedures(at: Callable[..., str]) -> dict[str, tuple[str, str]]:
    licence = Version.objects.get(procedure__key=KEY)
    whole, broken = Draft.objects.get(key=KEY), Draft.objects.get(key=BROKEN)
    file, preview = at("desk", "procedure-file", broken), at("desk", "procedure-preview", whole)
    linked = at("desk", "procedure-preview", Draft.objects.get(key=BIRTH))
    return {
        "desk:procedures (writing)": ("specialist", reverse("desk:procedures")),
        "desk:procedure-draft": ("leader", at("desk", "procedure-draft", whole)),
        "desk:procedure-draft (wrong)": ("specialist", at("desk", "procedure-draft", broken)),
        "desk:procedure-offers": ("leader of the shop", reverse("desk:procedure-offers")),
        "desk:procedure-offers (nothing)": ("leader", f"{reverse('desk:procedure-offers')}?q=khongcogi"),
        "desk:procedure-offer": ("leader of the shop", reverse("desk:procedure-offer", args=[KEY])),
        "desk:procedure-offer (not yet)": ("leader", reverse("desk:procedure-offer", args=[KEY])),
        "desk:procedure-file": ("specialist", f"{file}?name=steps.yaml"),
        "desk:procedure-file (read only)": ("leader", f"{file}?name=steps.yaml"),
        "desk:procedure-preview": ("specialist", preview),
        "desk:procedure-preview (hidden)": ("specialist", f"{linked}?_all=1&_page=situation"),
        "desk:procedure-preview (known)": ("specialist", f"{preview}?_page=licence"),
        "desk:procedure-preview (linked)": ("specialist", f"{linked}?_end=1&_as=with_residence_and_card&{CHOSEN}"),
        "desk:procedure-preview (end)": ("specialist", f"{preview}?_end=1&on_record=yes&withheld=yes"),
        "desk:procedure-publish": ("leader", at("desk", "procedure-publish", whole)),
        "desk:procedure-version": ("leader", at("desk", "procedure-version", licence)),
        "desk:procedure-compare": ("leader", at("desk", "procedure-compare", licence)),
    }


def _places_of_the_board() -> dict[str, tuple[str, str]]:
    board, received = reverse("desk:board"), reverse("desk:board-number", args=["received"])
    return {
        "desk:board (at work)": ("leader of the shop", f"{board}?period=year"),
        "desk:board (not for officers)": ("officer", board),
        "desk:board-number": (
            "leader of the shop",
            f"{received}?period=year&by=unit&of={mandate_of('GPLX', Role.HEAD_OF_UNIT).post.unit_id}",
        ),
    }


def _places_at_the_counter(at: Callable[..., str]) -> dict[str, tuple[str, str]]:
    called, waits = Ticket.objects.order_by("number")
    half = Application.objects.drafts().get(entered_by__isnull=False)
    return {
        "counter-ticket": ("stranger", reverse("counter-ticket", args=[waits.unit_id, waits.pk])),
        "counter-ticket (called)": ("stranger", reverse("counter-ticket", args=[called.unit_id, called.pk])),
        "counter-display": ("stranger", reverse("counter-display", args=[called.unit_id])),
        "desk:counter-fill": ("receiver of dossiers", at("desk", "counter-fill", half)),
        "desk:counter-dispute": ("receiver of dossiers", at("desk", "counter-dispute", half, "licence_class")),
        "desk:counter-dispute (asked)": ("receiver of dossiers", at("desk", "counter-dispute", half, "valid_until")),
        "desk:counter-done": ("receiver of dossiers", at("desk", "counter-done", dossiers()["received"])),
        "desk:counter-done (unpaid)": ("receiver of dossiers", at("desk", "counter-done", dossiers()["unpaid"])),
    }


def _places_of_feedback(at: Callable[..., str]) -> dict[str, tuple[str, str]]:
    of = {each.level: each for each in Invitation.objects.all()}
    return {
        "portal:feedback-code": ("stranger", reverse("portal:feedback-code", args=[SECRET])),
        "portal:feedback-of": ("citizen", at("portal", "feedback-of", of[None])),
        "portal:feedback-of (called back)": ("citizen", at("portal", "feedback-of", of[1])),
        "desk:feedback-case": ("chief", at("desk", "feedback-case", RecoveryCase.objects.get())),
    }


def _places_of_money(at: Callable[..., str]) -> dict[str, tuple[str, str]]:
    who, base = "leader of the shop", reverse("desk:payments")
    unknown, failed, carried = Credit.objects.order_by("transaction")
    asked = Intent.objects.waiting().earliest("opened_at").reference
    return {
        "desk:payments": (who, base),
        "desk:payments (returning)": (who, f"{base}?tab=returning"),
        "desk:payments (settled)": (who, f"{base}?tab=settled"),
        "desk:payments (cash)": (who, f"{base}?tab=cash"),
        "desk:payment-cash": ("receiver of dossiers", at("desk", "payment-cash", dossiers()["withdrawn"])),
        "desk:payment": (who, at("desk", "payment", unknown)),
        "desk:payment (found)": (who, f"{at('desk', 'payment', unknown)}?code={asked}"),
        "desk:payment (not found)": (who, f"{at('desk', 'payment', unknown)}?code=x"),
        "desk:payment (failed)": (who, at("desk", "payment", failed)),
        "desk:payment (by hand)": (who, at("desk", "payment", carried)),
    }


def _places_of_corrections(at: Callable[..., str]) -> dict[str, tuple[str, str]]:
    waits, refused = CorrectionRequest.objects.filter(register="giay_phep").order_by("answered_at", "id").reverse()
    who = "keeper of a register"
    return {
        "desk:corrections": (who, reverse("desk:corrections")),
        "desk:corrections (answered)": (who, f"{reverse('desk:corrections')}?tab=answered"),
        "desk:correction": (who, at("desk", "correction", waits)),
        "desk:correction (refused)": (who, at("desk", "correction", refused)),
    }
