"""One Vietnamese verb, two English ones: a button says what to do, a history says what was done."""

from functools import partial

from django.utils.translation import gettext, pgettext, pgettext_lazy

DONE = "done"
"""The context of what was done, before the verb in `locale/parts/done.json`."""

done = partial(pgettext_lazy, DONE)
"""A verb as a history says it: `done("Tiếp nhận")` is “Accepted”, where the button says “Accept”."""


def told(words: str) -> str:
    """A verb as a history says it, or as it always is, where one wording serves both."""
    said = pgettext(DONE, words)
    return gettext(words) if said == words else said
