"""Roles and capacities: what a mandate can say."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person does in a body. A post may be held in one role at a time."""

    LEADER = "leader", _("Lãnh đạo cơ quan")
    HEAD_OF_UNIT = "head_of_unit", _("Trưởng đơn vị")
    SPECIALIST = "specialist", _("Chuyên viên")
    CLERK = "clerk", _("Văn thư")
    ONE_STOP = "one_stop", _("Cán bộ Một cửa")
    RECORDS_KEEPER = "records_keeper", _("Lưu trữ")
    AUDITOR = "auditor", _("Kiểm tra, kiểm toán")


class Capacity(TextChoices):
    """In which capacity a person signs (Decree 30/2020, Annex I): the mark printed before the post."""

    OWN = "", _("Ký trực tiếp")
    TM = "TM.", _("Thay mặt tập thể")
    KT = "KT.", _("Ký thay người đứng đầu")
    TL = "TL.", _("Thừa lệnh")
    TUQ = "TUQ.", _("Thừa uỷ quyền")
    Q = "Q.", _("Quyền cấp trưởng")


class Scope(TextChoices):
    """What a token of a body's own software may do; never more than the mandate it was made under."""

    READ = "read", _("Đọc văn bản và trạng thái")
    SEND = "send", _("Gửi văn bản")
    RECEIVE = "receive", _("Nhận, xác nhận và cập nhật trạng thái")
    VERIFY = "verify", _("Kiểm tra chữ ký")
    DOSSIERS_READ = "dossiers:read", _("Đọc hồ sơ Một cửa và diễn biến của chúng")
