"""How the applicant wants the result: the answer to the question `delivery`, and where it is posted to.

A package that offers the post asks for the recipient as well, under names that all packages share. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

DELIVERY: Final = "delivery"
TO, PHONE, ADDRESS = RECIPIENT = ("post_to", "post_phone", "post_address")
"""The questions a package asks where the result is to be posted."""


class Way(TextChoices):
    """How a result is handed over."""

    ONLINE = "online", _("Bản điện tử trên Cổng")
    COUNTER = "counter", _("Tại quầy")
    POST = "post", _("Qua bưu chính")


@dataclass(frozen=True)
class Delivery:
    """What was chosen; by post also to whom, at which number and address; empty where an older package did not ask."""

    way: Way
    to: str = ""
    phone: str = ""
    address: str = ""

    @property
    def on_paper(self) -> bool:
        """Was a paper asked for, which somebody has to hand over or to post?"""
        return self.way is not Way.ONLINE

    @property
    def can_be_posted(self) -> bool:
        """Is there a name and an address for the envelope?"""
        return bool(self.to and self.address)


def to_call(proven: str) -> dict[str, str]:
    """The number that is called before a letter is brought, until the person says another: their `proven` own."""
    return {PHONE: proven} if proven else {}


def chosen(answers: Mapping[str, Any]) -> Delivery | None:
    """What these answers say; None where nothing was asked, or another way than we know."""
    if answers.get(DELIVERY) not in Way.values:
        return None
    way = Way(answers[DELIVERY])
    recipient = [str(answers.get(name) or "") for name in RECIPIENT] if way is Way.POST else []
    return Delivery(way, *recipient)
