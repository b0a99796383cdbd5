"""What a signature carries besides its signer's certificate must be whole, even where the path does not need it.

No signature covers these certificates. One with a changed byte that our trust happens not to need would pass here and
be refused by whoever has to build the path from it: two honest verifiers would answer differently about one file.
"""

from collections.abc import Iterable
from functools import lru_cache
from weakref import WeakKeyDictionary

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from lienthong.ground.signatures import der
from lienthong.ground.signatures.certificates import encoded
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.ground.signatures.trust import Trust

_MOST_KEPT = 1024
_whole: WeakKeyDictionary[Trust, set[x509.Certificate]] = WeakKeyDictionary()
"""What was found whole under a trust before: a body sends the same few certificates with everything."""


def require_undamaged(carried: tuple[x509.Certificate, ...], trust: Trust) -> None:
    """Each carried certificate whose issuer is at hand must be signed by it; of other issuers nothing can be said.

    Refuses with `certificate-damaged`.
    """
    whole = _whole.setdefault(trust, set())
    if whole.issuperset(carried):
        return
    for certificate in carried:
        if _is_damaged(certificate, (*carried, *trust.intermediates, *trust.anchors)):
            raise SignatureInvalid("certificate-damaged", certificate=f"{certificate.serial_number:x}")
    if len(whole) < _MOST_KEPT:
        whole.update(carried)


def _is_damaged(certificate: x509.Certificate, at_hand: Iterable[x509.Certificate]) -> bool:
    try:
        issuers = [one for one in at_hand if _names(certificate, one)]
    except ValueError:  # an extension that cannot be read
        return True
    if der.read(encoded(certificate)).children()[2].expect(der.BIT_STRING).content[:1] != b"\0":
        return True  # a count of unused bits that a lenient reader passes over
    return bool(issuers) and not any(_is_signed_by(certificate, one) for one in issuers)


def _names(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """By name or by key: a changed byte spoils one of the two at the most."""
    wanted, own = _keys(certificate)[0], _keys(issuer)[1]
    return certificate.issuer == issuer.subject or (wanted is not None and wanted == own)


@lru_cache(maxsize=1024)
def _keys(certificate: x509.Certificate) -> tuple[bytes | None, bytes | None]:
    """Key identifiers, of the issuer's key and of its own (RFC 5280 §4.2.1.1, §4.2.1.2)."""
    above = below = None
    for extension in certificate.extensions:
        if isinstance(extension.value, x509.AuthorityKeyIdentifier):
            above = extension.value.key_identifier
        elif isinstance(extension.value, x509.SubjectKeyIdentifier):
            below = extension.value.digest
    return above, below


@lru_cache(maxsize=1024)
def _is_signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """How strong the signature is does not matter here: nothing is built on it."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except UnsupportedAlgorithm:
        return True
    except Exception:  # noqa: BLE001 - verifying: whatever goes wrong, it is not what the issuer signed
        return False
    return True
