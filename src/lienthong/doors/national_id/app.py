"""The stand-in as an ASGI application: discovery, keys, authorisation code with PKCE, token and userinfo."""

import base64
import hashlib
import hmac
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import lienthong
from lienthong.doors.national_id import pages, people, wording
from lienthong.doors.national_id.granting import TOKEN_SECONDS, Client, Grant, Granted, NotGranted, Question
from lienthong.doors.national_id.keys import ALGORITHMS, Keys, half_of

STYLE = Path(lienthong.__file__).parent / "kit" / "static" / "kit"
ASKED = ("client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge",
         "code_challenge_method", "ui_locales")  # fmt: skip
AMR = {1: ["pwd"], 2: ["pwd", "hwk"], 3: ["pwd", "face"], 4: ["pwd", "hwk", "face"]}
_NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}


@dataclass
class StandIn:
    """One provider: its address, who may ask it, its people, its keys, and what it has granted."""

    issuer: str
    clients: Mapping[str, Client]
    known: dict[str, people.Person] = field(default_factory=people.read)
    keys: Keys = field(default_factory=Keys)
    granted: Granted = field(default_factory=Granted)
    clock: Callable[[], float] = time.time

    def application(self) -> Starlette:
        """The routes."""
        return Starlette(
            routes=[
                Route("/", self.idle),
                Route("/.well-known/openid-configuration", self.describe),
                Route("/jwks", self.jwks),
                Route("/authorize", self.authorize, methods=["GET", "POST"]),
                Route("/token", self.token, methods=["POST"]),
                Route("/userinfo", self.userinfo, methods=["GET", "POST"]),
                Mount("/static", StaticFiles(directory=STYLE)),
            ]
        )

    async def idle(self, request: Request) -> Response:
        """What this is."""
        return _page(pages.idle(wording.language(request.headers.get("accept-language", ""))))

    async def describe(self, _request: Request) -> Response:
        """OpenID Connect Discovery 1.0."""
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/jwks",
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": ["authorization_code"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": list(ALGORITHMS),
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "code_challenge_methods_supported": ["S256"],
                "scopes_supported": ["openid", "profile"],
                "claims_supported": ["sub", "name", "birthdate", "personal_number", "acr", "amr", "auth_time"],
                "acr_values_supported": [acr(account, strength) for account in (1, 2) for strength in AMR],
                "ui_locales_supported": list(wording.WORDS),
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def jwks(self, _request: Request) -> Response:
        """The public keys."""
        return JSONResponse(self.keys.published())

    async def authorize(self, request: Request) -> Response:
        """Ask the person, or send the answer back; to an address that is not registered nobody is sent."""
        said = dict(request.query_params) if request.method == "GET" else await _form(request)
        asked = {name: said.get(name, "") for name in ASKED}
        spoken = wording.language(asked["ui_locales"])
        client = self.clients.get(asked["client_id"])
        if client is None or asked["redirect_uri"] not in client.redirects:
            return _page(pages.wrong(spoken), status=400)
        question = Question(
            client=client.identity,
            redirect_uri=asked["redirect_uri"],
            state=asked["state"],
            nonce=asked["nonce"],
            challenge=asked["code_challenge"],
            language=spoken,
        )
        problem = _problem(asked)
        if problem:
            return self._back(question, error=problem)
        if request.method == "GET":
            return self._ask(question, asked)
        return self._answer(question, asked, said)

    def _ask(self, question: Question, asked: dict[str, str], *, missing: bool = False) -> Response:
        client = self.clients[question.client].name
        shown = pages.choosing(self.known.values(), asked, client=client, language=question.language, missing=missing)
        return _page(shown, status=400 if missing else 200, sends_to=question.redirect_uri)

    def _answer(self, question: Question, asked: dict[str, str], said: dict[str, str]) -> Response:
        if said.get("answer") != "yes":
            return self._back(question, error="access_denied")
        number = said.get("person") or said.get("number", "")
        person = people.somebody(number, said.get("full_name", ""), self.known)
        level, strength = said.get("account_level", ""), said.get("authentication_level", "")
        if person is None or level not in {"1", "2"} or strength not in {str(known) for known in AMR}:
            return self._ask(question, asked, missing=True)
        grant = Grant(question, person, int(level), int(strength), self.clock())
        return self._back(question, code=self.granted.code_for(grant))

    def _back(self, question: Question, **answer: str) -> Response:
        words = urlencode({**answer, "state": question.state, "iss": self.issuer})
        joint = "&" if "?" in question.redirect_uri else "?"
        return RedirectResponse(f"{question.redirect_uri}{joint}{words}", status_code=303, headers=_NO_STORE)

    async def token(self, request: Request) -> Response:
        """Tokens for a code."""
        said = await _form(request)
        client = self._client(request, said)
        if client is None:
            challenge = {"www-authenticate": 'Basic realm="token"', **_NO_STORE}
            return JSONResponse({"error": "invalid_client"}, status_code=401, headers=challenge)
        if said.get("grant_type") != "authorization_code":
            return JSONResponse({"error": "unsupported_grant_type"}, status_code=400, headers=_NO_STORE)
        words = {name: said.get(name, "") for name in ("code", "redirect_uri", "code_verifier")}
        now = self.clock()
        try:
            grant, access = self.granted.redeem(
                client=client,
                code=words["code"],
                redirect_uri=words["redirect_uri"],
                verifier=words["code_verifier"],
                now=now,
            )
        except NotGranted as refused:
            return JSONResponse({"error": str(refused)}, status_code=400, headers=_NO_STORE)
        issued = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": self.keys.sign(self._claims(grant, access, now), client.algorithm),
            "scope": "openid profile",
        }
        return JSONResponse(issued, headers=_NO_STORE)

    async def userinfo(self, request: Request) -> Response:
        """Who the person is, for whoever holds an access token."""
        scheme, _space, token = request.headers.get("authorization", "").partition(" ")
        grant = self.granted.grant_of(token, self.clock()) if scheme.lower() == "bearer" else None
        if grant is None:
            headers = {"www-authenticate": 'Bearer error="invalid_token"', **_NO_STORE}
            return JSONResponse({"error": "invalid_token"}, status_code=401, headers=headers)
        person = grant.person
        said: dict[str, Any] = {"sub": self._subject(grant), "name": person.full_name, "personal_number": person.number}
        return JSONResponse(said | ({"birthdate": person.born_on} if person.born_on else {}), headers=_NO_STORE)

    def _claims(self, grant: Grant, access: str, now: float) -> dict[str, Any]:
        return {
            "iss": self.issuer,
            "sub": self._subject(grant),
            "aud": grant.question.client,
            "iat": int(now),
            "exp": int(now) + 300,
            "auth_time": int(grant.at),
            "acr": acr(grant.account_level, grant.authentication_level),
            "amr": AMR[grant.authentication_level],
            "at_hash": half_of(access),
            **({"nonce": grant.question.nonce} if grant.question.nonce else {}),
        }

    def _subject(self, grant: Grant) -> str:
        """Another one for every client, so that two of them cannot compare whom they know."""
        return hashlib.sha256(f"{self.issuer} {grant.question.client} {grant.person.number}".encode()).hexdigest()[:40]

    def _client(self, request: Request, said: dict[str, str]) -> Client | None:
        """Who asks, by HTTP Basic or in the form (RFC 6749 §2.3.1)."""
        identity, secret = said.get("client_id", ""), said.get("client_secret", "")
        scheme, _space, word = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            identity, secret = _basic(word)
        client = self.clients.get(identity)
        known = client is not None and hmac.compare_digest(client.secret.encode(), secret.encode())
        return client if known and secret else None


