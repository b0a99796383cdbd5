"""What changed between two versions of a package, in words: what was added, taken away, changed, moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lienthong.kit import canonical
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.expressions.tree import OPERATORS

_KEYS = ("code", "name", "value", "channel")
_SECTIONS = {
    "procedure": gettext_noop("Thông tin thủ tục"),
    "procedure.papers": gettext_noop("Thành phần hồ sơ"),
    "procedure.fees": gettext_noop("Phí, lệ phí"),
    "procedure.refused_fee": gettext_noop("Phí, lệ phí khi bị từ chối"),
    "procedure.units": gettext_noop("Cơ quan thực hiện"),
    "procedure.channels": gettext_noop("Cách thức thực hiện"),
    "procedure.sequence": gettext_noop("Trình tự thực hiện"),
    "procedure.results": gettext_noop("Kết quả thực hiện"),
    "procedure.law": gettext_noop("Căn cứ pháp lý"),
    "questions": gettext_noop("Câu hỏi"),
    "tables.eligibility": gettext_noop("Bảng điều kiện"),
    "tables.papers": gettext_noop("Bảng thành phần hồ sơ"),
    "tables.fee": gettext_noop("Bảng phí, lệ phí"),
    "tables.route": gettext_noop("Bảng nơi giải quyết"),
    "tables.deadline": gettext_noop("Bảng thời hạn"),
    "tables.outcome": gettext_noop("Bảng kết quả"),
    "steps": gettext_noop("Các bước giải quyết"),
    "steps.deadlines": gettext_noop("Thời hạn giải quyết"),
    "registers": gettext_noop("Cơ sở dữ liệu"),
    "retention": gettext_noop("Thời hạn lưu trữ"),
    "linked": gettext_noop("Thủ tục liên thông"),
    "examples": gettext_noop("Hồ sơ mẫu"),
}


_FIELDS = {
    "rows": gettext_noop("dòng"),
    "pages": gettext_noop("trang"),
    "questions": gettext_noop("câu hỏi"),
    "steps": gettext_noop("bước"),
    "registers": gettext_noop("nguồn dữ liệu"),
    "options": gettext_noop("lựa chọn"),
    "when": gettext_noop("điều kiện"),
    "give": gettext_noop("cho ra"),
    "amount": gettext_noop("mức"),
    "law": gettext_noop("căn cứ"),
    "say": gettext_noop("câu giải thích"),
    "title": gettext_noop("tiêu đề"),
    "name": gettext_noop("tên"),
    "text": gettext_noop("lời"),
    "share": gettext_noop("tỷ lệ thời hạn"),
    "unit": gettext_noop("đơn vị thực hiện"),
    "confirm": gettext_noop("chờ xác nhận"),
    "copies": gettext_noop("số bản"),
    "audience": gettext_noop("đối tượng"),
    "answers": gettext_noop("câu trả lời"),
    "expect": gettext_noop("phải cho ra"),
    "task": gettext_noop("nhiệm vụ"),
    "result": gettext_noop("dữ liệu của kết quả"),
    "field": gettext_noop("lĩnh vực"),
    "summary": gettext_noop("tóm tắt"),
    "subject": gettext_noop("làm cho ai"),
    "same_matter": gettext_noop("điều gì cho biết hai hồ sơ là một việc"),
    "from": gettext_noop("lấy từ"),
    "also_called": gettext_noop("cách gọi khác"),
    "life_events": gettext_noop("sự kiện cuộc đời"),
    "requirements": gettext_noop("yêu cầu, điều kiện"),
    "code": gettext_noop("mã"),
    "value": gettext_noop("giá trị"),
    "number": gettext_noop("số hiệu"),
    "in_force": gettext_noop("có hiệu lực từ"),
    "act": gettext_noop("văn bản"),
    "at": gettext_noop("điều, khoản"),
    "about": gettext_noop("nói về"),
    "account": gettext_noop("tài khoản"),
    "after_cutoff_next_day": gettext_noop("nộp muộn tính từ hôm sau"),
    "answered": gettext_noop("đã trả lời"),
    "assurance": gettext_noop("mức xác thực"),
    "authentication": gettext_noop("cách xác thực"),
    "channel": gettext_noop("cách nộp"),
    "channels": gettext_noop("các cách nộp"),
    "chosen": gettext_noop("được chọn"),
    "clock": gettext_noop("đồng hồ"),
    "connected": gettext_noop("đã kết nối"),
    "consulting": gettext_noop("hỏi ý kiến"),
    "copy": gettext_noop("bản sao"),
    "original": gettext_noop("bản chính"),
    "electronic": gettext_noop("bản điện tử"),
    "data": gettext_noop("dữ liệu"),
    "days": gettext_noop("số ngày"),
    "deadline": gettext_noop("thời hạn"),
    "deadlines": gettext_noop("các thời hạn"),
    "dossiers": gettext_noop("hồ sơ đã nộp"),
    "drafts": gettext_noop("bản nháp"),
    "due": gettext_noop("hẹn trả"),
    "effect": gettext_noop("tác động"),
    "eligibility": gettext_noop("điều kiện được nộp"),
    "eligible": gettext_noop("được nộp"),
    "fee": gettext_noop("khoản thu"),
    "fees": gettext_noop("các khoản thu"),
    "refused_fee": gettext_noop("phí, lệ phí khi bị từ chối"),
    "becomes": gettext_noop("hoàn lại hay giữ"),
    "by_relation": gettext_noop("theo người đứng nộp"),
    "self": gettext_noop("khi làm cho chính mình"),
    "parent": gettext_noop("khi cha, mẹ làm cho con"),
    "power": gettext_noop("khi được ủy quyền"),
    "enterprise": gettext_noop("khi đại diện doanh nghiệp"),
    "counter": gettext_noop("khi nhập tại quầy"),
    "form": gettext_noop("dạng"),
    "format": gettext_noop("định dạng"),
    "from_answers": gettext_noop("lấy từ câu trả lời"),
    "gives": gettext_noop("cung cấp"),
    "granted": gettext_noop("được chấp thuận"),
    "hint": gettext_noop("lời gợi ý"),
    "suggest": gettext_noop("điền sẵn từ"),
    "holds": gettext_noop("có giấy tờ"),
    "instead_of": gettext_noop("thay cho"),
    "keeper": gettext_noop("nơi giữ"),
    "kind": gettext_noop("loại"),
    "least": gettext_noop("ít nhất"),
    "most": gettext_noop("nhiều nhất"),
    "level": gettext_noop("cấp thực hiện"),
    "means": gettext_noop("cách"),
    "note": gettext_noop("ghi chú"),
    "offered_by": gettext_noop("lấy sẵn từ"),
    "optional": gettext_noop("có thể bỏ trống"),
    "outcome": gettext_noop("kết quả"),
    "papers": gettext_noop("giấy tờ"),
    "policy": gettext_noop("cách chọn dòng"),
    "purpose": gettext_noop("mục đích"),
    "received": gettext_noop("lúc nhận"),
    "results": gettext_noop("các kết quả"),
    "role": gettext_noop("vai trò"),
    "route": gettext_noop("nơi giải quyết"),
    "sequence": gettext_noop("trình tự"),
    "silence": gettext_noop("khi không trả lời"),
    "supplement": gettext_noop("sau khi bổ sung"),
    "tables": gettext_noop("bảng quyết định"),
    "type": gettext_noop("kiểu"),
    "units": gettext_noop("đơn vị"),
    "valid_months": gettext_noop("số tháng có giá trị"),
    "why": gettext_noop("vì sao"),
    "years": gettext_noop("số năm"),
    "past": gettext_noop("ở quá khứ"),
    "vi": gettext_noop("tiếng Việt"),
    "en": gettext_noop("tiếng Anh"),
}
"""Words for every field of the form; codes and names of the author's own stay as they are."""


