"""Faces for people of the demonstration: drawn from the name, the same one at every visit, never a photograph."""

import hashlib

from django.utils.html import format_html
from django.utils.safestring import SafeString

GROUNDS = ["#cfe3ec", "#f3e3bd", "#d5e8da", "#f2d9d2", "#dcd9ee", "#e6e1d4"]
SHIRTS = ["#0b5c7a", "#10243e", "#1b633c", "#7a4f00", "#7d1619", "#405165"]
SKINS = ["#f2cfa9", "#e8bd92", "#d9a877", "#f6d9b8"]
HAIRS = ["#1d1a1a", "#2b2320", "#3a2c26", "#15171c"]

SHORT = [
    "M19 27c-2-13 5-18 13-18s15 5 13 18c-2-6-4-9-7-10-4 2-11 2-14 0-2 2-4 5-5 10z",
    "M19 26c-1-11 4-17 13-17 8 0 14 5 13 17-2-5-5-8-13-9-6 0-11 3-13 9z",
    "M18.500 25c0-10 6-16 14-16 9 0 13 6 13 16l-3-7c-6 1-13 0-18-4-2 4-4 7-6 11z",
]
LONG = [
    "M17 44c-2-20 0-35 15-35s17 15 15 35c-3 1-5 1-6 0 3-9 3-17 1-24-6 1-13-1-16-4-3 7-4 17-3 28-1 1-4 1-6 0z",
    "M18 40c-3-17-1-31 14-31s17 14 14 31c-2 1-4 1-5 0 2-8 2-15 0-20-7-1-13-2-17 0-2 6-3 13-1 20-1 1-3 1-5 0z",
]
FEMININE = {"Thị", "Thu", "Ngọc", "Hồng", "Kim", "Thanh"}


def face(name: str, *, css: str = "") -> SafeString:
    """A small drawn portrait; it says nothing that the name beside it does not say, so it stays silent when read."""
    chance = hashlib.sha256(name.encode()).digest()
    styles = LONG if FEMININE & set(name.split()[1:-1]) else SHORT
    return format_html(
        '<svg class="face-drawn {}" viewBox="0 0 64 64" width="64" height="64" aria-hidden="true" focusable="false">'
        '<circle cx="32" cy="32" r="32" fill="{}"/>'
        '<path d="M10.500 55.500c2-9 11-12 21.500-12s19.500 3 21.500 12a32 32 0 0 1-43 0z" fill="{}"/>'
        '<path d="M27 36h10v8c-2 4-8 4-10 0z" fill="{}"/>'
        '<ellipse cx="32" cy="28" rx="11.500" ry="13.500" fill="{}"/>'
        '<path d="{}" fill="{}"/>'
        '<path d="M27 44.300l5 6 5-6 2 1-7 9-7-9z" fill="#ffffff"/>'
        '<circle cx="27.500" cy="29" r="1.300" fill="#26211f"/><circle cx="36.500" cy="29" r="1.300" fill="#26211f"/>'
        '<path d="M28.500 35q3.500 2.500 7 0" fill="none" stroke="#9c5a4a" stroke-width="1.300"/>'
        "</svg>",
        css,
        *_colours(chance),
        styles[chance[4] % len(styles)],
        HAIRS[chance[3] % len(HAIRS)],
    )


def _colours(chance: bytes) -> tuple[str, str, str, str]:
    """Ground, shirt, neck and face."""
    skin = SKINS[chance[2] % len(SKINS)]
    return GROUNDS[chance[0] % len(GROUNDS)], SHIRTS[chance[1] % len(SHIRTS)], skin, skin
