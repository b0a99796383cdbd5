"""Judging an id_token: numbered steps, and whatever goes wrong in any of them means that it is not believed.

Source: OpenID Connect Core 1.0 §3.1.3.7; RFC 8725 (algorithms are ours to choose, never the token's).
"""

import base64
import hashlib
import hmac
import re
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from lienthong.ground.identity.adapters.national_id.provider import Provider
from lienthong.ground.identity.adapters.national_id.refusals import AnswerNotBelieved

ALGORITHMS = ["RS256", "ES256"]
SKEW_SECONDS = 60
OLDEST_SECONDS = 600
"""An id_token that was issued so long ago is not the answer to what was just asked."""
_COMPACT = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){2}")


def claims_of(token: Any, provider: Provider, *, client_id: str, nonce: str, now: float) -> dict[str, Any]:
    """What a token says, when all of it holds. Refuses: AnswerNotBelieved, NationalIdSilent."""
    # 1. It is three words of base64url without padding, nothing else (joserfc forgives more).
    if not isinstance(token, str) or not _COMPACT.fullmatch(token) or any(len(w) % 4 == 1 for w in token.split(".")):
        raise AnswerNotBelieved
    claims, header = _opened(token, provider)
    # 4. It is from this provider, for us, about somebody.
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    about = claims.get("sub")
    if claims.get("iss") != provider.issuer or client_id not in audiences or not isinstance(about, str) or not about:
        raise AnswerNotBelieved(why="issuer, audience or subject")
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != client_id:
        raise AnswerNotBelieved(why="authorised party")
    # 5. It is of this moment.
    expires, issued = _instant(claims.get("exp")), _instant(claims.get("iat"))
    if now >= expires + SKEW_SECONDS or not now - OLDEST_SECONDS <= issued <= now + SKEW_SECONDS:
        raise AnswerNotBelieved(why="time")
    if _instant(claims.get("nbf", issued)) > now + SKEW_SECONDS:
        raise AnswerNotBelieved(why="time")
    # 6. It answers the question that this browser asked.
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise AnswerNotBelieved(why="nonce")
    return {**claims, "alg": header["alg"]}


def _opened(token: str, provider: Provider) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        # 2. Its algorithm is one of ours and fits the key that the provider publishes under this name.
        header = jws.extract_compact(token.encode()).headers()
        if header.get("alg") not in ALGORITHMS or "crit" in header:
            raise AnswerNotBelieved(why="algorithm")
        key = provider.key(header.get("kid"))
        # 3. The signature holds.
        found = jwt.decode(token, key, algorithms=ALGORITHMS)
    except (JoseError, ValueError, TypeError, KeyError) as problem:
        raise AnswerNotBelieved(why="signature") from problem
    return dict(found.claims), dict(header)


def is_bound(claims: dict[str, Any], access_token: str) -> bool:
    """Does the token name this access token, if it names one at all? Both algorithms hash with SHA-256."""
    if "at_hash" not in claims:
        return True
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return hmac.compare_digest(str(claims["at_hash"]).encode(), base64.urlsafe_b64encode(half).rstrip(b"="))


def _instant(said: Any) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise AnswerNotBelieved(why="time")
    return float(said)