async def _form(request: Request) -> dict[str, str]:
    """What a form sent; of a field that comes twice, the first, so that nothing can be slipped in behind it."""
    body = (await request.body()).decode("utf-8", "replace")
    return dict(reversed(parse_qsl(body, keep_blank_values=True, max_num_fields=40)))


def acr(account_level: int, authentication_level: int) -> str:
    """The word for a pair of levels of Decree 69/2024."""
    return f"urn:lienthong:acr:{account_level}:{authentication_level}"


def _problem(asked: dict[str, str]) -> str:
    """What is wrong with a request of a client we know, in the word of RFC 6749 §4.1.2.1; empty when nothing is."""
    if asked["response_type"] != "code":
        return "unsupported_response_type"
    if "openid" not in asked["scope"].split():
        return "invalid_scope"
    if asked["code_challenge_method"] != "S256" or len(asked["code_challenge"]) != 43:  # noqa: PLR2004 - SHA-256
        return "invalid_request"
    return ""


def _basic(word: str) -> tuple[str, str]:
    try:
        identity, _colon, secret = base64.b64decode(word, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return unquote(identity), unquote(secret)


def _page(html: str, *, status: int = 200, sends_to: str = "") -> HTMLResponse:
    """A page that loads nothing but the style sheet; its form may lead on to the address that was registered."""
    there = quote(sends_to.split("?", maxsplit=1)[0], safe=":/[]") if sends_to else ""
    policy = (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none';"
        f" frame-ancestors 'none'; form-action 'self' {there}"
    )
    headers = {"content-security-policy": policy.strip(), "referrer-policy": "no-referrer", **_NO_STORE}
    return HTMLResponse(html, status_code=status, headers=headers)


def from_environment() -> Starlette:
    """The stand-in as its environment says (docs/operations/settings.md); granian calls this."""
    client = Client(
        identity=os.environ.get("LIENTHONG_NATIONAL_ID_CLIENT", "lienthong"),
        secret=os.environ["LIENTHONG_NATIONAL_ID_SECRET"],
        redirects=frozenset(os.environ["LIENTHONG_NATIONAL_ID_REDIRECTS"].split(",")),
    )
    place = Path(os.environ.get("LIENTHONG_NATIONAL_ID_PEOPLE") or people.SUPPLIED)
    standing = StandIn(os.environ["LIENTHONG_NATIONAL_ID"], {client.identity: client}, people.read(place))
    return standing.application()
