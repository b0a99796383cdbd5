"""A root, an authority under it and seals of bodies, made in memory: credentials are judged without a database."""

import base64
import json
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lienthong.ground.signatures import authority, jose, sdjwt
from lienthong.ground.signatures.signer import KeyInMemory, Signer, algorithm_of
from lienthong.ground.signatures.states import Profile
from lienthong.ground.signatures.trust import Trust

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LIST = "https://lienthong.example/status-lists/H41/1"
KIND = "urn:lienthong:vct:driving-licence:1"
CLAIMS = {
    "name": "Nguyễn Thị Ánh",
    "number": "790123456789",
    "class": "B",
    "born": "1990-02-28",
    "address": {"street": "12 Lê Lợi", "province": "Nghệ An"},
}


def salts():
    """Salts that are the same each time."""
    count = iter(range(100_000))
    return lambda: next(count).to_bytes(sdjwt.SALT_BYTES, "big")


def _public(key):
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def certified(profile, key, name, above=None, *, now=NOW):
    """A certificate for a key; `above` is the issuer's certificate and key, None for a root."""
    issuer, issuer_key = above or (None, key)
    body = authority.certificate_body(
        profile,
        name=name,
        public_key=_public(key),
        issuer=authority.Issuer(
            issuer,
            algorithm_of(issuer_key),
            _public(issuer_key),
            authority.Addresses("https://lienthong.example", "seals") if issuer else None,
        ),
        serial=x509.random_serial_number(),
        now=now,
    )
    return authority.signed(body, KeyInMemory(issuer_key))


class House:
    """One hierarchy; `body(…)` gives a seal under it."""

    def __init__(self, title="Gốc thử"):
        self.root_key, self.under_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        self.root = certified(Profile.ROOT, self.root_key, authority.subject(title))
        above = (x509.load_der_x509_certificate(self.root), self.root_key)
        self.under = certified(Profile.AUTHORITY, self.under_key, authority.subject(f"{title}: con dấu"), above)
        self.trust = Trust([self.root], require_revocation=False)

    def body(self, name="UBND tỉnh Nghệ An", code="H41", *, key=None, now=NOW, profile=Profile.SEAL):
        key = key or ec.generate_private_key(ec.SECP256R1())
        above = (x509.load_der_x509_certificate(self.under), self.under_key)
        subject = authority.subject(name, organisation=name, code=code)
        return Signer(certified(profile, key, subject, above, now=now), (self.under,), KeyInMemory(key))


@cache
def house():
    return House()


@cache
def seal():
    return house().body()


@cache
def rsa_seal():
    return house().body(key=rsa.generate_private_key(65537, 2048))


def issue(signer=None, **more):
    given = {
        "kind": KIND,
        "issuer": "https://lienthong.example/bodies/H41",
        "claims": CLAIMS,
        "disclosable": ["name", "number", "born", "address"],
        "issued_at": NOW,
        "ends_at": NOW + timedelta(days=365),
        "status": sdjwt.StatusPlace(LIST, 4711),
        "salt": salts(),
    }
    return sdjwt.issue(signer or seal(), **given | more)


# -- forging ----------------------------------------------------------------------------------------------------------
def raw(value):
    """base64url of JSON as it is given, text or object."""
    return jose.to_text((value if isinstance(value, str) else json.dumps(value)).encode())


def forged(payload, *, header=None, signer=None, tail="~"):
    """Really signed, whatever is in it: `payload` and `header` are objects, or JSON as text."""
    signer = signer or seal()
    own = {"alg": "ES256", "typ": sdjwt.KIND, "x5c": [base64.b64encode(c).decode() for c in chain(signer)]}
    covered = f"{raw(own if header is None else header(own) if callable(header) else header)}.{raw(payload)}"
    return f"{covered}.{jose.to_text(_value(signer, covered))}{tail}"


def chain(signer):
    return (signer.certificate_der, *signer.chain_der)


def _value(signer, covered):
    value = signer.sign(covered.encode())
    return jose._side_by_side(value) if signer.algorithm == "ecdsa" else value
