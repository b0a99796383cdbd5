"""Words for figures: large sums as people say them."""

from django import template
from django.utils.translation import gettext as _

from lienthong.kit.web.tables import Cell, harmless
from lienthong.kit.web.words import number

register = template.Library()
_MILLION, _BILLION = 10**6, 10**9


@register.filter
def cell_told(cell: Cell) -> str:
    """A cell of a table of figures: counts with separators, days as dd/mm/yyyy, words as they are."""
    return number(cell) if isinstance(cell, int) else harmless(cell)


@register.filter
def dong_told(dong: int) -> str:
    """`412000` → `412.000 đ`, `9990000` → `10,0 triệu đ`, `38200000000` → `38,2 tỷ đ`."""
    if dong >= _BILLION:
        return _("%(amount)s tỷ đ") % {"amount": number(dong / _BILLION, 1)}
    if dong >= _MILLION:
        return _("%(amount)s triệu đ") % {"amount": number(dong / _MILLION, 1)}
    return f"{number(dong)}\u00a0đ"
