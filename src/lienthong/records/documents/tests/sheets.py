"""Sheets for the tests of the press: invented bodies' letters, invented people."""

import dataclasses
import datetime as dt

from lienthong.records.documents.content import Content
from lienthong.records.documents.kinds import kind_of
from lienthong.records.documents.layout import Sheet, Signer
from lienthong.records.documents.markup import read

MADE_AT = dt.datetime(2026, 11, 22, 8, 3, tzinfo=dt.UTC)
SENTENCE = "Các cơ quan, đơn vị rà soát, cập nhật dữ liệu và báo cáo kết quả thực hiện theo đúng thời hạn được giao. "
BODY = f"""Đoạn mở đầu. {SENTENCE * 3}
1. Khoản thứ nhất. {SENTENCE * 2}
a) Điểm thứ nhất;
b) Điểm thứ hai.
Đoạn kết thúc"""


def a_sheet(kind="cong_van", **changes):
    sheet = Sheet(
        kind=kind_of(kind),
        issuer="Văn phòng Chính phủ",
        symbol="VPCP-KSTT",
        place="Hà Nội",
        subject="phối hợp liên thông dữ liệu",
        content=read(BODY),
        signer=Signer(capacities=("KT. Bộ trưởng",), positions=("Thứ trưởng",), full_name="Đỗ Văn Hùng"),
        sent_to=("Như trên", "Cổng thông tin điện tử"),
        filed="VT, KSTT",
    )
    return dataclasses.replace(sheet, **changes)


def long_content(paragraphs):
    return read("\n".join(f"Đoạn {number}. {SENTENCE * 2}" for number in range(1, paragraphs + 1)))


NOTHING = Content()
