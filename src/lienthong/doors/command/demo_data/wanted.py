"""What the demonstration's citizens apply for: the answers, page by page, and what they are given."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Wanted:
    """One procedure: the answers beside what registers know, and the result with its data.

    `elsewhere` = why it is not taken in; `doubted` = the question an officer asks again, `mended` = what is said then;
    `days` = after how many it is decided, most of them in time.
    """

    key: str
    answers: Callable[[random.Random], Answers]
    outcome: str
    data: Callable[[date], dict[str, str]]
    elsewhere: str
    doubted: str
    mended: str
    days: tuple[int, ...]


def _licence(chance: random.Random) -> Answers:
    return {
        "reason": {"reason": chance.choice(["ending", "damaged", "old_card"])},
        "health": {"health_on_record": True},
        "filing": {"delivery": "counter"},
    }


def _insurance(chance: random.Random) -> Answers:
    return {
        "insurance": {"insured": True, "card_number": f"DN4{chance.randrange(10**12):012d}"},
        "reason": {"reason": "lost"},
        "managed_by": {"managed_by": chance.choice(["commune", "commune", "province"])},
        "filing": {"channel": "online", "delivery": "online"},
    }


def _marital(chance: random.Random) -> Answers:
    return {
        "who": {"by_proxy": False},
        "purpose": {"purpose": chance.choice(["property", "loan"])},
        "earlier": {"issued_before": False},
        "places": {"permanent": True, "several_places": False},
        "charge": {"exempt": []},
        "filing": {"channel": "online", "delivery": "online"},
    }


WANTED: Final = (
    Wanted(
        "doi_giay_phep_lai_xe",
        _licence,
        "cap_moi",
        lambda _on: {},
        "Giấy phép này do Sở Giao thông vận tải tỉnh khác quản lý hồ sơ gốc; nộp tại cổng của tỉnh đó.",
        "reason",
        "ending",
        (1, 2, 2, 3, 3, 4, 4, 5, 6, 8),
    ),
    Wanted(
        "cap_lai_the_bhyt",
        _insurance,
        "the_moi",
        lambda on: {
            "clinic": "Trạm y tế xã Bình Minh",
            "valid_from": f"{on:%Y-%m-%d}",
            "valid_until": f"{on + timedelta(days=365):%Y-%m-%d}",
        },
        "Người này tham gia bảo hiểm ở tỉnh khác; nộp tại cơ quan bảo hiểm xã hội đang quản lý thẻ.",
        "managed_by",
        "commune",
        (0, 0, 1, 1, 1, 1, 1, 2, 2, 4),
    ),
    Wanted(
        "xac_nhan_tinh_trang_hon_nhan",
        _marital,
        "giay_xac_nhan",
        lambda _on: {},
        "Người này thường trú ở xã thuộc tỉnh khác; nộp tại xã nơi đăng ký thường trú.",
        "purpose",
        "loan",
        (0, 1, 1, 1, 1, 1, 2, 2, 2, 5),
    ),
)
