"""What is known about malware in a file."""

from django.db.models import TextChoices


class Scan(TextChoices):
    """Outcome of the latest malware scan; `NOT_SCANNED` is shown to people, never passed over in silence."""

    NOT_SCANNED = "not_scanned", "Chưa quét mã độc"
    CLEAN = "clean", "Đã quét, không thấy mã độc"
    INFECTED = "infected", "Có mã độc"
