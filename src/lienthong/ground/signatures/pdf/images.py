"""Pictures for the demonstration: a blue signature and a red round seal, as transparent PNG.

Real signatures and seals are scanned and uploaded by their owners. These belong to nobody: the seal carries a plain
star, never the national emblem.
"""

import math
import random
import unicodedata
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from lienthong.ground.signatures.pdf import handwriting
from lienthong.ground.signatures.pdf.handwriting import Point, Stroke

BLUE = (24, 56, 150)
RED = (200, 22, 29)

_OVERSAMPLE = 3
_SLANT = 0.22
_RISE = 0.10
_LETTER_PIXELS = 62
_SEAL_PIXELS = 640
_INK_STEPS = 20


def personal_signature(name: str) -> bytes:
    """The blue signature of a full name: PNG, transparent, trimmed to the ink. The same name gives the same picture."""
    strokes = [_leaning(stroke) for stroke in handwriting.strokes_of(name)]
    scale = _LETTER_PIXELS * _OVERSAMPLE
    pen = 7.2 * _OVERSAMPLE
    xs = [x for stroke in strokes for x, _ in stroke.points]
    ys = [y for stroke in strokes for _, y in stroke.points]
    left, high, margin = min(xs), max(ys), 0.9 * scale
    size = (int((max(xs) - left) * scale + 2 * margin), int((high - min(ys)) * scale + 2 * margin))
    ink = Image.new("L", size, 0)
    draw = ImageDraw.Draw(ink)
    for stroke in strokes:
        curve = [((x - left) * scale + margin, (high - y) * scale + margin) for x, y in stroke.points]
        _pen(draw, curve, stroke.weight * pen)
    smaller = ink.resize((size[0] // _OVERSAMPLE, size[1] // _OVERSAMPLE), Image.Resampling.LANCZOS)
    return _coloured(smaller.crop(_framed(smaller, 6)), BLUE)


def _leaning(stroke: Stroke) -> Stroke:
    """The smooth curve of a stroke, leaning to the right and rising a little."""
    curve = handwriting.smooth(stroke.points)
    return Stroke(tuple((x + y * _SLANT, y + x * _RISE) for x, y in curve), stroke.weight)


def _pen(draw: ImageDraw.ImageDraw, curve: list[Point], width: float) -> None:
    upright = [(x / 100, -y / 100) for x, y in curve]
    wide = [pressure * width for pressure in handwriting.pressures(upright)]
    for (x, y), (next_x, next_y), thick in zip(curve, curve[1:], wide, strict=False):
        _dab(draw, x, y, thick)
        for part in range(1, int(math.dist((x, y), (next_x, next_y)) / 1.5) + 1):
            share = part * 1.5 / max(math.dist((x, y), (next_x, next_y)), 1e-6)
            _dab(draw, x + (next_x - x) * share, y + (next_y - y) * share, thick)


def _dab(draw: ImageDraw.ImageDraw, x: float, y: float, thick: float) -> None:
    half = thick / 2
    draw.ellipse((x - half, y - half, x + half, y + half), fill=255)


def _framed(image: Image.Image, margin: int) -> tuple[int, int, int, int]:
    left, top, right, low = image.getbbox() or (0, 0, *image.size)
    return (
        max(left - margin, 0),
        max(top - margin, 0),
        min(right + margin, image.width),
        min(low + margin, image.height),
    )


def _coloured(ink: Image.Image, colour: tuple[int, int, int]) -> bytes:
    """Ink of one colour on nothing, as PNG."""
    picture = Image.new("RGBA", ink.size, (*colour, 0))
    picture.putalpha(ink)
    out = BytesIO()
    picture.save(out, "PNG", compress_level=4, dpi=(550, 550))
    return out.getvalue()


@lru_cache(maxsize=128)
def round_seal(name: str, *, font: bytes, centre: str = "") -> bytes:
    """The red round seal of an organisation: its name around the ring, a star; `centre` is a short second line.

    `font` is a TrueType font with Vietnamese letters. PNG, transparent, square: the picture is the seal's diameter.
    """
    side = _SEAL_PIXELS * 2
    ink = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(ink)
    middle = side / 2
    for radius, thick in ((0.490, 0.0165), (0.462, 0.005), (0.300, 0.006)):
        _circle(draw, middle, radius * side, thick * side)
    _ring_text(ink, unicodedata.normalize("NFC", name.upper()), font, radius=0.381 * side, size=0.086 * side)
    _star(draw, (middle, middle + 0.381 * side), 0.036 * side)
    _centre(ink, draw, centre, font, side)
    small = ink.resize((_SEAL_PIXELS, _SEAL_PIXELS), Image.Resampling.LANCZOS)
    return _coloured(_inked(small.rotate(-2.5, Image.Resampling.BICUBIC), name), RED)


def _circle(draw: ImageDraw.ImageDraw, middle: float, radius: float, thick: float) -> None:
    draw.ellipse((middle - radius, middle - radius, middle + radius, middle + radius), outline=255, width=round(thick))


def _star(draw: ImageDraw.ImageDraw, at: Point, radius: float, *, inner: float = 0.382) -> None:
    points = []
    for corner in range(10):
        reach = radius * (1 if corner % 2 == 0 else inner)
        angle = math.pi * corner / 5 - math.pi / 2
        points.append((at[0] + reach * math.cos(angle), at[1] + reach * math.sin(angle)))
    draw.polygon(points, fill=255)


def _centre(ink: Image.Image, draw: ImageDraw.ImageDraw, words: str, font: bytes, side: int) -> None:
    middle = side / 2
    lift = 0.045 * side if words else 0.0
    _star(draw, (middle, middle - lift), 0.15 * side)
    _rays(draw, (middle, middle - lift), side)
    if words:
        face = _fitting_face(words.upper(), font, 0.42 * side, 0.075 * side)
        draw.text((middle, middle + 0.19 * side), words.upper(), font=face, fill=255, anchor="mm")


def _rays(draw: ImageDraw.ImageDraw, at: Point, side: int) -> None:
    """Short rays around the star, longer opposite its hollows."""
    for index in range(60):
        angle = 2 * math.pi * index / 60 - math.pi / 2
        near, far = (0.188, 0.212) if index % 6 else (0.196, 0.222)
        start = (at[0] + near * side * math.cos(angle), at[1] + near * side * math.sin(angle))
        end = (at[0] + far * side * math.cos(angle), at[1] + far * side * math.sin(angle))
        draw.line((start, end), fill=235, width=round(0.0045 * side))


def _fitting_face(words: str, font: bytes, longest: float, size: float) -> ImageFont.FreeTypeFont:
    face = ImageFont.truetype(BytesIO(font), round(size))
    while face.getlength(words) > longest and face.size > 20:  # noqa: PLR2004 - nobody reads smaller
        face = ImageFont.truetype(BytesIO(font), int(face.size * 0.95))
    return face


def _ring_text(ink: Image.Image, words: str, font: bytes, *, radius: float, size: float) -> None:
    """Letters upright on the circle, from the lower left over the top to the lower right."""
    sweep = math.radians(285)
    face = _fitting_face(words, font, sweep * radius * 0.97, size)
    length = face.getlength(words)
    room = sweep * radius - length
    gap = min(room / max(len(words) - 1, 1), face.size * 0.32)
    angle = -(length + gap * (len(words) - 1)) / radius / 2
    for letter in words:
        wide = face.getlength(letter)
        _turned_letter(ink, letter, face, radius=radius, angle=angle + wide / radius / 2)
        angle += (wide + gap) / radius


def _turned_letter(ink: Image.Image, letter: str, face: ImageFont.FreeTypeFont, *, radius: float, angle: float) -> None:
    """One letter whose middle stands at this angle (clockwise from the top), its feet towards the centre."""
    side, middle = int(face.size * 2.6), ink.width / 2
    tile = Image.new("L", (side, side), 0)
    ImageDraw.Draw(tile).text((side / 2, side / 2 + face.size * 0.33), letter, font=face, fill=255, anchor="ms")
    turned = tile.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
    x = round(middle + radius * math.sin(angle) - side / 2)
    y = round(middle - radius * math.cos(angle) - side / 2)
    ink.paste(ImageChops.lighter(ink.crop((x, y, x + side, y + side)), turned), (x, y))


def _inked(ink: Image.Image, seed: str) -> Image.Image:
    """As if stamped: ink lies a little unevenly, never so that a letter is lost."""
    dice = random.Random(seed)
    small = Image.new("L", (26, 26))
    small.putdata([dice.randint(208, 255) for _ in range(26 * 26)])
    cloud = small.resize(ink.size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(6))
    uneven = ImageChops.multiply(ink, cloud)
    return uneven.point(lambda value: round(value / 255 * _INK_STEPS) * 255 // _INK_STEPS)
