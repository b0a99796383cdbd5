"""Telling people of requests to correct: the keeper's officials of a new one, whoever asked how it was answered."""

from django.utils import translation
from django.utils.translation import gettext as _

from lienthong.ground.identity.models import Account
from lienthong.ground.identity.queries import account_of
from lienthong.ground.mandates import queries as mandates
from lienthong.ground.mandates.rules import Verb, reach_of
from lienthong.ground.mandates.states import Role
from lienthong.ground.notices import actions as notices
from lienthong.kit import outbox
from lienthong.kit.outbox import Event
from lienthong.records.registers import declared
from lienthong.records.registers.models import CorrectionRequest

WHERE = "/my-data/"
"""Where a person sees the state of each request."""


def subscribe() -> None:
    """Listen to requests and answers; called once at start."""
    outbox.subscribe("registers.correction.asked", tell_keepers)
    outbox.subscribe("registers.correction.answered", tell_who_is_concerned)


def tell_keepers(event: Event) -> None:
    """One notice for each official of the keeping body who may answer, in their own language; told twice, it is one."""
    request = CorrectionRequest.objects.select_related("person", "keeper").get(pk=event.subject)
    roles = [role for role in Role if reach_of(role, Verb.ANSWER_CORRECTION) is not None]
    found = [each.account for role in roles for each in mandates.holders(request.keeper_id, role, event.at)]
    for account in {each.pk: each for each in found}.values():
        with translation.override(account.language):
            facts = {**_facts(request), "person": request.person.full_name}
        url = f"/desk/corrections/{request.pk}/"
        once = f"correction asked {request.pk}"
        notices.notify(
            account=account, kind="registers.correction.asked", facts=facts, url=url, now=event.at, once_key=once
        )


def tell_who_is_concerned(event: Event) -> None:
    """One notice for each of them, in their own language; told twice, it is one."""
    request = CorrectionRequest.objects.select_related("person", "keeper").get(pk=event.subject)
    for account in _concerned(request, event):
        with translation.override(account.language):
            facts = _facts(request)
        notices.notify(
            account=account,
            kind=f"registers.correction.{request.state}",
            facts=facts,
            url=WHERE,
            now=event.at,
            once_key=f"correction {request.pk}",
        )


def _concerned(request: CorrectionRequest, event: Event) -> list[Account]:
    """Who asked, when a citizen did, and the account proven to be of the person; each once."""
    asked = Account.objects.filter(pk=request.asked_by_id).first()
    both = (asked, account_of(request.person.number, event.at))
    return list({each.pk: each for each in both if each is not None}.values())


def _facts(request: CorrectionRequest) -> dict[str, str]:
    register = declared.find(request.register)
    attribute = register.attribute(request.attribute)
    what = _("%(what)s (%(register)s)") % {"what": attribute.title, "register": register.title}
    return {"what": what, "claimed": attribute.words(request.claimed), "reason": request.reason}
