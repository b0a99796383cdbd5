"""What the stand-in grants: codes that work once for a minute, access tokens for ten, kept in memory."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from lienthong.doors.national_id.people import Person

CODE_SECONDS, TOKEN_SECONDS = 60, 600


class NotGranted(Exception):
    """The request to the token endpoint is refused; the word is that of RFC 6749 §5.2."""


@dataclass(frozen=True)
class Client:
    """Who may ask, and to which addresses answers go: compared letter by letter."""

    identity: str
    secret: str
    redirects: frozenset[str]
    algorithm: str = "ES256"
    name: str = "Liên Thông"


@dataclass(frozen=True)
class Question:
    """One authorisation request that was found in order."""

    client: str
    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    language: str = "vi"


@dataclass(frozen=True)
class Grant:
    """Who agreed to what, at which levels."""

    question: Question
    person: Person
    account_level: int
    authentication_level: int
    at: float


@dataclass
class Granted:
    """Codes and tokens that are out."""

    codes: dict[str, Grant] = field(default_factory=dict)
    spent: dict[str, list[str]] = field(default_factory=dict)
    tokens: dict[str, Grant] = field(default_factory=dict)

    def code_for(self, grant: Grant) -> str:
        """A fresh code; what is long over is forgotten."""
        self._tidy(grant.at)
        code = secrets.token_urlsafe(24)
        self.codes[code] = grant
        return code

    def redeem(self, *, client: Client, code: str, redirect_uri: str, verifier: str, now: float) -> tuple[Grant, str]:
        """Grant and access token for a code. A code that comes twice takes its tokens back. Raises NotGranted."""
        if code in self.spent:
            for token in self.spent.pop(code):
                self.tokens.pop(token, None)
            raise NotGranted("invalid_grant")
        grant = self.codes.pop(code, None)
        if grant is None or now - grant.at > CODE_SECONDS:
            raise NotGranted("invalid_grant")
        self.spent[code] = []
        asked = grant.question
        if (
            asked.client != client.identity
            or asked.redirect_uri != redirect_uri
            or not _fits(verifier, asked.challenge)
        ):
            raise NotGranted("invalid_grant")
        token = secrets.token_urlsafe(32)
        self.tokens[token] = grant
        self.spent[code].append(token)
        return grant, token

    def _tidy(self, now: float) -> None:
        for kept in (self.codes, self.tokens):
            for word in [word for word, grant in kept.items() if now - grant.at > TOKEN_SECONDS]:
                del kept[word]
        for word in [word for word, tokens in self.spent.items() if not any(token in self.tokens for token in tokens)]:
            del self.spent[word]

    def grant_of(self, token: str, now: float) -> Grant | None:
        """What an access token stands for; None when it is unknown or old."""
        grant = self.tokens.get(token)
        return grant if grant is not None and now - grant.at <= TOKEN_SECONDS else None


def _fits(verifier: str, challenge: str) -> bool:
    """PKCE, S256 (RFC 7636 §4.6)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return hmac.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"=").decode().encode(), challenge.encode())
