"""Telling people of requests to correct: the keeper's officials of what waits, whoever asked how it was answered."""

from django.utils import translation
from django.utils.translation import gettext as _

from lienthong.ground.identity.models import Account
from lienthong.ground.identity.queries import account_of
from lienthong.ground.mandates import queries as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb, reach_of
from lienthong.ground.mandates.states import Role
from lienthong.ground.notices import actions as notices
from lienthong.kit import outbox
from lienthong.kit.outbox import Event
from lienthong.records.registers import declared
from lienthong.records.registers.models import CorrectionRequest
from lienthong.records.registers.states import CorrectionState

WHERE = "/my-data/"
"""Where a person sees the state of each request."""


def subscribe() -> None:
    """Listen to requests and answers; called once at start."""
    outbox.subscribe("registers.correction.asked", tell_keepers)
    outbox.subscribe("registers.correction.proposed", tell_who_may_confirm)
    outbox.subscribe("registers.correction.answered", tell_who_is_concerned)


def tell_keepers(event: Event) -> None:
    """One notice for each official of the keeping body who may answer, in their own language; told twice, it is one."""
    request = _of(event)
    _tell_officials(request, event, _may_answer(request, event), once=f"correction asked {request.pk}")


def tell_who_may_confirm(event: Event) -> None:
    """The same people but for who proposed: one of them is to confirm. What was sent back meanwhile tells nothing."""
    request = _of(event)
    if request.proposed_by is None or request.state != CorrectionState.PROPOSED:
        return
    first = Mandate.objects.get(pk=request.proposed_by)
    others = [each for each in _may_answer(request, event) if each.pk != first.account_id]
    _tell_officials(request, event, others, once=f"correction proposed {request.pk} {request.proposed_at}")


def _of(event: Event) -> CorrectionRequest:
    return CorrectionRequest.objects.select_related("person", "keeper").get(pk=event.subject)


def _may_answer(request: CorrectionRequest, event: Event) -> list[Account]:
    """Who may answer for the keeping body, each once."""
    roles = [role for role in Role if reach_of(role, Verb.ANSWER_CORRECTION) is not None]
    found = [each.account for role in roles for each in mandates.holders(request.keeper_id, role, event.at)]
    return list({each.pk: each for each in found}.values())


def _tell_officials(request: CorrectionRequest, event: Event, accounts: list[Account], *, once: str) -> None:
    for account in accounts:
        with translation.override(account.language):
            facts = {**_facts(request), "person": request.person.full_name}
        url = f"/desk/corrections/{request.pk}/"
        notices.notify(account=account, kind=event.name, facts=facts, url=url, now=event.at, once_key=once)


def tell_who_is_concerned(event: Event) -> None:
    """One notice for each of them, in their own language; told twice, it is one."""
    request = _of(event)
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
