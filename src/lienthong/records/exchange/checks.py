"""What is checked when a message arrives: each check is a fact with a sentence, kept in the receipt.

The order matters: nothing is believed of the manifest before its digest and seal hold. A fatal check that fails sends
the message back to the sender (Decree 30/2020 art. 21); the others are shown to the clerk, who decides.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lienthong.ground.files import store
from lienthong.ground.organisations.models import Body
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures import verdict
from lienthong.ground.signatures.cms_verify import verify_detached
from lienthong.ground.signatures.models import Certificate
from lienthong.ground.signatures.verdict import Standing
from lienthong.kit.clock import local
from lienthong.kit.errors import Refused
from lienthong.records.exchange.intake import arriving
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.states import Channel, RefusalReason


@dataclass(frozen=True)
class Check:
    """One thing looked at: `name` is stable, `sentence` is for people; `fatal` = failed and not to be delivered."""

    name: str
    passed: bool
    sentence: str
    fatal: bool = False

    @property
    def refusal(self) -> RefusalReason:
        """The reason the sender reads when this check sends the message back."""
        return _REASONS.get(self.name, RefusalReason.SIGNATURE)

    def as_json(self) -> dict[str, Any]:
        """For the row and the receipt."""
        return {"check": self.name, "passed": self.passed, "sentence": self.sentence}


_REASONS = {"addressee": RefusalReason.NOT_FOR_US, "files": RefusalReason.INCOMPLETE}


def on_arrival(delivery: Delivery, *, now: datetime) -> list[Check]:
    """All checks in order, up to the first fatal failure; sentences are kept in the product's first language."""
    found: list[Check] = []
    with translation.override(settings.LANGUAGE_CODE):
        for check in _FOREIGN if delivery.message.channel == Channel.EDXML else _OWN:
            found.append(check(delivery, now))
            if found[-1].fatal:
                break
    return found


def _outcome(name: str, *, passed: bool, good: str, bad: str) -> Check:
    return Check(name, passed, good if passed else bad, fatal=not passed)


def _digest(delivery: Delivery, now: datetime) -> Check:
    manifest = bytes(delivery.message.manifest)
    return _outcome(
        "integrity",
        passed=hashlib.sha256(manifest).digest() == bytes(delivery.message.manifest_digest),
        good=_("Nội dung gói tin nguyên vẹn."),
        bad=_("Nội dung gói tin đã bị thay đổi sau khi gửi."),
    )


def _seal(delivery: Delivery, now: datetime) -> Check:
    message = delivery.message
    try:
        signed = verify_detached(
            bytes(message.seal), bytes(message.manifest), trust=signatures.trust(now), at=message.sent_at
        )
    except Refused as refused:
        return Check("seal", False, refused.detail, fatal=True)
    own = Certificate.objects.of(message.sender_id).filter(der=signed.certificate_der).exists()
    return _outcome(
        "seal",
        passed=own,
        good=_("Con dấu số của cơ quan gửi hợp lệ."),
        bad=_("Gói tin mang con dấu số của một cơ quan khác."),
    )


def _addressee(delivery: Delivery, now: datetime) -> Check:
    """The recipient, or the dissolved body it follows, is named in the manifest, and the recipient exists."""
    named = {party["id"] for party in json.loads(bytes(delivery.message.manifest))["to"]}
    if not delivery.recipient.exists_on(local(now).date()):
        gone = _("Cơ quan nhận đã giải thể và không có cơ quan kế thừa.")
        return Check("addressee", False, gone, fatal=True)
    asked = {str(delivery.recipient_id), str(delivery.addressed_to_id)}
    return _outcome(
        "addressee",
        passed=bool(named & asked),
        good=_followed(delivery.addressed_to) if delivery.addressed_to else _("Đúng nơi nhận."),
        bad=_("Cơ quan này không có trong danh sách nơi nhận của gói tin."),
    )


def _followed(former: Body) -> str:
    return _("Đúng nơi nhận: kế thừa %(name)s đã giải thể.") % {"name": former.name_vi}


def _files(delivery: Delivery, now: datetime) -> Check:
    facts = json.loads(bytes(delivery.message.manifest))["files"]
    missing = [fact["name"] for fact in facts if not store.has(fact["sha256"])]
    return _outcome(
        "files",
        passed=not missing,
        good=_("Đủ tệp kèm theo."),
        bad=_("Thiếu tệp: %(names)s.") % {"names": ", ".join(missing)},
    )


def _foreign_seal(delivery: Delivery, now: datetime) -> Check:
    passed, fatal, sentence = arriving.seal_holds(delivery, now)
    return Check("seal", passed, sentence, fatal=fatal)


def _foreign_files(delivery: Delivery, now: datetime) -> Check:
    passed, fatal, sentence = arriving.files_are_here(delivery, now)
    return Check("files", passed, sentence, fatal=fatal)


def _signatures(delivery: Delivery, now: datetime) -> Check:
    """The PDF's own signatures; a document without any is for information only (Decision 28/2018), not refused."""
    facts = json.loads(bytes(delivery.message.manifest))["files"]
    pdf = next((f["sha256"] for f in facts if f["role"] == "document" and f["media_type"] == "application/pdf"), None)
    if pdf is None:
        return Check("signatures", False, _("Văn bản không phải PDF, không có chữ ký số để kiểm tra."))
    standing = judged(pdf, now)
    return Check("signatures", standing is Standing.VALID, _sentence(standing), fatal=standing in _RETURNED)


_MOST_KEPT = 2048
_kept: dict[tuple[str, datetime], Standing] = {}


def judged(sha256: str, now: datetime) -> Standing:
    """Standing of a stored PDF's signatures by our own engine; a document sent to 66 bodies is judged once an hour."""
    key = (sha256, now.replace(minute=0, second=0, microsecond=0))
    if key not in _kept:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        with store.open(sha256) as stream:
            _kept[key] = verdict.judge_alone(stream.read(), trust=signatures.trust(now), now=now).standing
    return _kept[key]


def _sentence(standing: Standing) -> str:
    return {
        Standing.VALID: _("Chữ ký số trên văn bản hợp lệ."),
        Standing.UNKNOWN_SIGNER: _("Văn bản có chữ ký số của người chưa được tin cậy ở đây."),
        Standing.CHANGED: _("Văn bản đã bị thay đổi sau khi ký."),
        Standing.NOT_SECURE: _("Chữ ký số dùng thuật toán không còn an toàn."),
        Standing.INVALID: _("Chữ ký số trên văn bản không hợp lệ."),
        Standing.UNSIGNED: _("Văn bản không có chữ ký số, chỉ có giá trị tham khảo."),
    }[standing]


_RETURNED = frozenset({Standing.CHANGED, Standing.NOT_SECURE, Standing.INVALID})

_OWN = (_digest, _seal, _addressee, _files, _signatures)
_FOREIGN = (_digest, _foreign_seal, _addressee, _foreign_files, _signatures)
"""A message that came as edXML carries its seal and its files in the original."""
