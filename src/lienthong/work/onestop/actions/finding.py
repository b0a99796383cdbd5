"""What dossiers are found by, written for those that were there before the column was."""

from lienthong.kit import filling
from lienthong.work.onestop.models import Dossier


def fill_words(*, at_most: int) -> bool:
    """Write the words of so many, the newest first; is there perhaps more? No event: nothing of the dossier changes."""
    return filling.fill(Dossier, at_most=at_most)
