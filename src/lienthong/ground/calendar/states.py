"""How sure a day of the calendar is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Certainty(TextChoices):
    """Fixed by a law or a published decision; following from a law by reckoning; or expected from earlier years."""

    ENACTED = "enacted", _("Đã ban hành")
    DERIVED = "derived", _("Suy ra từ luật")
    PROJECTED = "projected", _("Dự kiến")
