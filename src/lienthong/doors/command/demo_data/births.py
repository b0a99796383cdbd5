"""Three births of the last days, each handed in with the child's residence and health card.

The first waits to be taken in, the second is with the officer, the third was registered: there the others have begun.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from lienthong.doors.command.demo_data import dossiers
from lienthong.kit import outbox
from lienthong.kit.clock import local
from lienthong.records.registers.models import Person
from lienthong.records.registers.states import Sex
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Link
from lienthong.work.services import actions as services
from lienthong.work.services.actions.applying import Whom
from lienthong.work.services.models import Application, Offering
from lienthong.work.services.states import Channel

KEY = "dang_ky_khai_sinh"
DOMAIN = "cha-me.lienthong.example"
LAW = "Luật Hộ tịch số 60/2014/QH13, điều 16"
WORDS = "Dữ liệu giấy chứng sinh và dữ liệu của cha mẹ khớp với hồ sơ."
_AGO = (timedelta(hours=2), timedelta(hours=26), timedelta(hours=50))
_GROWN_UP = timedelta(days=25 * 365)
_CHILDREN = ("Gia Huy", "Bảo Nam", "Minh Khôi")


def fill(*, now: datetime) -> None:
    """Make what is missing of the three; each family whole or not at all, harmless twice."""
    offering = Offering.objects.filter(procedure__key=KEY).whole().order_by("body__sort_key").first()
    made = Link.objects.filter(name="residence").count()
    if offering is None or made >= len(_AGO):
        return
    grown_up = Person.objects.living().filter(born_on__lt=local(now).date() - _GROWN_UP, spouse__isnull=False)
    parents = grown_up.order_by("-born_on", "id")[: len(_AGO)]
    for number, parent in list(enumerate(parents))[made:]:
        with transaction.atomic(), outbox.quiet():
            _family(offering, parent, number, now - _AGO[number])


def _family(offering: Offering, parent: Person, number: int, sent: datetime) -> None:
    draft = _draft(offering, parent, number, sent)
    account = draft.applicant
    assert account is not None, "a parent hands it in"
    lead = actions.submit_dossier(application=draft, by=account, now=sent)
    if lead.fee:
        actions.pay(dossier=lead, reference=f"DEMOBIRTH{number}", by=None, now=sent)
    staff = dossiers.staff_of(offering)
    key = f"04022600{number:04d}"
    steps: list[Callable[[datetime], object]] = [
        lambda at: actions.receive(dossier=lead, by=staff.receiver, now=at),
        lambda at: actions.acknowledge(dossier=lead, by=staff.officer, now=at),
        lambda at: actions.decide(
            dossier=lead, outcome="giay_khai_sinh", words=WORDS, law=LAW, by=staff.chief, now=at,
            data={"personal_number": key, "registered_on": f"{local(at):%Y-%m-%d}"},
        ),
    ]  # fmt: skip
    for place, step in enumerate(steps[: (0, 2, 3)[number]], start=1):
        step(sent + timedelta(minutes=20 * place))


def _draft(offering: Offering, parent: Person, number: int, sent: datetime) -> Application:
    account = dossiers.account_of(parent, DOMAIN)
    whom = Whom(parent.number, parent.full_name, phone=parent.phone or "")
    draft = services.begin(offering=offering, whom=whom, by=account, now=sent, channel=Channel.ONLINE)
    draft = services.read_registers(application=draft, by=account, now=sent)
    for page, wanted in _answers(parent, sent, _CHILDREN[number]).items():
        known = {name for name, fact in draft.facts.items() if fact["value"] is not None}
        given = {name: value for name, value in wanted.items() if name not in known}
        services.answer(application=draft, page=page, given=given, by=account, now=sent)
    dossiers.attach_what_is_missing(draft, by=account, now=sent)
    return draft


def _answers(parent: Person, sent: datetime, called: str) -> dict[str, dict[str, Any]]:
    spouse = parent.spouse
    assert spouse is not None, "only the married were chosen"
    father = parent if parent.sex == Sex.MALE else spouse
    return {
        "applicant": {"applicant_name": parent.full_name, "relation": "parent"},
        "situation": {"situation": "ordinary", "registered_before": False},
        "birth": {"notified": True, "born_on": f"{local(sent) - timedelta(days=12):%Y-%m-%d}"},
        "child": {"child_name": f"{father.full_name.split()[0]} {called}", "child_sex": "male",
                  "birth_place": "Trạm y tế xã Bình Minh"},
        "parents": {"marriage": "married", "vietnamese": True},
        "origin": {"native_place": "Xã Bình Minh", "child_ethnicity": "Kinh"},
        "marriage_record": {"marriage_found": True},
        "parent": {"parent_sex": Sex(parent.sex).name.lower(), "parent_number": parent.number,
                   "parent_born_on": f"{parent.born_on:%Y-%m-%d}", "parent_residence": "Thôn Đông, xã Bình Minh",
                   "parent_ethnicity": "Kinh"},
        "spouse": {"spouse_name": spouse.full_name, "spouse_born_on": f"{spouse.born_on:%Y-%m-%d}",
                   "spouse_ethnicity": "Kinh", "spouse_residence": "Thôn Đông, xã Bình Minh"},
        "charge": {"exempt": []},
        "together": {"with_residence": True, "with_insurance": True},
        "receiving": {"delivery": "online"},
        "residence": {"home_owner": "own", "home_disputed": False, "head_agrees": True},
        "insurance": {"clinic": "Trạm y tế xã Bình Minh"},
    }  # fmt: skip
