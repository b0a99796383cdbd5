"""What can become of an intent and of a refund, and what can be the matter with money that came."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lienthong.kit.errors import Conflict


class PaymentMovedOn(Conflict):
    """This payment has moved on and this can no longer be done to it. Reload the page and look."""


class IntentState(TextChoices):
    """How far what was asked for has come."""

    OPEN = "open", _("Chờ thanh toán")
    PART_PAID = "part_paid", _("Đã trả một phần")
    PAID = "paid", _("Đã thanh toán")
    OVERPAID = "overpaid", _("Đã trả thừa")
    CANCELLED = "cancelled", _("Đã hủy yêu cầu")
    REFUNDING = "refunding", _("Đang hoàn tiền")
    REFUNDED = "refunded", _("Đã hoàn tiền")


_BY_MONEY = frozenset({IntentState.PART_PAID, IntentState.PAID, IntentState.OVERPAID})

ALLOWED: dict[IntentState, frozenset[IntentState]] = {
    IntentState.OPEN: _BY_MONEY | {IntentState.CANCELLED},
    IntentState.PART_PAID: frozenset({IntentState.PAID, IntentState.OVERPAID, IntentState.CANCELLED}),
    IntentState.PAID: frozenset({IntentState.OVERPAID, IntentState.REFUNDING}),
    IntentState.OVERPAID: frozenset({IntentState.PAID, IntentState.REFUNDING}),
    IntentState.CANCELLED: _BY_MONEY,
    IntentState.REFUNDING: frozenset({IntentState.REFUNDED}),
    IntentState.REFUNDED: frozenset(),
}
"""Out of CANCELLED leads only money that was booked before the intent ran out, and became known afterwards."""

TAKES_MONEY = frozenset({IntentState.OPEN, IntentState.PART_PAID})
SETTLED = frozenset({IntentState.PAID, IntentState.OVERPAID})


class RefundState(TextChoices):
    """How far money is on its way back."""

    ASKED = "asked", _("Chờ chuyển trả")
    SENT = "sent", _("Đã gửi lệnh chuyển trả")
    DONE = "done", _("Đã chuyển trả")
    FAILED = "failed", _("Chuyển trả không thành")


REFUNDS_ALLOWED: dict[RefundState, frozenset[RefundState]] = {
    RefundState.ASKED: frozenset({RefundState.SENT, RefundState.DONE, RefundState.FAILED}),
    RefundState.SENT: frozenset({RefundState.DONE, RefundState.FAILED}),
    RefundState.DONE: frozenset(),
    RefundState.FAILED: frozenset({RefundState.DONE}),
}
"""What the bank's account shows is the truth: money called back as failed that did leave is done."""

UNDER_WAY = frozenset({RefundState.ASKED, RefundState.SENT})


class Problem(TextChoices):
    """Why money that came is not, or not all, counted for an intent."""

    NONE = "", ""
    UNKNOWN = "unknown_reference", _("Không rõ trả cho khoản nào")
    LESS = "less", _("Trả thiếu")
    MORE = "more", _("Trả thừa")
    WRONG_ACCOUNT = "wrong_account", _("Chuyển vào tài khoản khác")
    CURRENCY = "currency", _("Không phải số đồng nguyên")
    CANCELLED = "cancelled", _("Yêu cầu thanh toán đã hủy")
    CLOSED = "closed", _("Khoản này đã hoàn tiền")


RETURNED_BY_ITSELF = frozenset({Problem.MORE, Problem.CANCELLED, Problem.CLOSED})
"""Money that is certainly nobody's due: it goes back without a person, when the bank told from which account it came.
"""


class Outcome(TextChoices):
    """What a bank's call told."""

    CREDITED = "credited", _("Ghi nhận khoản tiền mới")
    REPEATED = "repeated", _("Đã biết khoản tiền này")
    CONTRADICTS = "contradicts", _("Nói khác điều đã biết")
    LEFT = "left", _("Tiền đi khỏi tài khoản")
    UNREADABLE = "unreadable", _("Không đọc được")


def require(state: str, target: IntentState) -> None:
    """Refuses: PaymentMovedOn, unless the table allows the step."""
    if target not in ALLOWED[IntentState(state)]:
        raise PaymentMovedOn(current=state, wanted=target.value)


def require_refund(state: str, target: RefundState) -> None:
    """Refuses: PaymentMovedOn, unless the table allows the step."""
    if target not in REFUNDS_ALLOWED[RefundState(state)]:
        raise PaymentMovedOn(current=state, wanted=target.value)
