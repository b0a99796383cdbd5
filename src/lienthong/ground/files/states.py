"""What is known about malware in a file."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scan(TextChoices):
    """Outcome of the latest malware scan; `NOT_SCANNED` is shown to people, never passed over in silence."""

    NOT_SCANNED = "not_scanned", _("Chưa quét mã độc")
    CLEAN = "clean", _("Đã quét, không thấy mã độc")
    INFECTED = "infected", _("Có mã độc")
