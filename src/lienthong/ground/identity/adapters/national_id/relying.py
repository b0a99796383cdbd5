"""Asking the provider who somebody is, and believing its answer or not.

Authorisation code with PKCE (S256); state, nonce and verifier stay in the person's own session and work once.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from lienthong.ground.identity import rules
from lienthong.ground.identity.adapters.national_id import tokens
from lienthong.ground.identity.adapters.national_id.provider import ANEW_AFTER_SECONDS, as_object, call, provider
from lienthong.ground.identity.adapters.national_id.refusals import AnswerNotBelieved, LevelUnknown, Stopped
from lienthong.ground.identity.states import AccountLevel, AuthenticationLevel

SCOPE = "openid profile"
LEVELS = {
    f"urn:lienthong:acr:{account}:{authentication}": (account, authentication)
    for account in (1, 2)
    for authentication in (1, 2, 3, 4)
}
"""`acr` → account level and authentication level of Decree 69/2024; an installation may set other words for them."""
ASKED_HOLDS_SECONDS = 900


@dataclass(frozen=True)
class Asked:
    """What the session remembers until the answer comes: plain values only."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    at: float
    following: str
    binds: bool
    """Is the answer to be bound to the account that is signed in, rather than to sign somebody in?"""

    def plain(self) -> dict[str, Any]:
        """For the session."""
        return asdict(self)


@dataclass(frozen=True)
class Person:
    """Who the provider says it is, and how sure it is."""

    number: str
    full_name: str
    account_level: AccountLevel
    authentication_level: AuthenticationLevel
    acr: str
    evidence: str


def ask(*, redirect_uri: str, following: str, binds: bool, language: str, now: datetime) -> tuple[str, Asked]:
    """The address to send the person to, and what to remember. Refuses: NotConnected, NationalIdSilent."""
    asked = Asked(
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        redirect_uri=redirect_uri,
        at=now.timestamp(),
        following=following,
        binds=binds,
    )
    challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
    question = {
        "response_type": "code",
        "client_id": settings.NATIONAL_ID["client_id"],
        "redirect_uri": redirect_uri,
        "scope": SCOPE,
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "prompt": "login",
        "ui_locales": language,
    }
    there = provider().describe(within=ANEW_AFTER_SECONDS)["authorization_endpoint"]  # nobody is sent to a dead place
    return f"{there}{'&' if '?' in there else '?'}{urlencode(question)}", asked


def believe(*, asked: Asked, answer: Mapping[str, str], now: datetime) -> Person:
    """Who it is, from what the browser brought back and what the provider says to us alone.

    Refuses: Stopped, AnswerNotBelieved, LevelUnknown, NationalIdSilent, NotConnected.
    """
    _require_answer_of(asked, answer, now)
    issued = _redeem(asked, answer["code"])
    access_token = str(issued.get("access_token", ""))
    claims = tokens.claims_of(
        issued.get("id_token"),
        provider(),
        client_id=settings.NATIONAL_ID["client_id"],
        nonce=asked.nonce,
        now=now.timestamp(),
    )
    if not access_token or not tokens.is_bound(claims, access_token):
        raise AnswerNotBelieved(why="access token")
    return _person(claims, _more_about(claims["sub"], access_token))


def _require_answer_of(asked: Asked, answer: Mapping[str, str], now: datetime) -> None:
    """Is this the answer to what was asked here, in time, by the provider we asked (RFC 9207)?"""
    if not hmac.compare_digest(answer.get("state", "").encode(), asked.state.encode()):
        raise AnswerNotBelieved(why="state")
    if now.timestamp() - asked.at > ASKED_HOLDS_SECONDS:
        raise AnswerNotBelieved(why="too late")
    known = provider()
    says_who = known.describe().get("authorization_response_iss_parameter_supported") is True
    if (says_who or "iss" in answer) and answer.get("iss") != known.issuer:
        raise AnswerNotBelieved(why="issuer of the answer")
    if answer.get("error") in {"access_denied", "login_required", "interaction_required"}:
        raise Stopped
    if "error" in answer or not answer.get("code"):
        raise AnswerNotBelieved(why="error")


def _redeem(asked: Asked, code: str) -> dict[str, Any]:
    """The tokens for the code, asked for with our secret and the verifier that only this session knows."""
    known = settings.NATIONAL_ID
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": asked.redirect_uri,
        "code_verifier": asked.verifier,
    }
    described = provider().describe()
    ours: dict[str, Any] = {"auth": (known["client_id"], known["client_secret"])}
    if "client_secret_basic" not in described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
        form |= {"client_id": known["client_id"], "client_secret": known["client_secret"]}
        ours = {}
    return as_object(call("POST", described["token_endpoint"], data=form, **ours))


def _more_about(subject: str, access_token: str) -> dict[str, Any]:
    """What the provider says of the person; it must be the same one."""
    headers = {"authorization": f"Bearer {access_token}"}
    said = as_object(call("GET", provider().describe()["userinfo_endpoint"], headers=headers))
    if said.get("sub") != subject:
        raise AnswerNotBelieved(why="another person")
    return said


def _levels(said: str) -> dict[str, tuple[int, int]]:
    """`high=2:3 low=1:1` as the operator writes it; what is malformed counts for nothing, so it opens nothing."""
    found = re.findall(r"(\S+)=([12]):([1-4])(?=\s|$)", said)
    return {acr: (int(account), int(authentication)) for acr, account, authentication in found}


def _person(claims: dict[str, Any], said: dict[str, Any]) -> Person:
    known = settings.NATIONAL_ID
    acr = claims.get("acr")
    levels = _levels(known.get("levels") or "") or LEVELS
    if not isinstance(acr, str) or acr not in levels:
        raise LevelUnknown
    account, authentication = levels[acr]
    number = said.get(known.get("number_claim") or "personal_number")
    name = said.get("name")
    if not isinstance(number, str) or not isinstance(name, str) or not name.strip():
        raise AnswerNotBelieved(why="who")
    return Person(
        number=rules.require_number(number),
        full_name=name,
        account_level=AccountLevel(account),
        authentication_level=AuthenticationLevel(authentication),
        acr=acr,
        evidence=f"{claims['iss']} · {claims['sub'][:60]} · {int(claims['iat'])}",
    )
