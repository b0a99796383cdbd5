"""A dossier is read, by an official at the desk or by a body's own software: never without a trace the person sees."""

from datetime import datetime

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.clock import local
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
    return _note(dossier, what, by, now, system=system, name=name)


def note_opening(*, dossier: Dossier, what: Opened, by: Mandate, now: datetime, name: str = "") -> None:
    """Keep that this official opened this of the dossier: one line a day, however often. Refuses: as `note_reading`."""
    rules.require_reading(by, dossier, now=now)
    morning = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    before = DossierReading.objects.filter(dossier=dossier, by=by, what=what, name=name, system="")
    if not before.filter(read_at__gte=morning).exists():
        _note(dossier, what, by, now, by_name=by.account.full_name, name=name)


def _note(
    dossier: Dossier, what: Opened, by: Mandate, now: datetime, *, name: str, system: str = "", by_name: str = ""
) -> DossierReading:
    who = {"system": system, "by_name": by_name, "by_body": by.post.body.name_vi}
    reading = DossierReading.objects.create(dossier=dossier, by=by, what=what, name=name, read_at=now, **who)
    said = {"code": dossier.code, "system": system, "what": what.value, "file": name, **names(dossier, by)}
    journal.record("onestop.dossier.read", dossier, by=by, for_whom=dossier.body, at=now, body=said)
    return reading
