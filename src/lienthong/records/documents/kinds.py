"""The 29 kinds of administrative document, how each is numbered, and what older software calls it.

Source: Decree 30/2020/NĐ-CP, article 7 and Annex III (kinds and abbreviations), Annex I (number and symbol). The older
list of 32 kinds (Circular 01/2011/TT-BNV) lives on in edXML as group 2 of `DocumentType`; only the first ten and
`18 Công văn` of its order are certain, so the name always travels beside the number and is believed before it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from lienthong.kit import text
from lienthong.kit.errors import Invalid, NotFound

ADMINISTRATIVE_GROUP = 2
"""`DocumentType/Type` of administrative documents in edXML; group 1 holds legal normative documents."""


class UnknownKind(NotFound):
    """There is no such kind of document. Choose one of the 29 kinds of Decree 30/2020."""


class NumberNotPositive(Invalid):
    """Numbers of documents start at 1. Give a number from 1 on."""


class SymbolNotReadable(Invalid):
    """This is not a number and symbol. Write it as on the paper, for example 07/QĐ-BTC."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: `code` is stable and goes into the database, `abbreviation` into the symbol."""

    code: str
    abbreviation: str
    vietnamese: str
    english: str
    edxml_item: int | None = None

    @property
    def label(self) -> str:
        """Its name in the language of the reader."""
        return _(self.vietnamese)

    @property
    def title(self) -> str:
        """Its name as printed over the subject: `QUYẾT ĐỊNH`."""
        return self.vietnamese.upper()

    @property
    def is_letter(self) -> bool:
        """Is it a công văn: no name of the kind on the sheet, `V/v …` under the number instead?"""
        return self.code == "cong_van"

    @property
    def is_telegram(self) -> bool:
        """Is it a công điện, whose addressees follow the words `<issuing body> điện:`?"""
        return self.code == "cong_dien"


class Copy(StrEnum):
    """The three kinds of copy (Decree 30/2020 art. 25): in full, in part, of a copy."""

    FULL = "SY"
    PART = "TrS"
    OF_A_COPY = "SL"

    @property
    def label(self) -> str:
        """`SAO Y`, `TRÍCH SAO` or `SAO LỤC`, in the language of the reader."""
        return {Copy.FULL: _("Sao y"), Copy.PART: _("Trích sao"), Copy.OF_A_COPY: _("Sao lục")}[self]


KINDS: tuple[Kind, ...] = (
    Kind("nghi_quyet", "NQ", "Nghị quyết", "Resolution", 1),
    Kind("quyet_dinh", "QĐ", "Quyết định", "Decision", 2),
    Kind("chi_thi", "CT", "Chỉ thị", "Directive", 3),
    Kind("quy_che", "QC", "Quy chế", "Regulation", 4),
    Kind("quy_dinh", "QyĐ", "Quy định", "Rules", 5),
    Kind("thong_cao", "TC", "Thông cáo", "Communiqué", 6),
    Kind("thong_bao", "TB", "Thông báo", "Announcement", 7),
    Kind("huong_dan", "HD", "Hướng dẫn", "Guidelines", 8),
    Kind("chuong_trinh", "CTr", "Chương trình", "Programme", 9),
    Kind("ke_hoach", "KH", "Kế hoạch", "Plan", 10),
    Kind("phuong_an", "PA", "Phương án", "Course of action", 11),
    Kind("de_an", "ĐA", "Đề án", "Scheme", 12),
    Kind("du_an", "DA", "Dự án", "Project", 13),
    Kind("bao_cao", "BC", "Báo cáo", "Report", 14),
    Kind("bien_ban", "BB", "Biên bản", "Minutes", 15),
    Kind("to_trinh", "TTr", "Tờ trình", "Submission", 16),
    Kind("hop_dong", "HĐ", "Hợp đồng", "Contract", 17),
    Kind("cong_van", "", "Công văn", "Official letter", 18),
    Kind("cong_dien", "CĐ", "Công điện", "Official telegram", 19),
    Kind("ban_ghi_nho", "BGN", "Bản ghi nhớ", "Memorandum", 20),
    Kind("ban_thoa_thuan", "BTT", "Bản thỏa thuận", "Agreement", 22),
    Kind("giay_uy_quyen", "GUQ", "Giấy ủy quyền", "Authorisation", 24),
    Kind("giay_moi", "GM", "Giấy mời", "Invitation", 25),
    Kind("giay_gioi_thieu", "GGT", "Giấy giới thiệu", "Letter of introduction", 26),
    Kind("giay_nghi_phep", "GNP", "Giấy nghỉ phép", "Leave permit", 27),
    Kind("phieu_gui", "PG", "Phiếu gửi", "Dispatch slip", 30),
    Kind("phieu_chuyen", "PC", "Phiếu chuyển", "Transfer slip", 31),
    Kind("phieu_bao", "PB", "Phiếu báo", "Notification slip"),
    Kind("thu_cong", "", "Thư công", "Letter of courtesy", 32),
)

