"""Template words for telephone numbers."""

from django import template

from lienthong.ground.identity import phones

register = template.Library()


@register.filter
def phone(number: str | None) -> str:
    """`0912 345 678`; anything that is no number stays as it is."""
    return phones.show(number) if number else ""


@register.filter
def masked(address: str | None) -> str:
    """`•••• ••• 678`."""
    return phones.mask(address) if address else ""
