"""Closed lists of the registers: sex, marital status, classes of licence, kinds of value, and a correction's life."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from lienthong.kit.errors import Conflict


class CorrectionAnswered(Conflict):
    """This request was answered before. Reload the page to see by whom and how."""


class ProposedBefore(Conflict):
    """Somebody proposed already to correct this. Reload the page and confirm it, send it back, or refuse."""


class NothingProposed(Conflict):
    """Nobody proposes to correct this at the moment. Reload the page to see where the request stands."""


class Sex(IntegerChoices):
    """Codes of QCVN 109:2017; the fourth digit of the personal identity number writes it otherwise."""

    MALE = 1, _("Nam")
    FEMALE = 2, _("Nữ")


class MaritalStatus(TextChoices):
    """What the civil register says of a person's marriage."""

    SINGLE = "single", _("Chưa kết hôn")
    MARRIED = "married", _("Đang có vợ, chồng")
    WIDOWED = "widowed", _("Góa")
    DIVORCED = "divorced", _("Đã ly hôn")


class LicenceClass(TextChoices):
    """The fifteen classes of Law 36/2024/QH15, in rising order; the codes are those of the procedure packages."""

    A1 = "a1", "A1"
    A = "a", "A"
    B1 = "b1", "B1"
    B = "b", "B"
    C1 = "c1", "C1"
    C = "c", "C"
    D1 = "d1", "D1"
    D2 = "d2", "D2"
    D = "d", "D"
    BE = "be", "BE"
    C1E = "c1e", "C1E"
    CE = "ce", "CE"
    D1E = "d1e", "D1E"
    D2E = "d2e", "D2E"
    DE = "de", "DE"


RANK = {licence_class.value: place for place, licence_class in enumerate(LicenceClass)}
UNLIMITED = frozenset({LicenceClass.A1, LicenceClass.A, LicenceClass.B1})
"""Licences of these classes have no end (Law 36/2024/QH15 art. 57; not compared with the text in force)."""
TEN_YEARS = frozenset({LicenceClass.B, LicenceClass.C1})
"""Ten years; all classes above them five (same source)."""


class HealthGroup(TextChoices):
    """For which classes a health check was made."""

    MOTORCYCLE = "motorcycle", _("Xe mô tô")
    CAR = "car", _("Ô tô hạng B, C1")
    HEAVY = "heavy", _("Ô tô hạng C trở lên")


class Kind(TextChoices):
    """What a value of a register is; the words are those of the procedure packages."""

    TEXT = "text", _("Dòng chữ")
    YES_NO = "yes_no", _("Có hoặc không")
    CHOICE = "choice", _("Lựa chọn")
    DATE = "date", _("Ngày")
    NUMBER = "number", _("Con số")


class CorrectionState(TextChoices):
    """Where a request to correct a value stands."""

    OPEN = "open", _("Chờ cơ quan quản lý trả lời")
    PROPOSED = "proposed", _("Đã đề xuất sửa, chờ người thứ hai xác nhận")
    AGREED = "agreed", _("Đã sửa")
    REFUSED = "refused", _("Không sửa, có lý do")


ALLOWED: dict[CorrectionState, frozenset[CorrectionState]] = {
    CorrectionState.OPEN: frozenset({CorrectionState.PROPOSED, CorrectionState.REFUSED}),
    CorrectionState.PROPOSED: frozenset({CorrectionState.AGREED, CorrectionState.OPEN, CorrectionState.REFUSED}),
    CorrectionState.AGREED: frozenset(),
    CorrectionState.REFUSED: frozenset(),
}


UNANSWERED = frozenset({CorrectionState.OPEN, CorrectionState.PROPOSED})
"""The keeper has not answered yet."""


def require(state: str, target: CorrectionState) -> None:
    """Refuses: CorrectionAnswered, ProposedBefore, NothingProposed, unless the table allows the step."""
    if target in ALLOWED[CorrectionState(state)]:
        return
    if state not in UNANSWERED:
        raise CorrectionAnswered(current=state, wanted=target.value)
    raise ProposedBefore if target == CorrectionState.PROPOSED else NothingProposed
