"""Invented Vietnamese names: family names as frequent as they are, given names by sex and decade, other peoples' ways.

A family name passes from the father, among the Ê Đê and Gia Rai from the mother. Nobody real is meant: every name is
put together by chance. Words come with their folded form and sort key, made once for each word.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lienthong.kit.text import fold, sort_key

Roll = Callable[[], float]
"""A number from 0 up to 1, as `random.Random.random` gives it."""

_FAMILY_SHARES: Final = (
    "Nguyễn:315 Trần:109 Lê:89 Phạm:59 Hoàng:30 Huỳnh:21 Vũ:25 Võ:24 Phan:28 Trương:22 Bùi:21 Đặng:19 Đỗ:19 Ngô:17"
    " Hồ:15 Dương:14 Đinh:10 Đoàn:9 Đào:8 Mai:8 Lâm:8 Lý:8 Hà:7 Trịnh:7 Lương:7 Cao:6 Lưu:6 Phùng:5 Tạ:5 Tô:5 Châu:4"
    " Thái:4 Chu:3 Tống:3 Quách:2 Kiều:2 Vương:2 Nghiêm:1 Doãn:1 Khổng:1 Âu:1 Ông:1 Ưng:1"
)
_BEFORE: Final = (1960, 1985, 2005)
"""Given names changed about then."""

_MIDDLES: Final = {
    1: (
        "Văn Văn Văn Văn Văn Văn Đình Hữu Xuân Đức",
        "Văn Văn Văn Văn Đình Hữu Xuân Đức Quang Ngọc Minh Thanh Công Quốc",
        "Văn Văn Đức Minh Quang Anh Hoàng Quốc Tuấn Hữu Xuân Ngọc Thành Trọng Duy",
        "Gia Minh Bảo Đức Hoàng Anh Quốc Tuấn Nhật Đăng Khánh Hải Thiên Hữu Văn",
    ),
    2: (
        "Thị Thị Thị Thị Thị Thị Thị Thị Ngọc Kim",
        "Thị Thị Thị Thị Thị Thị Ngọc Thu Kim Minh Thanh Bích",
        "Thị Thị Thị Ngọc Thu Thanh Phương Minh Hồng Mỹ Thùy Quỳnh Hoàng Thị Thúy",
        "Bảo Gia Khánh Minh Ngọc Phương Quỳnh Thảo Tuệ An Hà Diệu Nhã Thị Cát",
    ),
}
_GIVEN: Final = {
    1: (
        "Bính Cầu Chắt Diễn Đắc Giáp Hợi Khoát Lực Mão Nghị Ngọ Phúc Quý Sửu Tấn Thìn Tý Vượng Vịnh",
        "Bình Cường Dũng Hải Hòa Hùng Hưng Lợi Long Minh Nam Phong Quang Sơn Tâm Thắng Thành Toàn Trung Tuấn Vinh",
        "An Bách Chiến Công Dương Đạt Hiếu Hoàng Huy Khánh Khoa Kiên Linh Mạnh Nghĩa Phúc Quân Thái Tiến Tú Tùng Việt",
        "An Bảo Bách Duy Dũng Đăng Huy Hưng Khang Khoa Khôi Kiệt Lâm Long Minh Nam Nguyên Nhân Phát Quân Thịnh Trí",
    ),
    2: (
        "Bưởi Chắt Dần Gái Hến Hợi Lành Lụa Mận Mùi Nếp Ngát Nhàn Sen Sửu Thơm Tẹo Thìn Tý Xuyến",
        "Bình Chi Dung Hà Hạnh Hiền Hoa Hồng Hương Lan Liên Loan Mai Minh Nga Nguyệt Phượng Tâm Thanh Thủy Tuyết Vân",
        "Anh Chi Dung Duyên Giang Hằng Hiền Hương Huyền Linh Loan Ly My Nga Ngân Ngọc Nhung Oanh Phương Thảo Trang Yến",
        "Anh Châu Chi Diệp Hân Hà Khuê Lam Linh My Ngân Ngọc Nhi Nhiên Như Phương Quyên Thư Trâm Trang Uyên Vy Yến",
    ),
}


def _spread(shares: str) -> tuple[str, ...]:
    """Each word as often as its share says."""
    pairs = (word.split(":") for word in shares.split())
    return tuple(word for word, share in pairs for _ in range(int(share)))


FAMILY_NAMES: Final = _spread(_FAMILY_SHARES)
_MIDDLE = {sex: tuple(tuple(words.split()) for words in eras) for sex, eras in _MIDDLES.items()}
_GIVEN_WORDS = {sex: tuple(tuple(words.split()) for words in eras) for sex, eras in _GIVEN.items()}


@dataclass(frozen=True)
class People:
    """A people with its own way of naming: provinces, family names, words between and given names by sex.

    `family_last`: the family name stands last, after Y or H'; `from_mother`: children have the mother's.
    """

    provinces: frozenset[str]
    families: tuple[str, ...]
    middles: dict[int, tuple[str, ...]]
    given: dict[int, tuple[str, ...]]
    family_last: bool = False
    from_mother: bool = False


def _people(provinces: str, families: str, male: tuple[str, str], female: tuple[str, str], **ways: bool) -> People:
    return People(
        frozenset(provinces.split()),
        tuple(families.split("|")),
        {1: tuple(male[0].split("|")), 2: tuple(female[0].split("|"))},
        {1: tuple(male[1].split()), 2: tuple(female[1].split())},
        **ways,
    )


PEOPLES: Final = (
    _people("11 12 14 17 40", "Lò|Cầm|Quàng|Lường|Tòng|Cà|Vì|Điêu", ("Văn", "Hặc Inh Pâng Ún Thoong Tiến Chựa Dọn"),
            ("Thị", "Ánh Hặc Lả Pản Xuân Thoan Ín Ong")),
    _people("04 06 20 02 08 19", "Nông|Triệu|Bế|Ma|Hứa|Lộc|Vi|Hoàng", ("Văn|Đình", "Cắm Páo Phủ Sằn Tiến Vần Khèn Tài"),
            ("Thị", "Slao Mỷ Páy Lả Sâm Niệm Ngần Khim")),
    _people("02 10 11 12 14 15", "Giàng|Vàng|Sùng|Thào|Lầu|Mùa|Hạng|Vừ", ("A|Seo|Mí", "Páo Lử Sính Chứ Dình Tủa Pó"),
            ("Thị|Y", "Mỷ Dợ Pàng Sua Chu Máy Dế Xúa")),
    _people("66 67", "Niê|Mlô|Êban|Ayŭn|Kbuôr|Byă|Niê Kdăm", ("Y", "Thuyên Bliêu Ngơi Kuăn Dhin Wen Blô Thăk"),
            ("H'", "Ngăm Bliu Juin Nuôr Duyên Rim Yuôm Blăk"), family_last=True, from_mother=True),
    _people("64 62", "Ksor|Rmah|Nay|Kpă|Rơ Châm|Rơ Mah|Puih", ("", "Thul Hlin Blâm Kơ Yan Djưn Phyơ Tlăm"),
            ("H'", "Ngăm Bia Lŭy Nhơn Blơi Plinh Djuên Yơi"), from_mother=True),
    _people("94 84 91 95 89", "Thạch|Sơn|Danh|Kim|Kiên|Lâm", ("|Chanh|Sa|Rít", "Đa Thi Sal Rây Kha Ni Thươne Rane"),
            ("Thị|Sô|Chanh", "Phi Von Mây Ni Rane Pha Thia Đa")),
    _people("58 60", "Đàng|Bá|Thiên|Quảng|Lưu|Thập", ("Văn|Năng|Xuân", "Hoài Đạo Sinh Thương Kham Lưỡng Phúc Ngọc"),
            ("Thị", "Hoài Sen Nhung Kiều Đào Ngàn Thủy Hoa")),
)  # fmt: skip
"""Thái, Tày and Nùng, H'Mông, Ê Đê, Gia Rai, Khmer, Chăm: invented names in their manner, no statistics."""
SHARE_OF_OTHERS: Final = 0.35
"""Of the families in the provinces named above."""


