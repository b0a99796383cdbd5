"""Telephone numbers that cannot exist, for demonstrations and tests. Nothing leaves the machine.

`0000 …` (E.164 `+84000…`): no number of Viet Nam begins so. Ending in `0404` the number does not exist, ending in
`0500` it fails three times and then takes the message; every other one takes it at once.
"""

from lienthong.ground.notices.adapters.base import NeverAgain, TryAgainLater

FICTIONAL = "+84000"
_TEMPORARY = 3


def is_fictional(number: str) -> bool:
    """Can nobody ever hold this number?"""
    return number.startswith(FICTIONAL)


class SmsSimulator:
    """A development channel: what it takes is shown on a page of the demonstration, and goes nowhere else."""

    simulates = True

    def carry(self, *, address: str, subject: str, text: str, attempt: int) -> None:
        """Behave as the last digits say."""
        if address.endswith("0404"):
            raise NeverAgain("simulated: no such number")
        if address.endswith("0500") and attempt <= _TEMPORARY:
            raise TryAgainLater("simulated: try again later")
