"""Long-term material for a signed PDF (PAdES B-LT): certificates, lists and answers kept inside the file itself.

Done by a job after signing, so that the document can still be judged when the authorities no longer answer.
Source: ETSI EN 319 142-1 §5.4 (Document Security Store).
"""

from collections.abc import Iterable
from io import BytesIO

from asn1crypto import crl, ocsp, x509
from pyhanko.sign.validation.dss import DocumentSecurityStore

from lienthong.ground.signatures.pdf.refusals import Broken
from lienthong.ground.signatures.pdf.revisions import Malformed, embedded_signatures, open_strictly


def add_long_term(
    data: bytes,
    *,
    certificates: Iterable[bytes] = (),
    lists: Iterable[bytes] = (),
    answers: Iterable[bytes] = (),
) -> bytes:
    """One more revision that carries this material (DER), for all signatures; signatures stay as they are.

    Refuses: Broken, also when nobody has signed the file.
    """
    _require_signed(data)
    out = BytesIO(data)
    DocumentSecurityStore.add_dss(
        out,
        sig_contents=None,
        certs=[x509.Certificate.load(one) for one in certificates],
        crls=[crl.CertificateList.load(one) for one in lists],
        ocsps=[ocsp.OCSPResponse.load(one) for one in answers],
    )
    return out.getvalue()


def _require_signed(data: bytes) -> None:
    try:
        with open_strictly(data) as pdf:
            if not embedded_signatures(data, pdf):
                raise Broken(reason="not signed")
    except Malformed as malformed:
        raise Broken(reason=malformed.reason) from None
