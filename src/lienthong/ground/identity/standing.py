"""How sure we are of the person behind a request, and signing a person in with what was shown."""

from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest

from lienthong.ground.identity import assurance, queries, receivers, sessions, step_up
from lienthong.ground.identity.assurance import Assurance
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.states import AccountLevel, Level, Proof, Way


def of_request(request: HttpRequest) -> Assurance | None:
    """What this session proves at this instant; None for whoever is not signed in. One query."""
    account = request.user
    if not isinstance(account, Account):
        return None
    about = request.session.get(sessions.ABOUT) or {}
    held = queries.identification_of(account, request.now)  # type: ignore[attr-defined]
    facts = assurance.SessionFacts(
        records=(*_simulated(about), *step_up.records(request)),
        account_level=AccountLevel(held.level) if held else AccountLevel.UNPROVEN,
        proven_by=Proof(held.way) if held else None,
        way=Way(about.get("way") or Way.OTHER),
        demonstration=bool(settings.DEMO and account.synthetic),
    )
    return assurance.of_session(facts)


def require(request: HttpRequest, needed: Level) -> Assurance:
    """The gate before a step that asks for a level; what it gives back is kept with the step.

    Refuses: SignInFirst, ProofOfPersonNeeded, StrongerProofNeeded.
    """
    return assurance.require(of_request(request), needed)


def enter(request: HttpRequest, account: Account, *, way: Way, method: str, **said: Any) -> None:
    """Sign the person in, in a new session, and write down by what: `method` and what it says of itself.

    Nothing of another person's session stays. Whoever calls has checked the proof.
    """
    if request.user.is_authenticated and request.user.pk != account.pk:
        request.session.flush()
    setattr(request, receivers.WAY, way)
    get_adapter().login(request, account)
    record_authentication(request, account, method=method, **said)


def _simulated(about: dict[str, Any]) -> list[dict[str, Any]]:
    """A session of "sign in as…" holds no proof; in the demonstration it counts as one of two factors."""
    if about.get("way") != Way.DEMONSTRATION:
        return []
    return [{"method": "demonstration", "at": datetime.fromisoformat(about["began_at"]).timestamp()}]
