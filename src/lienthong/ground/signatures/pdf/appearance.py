"""What fields show: lines of text in the font laid before, and pictures with transparency, as PDF objects.

Each picture is encoded once and kept; a document that carries it again only copies its bytes.
"""

import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from lienthong.ground.signatures.pdf.font import Font
from lienthong.ground.signatures.pdf.refusals import PictureUnusable, TextDoesNotFit
from lienthong.ground.signatures.pdf.update import Entries, Update, reference, stream, written

SMALLEST_POINTS = 8.0
"""A line that is too long is set smaller, down to this; smaller would not be read."""

_MOST_PIXELS_A_SIDE = 4000
_MATRICES = {90: b"[0 1 -1 0 0 0]", 180: b"[-1 0 0 -1 0 0]", 270: b"[0 -1 1 0 0 0]"}
_TEXT_INSET = 0.5


@dataclass(frozen=True)
class Room:
    """The box of a field as a person sees it: width and height in points, and how far the page is turned."""

    width: float
    height: float
    turn: int = 0


@dataclass(frozen=True)
class Picture:
    """A PNG as PDF wants it: deflated colours and deflated transparency."""

    width: int
    height: int
    colours: bytes
    opacity: bytes


@lru_cache(maxsize=256)
def picture(png: bytes) -> Picture:
    """Decode and re-encode a PNG once. Refuses: PictureUnusable."""
    try:
        with Image.open(BytesIO(png), formats=["PNG"]) as image:
            if max(image.size) > _MOST_PIXELS_A_SIDE:
                raise PictureUnusable(pixels=max(image.size))
            whole = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as reason:
        raise PictureUnusable(reason=type(reason).__name__) from None
    colours = zlib.compress(whole.convert("RGB").tobytes(), 9)
    return Picture(whole.width, whole.height, colours, zlib.compress(whole.getchannel("A").tobytes(), 9))


def _image(picture: Picture, space: bytes, data: bytes, more: Entries) -> bytes:
    dictionary = {
        b"/Type": b"/XObject", b"/Subtype": b"/Image", b"/Width": b"%d" % picture.width,
        b"/Height": b"%d" % picture.height, b"/ColorSpace": space, b"/BitsPerComponent": b"8",
        b"/Filter": b"/FlateDecode",
    }  # fmt: skip
    return stream(dictionary | more, data)


def _form(room: Room, content: str, resources: Entries) -> bytes:
    """A form XObject that stands upright in its room."""
    dictionary = {
        b"/Type": b"/XObject",
        b"/Subtype": b"/Form",
        b"/BBox": f"[0 0 {room.width:.3f} {room.height:.3f}]".encode("ascii"),
        b"/Resources": written(resources),
    }
    if room.turn:
        dictionary[b"/Matrix"] = _MATRICES[room.turn]
    return stream(dictionary, content.encode("ascii"))


def picture_form(update: Update, png: bytes, room: Room) -> bytes:
    """The picture as large as fits the room, its proportions kept, in the middle. Refuses: PictureUnusable."""
    image = picture(png)
    mask = update.add(_image(image, b"/DeviceGray", image.opacity, {}))
    drawn = update.add(_image(image, b"/DeviceRGB", image.colours, {b"/SMask": reference(mask)}))
    scale = min(room.width / image.width, room.height / image.height)
    wide, high = image.width * scale, image.height * scale
    left, low = (room.width - wide) / 2, (room.height - high) / 2
    content = f"q {wide:.3f} 0 0 {high:.3f} {left:.3f} {low:.3f} cm /Anh Do Q"
    return _form(room, content, {b"/XObject": written({b"/Anh": reference(drawn)})})


@dataclass(frozen=True)
class Setting:
    """How text is set in a box: the font, its resource name and object in the file, size in points, alignment.

    `baseline` is where a single line stands above the lower edge, when the typesetter said so.
    """

    font: Font
    resource: str
    reference: bytes
    size: float
    centred: bool = False
    in_text_field: bool = True
    baseline: float | None = None


def text_form(lines: list[str], setting: Setting, room: Room) -> bytes:
    """Lines of text, set smaller when too long for the room. Refuses: TextDoesNotFit, LetterMissing.

    Unless the setting says where, the base line of a single line lies 0.35 of its size under the middle of the box.
    """
    size = _size_that_fits(lines, setting, room)
    first = (room.height + 1.2 * size * len(lines)) / 2 - size * 0.95
    if setting.baseline is not None:
        first = setting.baseline
    shown = "\n".join(
        _line(line, setting, size, room.width, first - 1.2 * size * index) for index, line in enumerate(lines)
    )
    content = f"q BT 0 g\n{shown}\nET Q"
    if setting.in_text_field:
        content = f"/Tx BMC\n{content}\nEMC"
    return _form(room, content, {b"/Font": written({b"/" + setting.resource.encode("ascii"): setting.reference})})


def _size_that_fits(lines: list[str], setting: Setting, room: Room) -> float:
    longest = max(setting.font.width(line, 1.0) for line in lines)
    size = min(setting.size, room.height / (1.2 * len(lines)))
    if longest:
        size = min(size, (room.width - 2 * _TEXT_INSET) / longest)
    if size < min(SMALLEST_POINTS, setting.size):
        raise TextDoesNotFit(text=" ".join(lines))
    return size


def _line(line: str, setting: Setting, size: float, width: float, base: float) -> str:
    left = (width - setting.font.width(line, size)) / 2 if setting.centred else _TEXT_INSET
    return f"/{setting.resource} {size:.3f} Tf 1 0 0 1 {left:.3f} {base:.3f} Tm {setting.font.encode(line)} Tj"