class Move(StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    ORDER = "order"


@dataclass(frozen=True)
class Change:
    """One difference, with its path and both sides as plain data."""

    move: Move
    path: str
    before: Any = None
    after: Any = None

    def __str__(self) -> str:
        words = {"what": self.what, "before": brief(self.before), "after": brief(self.after)}
        if self.move is Move.ADDED:
            return _("%(what)s: thêm %(after)s") % words
        if self.move is Move.REMOVED:
            return _("%(what)s: bỏ %(before)s") % words
        if self.move is Move.ORDER:
            return _("%(what)s: đổi thứ tự, từ %(before)s thành %(after)s") % words
        return _("%(what)s: %(before)s → %(after)s") % words

    @property
    def what(self) -> str:
        """The section in words, and the path below it."""
        section = max((each for each in _SECTIONS if f"{self.path}.".startswith(f"{each}.")), key=len, default="")
        below = [_(_FIELDS[part]) if part in _FIELDS else part for part in self.path[len(section) :].split(".") if part]
        return " › ".join([_(_SECTIONS[section]), *below] if section else below)

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "move": self.move.value,
            "path": self.path,
            "before": self.before,
            "after": self.after,
            "sentence": str(self),
        }


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Every difference between two compiled packages, in the order of the parts."""
    return list(_compared(old, new, ""))


def _compared(old: Any, new: Any, path: str) -> Iterator[Change]:
    if canonical.encode(old) == canonical.encode(new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and not _is_condition(old) and not _is_condition(new):
        yield from _names(old, new, path)
    elif _is_keyed(old) and _is_keyed(new):
        before, after = _by_key(old), _by_key(new)
        yield from _names(before, after, path)
        both = [name for name in before if name in after]
        if both != [name for name in after if name in before]:
            yield Change(Move.ORDER, path, list(before), list(after))
    else:
        yield Change(Move.CHANGED, path, old, new)


def _names(old: dict[str, Any], new: dict[str, Any], path: str) -> Iterator[Change]:
    for name in dict.fromkeys([*old, *new]):
        below = f"{path}.{name}" if path else name
        if name not in new:
            yield Change(Move.REMOVED, below, before=old[name])
        elif name not in old:
            yield Change(Move.ADDED, below, after=new[name])
        else:
            yield from _compared(old[name], new[name], below)


def _is_condition(plain: dict[str, Any]) -> bool:
    """A condition changes as a whole."""
    return len(plain) == 1 and next(iter(plain)) in OPERATORS


def _is_keyed(plain: Any) -> bool:
    return isinstance(plain, list) and all(isinstance(each, dict) and _key(each) for each in plain)


def _key(plain: dict[str, Any]) -> str:
    return next((plain[name] for name in _KEYS if isinstance(plain.get(name), str)), "")


def _by_key(plain: list[dict[str, Any]]) -> dict[str, Any]:
    return {_key(each): each for each in plain}


def brief(plain: Any) -> str:
    """A side of a difference in a few words: its name in the reader's language, its code, or what it is."""
    if isinstance(plain, dict):
        named = next((plain[each] for each in ("name", "text", "title") if isinstance(plain.get(each), dict)), plain)
        if "vi" in named:
            return f"“{in_language(named)}”"
        return f"({_key(plain) or ', '.join(f'{name}: {brief(each)}' for name, each in plain.items())})"
    if isinstance(plain, bool):
        return _("có") if plain else _("không")
    if isinstance(plain, list):
        return "[" + ", ".join(brief(each) for each in plain) + "]"
    return f"“{plain}”" if isinstance(plain, str) else str(plain)
