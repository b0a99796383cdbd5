"""A name written by an imaginary hand: one continuous pen line, with pressure, from a small cursive alphabet.

Letters are drawn by the points the pen passes; the line between them is a smooth curve. Used for the demonstration
only: a real person's picture is uploaded by that person.
"""

import hashlib
import math
import random
from dataclasses import dataclass

from lienthong.kit.text import fold

Point = tuple[float, float]
"""Across and up, in heights of a small letter; the base line is 0."""


@dataclass(frozen=True)
class Stroke:
    """Points of one touch of the pen, and how heavy it is (1 = ordinary)."""

    points: tuple[Point, ...]
    weight: float = 1.0


# Each letter: where the pen passes, starting low at the left and leaving low at the right, then its width.
_LETTERS: dict[str, tuple[tuple[Point, ...], float]] = {
    "a": (((.1, .1), (.55, .95), (.2, .9), (.05, .35), (.3, .0), (.6, .55), (.68, .95), (.62, .2), (.85, .05)), .9),
    "b": (((.1, .3), (.4, 1.6), (.3, 2.1), (.18, 1.2), (.15, .1), (.45, .0), (.6, .5), (.4, .75), (.7, .6)), .75),
    "c": (((.1, .2), (.55, .9), (.3, 1.0), (.1, .4), (.35, .0), (.7, .2)), .7),
    "d": (((.1, .1), (.5, .9), (.15, .8), (.05, .3), (.3, .0), (.6, .8), (.75, 2.1), (.62, .3), (.9, .05)), .9),
    "e": (((.0, .2), (.4, .55), (.45, .95), (.2, .85), (.12, .25), (.35, .0), (.65, .2)), .65),
    "g": (((.1, .1), (.55, .95), (.2, .9), (.05, .35), (.3, .0), (.62, .9), (.55, -.8), (.2, -1.2), (.1, -.8),
           (.8, .1)), .85),
    "h": (((.1, .3), (.42, 1.7), (.32, 2.1), (.2, 1.1), (.15, .0), (.35, .75), (.55, .9), (.6, .2), (.85, .05)), .85),
    "i": (((.05, .2), (.25, .95), (.2, .2), (.45, .05)), .45),
    "k": (((.1, .3), (.4, 1.7), (.3, 2.1), (.18, 1.0), (.15, .0), (.5, .95), (.25, .55), (.6, .05), (.8, .1)), .8),
    "l": (((.05, .25), (.4, 1.6), (.3, 2.1), (.17, 1.2), (.2, .15), (.45, .05)), .45),
    "m": (((.0, .3), (.2, .95), (.2, .05), (.42, .9), (.5, .8), (.5, .05), (.74, .9), (.82, .75), (.82, .15),
           (1.05, .05)), 1.05),
    "n": (((.0, .3), (.2, .95), (.2, .05), (.45, .9), (.56, .75), (.55, .15), (.8, .05)), .8),
    "o": (((.1, .3), (.45, .95), (.15, .8), (.1, .2), (.35, .0), (.6, .4), (.45, .9), (.8, .75)), .8),
    "p": (((.0, .3), (.2, 1.0), (.15, -.5), (.1, -1.1), (.25, .5), (.5, .95), (.6, .45), (.3, .05), (.75, .15)), .75),
    "q": (((.1, .1), (.5, .95), (.15, .85), (.05, .35), (.3, .0), (.58, .9), (.55, -.7), (.6, -1.1), (.8, .1)), .85),
    "r": (((.0, .2), (.2, 1.0), (.3, .85), (.5, .9), (.42, .2), (.65, .05)), .65),
    "s": (((.0, .1), (.35, 1.0), (.5, .4), (.3, .0), (.1, .1), (.6, .15)), .6),
    "t": (((.05, .25), (.35, 1.3), (.32, 1.6), (.25, .6), (.3, .05), (.55, .1)), .55),
    "u": (((.0, .3), (.18, .95), (.15, .2), (.35, .0), (.58, .9), (.55, .2), (.8, .05)), .8),
    "v": (((.0, .4), (.15, .95), (.25, .05), (.5, .6), (.5, .95), (.8, .8)), .75),
    "x": (((.0, .2), (.2, .9), (.35, .3), (.55, .05), (.7, .2)), .65),
    "y": (((.0, .4), (.18, .95), (.18, .25), (.35, .1), (.6, .95), (.5, -.8), (.2, -1.2), (.1, -.7), (.75, .1)), .75),
}  # fmt: skip

_CAPITAL_LOOPS: tuple[tuple[Point, ...], ...] = (
    ((-.3, .5), (.2, 2.3), (.75, 3.2), (.8, 2.2), (.35, .4), (-.1, -.5), (-.75, -.3), (-.2, .6), (.9, 1.3), (1.5, 2.6),
     (1.9, 3.2), (1.6, 1.6), (1.45, .4), (1.8, .1)),
    ((1.5, 2.9), (.6, 3.2), (-.3, 2.1), (-.4, .8), (.3, -.1), (1.2, .5), (1.6, 1.9), (1.1, 2.9), (.6, 1.7), (.9, .4),
     (1.9, .1)),
    ((-.5, 1.9), (.1, 2.8), (1.6, 2.9), (2.2, 3.2), (1.3, 2.5), (.8, 1.0), (.5, -.3), (-.2, -.5), (-.4, .1), (.5, .5),
     (1.9, .2)),
    ((.2, 2.4), (.1, .6), (-.1, -.3), (.3, 1.6), (1.0, 3.1), (1.8, 2.6), (1.3, 1.5), (.4, 1.2), (1.2, 1.0), (1.6, .3),
     (2.0, .1)),
)  # fmt: skip


