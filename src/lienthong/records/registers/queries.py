"""Reads: what a register has on a person, who read whose data, and whether a reading is what its keeper sealed."""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from lienthong.ground.identity.models import Account
from lienthong.ground.journal.models import Subject, kind_and_id
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.ground.organisations.models.periods import holds_on
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures.cms_verify import SignedBy, verify_detached
from lienthong.ground.signatures.models import Certificate
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.kit.errors import Conflict, NotFound
from lienthong.kit.web.pagination import Page, page
from lienthong.records.registers import declared, sealing
from lienthong.records.registers.models import CorrectionEvidence, CorrectionRequest, Person, Reading
from lienthong.records.registers.records import Record, Register

NEWEST_FIRST = ("-read_at", "-id")


class NoSuchPerson(NotFound):
    """The population register has nobody under this number. Compare it with the identity card, digit by digit."""


class KeeperUnknown(Conflict):
    """The body that keeps this register is not in the directory on this day. Tell whoever runs this installation."""


class NotAsSealed(Conflict):
    """This is not what the keeper of the register sealed. Do not rely on it; read the register again."""


def person(number: str, *beside: str) -> Person:
    """The person of this number, with these relations, in one query. Refuses: NoSuchPerson."""
    found = Person.objects.select_related(*beside) if beside else Person.objects.all()
    one = found.filter(number=number).first()
    if one is None:
        raise NoSuchPerson
    return one


def record(register: Register, number: str, on: date) -> Record:
    """What the register has on the person of this number: one query, or two where it has rows of its own.

    Refuses: NoSuchPerson.
    """
    someone = person(number, *register.beside)
    return Record(someone, register.rows(someone), on)


def absent(register: Register, names: Sequence[str], number: str, on: date) -> dict[str, bool]:
    """What the register says of a number it has nobody under: that it holds no such thing; three queries.

    Nothing where it has somebody, where nobody is named, or where it has nobody at all: it was not filled yet.
    Refuses: KeeperUnknown.
    """
    said = {one.name: one.absent for one in register.chosen(names) if one.absent is not None}
    if not said or not number or Person.objects.filter(number=number).exists() or not Person.objects.exists():
        return {}
    keeper(register, on)
    return said


def keeper(register: Register, on: date) -> Body:
    """The body that keeps a register, by the name it had on `on`: one query. Refuses: KeeperUnknown."""
    found = Body.objects.existing_on(on).filter(holds_on(on, through="names__"), names__vi=register.keeper).first()
    if found is None:
        raise KeeperUnknown(register=register.code, keeper=register.keeper)
    return found


def read_about(number: str, given: Mapping[str, str] | None = None, *, size: int = 50) -> Page[Reading]:
    """Who read the data of this person, newest first, by whom, for what, on which basis; one query a page.

    `given` holds the cursor as `after` or `before`. Refuses: CursorBroken.
    """
    rows = Reading.objects.about(number).select_related("keeper", "person").defer("content", "seal")
    return page(rows, given or {}, order=NEWEST_FIRST, size=size)


_MOST_CORRECTIONS = 100


def open_correction(reading: Reading, attribute: str) -> CorrectionRequest | None:
    """The request about this value of this person that waits for its answer, whoever asked."""
    same = CorrectionRequest.objects.filter(person=reading.person_id, register=reading.register, attribute=attribute)
    return same.waiting().with_reading().first()


def corrections_of(asked_by: Subject, number: str) -> list[CorrectionRequest]:
    """What somebody asked to correct, and what anybody asked about the person of this number; newest first, one query.

    Without a number only the former.
    """
    kind, identity = kind_and_id(asked_by)
    theirs = Q(asked_by_kind=kind, asked_by_id=identity)
    found = CorrectionRequest.objects.filter(theirs | Q(person__number=number) if number else theirs)
    whole = found.with_reading().prefetch_related("evidence__file", "seen_files__file")
    return list(whole.order_by("-asked_at", "-id")[:_MOST_CORRECTIONS])


class NoSuchCorrection(NotFound):
    """Your body has no such request to correct. Choose the post in which it is yours, or open it from the list."""


def correction_at(body: Body, correction_id: Any) -> CorrectionRequest:
    """A request that this body answers, with all its page shows but the seal. Refuses: NoSuchCorrection."""
    found = CorrectionRequest.objects.at(body).with_reading().filter(pk=correction_id).first()
    if found is None:
        raise NoSuchCorrection
    return found


