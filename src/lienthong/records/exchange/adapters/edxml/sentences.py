"""Sentences for people, translated when Django is running and in Vietnamese when it is not."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext

_LONGEST_FACT = 120


def _(sentence: str) -> str:
    """Mark a sentence for translation; it is translated when it is said."""
    return sentence


def say(sentence: str, **facts: Any) -> str:
    """The sentence in the reader's language, with its facts in place. Long facts are shortened."""
    translated = gettext(sentence) if settings.configured else sentence
    return translated.format_map({name: _short(fact) for name, fact in facts.items()})


def _short(fact: Any) -> str:
    text = "".join(letter if letter.isprintable() else "�" for letter in str(fact))
    return text if len(text) <= _LONGEST_FACT else f"{text[: _LONGEST_FACT - 1]}…"
