"""Who sent a message, what its signature proves, and whether this person may bring it in.

Decision 28/2018: a signed document has the legal value of paper, an unsigned one is for information only, and what
fails in origin or integrity is not taken. A signature that leaves parts of the message open, or uses a broken
algorithm, proves no more than none: the message is for information, and says so.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from lienthong.ground.organisations.queries import NoSuccessor, UnknownCode
from lienthong.ground.organisations.rules import CodeMalformed
from lienthong.ground.signatures.refusals import NotSecure, SignatureInvalid
from lienthong.kit.clock import local
from lienthong.records.exchange.adapters.edxml import sealing
from lienthong.records.exchange.adapters.edxml.message import DocumentMessage, Message, StatusMessage
from lienthong.records.exchange.adapters.edxml.reader import Received
from lienthong.records.exchange.adapters.edxml.sentences import _, say
from lienthong.records.exchange.intake import refusals
from lienthong.records.exchange.intake.known import Addressed, Known
from lienthong.records.exchange.intake.lines import line_of
from lienthong.records.exchange.manifest import Party
from lienthong.records.exchange.states import Standing


@dataclass(frozen=True, slots=True)
class Origin:
    """Who sent it and what proves that; `message` is as the signed bytes have it."""

    message: Message
    sender: Party
    standing: Standing
    remarks: tuple[str, ...] = ()


def origin_of(received: Received, *, known: Known, now: datetime, source: BinaryIO) -> Origin:
    """Sender and standing. Refuses: SenderUnknown, SignatureRefused, SealOfAnother, BadSignature."""
    candidates = _senders(received.message, known, now, source)
    if received.signature is None:
        return Origin(received.message, candidates[0], Standing.INFORMATION, (_unsigned(),))
    try:
        verified = sealing.verify(received, trust=known.trust(now), at=now)
    except NotSecure as weak:
        return Origin(received.message, candidates[0], Standing.INFORMATION, (_weak(weak.detail),))
    except SignatureInvalid as refused:
        line = line_of(source, "Signature")
        raise refusals.SignatureRefused(line=line, element="Signature", what=refused.detail) from None
    sender = _owner(verified.signed_by.certificate_der, candidates, known)
    if sender is None:
        line = line_of(source, "X509Certificate")
        holder = verified.signed_by.holder
        raise refusals.SealOfAnother(line=line, element="Signature/KeyInfo", found=holder)
    if not verified.is_whole:
        return Origin(verified.message, sender, Standing.INFORMATION, (_partly(verified.not_covered),))
    return Origin(verified.message, sender, Standing.SIGNED)


def _senders(message: Message, known: Known, now: datetime, source: BinaryIO) -> list[Party]:
    """Who may be meant by From: who held the code on the day of issue, then who holds it today.

    Codes were re-used in 2025, so a bare code means nothing without a day.
    """
    today = local(now).date()
    issued_on = message.promulgation.issued_on if isinstance(message, DocumentMessage) else None
    days = [day for day in (issued_on, today) if day is not None and day <= today]
    found: dict[UUID, Party] = {}
    for day in days:
        try:
            party = known.sender(message.sender.code, day)
        except (UnknownCode, CodeMalformed):
            continue
        found.setdefault(party.id, party)
    if not found:
        line = line_of(source, "From", "OrganId")
        raise refusals.SenderUnknown(line=line, element="From/OrganId", found=message.sender.code)
    return list(found.values())


def _owner(certificate: bytes, candidates: list[Party], known: Known) -> Party | None:
    return next((party for party in candidates if known.is_seal_of(party.id, certificate)), None)


def recipients_of(
    message: DocumentMessage, *, sender: Party, known: Known, now: datetime, source: BinaryIO
) -> list[Addressed]:
    """Everybody it is addressed to, each once; a dissolved body's successor stands in for it.

    Refuses: RecipientUnknown, SentToItself.
    """
    today = local(now).date()
    found: dict[Any, Addressed] = {}
    for place, organ in enumerate(message.recipients):
        each = addressed(organ.code, known=known, on=today, source=source, place=place)
        if each.party.id == sender.id and each.party.unit_id is None:
            line = line_of(source, "To", "OrganId", nth=place)
            raise refusals.SentToItself(line=line, element="To/OrganId", found=organ.code)
        found.setdefault(each.key, each)
    return list(found.values())


def addressed(code: str, *, known: Known, on: date, source: BinaryIO, place: int = 0) -> Addressed:
    """Who receives what is addressed to a code. Refuses: RecipientUnknown."""
    try:
        return known.addressee(code, on)
    except (UnknownCode, NoSuccessor, CodeMalformed):
        line = line_of(source, "To", "OrganId", nth=place)
        raise refusals.RecipientUnknown(line=line, element="To/OrganId", found=code) from None


def require_may_bring(body_id: UUID, origin: Origin, recipients: list[Addressed]) -> None:
    """The sender brings anything of its own; a recipient what it got by other ways.

    What is not wholly signed could have been made by whoever brings it: a recipient may bring it for itself only.
    Refuses: BroughtByAnother, NotProtected.
    """
    if body_id == origin.sender.id:
        return
    if body_id not in {addressed.party.id for addressed in recipients}:
        raise refusals.BroughtByAnother(element="From")
    if origin.standing is not Standing.SIGNED and len(recipients) > 1:
        raise refusals.NotProtected(element="Signature")


def require_status_signed(origin: Origin, message: StatusMessage, body_id: UUID) -> None:
    """A status is believed when it is wholly signed, or brought by the body that reports. Refuses: NotProtected."""
    if origin.standing is not Standing.SIGNED and body_id != origin.sender.id:
        raise refusals.NotProtected(element="Signature")


def _unsigned() -> str:
    return say(_("Thông điệp không có chữ ký số: văn bản chỉ có giá trị tham khảo (Quyết định 28/2018/QĐ-TTg)."))


def _weak(detail: str) -> str:
    return say(_("{detail} Văn bản chỉ có giá trị tham khảo."), detail=detail)


def _partly(parts: tuple[str, ...]) -> str:
    return say(_("Chữ ký không bao gồm {parts}: văn bản chỉ có giá trị tham khảo."), parts=", ".join(parts))
