"""The national e-ID: we are a relying party of OpenID Connect, and know nothing of who stands behind the provider.

`settings.NATIONAL_ID` says which provider; without one the button is not shown. The demonstration connects a stand-in
of its own (`lienthong national-id`), through this very code.
"""

from lienthong.ground.identity.adapters.national_id.provider import is_connected
from lienthong.ground.identity.adapters.national_id.refusals import (
    AnswerNotBelieved,
    LevelUnknown,
    NationalIdSilent,
    NotConnected,
    Stopped,
)
from lienthong.ground.identity.adapters.national_id.relying import Asked, Person, ask, believe

__all__ = [
    "AnswerNotBelieved",
    "Asked",
    "LevelUnknown",
    "NationalIdSilent",
    "NotConnected",
    "Person",
    "Stopped",
    "ask",
    "believe",
    "is_connected",
]
