"""The provider as it describes itself: addresses and keys, remembered for a while, fetched anew when keys change."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from lienthong.ground.identity.adapters.national_id.refusals import AnswerNotBelieved, NationalIdSilent, NotConnected

DISCOVERY = "/.well-known/openid-configuration"
REMEMBERED_SECONDS, ANEW_AFTER_SECONDS = 3600.0, 30.0
"""How long a description and its keys are remembered; how soon we ask again for an unknown key, or whether it lives."""
PATIENCE_SECONDS = 5.0
NEEDED = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


def is_connected() -> bool:
    """Is a provider set at all?"""
    return bool(settings.NATIONAL_ID.get("issuer") and settings.NATIONAL_ID.get("client_id"))


def is_safe(address: str) -> bool:
    """Over https, or on this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"})


def call(method: str, address: str, **more: Any) -> httpx.Response:
    """One call to the provider; redirects are not followed. Refuses: NationalIdSilent."""
    try:
        answer = httpx.request(method, address, timeout=PATIENCE_SECONDS, follow_redirects=False, **more)
    except httpx.HTTPError as problem:
        raise NationalIdSilent from problem
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise NationalIdSilent
    return answer


def as_object(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer that succeeded. Refuses: AnswerNotBelieved."""
    try:
        found = answer.json() if answer.status_code == httpx.codes.OK else None
    except ValueError as problem:
        raise AnswerNotBelieved from problem
    if not isinstance(found, dict):
        raise AnswerNotBelieved
    return found


@dataclass
class Provider:
    """One issuer, with what was learnt of it and when."""

    issuer: str
    described: Mapping[str, Any] | None = None
    described_at: float = 0.0
    keys: KeySet | None = None
    keys_at: float = 0.0

    def describe(self, *, within: float = REMEMBERED_SECONDS) -> Mapping[str, Any]:
        """Its description, at most so many seconds old. Refuses: NationalIdSilent, AnswerNotBelieved."""
        if self.described is None or time.monotonic() - self.described_at > within:
            found = as_object(call("GET", self.issuer.rstrip("/") + DISCOVERY))
            if found.get("issuer") != self.issuer or not all(is_safe(str(found.get(name, ""))) for name in NEEDED):
                raise AnswerNotBelieved
            self.described, self.described_at = found, time.monotonic()
        return self.described

    def key(self, kid: str | None) -> Key:
        """The key of this name; an unknown name makes us ask once whether keys were changed.

        Refuses: NationalIdSilent, AnswerNotBelieved.
        """
        age = time.monotonic() - self.keys_at
        if self.keys is None or age > REMEMBERED_SECONDS or (self._find(kid) is None and age > ANEW_AFTER_SECONDS):
            self._fetch_keys()
        found = self._find(kid)
        if found is None:
            raise AnswerNotBelieved
        return found

    def _find(self, kid: str | None) -> Key | None:
        keys = self.keys.keys if self.keys else []
        if kid is None:
            return keys[0] if len(keys) == 1 else None
        return next((key for key in keys if key.kid == kid), None)

    def _fetch_keys(self) -> None:
        found = as_object(call("GET", self.describe()["jwks_uri"]))
        try:
            self.keys = KeySet.import_key_set(_for_signing(found))
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as problem:
            raise AnswerNotBelieved from problem
        self.keys_at = time.monotonic()


def _for_signing(found: dict[str, Any]) -> Any:
    """Public keys of the two kinds we take; a secret that was published by mistake is no key for us."""
    keys = [key for key in found["keys"] if key.get("kty") in {"RSA", "EC"} and key.get("use", "sig") == "sig"]
    return {"keys": keys}


@cache
def _provider(issuer: str) -> Provider:
    return Provider(issuer)


def provider() -> Provider:
    """The one that is set. Refuses: NotConnected."""
    if not is_connected():
        raise NotConnected
    return _provider(settings.NATIONAL_ID["issuer"])


def forget() -> None:
    """Begin anew: nothing is known of any provider."""
    _provider.cache_clear()
