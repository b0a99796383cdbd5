"""Whether a result still holds: only then it is handed over, only then it can be revoked."""

from lienthong.kit.errors import Conflict
from lienthong.work.onestop.models import Dossier


class RevokedAlready(Conflict):
    """This result has already been revoked. The dossier's page says by whom and why."""


class RevokedMeanwhile(Conflict):
    """This result was revoked and is handed over to nobody. The page of the dossier says when, by whom and why."""


def require_standing(dossier: Dossier) -> None:
    """The result holds. Refuses: RevokedAlready."""
    if dossier.result is None or dossier.result.revoked_at is not None:
        raise RevokedAlready


def require_to_hand_over(dossier: Dossier) -> None:
    """What is handed over holds. Refuses: RevokedMeanwhile."""
    if dossier.revoked_at is not None:
        raise RevokedMeanwhile
