"""In the shop at work: a birth in hand whose residence and card wait, and one that only has to be handed in."""

from datetime import datetime, timedelta

from django.urls import reverse

from lienthong.kit.clock import local
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Dossier, Link
from lienthong.work.onestop.tests import families
from lienthong.work.services.models import Application

OTHER = "001190000123"
"""Whom the draft is about, so that the same person may have both."""
CHOSEN = "relation=parent&situation=ordinary&with_residence=yes&with_insurance=yes&home_disputed=yes"
ANEW = {"parent_residence": "Phường Hưng Bình, Tỉnh Nghệ An", "home_disputed": True}


def born(shop, now: datetime) -> None:
    """A family of dossiers, and a draft of another."""
    children = {
        **families.ANSWERS,
        "birth": {"notified": True, "born_on": f"{local(now) - timedelta(days=9):%Y-%m-%d}"},
    }
    draft = families.drafted(shop, answers=children, now=now)
    lead = actions.submit_dossier(application=draft, by=shop.citizen, now=now)
    actions.receive(dossier=lead, by=shop.receiver, now=now)
    actions.acknowledge(dossier=lead, by=shop.officer, now=now)
    supplemented(shop, lead, now)
    families.drafted(shop, answers=children, number=OTHER, now=now)


def supplemented(shop, lead: Dossier, now: datetime) -> None:
    """The lead's applicant lives elsewhere by now, and the dwelling is in dispute: both stood in the residence too."""
    asked = [{"kind": "question", "name": each, "words": "Xin xem lại."} for each in ANEW]
    actions.ask_supplement(
        dossier=lead, items=asked, words=families.REFUSED, law=families.LAW, by=shop.officer, now=now
    )
    actions.supply(dossier=lead, answers=ANEW, files=[], by=shop.citizen, now=now)


def places() -> dict[str, tuple[str, str]]:
    """Their pages: name, who looks, address."""
    lead = Dossier.objects.get(links__name="residence")
    waits = Link.objects.get(name="residence").dossier
    trial = reverse("portal:simulate", args=[families.BIRTH])
    draft = Application.objects.drafts().get(procedure__key=families.BIRTH)
    return {
        "portal:dossier (lead)": ("citizen", reverse("portal:dossier", args=[lead.pk])),
        "portal:dossier (awaits)": ("citizen", reverse("portal:dossier", args=[waits.pk])),
        "portal:withdraw (lead)": ("citizen", reverse("portal:withdraw", args=[lead.pk])),
        "portal:withdraw-waiting": ("citizen", reverse("portal:withdraw-waiting", args=[lead.pk])),
        "portal:check (linked)": ("citizen", reverse("portal:check", args=[draft.pk])),
        "portal:simulate (linked)": ("stranger", f"{trial}?{CHOSEN}"),
        "portal:service (linked)": ("stranger", reverse("portal:service", args=[families.BIRTH])),
        "desk:dossier (lead)": ("officer", reverse("desk:dossier", args=[lead.pk])),
        "desk:dossier (awaits)": ("receiver of dossiers", reverse("desk:dossier", args=[waits.pk])),
        "desk:dossier-decide (data)": ("chief", reverse("desk:dossier-decide", args=[lead.pk])),
    }
