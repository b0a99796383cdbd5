"""The six printed forms of the one-stop shop, set from a dossier and its events alone; no clock, no writes.

Source: Decree 61/2018 arts 17-19 and Circular 01/2018/TT-VPCP art. 9: A5, the book A4. Printed forms are Vietnamese.
"""

from lienthong.work.onestop.printing.book import Line, book, lines_of
from lienthong.work.onestop.printing.forms import NoSuchForm, Printable, printable, printable_of, printed

__all__ = ["Line", "NoSuchForm", "Printable", "book", "lines_of", "printable", "printable_of", "printed"]
