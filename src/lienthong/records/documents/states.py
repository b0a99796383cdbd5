"""The life of an official document before it leaves, and the one table of what may follow what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lienthong.kit.errors import Conflict


class WrongState(Conflict):
    """The document has moved on since you opened it. Reload the page: another step is due now."""


class DocumentState(TextChoices):
    """Where an outgoing document stands."""

    DRAFT = "draft", _("Bản thảo")
    IN_REVIEW = "in_review", _("Chờ ký")
    RETURNED = "returned", _("Bị trả lại")
    SIGNED = "signed", _("Đã ký, chờ cấp số")
    NUMBERED = "numbered", _("Đã cấp số, chờ đóng dấu")
    SEALED = "sealed", _("Đã đóng dấu, chờ gửi")
    ISSUED = "issued", _("Đã phát hành")
    ABANDONED = "abandoned", _("Đã bỏ")
    RECEIVED = "received", _("Nhận từ ngoài")


ALLOWED: dict[DocumentState, frozenset[DocumentState]] = {
    DocumentState.DRAFT: frozenset({DocumentState.IN_REVIEW, DocumentState.ABANDONED}),
    DocumentState.IN_REVIEW: frozenset({DocumentState.RETURNED, DocumentState.SIGNED}),
    DocumentState.RETURNED: frozenset({DocumentState.IN_REVIEW, DocumentState.ABANDONED}),
    DocumentState.SIGNED: frozenset({DocumentState.NUMBERED}),
    DocumentState.NUMBERED: frozenset({DocumentState.SEALED}),
    DocumentState.SEALED: frozenset({DocumentState.ISSUED}),
    DocumentState.ISSUED: frozenset(),
    DocumentState.ABANDONED: frozenset(),
    DocumentState.RECEIVED: frozenset(),
}

EDITABLE = frozenset({DocumentState.DRAFT, DocumentState.RETURNED})
WAITS_FOR_CLERK = frozenset({DocumentState.SIGNED, DocumentState.NUMBERED, DocumentState.SEALED})
"""Signed and not yet gone: number, seal and sending follow each other in one act of the clerk."""


class Urgency(TextChoices):
    """How fast it must travel and be handled (edXML Priority 0–4)."""

    NORMAL = "0", _("Thường")
    URGENT = "1", _("Khẩn")
    VERY_URGENT = "2", _("Thượng khẩn")
    EXPRESS = "3", _("Hỏa tốc")
    EXPRESS_TIMED = "4", _("Hỏa tốc hẹn giờ")


class Manner(TextChoices):
    """In which manner a recipient is addressed."""

    TO = "to", _("Kính gửi")
    COPY = "copy", _("Để biết")


class Amends(TextChoices):
    """What a document does to the one it follows (Decree 30/2020 art. 18: corrected by a document of its own)."""

    UPDATE = "update", _("Cập nhật")
    REPLACE = "replace", _("Thay thế")


class NumberState(TextChoices):
    """What became of a number: every number has a row, so a gap is always explained."""

    RESERVED = "reserved", _("Đã giữ")
    USED = "used", _("Đã dùng")
    VOID = "void", _("Đã huỷ, có lý do")


class EntrySource(TextChoices):
    """How a document came into a book."""

    ELECTRONIC = "electronic", _("Điện tử")
    PAPER = "paper", _("Giấy")


class ProofLevel(TextChoices):
    """How long the signatures of a sealed document can be proven (ETSI EN 319 142-1 §6)."""

    B_B = "B-B", _("Chữ ký và con dấu, chưa có dấu thời gian")
    B_T = "B-T", _("Có dấu thời gian")
    B_LT = "B-LT", _("Có dấu thời gian và bằng chứng kiểm tra lâu dài")
    B_LTA = "B-LTA", _("Có bằng chứng kiểm tra lâu dài và được đóng lại dấu thời gian")


LASTING = frozenset({ProofLevel.B_LT, ProofLevel.B_LTA})
"""What can be proven for long; from here on it is only kept up."""


def require(state: str, target: DocumentState) -> None:
    """Refuses: WrongState, unless the table allows the step."""
    if target not in ALLOWED[DocumentState(state)]:
        raise WrongState(current=state, wanted=target.value)
