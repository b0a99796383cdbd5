"""What can go wrong with the national e-ID, each with what to do instead."""

from typing import ClassVar

from lienthong.kit.errors import NotAllowed, NotFound, Refused


class NotConnected(NotFound):
    """No national e-ID is connected to this installation. Sign in by another way."""


class NationalIdSilent(Refused):
    """The national e-ID does not answer. Your drafts are kept and go on without it; try again later, or another way."""

    status: ClassVar[int] = 503


class AnswerNotBelieved(NotAllowed):
    """The answer of the national e-ID could not be trusted, so nobody was signed in. Begin again."""


class LevelUnknown(NotAllowed):
    """The national e-ID named a level that is not known here, so nobody was signed in. Tell the help desk."""


class Stopped(NotAllowed):
    """You stopped at the national e-ID. Nothing was changed; begin again, or sign in by another way."""
