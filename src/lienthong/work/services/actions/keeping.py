"""Keeping what a person types before they press any button."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from lienthong.work.services import rules, unfinished
from lienthong.work.services.actions.applying import Filler, NotOnThisPage
from lienthong.work.services.models import Application
from lienthong.work.services.unfinished import Kept


def keep_typed(
    *,
    application: Application,
    page: str,
    typed: Mapping[str, Sequence[str]],
    seen: int,
    tab: str,
    by: Filler,
    now: datetime,
) -> Kept:
    """Keep what the fields of a page hold, right or wrong, as unfinished; answers and their marks stay as they are.

    `seen` = the edition the tab saw last, `tab` = its own name. Fields the page does not have are left out.
    Refuses: NotYourApplication, AlreadySubmitted, DraftExpired, NotOnThisPage when there is no such page.
    """
    held = Application.objects.select_for_update(of=("self",)).whole().get(pk=application.pk)
    rules.require_may_fill(held, by, now=now)
    shown = next((each for each in held.version.package.pages if each.name == page), None)
    if shown is None:
        raise NotOnThisPage(page=page)
    own = {each.name: typed[each.name] for each in shown.questions if each.name in typed}
    state, kept = unfinished.keep(held.unfinished.get(page, {}), own, seen=seen, tab=tab[:40], at=now)
    held.unfinished[page] = state
    held.save(update_fields=["unfinished"])
    return kept
