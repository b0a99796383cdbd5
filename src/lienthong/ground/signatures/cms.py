"""Detached CMS signatures at CAdES level B-B and B-T (ETSI EN 319 122-1), written in DER directly.

What never changes for a signer — its name in the signature, its certificates, the attribute that binds the signature
to the certificate — is encoded once and kept; a signature then costs one hash, one sort and one use of the key.
Verification lives in `cms_verify` and is offered here as well.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from asn1crypto import x509

from lienthong.ground.signatures import der, oids
from lienthong.ground.signatures.cms_verify import SignedBy, by_digest, verify_detached
from lienthong.ground.signatures.signer import SIGNATURE_ALGORITHM, Algorithm, Signer

__all__ = [
    "SignedBy",
    "TimeStamper",
    "add_timestamp",
    "by_digest",
    "detached",
    "signature_value",
    "signed_data",
    "verify_detached",
]

TimeStamper = Callable[[bytes], bytes]
"""Takes a SHA-256 digest, gives the DER of a time-stamp token over it."""

_SHA256 = der.sequence(der.oid(oids.SHA256))
_DIGEST_LENGTH = 32


def attribute(dotted: str, *values: bytes) -> bytes:
    """`Attribute`: an identifier and the set of its encoded values."""
    return der.sequence(der.oid(dotted), der.set_of(*values))


@dataclass(frozen=True, slots=True)
class _Constant:
    """What is the same in every signature of one signer."""

    signer_identifier: bytes
    signing_certificate: bytes
    certificates: bytes
    algorithm: bytes


@lru_cache(maxsize=4096)
def _constant_of(certificate_der: bytes, chain_der: tuple[bytes, ...], algorithm: Algorithm) -> _Constant:
    body = x509.Certificate.load(certificate_der)["tbs_certificate"]
    issuer, serial = body["issuer"].dump(), der.integer(body["serial_number"].native)
    issuer_and_serial = der.sequence(der.sequence(der.context(4, issuer)), serial)
    certificate_id = der.sequence(der.octets(hashlib.sha256(certificate_der).digest()), issuer_and_serial)
    return _Constant(
        signer_identifier=der.sequence(issuer, serial),
        signing_certificate=attribute(oids.SIGNING_CERTIFICATE_V2, der.sequence(der.sequence(certificate_id))),
        certificates=der.context(0, *sorted({certificate_der, *chain_der})),
        algorithm=SIGNATURE_ALGORITHM[algorithm],
    )


@lru_cache(maxsize=64)
def _said_of_time(at: datetime) -> bytes:
    """The signer's claim of the time: what is signed together has it together."""
    return attribute(oids.SIGNING_TIME, der.time(at))


@lru_cache(maxsize=8)
def _said_of_content(content_type: str) -> bytes:
    return attribute(oids.CONTENT_TYPE, der.oid(content_type))


def claimed_role(role: str) -> bytes:
    """Attribute that carries the capacity in which the signer claims to sign, such as `KT.`.

    EN 319 122-1 §5.2.6 leaves the kind of claimed attribute open; like the EU's own engine we write a `name`
    (2.5.4.41) as UTF-8, which people can read in any tool.
    """
    claimed = der.context(0, der.sequence(attribute(oids.CLAIMED_NAME, der.utf8(role))))
    return attribute(oids.SIGNER_ATTRIBUTES_V2, der.sequence(claimed))


def detached(
    signer: Signer,
    digest: bytes,
    *,
    signing_time: datetime | None = None,
    timestamp: TimeStamper | None = None,
    role: str | None = None,
) -> bytes:
    """CMS signature (DER) over the content whose SHA-256 is `digest`; the content itself is not inside.

    `signing_time` is the signer's own claim (leave it out inside a PDF, which has its own place for it);
    `timestamp` raises the level to B-T; `role` is the capacity in which the person signs.
    """
    if len(digest) != _DIGEST_LENGTH:
        raise ValueError("the digest is not a SHA-256")
    return signed_data(
        signer, digest, content_type=oids.DATA, signing_time=signing_time, timestamp=timestamp, role=role
    )


def signed_data(
    signer: Signer,
    digest: bytes,
    *,
    content_type: str,
    content: bytes | None = None,
    signing_time: datetime | None = None,
    timestamp: TimeStamper | None = None,
    role: str | None = None,
    with_certificates: bool = True,
) -> bytes:
    """`SignedData` over any kind of content, which travels inside when `content` is given (as in time-stamps)."""
    constant = _constant_of(signer.certificate_der, signer.chain_der, signer.algorithm)
    attributes = [
        _said_of_content(content_type),
        attribute(oids.MESSAGE_DIGEST, der.octets(digest)),
        constant.signing_certificate,
    ]
    if signing_time is not None:
        attributes.append(_said_of_time(signing_time))
    if role:
        attributes.append(claimed_role(role))
    signed = der.set_of(*attributes)
    value = signer.sign(signed)
    info = [
        der.integer(1),
        constant.signer_identifier,
        _SHA256,
        b"\xa0" + signed[1:],
        constant.algorithm,
        der.octets(value),
    ]
    if timestamp is not None:
        token = timestamp(hashlib.sha256(value).digest())
        info.append(der.context(1, attribute(oids.SIGNATURE_TIME_STAMP, token)))
    return _content_info(constant.certificates if with_certificates else b"", info, content_type, content)


def _content_info(certificates: bytes, info: list[bytes], content_type: str, content: bytes | None) -> bytes:
    enclosed = () if content is None else (der.context(0, der.octets(content)),)
    version = 1 if content_type == oids.DATA else 3
    return der.sequence(
        der.oid(oids.SIGNED_DATA),
        der.context(
            0,
            der.sequence(
                der.integer(version),
                der.set_of(_SHA256),
                der.sequence(der.oid(content_type), *enclosed),
                certificates,
                der.set_of(der.sequence(*info)),
            ),
        ),
    )


def signature_value(cms_der: bytes) -> bytes:
    """The signature octets of the only signer: what a time-stamp is made over. Refuses several signers."""
    *_, parts = _path_to_signer(cms_der)
    return parts[5].content


def add_timestamp(cms_der: bytes, token: bytes) -> bytes:
    """The same signature with a time-stamp `token` over its value added as an unsigned attribute (level B-T)."""
    wrapper, explicit, signed, infos, parts = _path_to_signer(cms_der)
    present = [child.encoded for child in parts[6].children()] if len(parts) > 6 else []  # noqa: PLR2004 - [1] is 7th
    unsigned = sorted([*present, attribute(oids.SIGNATURE_TIME_STAMP, token)])
    info = der.sequence(*(part.encoded for part in parts[:6]), der.context(1, *unsigned))
    before = [child.encoded for child in signed.children() if child.start < infos.start]
    rebuilt = der.sequence(*before, der.tlv(der.SET, info))
    return der.sequence(wrapper.children()[0].encoded, der.tlv(explicit.tag, rebuilt))


def _path_to_signer(cms_der: bytes) -> tuple[der.Value, der.Value, der.Value, der.Value, list[der.Value]]:
    wrapper = der.read(cms_der).expect(der.SEQUENCE)
    _, explicit = wrapper.children()
    (signed,) = explicit.children()
    infos = signed.children()[-1].expect(der.SET)
    (info,) = infos.children()
    return wrapper, explicit, signed, infos, info.children()
