"""Sealing PDFs: the organisation's PAdES B-B seal (P-256) with its red picture, beside stock pyHanko on the same file.

The file is a document of the demonstration as it stands before the seal: typeset, signed by the leader, numbered.
Figures are for each second of processor time of one process, so that neighbours hardly move them.
"""

import io
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from documents import office
from figures import NotRun, Result, median
from installation import open_installation
from scratch import Scratch

from lienthong.kit.clock import now

GOAL = 400


def measure(scratch: Scratch, *, rounds: int, seconds: float) -> list[Result]:
    """Both, in turns."""
    try:
        open_installation(scratch)
        ours, stock = _ways()
    except (Exception, SystemExit) as problem:  # noqa: BLE001  what others break must not hide other figures
        return [NotRun("sealing", f"{problem!r}"[:200])]
    ours_found, stock_found = [], []
    for _round in range(rounds):
        ours_found.append(_per_core_second(ours, seconds))
        stock_found.append(_per_core_second(stock, seconds))
    return [
        median("PDFs sealed, P-256", ours_found, "per core-second", at_least=GOAL),
        median("the same with stock pyHanko", stock_found, "per core-second"),
    ]


def _per_core_second(seal: Callable[[], bytes], seconds: float) -> float:
    seal()
    until, count = time.perf_counter() + seconds, 0
    used = time.process_time()
    while time.perf_counter() < until:
        seal()
        count += 1
    return count / (time.process_time() - used)


def _ways() -> tuple[Callable[[], bytes], Callable[[], bytes]]:
    """Our way and pyHanko's to seal the same numbered document."""
    from lienthong.ground.files import store
    from lienthong.ground.signatures import queries as signatures
    from lienthong.ground.signatures.pdf import images, sign
    from lienthong.records.documents.layout import fonts
    from lienthong.records.documents.models import Version

    version = Version.objects.filter(step="numbered").select_related("document__body", "file").order_by("id")[0]
    with store.open(version.file.sha256) as stream:
        numbered = stream.read()
    at = now()
    signer = signatures.signer_of(version.document.body_id, now=at)
    picture = images.round_seal(version.document.body.name_vi, font=fonts.BOLD.read_bytes())
    stock = _pyhanko(numbered)
    assert b"ETSI.CAdES" in stock()[len(numbered) :]
    return lambda: sign.seal(numbered, signer, seal_png=picture, at=at), stock


def _pyhanko(numbered: bytes) -> Callable[[], bytes]:
    """PyHanko as its guide shows it, with its key in memory, into the same field, without a picture."""
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    from lienthong.ground.signatures.pdf.places import SEAL

    own = office(now())
    key = own.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(
        signing_cert=Certificate.load(own.signer.certificate_der),
        signing_key=PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    wanted = PdfSignatureMetadata(field_name=SEAL, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)

    def seal() -> bytes:
        signed: io.BytesIO = sign_pdf(IncrementalPdfFileWriter(io.BytesIO(numbered)), wanted, signer)
        return signed.getvalue()

    return seal
