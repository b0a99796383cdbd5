"""What an audit can find wrong, and its report."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lienthong.ground.journal import tlog


class Kind(StrEnum):
    """What can be wrong."""

    ALTERED = "altered"
    MISSING = "missing"
    REORDERED = "reordered"
    ADDED = "added"
    ERASED_SILENTLY = "erased-silently"
    LATE = "late"
    TILE = "tile"
    CHECKPOINT = "checkpoint"
    ROLLED_BACK = "rolled-back"
    REWRITTEN = "rewritten"


TITLES = {
    Kind.ALTERED: _("Hành vi đã bị sửa"),
    Kind.MISSING: _("Thiếu hành vi"),
    Kind.REORDERED: _("Hành vi bị đổi chỗ"),
    Kind.ADDED: _("Hành vi bị thêm vào ngoài nhật ký"),
    Kind.ERASED_SILENTLY: _("Nội dung bị xóa mà không ghi nhận việc xóa"),
    Kind.LATE: _("Hành vi chờ quá lâu, chưa vào nhật ký"),
    Kind.TILE: _("Tệp của nhật ký bị hỏng hoặc bị sửa"),
    Kind.CHECKPOINT: _("Điểm chốt của nhật ký không đúng"),
    Kind.ROLLED_BACK: _("Nhật ký hoặc cơ sở dữ liệu đã bị đưa về bản cũ"),
    Kind.REWRITTEN: _("Lịch sử của nhật ký đã bị viết lại"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: what, at which place in the log, which act, and in which way."""

    kind: Kind
    detail: str
    place: int | None = None
    act: UUID | None = None

    @property
    def title(self) -> str:
        """What is wrong, in words for a person."""
        return str(TITLES[self.kind])


@dataclass
class Report:
    """What the audit saw. `findings` are in the order of the log; the first is the first thing altered."""

    size: int = 0
    root: bytes = tlog.EMPTY_ROOT
    acts_read: int = 0
    waiting: int = 0
    kept_size: int | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Is everything as it was recorded?"""
        return not self.findings
