"""What a channel can do, and how it says that it could not."""

from typing import Protocol


class TryAgainLater(Exception):
    """The other side could not take it now."""


class NeverAgain(Exception):
    """The other side will never take it: the address does not exist."""


class Channel(Protocol):
    """Carries one letter to one address. `simulates`: nothing leaves the machine, so it may be shown on a page."""

    simulates: bool

    def carry(self, *, address: str, subject: str, text: str, attempt: int) -> None:
        """Hand it over for good. Raises TryAgainLater or NeverAgain."""
        ...