def one_of(words: tuple[str, ...], roll: Roll) -> str:
    """A word by chance."""
    return words[int(roll() * len(words))]


def people_of(province: str, roll: Roll) -> People | None:
    """The people a family of this province belongs to; none: Kinh."""
    here = [people for people in PEOPLES if province in people.provinces]
    return here[int(roll() * len(here))] if here and roll() < SHARE_OF_OTHERS else None


def family_name(people: People | None, roll: Roll) -> str:
    """A family name by its frequency."""
    return one_of(people.families if people else FAMILY_NAMES, roll)


def full_name(people: People | None, family: str, *, sex: int, year: int, roll: Roll, mother: str = "") -> str:
    """A whole name; `mother` is the other parent's family name, which some children carry between."""
    if people:
        return _in_their_manner(people, family, sex, roll)
    era = sum(year >= before for before in _BEFORE)
    given = one_of(_GIVEN_WORDS[sex][era], roll)
    chance = roll()
    if chance < 0.02:  # noqa: PLR2004 - shares of short and long names
        return f"{family} {given}"
    middle = one_of(_MIDDLE[sex][era], roll)
    if middle == given:
        return f"{family} {given}"
    if chance > 0.93 and era:  # noqa: PLR2004
        return f"{family} {mother or one_of(_MIDDLE[sex][3], roll)} {middle} {given}"
    if chance > 0.915 and era:  # noqa: PLR2004
        more = one_of(_MIDDLE[sex][3], roll)
        return f"{family} {mother} {middle} {more} {given}" if mother else f"{family} {more} {middle} {given}"
    return f"{family} {middle} {given}"


def _in_their_manner(people: People, family: str, sex: int, roll: Roll) -> str:
    middle, given = one_of(people.middles[sex], roll), one_of(people.given[sex], roll)
    called = f"{middle}{given}" if middle == "H'" else f"{middle} {given}".strip()
    return f"{called} {family}" if people.family_last else f"{family} {called}"


_known: dict[str, tuple[str, str, str]] = {}


def search_words(full_name: str) -> tuple[str, str]:
    """Folded name and sort key with the given name first, as `kit.text` makes them, from words made once."""
    words = [_known.get(word) or _learn(word) for word in full_name.split(" ")]
    turned = [words[-1], *words[:-1]]
    letters, tones = " ".join([word[1] for word in turned]), " ".join([word[2] for word in turned])
    return " ".join([word[0] for word in words]), f"{letters}\t{tones}"


def _learn(word: str) -> tuple[str, str, str]:
    letters, tones = sort_key(word).split("\t")
    _known[word] = known = (fold(word), letters, tones)
    return known