RETIRED: dict[int, str] = {
    21: "Bản cam kết",
    23: "Giấy chứng nhận",
    28: "Giấy đi đường",
    29: "Giấy biên nhận hồ sơ",
}
"""Items of the list of 2011 that the decree of 2020 no longer knows; they may still arrive from older software."""

NORMATIVE: dict[int, str] = {
    1: "Hiến pháp",
    2: "Luật",
    3: "Pháp lệnh",
    4: "Lệnh",
    5: "Nghị quyết",
    6: "Nghị quyết liên tịch",
    7: "Nghị định",
    8: "Quyết định",
    9: "Thông tư",
    10: "Thông tư liên tịch",
    11: "Chỉ thị",
    12: "Bộ luật",
    13: "Văn bản quy phạm pháp luật của đơn vị hành chính - kinh tế đặc biệt",
}
"""Group 1 of edXML `DocumentType`: legal normative documents. They may arrive; none is drafted here."""

_BY_CODE = {kind.code: kind for kind in KINDS}
_BY_NAME = {text.fold(kind.vietnamese): kind for kind in KINDS}
_BY_ITEM = {kind.edxml_item: kind for kind in KINDS if kind.edxml_item}
_BY_ABBREVIATION = {kind.abbreviation: kind for kind in KINDS if kind.abbreviation}
_SYMBOL = re.compile(r"^(?:Số:?\s*)?(\d+[a-zđ]?)\s*/\s*(\S.*)$", re.IGNORECASE)


def kind_of(code: str) -> Kind:
    """The kind with this code. Refuses: UnknownKind."""
    if code not in _BY_CODE:
        raise UnknownKind(kind=code)
    return _BY_CODE[code]


def recognise(name: str, *, group: int | None = None, item: int | None = None) -> Kind | None:
    """The kind an edXML `DocumentType` means: by its name if that says something, else by item of group 2.

    Vendors disagree whether `Type` is the group or the item itself; with one number only, it is read as the item,
    because that is what the widespread client libraries send (18 for a công văn). None = none of the 29.
    """
    if text.fold(name):
        return _BY_NAME.get(text.fold(name))
    if group == ADMINISTRATIVE_GROUP and item:
        return _BY_ITEM.get(item)
    return _BY_ITEM.get(group) if group and not item else None


def format_number(number: int) -> str:
    """`7` → `07`, `15` → `15`: numbers below ten take a leading zero. Refuses: NumberNotPositive."""
    if number < 1:
        raise NumberNotPositive(number=number)
    return f"{number:02d}"


def notation(kind: Kind, body: str, unit: str = "") -> str:
    """What stands after the stroke: `QĐ-BTC` for a named kind, `BTC-VP` for a công văn drafted by unit `VP`.

    `body` and `unit` are abbreviations. A công văn whose drafting unit has none shows the body alone.
    """
    parts = (kind.abbreviation, body) if kind.abbreviation else (body, unit)
    return "-".join(part for part in parts if part)


def copy_notation(copy: Copy, body: str) -> str:
    """What stands after the stroke on a copy: `SY-BTC`."""
    return f"{copy.value}-{body}"


def number_and_symbol(number: int, kind: Kind, body: str, unit: str = "") -> str:
    """The whole of it, without the word Số: `07/QĐ-BTC`. Refuses: NumberNotPositive."""
    return f"{format_number(number)}/{notation(kind, body, unit)}"


def split_number_and_symbol(written: str) -> tuple[str, str]:
    """`Số: 5561/VPCP-KSTT` → (`5561`, `VPCP-KSTT`); the number may carry a letter (`12a`).

    Refuses: SymbolNotReadable.
    """
    found = _SYMBOL.match(text.normalise(written))
    if found is None:
        raise SymbolNotReadable(written=written)
    return found[1], found[2]


def kind_in_symbol(symbol: str) -> Kind | None:
    """The named kind whose abbreviation opens a symbol (`QĐ-BTC` → Quyết định); None for a công văn's."""
    return _BY_ABBREVIATION.get(symbol.split("-", 1)[0])
