"""Kinds of body, post, code and change. The codes' shapes live here because the database checks them too."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BodyKind(models.TextChoices):
    """What a body is in the order of the State (Decision 20/2020 groups; the Party's office stands beside them)."""

    MINISTRY = "ministry", _("Bộ")
    MINISTERIAL_AGENCY = "ministerial_agency", _("Cơ quan ngang bộ")
    GOVERNMENT_ATTACHED = "government_attached", _("Cơ quan thuộc Chính phủ")
    OTHER_CENTRAL = "other_central", _("Cơ quan trung ương khác")
    PROVINCE = "province", _("Tỉnh")
    PROVINCE_CITY = "province_city", _("Thành phố trực thuộc trung ương")
    PARTY = "party", _("Cơ quan Đảng")


class Rank(models.TextChoices):
    """What the holder of a post does in the life of a document or dossier (Decrees 30/2020 and 61/2018)."""

    LEADER = "leader", _("Lãnh đạo cơ quan")
    DEPUTY_LEADER = "deputy_leader", _("Cấp phó của người đứng đầu")
    OFFICE_CHIEF = "office_chief", _("Chánh Văn phòng")
    HEAD_OF_UNIT = "head_of_unit", _("Trưởng đơn vị")
    DEPUTY_HEAD = "deputy_head", _("Phó trưởng đơn vị")
    SPECIALIST = "specialist", _("Chuyên viên")
    CLERK = "clerk", _("Văn thư")
    ONE_STOP = "one_stop", _("Cán bộ Một cửa")
    RECORDS_KEEPER = "records_keeper", _("Lưu trữ")
    AUDITOR = "auditor", _("Kiểm tra, giám sát")


class CodeScheme(models.TextChoices):
    """Who gave a code, and therefore how it reads. The four shapes never overlap, so a code names its scheme."""

    DECISION20 = "decision20", _("Mã định danh điện tử (Quyết định 20/2020)")
    QCVN102 = "qcvn102", _("Mã định danh cũ (QCVN 102:2016)")
    GSO = "gso", _("Mã đơn vị hành chính (Tổng cục Thống kê)")
    PIN = "pin", _("Mã nơi đăng ký khai sinh (số định danh cá nhân)")


class ChangeKind(models.TextChoices):
    """What was done to the directory."""

    FOUND = "found", _("Thành lập")
    RENAME = "rename", _("Đổi tên")
    RECODE = "recode", _("Đổi mã")
    MOVE = "move", _("Chuyển đơn vị cấp trên")
    MERGE = "merge", _("Sáp nhập")
    SPLIT = "split", _("Chia tách")
    DISSOLVE = "dissolve", _("Giải thể")


class SuccessionKind(models.TextChoices):
    """Why one institution answers for what another began."""

    MERGE = "merge", _("Sáp nhập")
    SPLIT = "split", _("Chia tách")
    RENAME = "rename", _("Đổi tên")
    DISSOLVE = "dissolve", _("Giải thể")


CODE_LENGTH = 35
"""Longest code, in characters (Decision 20/2020)."""

CODE_SHAPES: dict[str, str] = {
    CodeScheme.DECISION20: r"^([A-Y][0-9]{2}(\.[0-9A-Z]+)*|Z[0-9]{2}[0-9A-Z.]{1,32})$",
    CodeScheme.QCVN102: r"^[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Y][0-9]{2}$",
    CodeScheme.GSO: r"^[0-9]{2}$",
    CodeScheme.PIN: r"^[0-9]{3}$",
}
"""Decision 20/2020 (groups from the left, or a `Z01`…`Z99` scheme code), QCVN 102:2016 (levels from the right),
Decision 124/2004 (two digits), Decree 137/2015 article 13 (three digits)."""
