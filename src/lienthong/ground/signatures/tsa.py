"""The time-stamping authority (RFC 3161): reads requests strictly, writes tokens in DER directly.

Pure but for the serial number, which is a fresh UUIDv7 and so unique between all processes and nodes.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from lienthong.ground.signatures import cms, der, oids
from lienthong.ground.signatures.signer import Signer
from lienthong.kit.ids import new_id

LARGEST_REQUEST_BYTES = 4096
ACCURACY = der.sequence(der.integer(1))
"""One second: tokens carry whole seconds, cut off."""
_LENGTHS = {oids.SHA256: 32, oids.SHA384: 48, oids.SHA512: 64}
_GRANTED, _REJECTION = 0, 2
_LONGEST_NONCE_BYTES = 32


class Failure(IntEnum):
    """Why a request was refused (`PKIFailureInfo`, RFC 3161 §2.4.2): the number is the bit."""

    BAD_ALGORITHM = 0
    BAD_REQUEST = 2
    BAD_DATA_FORMAT = 5
    POLICY_NOT_ACCEPTED = 15
    EXTENSION_NOT_ACCEPTED = 16


class RequestRefused(Exception):
    """The request cannot be granted."""

    def __init__(self, failure: Failure) -> None:
        """`failure` goes into the answer."""
        self.failure = failure
        super().__init__(failure.name)


@dataclass(frozen=True, slots=True)
class Request:
    """A well-formed request: imprint and nonce encoded as they came, and whether certificates are wanted."""

    imprint: bytes
    nonce: bytes
    with_certificates: bool


def read_request(encoded: bytes) -> Request:
    """Read a `TimeStampReq`. Refuses: RequestRefused, with the reason the protocol has for it."""
    if len(encoded) > LARGEST_REQUEST_BYTES:
        raise RequestRefused(Failure.BAD_REQUEST)
    try:
        version, imprint, *optional = der.read(encoded).expect(der.SEQUENCE).children()
        if version.as_integer() != 1:
            raise RequestRefused(Failure.BAD_REQUEST)
        _require_imprint(imprint)
        return _with_options(imprint.encoded, optional)
    except ValueError as malformed:
        raise RequestRefused(Failure.BAD_DATA_FORMAT) from malformed


def _require_imprint(imprint: der.Value) -> None:
    algorithm, digest = imprint.expect(der.SEQUENCE).children()
    identifier, *parameters = algorithm.expect(der.SEQUENCE).children()
    if [value.encoded for value in parameters] not in ([], [der.NULL]):
        raise RequestRefused(Failure.BAD_ALGORITHM)
    expected = next((n for dotted, n in _LENGTHS.items() if der.oid(dotted) == identifier.encoded), None)
    if expected is None:
        raise RequestRefused(Failure.BAD_ALGORITHM)
    if len(digest.expect(der.OCTET_STRING).content) != expected:
        raise RequestRefused(Failure.BAD_DATA_FORMAT)


def _with_options(imprint: bytes, optional: list[der.Value]) -> Request:
    nonce, with_certificates = b"", False
    if optional and optional[0].tag == der.OID and optional.pop(0).encoded != der.oid(oids.TSA_POLICY):
        raise RequestRefused(Failure.POLICY_NOT_ACCEPTED)
    if optional and optional[0].tag == der.INTEGER:
        nonce = optional.pop(0).encoded
        der.read(nonce).as_integer()
        if len(nonce) > _LONGEST_NONCE_BYTES + 2:
            raise RequestRefused(Failure.BAD_REQUEST)
    if optional and optional[0].tag == der.BOOLEAN:
        if optional.pop(0).encoded != der.TRUE:
            raise RequestRefused(Failure.BAD_DATA_FORMAT)
        with_certificates = True
    if optional:
        raise RequestRefused(Failure.EXTENSION_NOT_ACCEPTED)
    return Request(imprint, nonce, with_certificates)


def token_for(digest: bytes, *, signer: Signer, now: datetime) -> bytes:
    """A time-stamp token over a SHA-256 digest, certificates inside: for our own signatures."""
    algorithm = der.sequence(der.oid(oids.SHA256), der.NULL)
    request = Request(der.sequence(algorithm, der.octets(digest)), b"", with_certificates=True)
    return _token(request, signer=signer, now=now)


def stamper(signer: Signer, now: datetime) -> Callable[[bytes], bytes]:
    """`token_for` with authority and moment filled in, as `cms.detached` wants it."""
    return lambda digest: token_for(digest, signer=signer, now=now)


def respond(encoded: bytes, *, signer: Signer, now: datetime) -> bytes:
    """The answer to a request (`TimeStampResp`, DER): a token, or why there is none. Never raises for bad requests."""
    try:
        token = _token(read_request(encoded), signer=signer, now=now)
    except RequestRefused as refused:
        return der.sequence(der.sequence(der.integer(_REJECTION), _failure_bits(refused.failure)))
    return der.sequence(der.sequence(der.integer(_GRANTED)), token)


def _token(request: Request, *, signer: Signer, now: datetime) -> bytes:
    said = der.sequence(
        der.integer(1),
        der.oid(oids.TSA_POLICY),
        request.imprint,
        der.integer(new_id().int),
        der.generalized_time(now),
        ACCURACY,
        request.nonce,
    )
    return cms.signed_data(
        signer,
        hashlib.sha256(said).digest(),
        content_type=oids.TST_INFO,
        content=said,
        with_certificates=request.with_certificates,
    )


def _failure_bits(failure: Failure) -> bytes:
    unused = 7 - failure % 8
    octets = bytes(failure // 8) + bytes([0x80 >> failure % 8])
    return der.tlv(der.BIT_STRING, bytes([unused]), octets)
