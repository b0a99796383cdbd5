"""Reading a register: for a purpose, on a legal basis, sealed by its keeper, and never without a trace."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from lienthong.ground.identity.models import Account
from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject, kind_and_id
from lienthong.ground.mandates.models import Mandate
from lienthong.kit.clock import local
from lienthong.records.registers import declared, queries, rules, sealing
from lienthong.records.registers.models import Reading


def read(
    *,
    register: str,
    attributes: Sequence[str],
    number: str,
    purpose: str,
    law: str,
    by: Subject | None,
    subject: tuple[str, UUID],
    now: datetime,
    for_whom: Subject | None = None,
) -> Reading:
    """Read attributes of one register about the person of this number; they stand in `values`, days as ISO text.

    `by` is the mandate or account that asks, none when the product itself does; `for_whom` for whom it does so (the
    person read about when left out); `subject` the application it serves. Five SQL statements, six where the register
    has rows of its own: person, rows, keeper, certificate, reading, act; the act is recorded for the person.

    Refuses: NoSuchRegister, NoSuchAttribute, NothingAsked, PurposeMissing, NoSuchPerson, KeeperUnknown, NoCertificate.
    Source: Law 26/2023/QH15 arts 9-10, Decree 47/2020 arts 5, 9, 35 (not asked again; purpose and basis are said).
    """
    asked = declared.find(register)
    wanted = asked.chosen(attributes)
    purpose, law = rules.require_purpose(purpose, law)
    record = queries.record(asked, number, local(now).date())
    reading = Reading(
        register=asked.code,
        keeper=queries.keeper(asked, record.on),
        person=record.person,
        attributes=[attribute.name for attribute in wanted],
        values={attribute.name: attribute.value(record) for attribute in wanted},
        as_of=record.as_of,
        read_at=now,
        purpose=purpose,
        law=law,
    )
    _say_who(reading, by=by, for_whom=for_whom or record.person, subject=subject)
    reading.content = sealing.content_of(reading, record.person, reading.keeper)
    reading.seal = sealing.seal(reading.keeper, reading.content, now=now)
    reading.save(force_insert=True)
    said = {"register": reading.register, "attributes": reading.attributes, "purpose": purpose, "law": law}
    said |= {"application": f"{subject[0]} {subject[1]}"}
    journal.record("registers.record.read", reading, by=by, at=now, for_whom=record.person, body=said)
    return reading


def _say_who(reading: Reading, *, by: Subject | None, for_whom: Subject, subject: tuple[str, UUID]) -> None:
    if by is not None:
        reading.by_kind, reading.by_id = kind_and_id(by)
    reading.by_name, reading.by_body = names(by)
    reading.for_whom_kind, reading.for_whom_id = kind_and_id(for_whom)
    reading.subject_kind, reading.subject_id = subject


def names(by: Subject | None) -> tuple[str, str]:
    """Who asks and for which body, as called today; a mandate's names are fetched if they were not before."""
    if isinstance(by, Mandate):
        return f"{by.account.full_name}, {by.post.title_vi}", by.post.body.name_vi
    return (by.full_name, "") if isinstance(by, Account) else ("", "")
