"""The receipt as paper: set by the press, with the place of the body's seal. No database, no clock.

Printed receipts are Vietnamese, as the law's vouchers are: amount in figures and in words (Law on Accounting 88/2015
art. 16; Decree 123/2020 arts 30-33 on receipts of fees and charges).
"""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from lienthong.ground.signatures.pdf.places import Box, Places
from lienthong.kit.clock import local
from lienthong.records.documents.layout import Typeset, set_template, written_date
from lienthong.records.documents.layout.wording import head_lines
from lienthong.work.payments.queries import Receipt

TEMPLATE: Final = Path(__file__).with_name("receipt.typ")
_AMOUNT: Final = "Số tiền"


def paper(receipt: Receipt, *, made_at: datetime) -> Typeset:
    """The pages of the receipt. Refuses: LettersMissing."""
    return set_template(TEMPLATE, _sheet(receipt, made_at), made_at=made_at)


def places(pages: Typeset) -> Places:
    """Where the body's seal goes."""
    box = pages.box("dau")
    return Places(seal=Box(box.page, box.x, box.y, box.width, box.height))


def figures(amount_dong: int) -> str:
    """`1.250.000 đồng`."""
    return f"{amount_dong:,}".replace(",", ".") + " đồng"


def _sheet(receipt: Receipt, made_at: datetime) -> dict[str, Any]:
    return {
        "title": "Biên lai thanh toán",
        "reference": receipt.reference,
        "body": receipt.body_name,
        "head": head_lines(receipt.body_name),
        "strong": _AMOUNT,
        "lines": [
            ["Người nộp tiền", ", ".join(receipt.payer_names) or "Không có thông tin từ ngân hàng"],
            ["Nội dung", receipt.purpose],
            [_AMOUNT, figures(receipt.amount_dong)],
            ["Bằng chữ", receipt.amount_words],
            ["Hình thức", "Chuyển khoản"],
            ["Tài khoản nhận", receipt.account],
            ["Ngân hàng ghi có lúc", f"{local(receipt.paid_at):%H:%M:%S, %d/%m/%Y}"],
            ["Mã giao dịch ngân hàng", ", ".join(receipt.transactions)],
        ],
        "dated": written_date(local(made_at).date()).capitalize(),
        "note": "Biên lai điện tử có chữ ký số của đơn vị thu; bản in chỉ để tra cứu.",
    }
