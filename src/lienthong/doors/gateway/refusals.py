"""What the gateway itself refuses, under the same codes as the other door for machines."""

from typing import ClassVar

from lienthong.kit.errors import NotAllowed, NotFound, Refused, TooLarge


class TokenMissing(Refused):
    """This address needs a token. Send it as `Authorization: Bearer lt_…`; your body's leader or clerk makes one."""

    status: ClassVar[int] = 401


class TokenRefused(Refused):
    """This token is unknown, has ended or was revoked. Ask your body's leader or clerk for a new one."""

    status: ClassVar[int] = 401


class ScopeMissing(NotAllowed):
    """This token may not do this. Ask who may give the right it needs in your body for another token."""


class NoSuchAddress(NotFound):
    """There is nothing at this address. The list of addresses is at /api/."""


class MethodUnknown(Refused):
    """This address does not take this method. The header Allow says which it takes."""

    status: ClassVar[int] = 405


class MediaTypeUnknown(Refused):
    """The content is of a type this address does not take. Send the edXML message itself, not a form and not packed."""

    status: ClassVar[int] = 415


class ContentTooLarge(TooLarge):
    """What was sent is larger than this address takes."""


class NotWhole(Refused):
    """The content broke off before its end. Send it again."""

    status: ClassVar[int] = 400


class Busy(Refused):
    """Too many messages wait at this moment. Wait as many seconds as Retry-After says, then send it again."""

    status: ClassVar[int] = 503


class ServerFailed(Refused):
    """Something broke on our side and nothing was done. Try again; if it happens again, tell us the trace id."""

    status: ClassVar[int] = 500
