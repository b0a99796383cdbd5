"""A body's own software reads a dossier: never without a trace that the person can see."""

from datetime import datetime

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.work.onestop import rules
from lienthong.work.onestop.actions.happening import names
from lienthong.work.onestop.models import Dossier, DossierReading
from lienthong.work.onestop.states import Opened


def note_reading(
    *, dossier: Dossier, what: Opened, system: str, by: Mandate, now: datetime, name: str = ""
) -> DossierReading:
    """Keep that this system read this of the dossier, under this mandate; `name` = of the file, where it was one.

    Refuses: MandateEnded, NotInThisRole, NotYours. Source: Law 91/2025/QH15 (whose data it is may know who read it).
    """
    rules.require(by, Verb.READ_DOSSIER, dossier, now=now)
    reading = DossierReading.objects.create(
        dossier=dossier, by=by, system=system, by_body=by.post.body.name_vi, what=what, name=name, read_at=now
    )
    said = {"code": dossier.code, "system": system, "what": what.value, "file": name, **names(dossier, by)}
    journal.record("onestop.dossier.read", dossier, by=by, for_whom=dossier.body, at=now, body=said)
    return reading
