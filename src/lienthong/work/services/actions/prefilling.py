"""Once only: what connected registers know is read for the application, with purpose and receipt, and not asked."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lienthong.ground.identity.queries import account_of
from lienthong.ground.notices import actions as notices
from lienthong.kit.clock import local
from lienthong.kit.errors import Refused
from lienthong.records.registers import actions as registers
from lienthong.records.registers import declared
from lienthong.records.registers.queries import NoSuchPerson, absent
from lienthong.work.services.actions.applying import Filler, person_of, take_readings
from lienthong.work.services.models import Application
from lienthong.work.services.packages import Package
from lienthong.work.services.states import Relation


def read_registers(*, application: Application, by: Filler, now: datetime) -> Application:
    """Ask every connected register of the package about the person (`person_of`); each read leaves a sealed receipt.

    A register that has nobody of this number says that it holds nothing, and nobody else can say that it does; what
    else it could have said, and whatever a register says that cannot answer (keeper not known), is asked.
    Refuses: NotYourApplication, AlreadySubmitted, DraftExpired. Source: Decree 47/2020 arts 5, 9.
    """
    found = readings(application=application, by=by, now=now)
    held = take_readings(application=application, readings=found, by=by, now=now)
    if held.relation == Relation.POWER and any(fact["reading"] for fact in found.values()):
        _tell_of_power(held, now)
    return held


def _tell_of_power(application: Application, now: datetime) -> None:
    """Whose data were read by a power hears of it once, where an account was proven to be theirs: nobody saw the power.

    Source: Law 91/2025/QH15 (whose data it is may know who read it).
    """
    account = account_of(application.subject_number, now)
    if account is None:
        return
    title = application.version.package.plain["procedure"]["name"]["vi"]
    notices.notify(
        account=account,
        kind="services.application.read_by_power",
        facts={"who": application.applicant_name, "title": title},
        url="/my-data/",
        now=now,
        once_key=f"read by power {application.pk}",
    )


def readings(*, application: Application, by: Filler, now: datetime) -> dict[str, Mapping[str, Any]]:
    """What the registers say now, question by question; kept nowhere but in their own records of being read."""
    found: dict[str, Mapping[str, Any]] = {}
    for register, questions in _offered(application.version.package).items():
        found |= _read(application, register, questions, by=by, now=now)
    return found


def _offered(package: Package) -> dict[str, dict[str, str]]:
    """Register -> question -> attribute, for registers that are connected here and known to us."""
    connected = {each["name"] for each in package.plain["registers"]["registers"] if each["connected"]}
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    for question in package.questions.values():
        register, _dot, attribute = question.plain.get("offered_by", "").partition(".")
        if register in connected and declared.has(register) and attribute in declared.attributes(register):
            wanted[register][question.name] = attribute
    return wanted


def _read(
    application: Application, register: str, questions: Mapping[str, str], *, by: Filler, now: datetime
) -> dict[str, Mapping[str, Any]]:
    plain = next(
        each for each in application.version.package.plain["registers"]["registers"] if each["name"] == register
    )
    law, number = plain.get("law", {}), person_of(application, now)[0]
    try:
        reading = registers.read(
            register=register,
            attributes=sorted(set(questions.values())),
            number=number,
            purpose=plain["purpose"]["vi"],
            law=", ".join(part for part in (law.get("act", ""), law.get("at", "")) if part),
            by=by,
            subject=("services.application", application.pk),
            now=now,
        )
    except NoSuchPerson:
        return _absent(register, questions, number, now)
    except Refused:
        return {}
    return {
        question: {
            "value": reading.values[attribute],
            "register": register,
            "reading": str(reading.pk),
            "as_of": reading.as_of.isoformat(),
        }
        for question, attribute in questions.items()
    }


def _absent(register: str, questions: Mapping[str, str], number: str, now: datetime) -> dict[str, Mapping[str, Any]]:
    """The answers of a register that has nobody of this number. Without a person there is no reading to be sealed."""
    try:
        said = absent(declared.find(register), sorted(set(questions.values())), number, local(now).date())
    except Refused:
        return {}
    return {
        question: {"value": said[attribute], "register": register, "reading": "", "as_of": now.isoformat()}
        for question, attribute in questions.items()
        if attribute in said
    }