def who_asked(request: CorrectionRequest) -> str:
    """Whoever asked, by name, an official with the post; empty for what is neither. At most one query."""
    if request.asked_by_kind == kind_and_id(Account(pk=request.asked_by_id))[0]:
        found = Account.objects.filter(pk=request.asked_by_id).first()
        return found.full_name if found else ""
    return official(request.asked_by_id)


def official(mandate_id: UUID) -> str:
    """The person and the post behind a mandate; empty where there is none. One query."""
    held = Mandate.objects.select_related("account", "post").filter(pk=mandate_id).first()
    return str(held) if held else ""


def officials_of(requests: Iterable[CorrectionRequest]) -> dict[UUID | None, str]:
    """Who proposed and who answered these requests, with their posts, by mandate: one query, none without any."""
    wanted = {each for one in requests for each in (one.proposed_by, one.answered_by) if each}
    found = Mandate.objects.filter(pk__in=wanted).select_related("account", "post") if wanted else []
    return {each.pk: str(each) for each in found}


def is_as_sealed(reading: Reading, *, now: datetime) -> bool:
    """Does the keeper's seal hold over this very reading? (`verify` says why not.)"""
    try:
        verify(reading, now=now)
    except (NotAsSealed, SignatureInvalid):
        return False
    return True


def verify(reading: Reading, *, now: datetime) -> SignedBy:
    """Who sealed a reading, if it is what its keeper sealed. Judged at the moment of the read, as revoked until `now`.

    Refuses: NotAsSealed for a row that says other than the sealed content, or a seal of another body; SignatureInvalid
    for a seal that does not hold.
    """
    told = sealing.content_of(reading, reading.person, reading.keeper)
    return _sealed_by(reading.keeper_id, reading, told, at=reading.read_at, now=now)


def evidence_is_as_sealed(evidence: CorrectionEvidence, *, now: datetime) -> bool:
    """Does the keeper's seal hold over this very file, given by this person at this moment for this request?"""
    told = sealing.evidence_of(evidence)
    try:
        _sealed_by(evidence.request.keeper_id, evidence, told, at=evidence.given_at, now=now)
    except (NotAsSealed, SignatureInvalid):
        return False
    return True


def _sealed_by(
    keeper: UUID, row: Reading | CorrectionEvidence, told: bytes, *, at: datetime, now: datetime
) -> SignedBy:
    content = bytes(row.content)
    signed = verify_detached(bytes(row.seal), content, trust=signatures.trust(now), at=at)
    if not Certificate.objects.of(keeper).filter(der=signed.certificate_der).exists():
        raise NotAsSealed("", reason="another-body")
    if told != content:
        raise NotAsSealed("", reason="row-differs")
    return signed


class NoSuchEvidence(NotFound):
    """There is no such file with this request. Open it from the page of the request."""


def evidence_at(request: CorrectionRequest, evidence_id: UUID) -> CorrectionEvidence:
    """One file of a request. Refuses: NoSuchEvidence."""
    found = request.evidence.select_related("file").filter(pk=evidence_id).first()
    if found is None:
        raise NoSuchEvidence
    return found


def receipt(reading: Reading) -> dict[str, Any]:
    """The file a person keeps of one read: a record in the manner of ISO/IEC TS 27560, with what was sealed in base64.

    `sealed.content` and `sealed.seal`, decoded, are what `openssl cms -verify` takes. Names are in Vietnamese.
    """
    register = declared.find(reading.register)
    said = json.loads(bytes(reading.content))
    return {
        "schema_version": "lienthong-reading-receipt/1, in the manner of ISO/IEC TS 27560:2023",
        "record_id": str(reading.pk),
        "pii_principal_id": said["person"],
        "synthetic": said["synthetic"],
        "pii_processing": {
            "purpose": reading.purpose,
            "lawful_basis": reading.law,
            "pii_controllers": [{"name": reading.keeper.name_vi, "id": str(reading.keeper_id)}],
            "recipients": [{"name": reading.by_name, "body": reading.by_body, **_pair(said["asked_by"])}],
            "pii_information": [
                {"pii_type": one.about, "pii_attribute": f"{register.code}.{one.name}", "title": one.title.vi}
                for one in register.chosen(reading.attributes)
            ],
            "service": said["subject"],
        },
        "event": [{"event_type": "read", "event_time": said["read_at"], "as_of": said["as_of"]}],
        "values": said["values"],
        "sealed": {
            "content": base64.b64encode(bytes(reading.content)).decode(),
            "seal": base64.b64encode(bytes(reading.seal)).decode(),
        },
    }


def _pair(party: dict[str, Any]) -> dict[str, Any]:
    return {"kind": party["kind"], "id": party["id"]}
