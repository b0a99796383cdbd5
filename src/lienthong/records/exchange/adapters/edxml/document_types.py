"""Types of document: the 29 of Decree 30/2020, the 32 of the older list, the 13 normative ones, and which is which.

`Type` is read differently by different senders (group and item, item alone, or always 1), so the name is matched first
and the code second; a conflict is said. The older list is Circular 01/2011/TT-BNV as QCVN 102:2016 repeats it; items
11–17 and 27–32 of it were read in one source only.
"""

from dataclasses import dataclass
from functools import lru_cache

from lienthong.kit.text import fold
from lienthong.records.exchange.adapters.edxml.message import DocumentType
from lienthong.records.exchange.adapters.edxml.warnings import Deviation, Notes

DECREE_30: dict[str, str] = {
    "Nghị quyết": "NQ",
    "Quyết định": "QĐ",
    "Chỉ thị": "CT",
    "Quy chế": "QC",
    "Quy định": "QyĐ",
    "Thông cáo": "TC",
    "Thông báo": "TB",
    "Hướng dẫn": "HD",
    "Chương trình": "CTr",
    "Kế hoạch": "KH",
    "Phương án": "PA",
    "Đề án": "ĐA",
    "Dự án": "DA",
    "Báo cáo": "BC",
    "Biên bản": "BB",
    "Tờ trình": "TTr",
    "Hợp đồng": "HĐ",
    "Công văn": "",
    "Công điện": "CĐ",
    "Bản ghi nhớ": "BGN",
    "Bản thỏa thuận": "BTT",
    "Giấy ủy quyền": "GUQ",
    "Giấy mời": "GM",
    "Giấy giới thiệu": "GGT",
    "Giấy nghỉ phép": "GNP",
    "Phiếu gửi": "PG",
    "Phiếu chuyển": "PC",
    "Phiếu báo": "PB",
    "Thư công": "",
}
"""Name → abbreviation, Decree 30/2020/NĐ-CP, article 7 and Annex III."""

ADMINISTRATIVE: tuple[str, ...] = (
    "Nghị quyết (cá biệt)",
    "Quyết định (cá biệt)",
    "Chỉ thị",
    "Quy chế",
    "Quy định",
    "Thông cáo",
    "Thông báo",
    "Hướng dẫn",
    "Chương trình",
    "Kế hoạch",
    "Phương án",
    "Đề án",
    "Dự án",
    "Báo cáo",
    "Biên bản",
    "Tờ trình",
    "Hợp đồng",
    "Công văn",
    "Công điện",
    "Bản ghi nhớ",
    "Bản cam kết",
    "Bản thỏa thuận",
    "Giấy chứng nhận",
    "Giấy ủy quyền",
    "Giấy mời",
    "Giấy giới thiệu",
    "Giấy nghỉ phép",
    "Giấy đi đường",
    "Giấy biên nhận hồ sơ",
    "Phiếu gửi",
    "Phiếu chuyển",
    "Thư công",
)
"""Group 2, items 1–32."""

NORMATIVE: tuple[str, ...] = (
    "Hiến pháp",
    "Luật",
    "Pháp lệnh",
    "Lệnh",
    "Nghị quyết",
    "Nghị quyết liên tịch",
    "Nghị định",
    "Quyết định",
    "Thông tư",
    "Thông tư liên tịch",
    "Chỉ thị",
    "Bộ luật",
    "Văn bản quy phạm pháp luật của đơn vị hành chính - kinh tế đặc biệt",
)
"""Group 1, items 1–13."""

NORMATIVE_GROUP, ADMINISTRATIVE_GROUP = "1", "2"
_LETTER = "Công văn"
_MOST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A type that was recognised: its name, and its name in Decree 30 (empty when that has no such type)."""

    name: str
    decree_30: str

    @property
    def abbreviation(self) -> str:
        """Abbreviation of Decree 30; empty for công văn and for types outside it."""
        return DECREE_30.get(self.decree_30, "")


def in_decree_30(name: str) -> str:
    """The type of Decree 30 that a type of an older list has become; empty when it has none."""
    plain = name.removesuffix(" (cá biệt)")
    return plain if plain in DECREE_30 else ""


@lru_cache(maxsize=1024)
def by_name(name: str) -> Known | None:
    """The type of this name, with or without tones, or None."""
    found = _NAMES.get(fold(name))
    return Known(found, in_decree_30(found)) if found else None


def by_code(code: str, detail: str) -> tuple[str, ...]:
    """Names that a code may mean in one dialect or another: group and item first, then the item alone."""
    meanings = []
    if detail not in ("", "0"):
        groups = {NORMATIVE_GROUP: NORMATIVE, ADMINISTRATIVE_GROUP: ADMINISTRATIVE}
        meanings.append(_item(groups.get(code, ()), detail))
    else:
        meanings.append(_item(ADMINISTRATIVE, code))
    return tuple(filter(None, meanings))


def code_of(name: str) -> tuple[str, str]:
    """Group and item under which we send a type; a type that the list lacks goes as công văn, with its own name."""
    listed = {fold(entry.removesuffix(" (cá biệt)")): place for place, entry in enumerate(ADMINISTRATIVE, start=1)}
    normative = {fold(entry): place for place, entry in enumerate(NORMATIVE, start=1)}
    key = fold(name.removesuffix(" (cá biệt)"))
    if key not in listed and key in normative:
        return NORMATIVE_GROUP, str(normative[key])
    return ADMINISTRATIVE_GROUP, str(listed.get(key, listed[fold(_LETTER)]))


def resolve(sent: DocumentType, *, notes: Notes | None = None, line: int = 0) -> Known | None:
    """Which type is meant: by name where there is one, else by code. A conflict of the two is noted."""
    notes = notes if notes is not None else Notes()
    named = by_name(sent.name) if sent.name else None
    meanings = by_code(sent.code, sent.detail)
    code = f"{sent.code}.{sent.detail}" if sent.detail else sent.code
    if named is None:
        known = by_name(meanings[0]) if meanings and not sent.name else None
        if known is None and (sent.name or sent.code):
            notes.warn(Deviation.TYPE_UNKNOWN, line=line, element="DocumentType", name=sent.name, code=code)
        return known
    if sent.code and not any(_same(meaning, named) for meaning in meanings):
        notes.warn(Deviation.TYPE_CONFLICT, line=line, element="DocumentType", name=sent.name, code=code)
    return named


def _item(names: tuple[str, ...], number: str) -> str:
    place = int(number) if number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS else 0
    return names[place - 1] if 1 <= place <= len(names) else ""


def _same(meaning: str, known: Known) -> bool:
    return meaning == known.name or in_decree_30(meaning) == known.decree_30 != ""


_NAMES = {fold(name): name for name in (*NORMATIVE, *ADMINISTRATIVE, *DECREE_30)}
