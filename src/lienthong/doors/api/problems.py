"""What only this door refuses: calls that are not understood before anybody asks what they want."""

from typing import ClassVar

from lienthong.kit.errors import Conflict, Invalid, NotAllowed, NotFound, Refused, TooLarge, TooMany


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
    """The content is of a type this address does not take. Send JSON as application/json, a file under its own type."""

    status: ClassVar[int] = 415


class NotJson(Refused):
    """The content is not JSON that can be read. Send one JSON object in UTF-8."""

    status: ClassVar[int] = 400


class NotWhole(Refused):
    """The content broke off before its end. Send it again."""

    status: ClassVar[int] = 400


class ShapeWrong(Invalid):
    """What was sent is not of the shape this address takes. The detail names the place; the shapes are at /api/."""


class ContentTooLarge(TooLarge):
    """What was sent is larger than this address takes."""


class TooOften(TooMany):
    """Too many requests. Wait as many seconds as Retry-After says, then go on more slowly."""


class KeyMalformed(Refused):
    """The Idempotency-Key must be 1 to 200 visible ASCII characters. A random UUID is a good one."""

    status: ClassVar[int] = 400


class KeyNeeded(Refused):
    """Sending needs an Idempotency-Key, so that a repeat after a broken connection sends nothing twice. Add one."""

    status: ClassVar[int] = 400


class KeyUsedForOther(Invalid):
    """This Idempotency-Key was used for another content. Use a new key for a new document."""


class CursorMalformed(Invalid):
    """This cursor is not one we gave. Begin again without a cursor."""


class AnswersUnfit(Invalid):
    """Some answers do not fit the questions. Each is named with what is wrong; the questions stand at /procedures."""


class ReceiptNotYet(Conflict):
    """There is no receipt yet: it is sealed as soon as the document has arrived. Try again in a few seconds."""


class NotOurFile(NotFound):
    """There is no such file of your body. Upload it first and use the id you get."""


class ServerFailed(Refused):
    """Something broke on our side and nothing was done. Try again; if it happens again, tell us the trace id."""

    status: ClassVar[int] = 500