_SHAPED_LIKE = {0: "hmnuwz", 1: "aceogqs", 2: "tfjvy", 3: "bdiklprx"}


def strokes_of(name: str) -> list[Stroke]:
    """The signature of a full name: the hand writes the given name, its last word. Same name, same hand."""
    words = fold(name).split() or ["x"]
    hand = random.Random(hashlib.sha256(name.encode()).digest())
    body, across = _word(words[-1], hand)
    return [Stroke(body), Stroke(_flourish(across, hand), 0.8), *_dots(across, hand)]


def _word(word: str, hand: random.Random) -> tuple[tuple[Point, ...], float]:
    """A large first letter, then the others growing smaller and flatter, as hurried hands write."""
    tall = hand.uniform(0.95, 1.2)
    points = [(x, y * tall) for x, y in _capital(word[0])]
    across = points[-1][0] + 0.12
    for index, letter in enumerate(_hurried(word)):
        shape, width = _LETTERS.get(letter, _LETTERS["n"])
        high = max(0.42, 0.95 - 0.13 * index) * hand.uniform(0.88, 1.12)
        wide = hand.uniform(1.1, 1.4)
        points += [(across + x * wide, y * high) for x, y in shape]
        across += width * wide
    return tuple(points), across


def _capital(letter: str) -> tuple[Point, ...]:
    return _CAPITAL_LOOPS[next((shape for shape, letters in _SHAPED_LIKE.items() if letter in letters), 0)]


def _hurried(word: str) -> str:
    """What is left of the letters after the first: nobody writes more than five of them."""
    return word[1:6] or "n"


def _flourish(across: float, hand: random.Random) -> tuple[Point, ...]:
    """The line that runs out of the last letter, back under the name and out again."""
    reach = across + hand.uniform(1.0, 1.8)
    drop = hand.uniform(0.7, 1.1)
    return (
        (across - 0.1, 0.05), (across + 0.6, 0.55), (reach, 0.9), (reach - 0.3, 0.15), (across * 0.55, -drop * 0.75),
        (-0.4, -drop), (-0.75, -drop * 0.7), (0.2, -drop * 0.55), (across * 0.6, -drop * 1.05),
        (reach + 0.5, -0.15 * drop),
    )  # fmt: skip


def _dots(across: float, hand: random.Random) -> list[Stroke]:
    at = hand.uniform(0.62, 0.8) * across
    return [Stroke(((at, 1.55), (at + 0.16, 1.72)), 1.25)]


def smooth(points: tuple[Point, ...], *, steps: int = 24) -> list[Point]:
    """A curve through all points (centripetal Catmull–Rom, which neither loops nor overshoots)."""
    first, last = points[0], points[-1]
    padded = [_beyond(points[1], first), *points, _beyond(points[-2], last)]
    curve: list[Point] = []
    for index in range(len(padded) - 3):
        curve += _segment(padded[index : index + 4], steps)
    return [*curve, last]


def _beyond(inner: Point, outer: Point) -> Point:
    return 2 * outer[0] - inner[0], 2 * outer[1] - inner[1]


def _segment(around: list[Point], steps: int) -> list[Point]:
    a, b, c, d = around
    times = [0.0]
    for left, right in ((a, b), (b, c), (c, d)):
        times.append(times[-1] + max(math.dist(left, right), 1e-6) ** 0.5)
    t0, t1, t2, t3 = times

    def between(p: Point, q: Point, from_: float, until: float, t: float) -> Point:
        share = (t - from_) / (until - from_)
        return p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share

    found = []
    for step in range(steps):
        t = t1 + (t2 - t1) * step / steps
        ab, bc, cd = between(a, b, t0, t1, t), between(b, c, t1, t2, t), between(c, d, t2, t3, t)
        found.append(between(between(ab, bc, t0, t2, t), between(bc, cd, t1, t3, t), t1, t2, t))
    return found


def pressures(curve: list[Point]) -> list[float]:
    """How wide the pen writes at each point: heavier downwards, thin where it hurries and at both ends."""
    wide = []
    for index, (x, y) in enumerate(curve):
        before = curve[max(index - 3, 0)]
        falling = before[1] - y
        length = math.dist(before, (x, y)) or 1e-6
        ends = min(1.0, index / 14 + 0.25, (len(curve) - index) / 20 + 0.15)
        wide.append((0.72 + 0.55 * max(falling / length, 0.0) - 0.12 * min(length, 1.0)) * ends)
    return _averaged(wide, 7)


def _averaged(values: list[float], reach: int) -> list[float]:
    return [
        sum(values[max(i - reach, 0) : i + reach + 1]) / len(values[max(i - reach, 0) : i + reach + 1])
        for i in range(len(values))
    ]
