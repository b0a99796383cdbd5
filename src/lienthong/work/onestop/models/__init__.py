"""The dossier with its events; what follows dossiers; and what is counted one by one."""

from lienthong.work.onestop.models.counting import (
    SLIP_LETTERS,
    WINDOW_LETTERS,
    CashSlip,
    Counter,
    Printed,
    Ticket,
)
from lienthong.work.onestop.models.dossiers import (
    CODE_LENGTH,
    LOOKUP_LETTERS,
    Dossier,
    DossierQuerySet,
    Event,
    Link,
    Result,
    _lookup_code,
)
from lienthong.work.onestop.models.following import (
    Consultation,
    DossierReading,
    ListedEvent,
    Question,
    SealedDay,
)

__all__ = [
    "CODE_LENGTH",
    "LOOKUP_LETTERS",
    "SLIP_LETTERS",
    "WINDOW_LETTERS",
    "CashSlip",
    "Consultation",
    "Counter",
    "Dossier",
    "DossierQuerySet",
    "DossierReading",
    "Event",
    "Link",
    "ListedEvent",
    "Printed",
    "Question",
    "Result",
    "SealedDay",
    "Ticket",
    "_lookup_code",
]
