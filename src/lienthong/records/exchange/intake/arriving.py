"""The two checks of an arrival that differ for a message from outside: its seal is in the original, its files too."""

import hashlib
import json
from datetime import datetime

from django.utils.translation import gettext as _

from lienthong.ground.files import store
from lienthong.records.exchange.models import Delivery, Intake
from lienthong.records.exchange.states import Standing


def seal_holds(delivery: Delivery, _now: datetime) -> tuple[bool, bool, str]:
    """(passed, fatal, sentence): the original is untouched since the sender's signature on it was verified."""
    intake = Intake.objects.select_related("original_file").get(message=delivery.message_id)
    if not _is_untouched(intake):
        return False, True, _("Bản gốc edXML đã bị thay đổi sau khi nhận.")
    if intake.standing == Standing.SIGNED:
        return True, False, _("Chữ ký số của cơ quan gửi trên thông điệp edXML hợp lệ.")
    return False, False, _("Thông điệp edXML không được ký số toàn bộ, chỉ có giá trị tham khảo.")


def files_are_here(delivery: Delivery, _now: datetime) -> tuple[bool, bool, str]:
    """(passed, fatal, sentence): every file of the manifest is in the store."""
    facts = json.loads(bytes(delivery.message.manifest))["files"]
    missing = [fact["name"] for fact in facts if not store.has(fact["sha256"])]
    if not missing:
        return True, False, _("Đủ tệp kèm theo.")
    problem = Intake.objects.values_list("problem", flat=True).get(message=delivery.message_id)
    return False, True, problem or _("Thiếu tệp: %(names)s.") % {"names": ", ".join(missing)}


def _is_untouched(intake: Intake) -> bool:
    if intake.original is not None:
        return hashlib.sha256(intake.original).hexdigest() == intake.sha256
    return intake.original_file is not None and intake.original_file.sha256 == intake.sha256
