"""Verbs of the room: appointing people, giving keys to software."""

from lienthong.ground.mandates.actions.appointing import appoint, end
from lienthong.ground.mandates.actions.tokens import make_token, note_use, revoke_token

__all__ = ["appoint", "end", "make_token", "note_use", "revoke_token"]
