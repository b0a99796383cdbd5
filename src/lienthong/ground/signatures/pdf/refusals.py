"""Why a PDF is not taken for signing: one class per reason, its first line is the message to the person."""

from lienthong.kit.errors import Conflict, Invalid


class Encrypted(Invalid):
    """The PDF is locked with a password or encrypted. Take the password off, save it and send it again."""


class Broken(Invalid):
    """The PDF cannot be read because its structure is damaged. Export it again from the program it was written with."""


class CarriesScript(Invalid):
    """The PDF holds program code (JavaScript). Print it to a new PDF without code and send that."""


class CarriesAction(Invalid):
    """The PDF opens programs, addresses or other files by itself. Print it to a new PDF and send that."""


class CarriesFiles(Invalid):
    """The PDF has other files inside. Send those as separate annexes."""


class CarriesForm(Invalid):
    """The PDF has form fields to fill in. Print it to a new PDF so that its content can no longer be changed."""


class AlreadySigned(Invalid):
    """The PDF is digitally signed already. Send it as an annex, as it is, instead of signing over it."""


class TooManyPages(Invalid):
    """The PDF has too many pages or objects. Split it into several files."""


class PlaceMissing(Invalid):
    """The PDF has no place laid out for this step. Prepare it again from the draft."""


class PlaceTaken(Conflict):
    """This place in the PDF is filled in or signed already. Reload the page and look."""


class PlaceOutside(Invalid):
    """The place for the signature or field lies outside the page. Choose page and place again."""


class TextDoesNotFit(Invalid):
    """The text is longer than its place in the document. Shorten the number, symbol or place name."""


class LetterMissing(Invalid):
    """The document's font lacks a character of the text to fill in. Use another character."""


class PictureUnusable(Invalid):
    """The picture of the signature or seal cannot be used. Take a transparent PNG of at most 4,000 pixels a side."""
