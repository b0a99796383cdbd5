"""The log of this installation: its folder, its key, and the key by which others check it."""

from django.conf import settings

from lienthong.ground.journal import keys
from lienthong.ground.journal.note import Signer, Verifier
from lienthong.ground.journal.store import LogStore
from lienthong.kit.errors import NotFound


class NoLogYet(NotFound):
    """The log has not begun. Its first checkpoint appears about a second after the first official act."""


def store() -> LogStore:
    """The published log."""
    return LogStore(settings.LOG_TILES)


def signer() -> Signer:
    """The key that signs checkpoints; made on first use. Only the process that runs the sequencer needs it."""
    return keys.log_signer(settings.KEYS_HOME, settings.LOG_ORIGIN)


def verifier() -> Verifier:
    """The published verifier key. Refuses: NoLogYet."""
    vkey = store().verifier_key()
    if vkey is None:
        raise NoLogYet
    return Verifier.parse(vkey)
