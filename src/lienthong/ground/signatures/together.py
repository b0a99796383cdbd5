"""One result in two forms: the signed PDF for people carries the credential for machines, and one QR leads to both.

The credential is attached to the PDF before anybody signs it (an associated file, ISO 32000-2 §7.11.4, as PDF/A-3
has it): every signature over the PDF then covers it, stock readers show it as an attachment, and neither the bytes nor
the number of the PDF's signatures change, so `pdfsig` and pyHanko judge the file as any other. The other way, a digest
printed in the text, would be covered as well, but a program could only find it by guessing at words on a page.

Both hold one digest of the content (`content_sha256`). It is taken over all claims together with a random `nonce` that
may be withheld like the rest: without it, whoever is shown a part could try out what the rest might be.
"""

import hashlib
import io
import re
import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

import pikepdf
import segno

from lienthong.ground.signatures import jose, sdjwt_verify
from lienthong.ground.signatures.pdf.examine import MOST_OBJECTS
from lienthong.ground.signatures.pdf.refusals import AlreadySigned, Broken, CarriesFiles
from lienthong.ground.signatures.refusals import AddressTooLong
from lienthong.ground.signatures.sdjwt_verify import AtHand, Standing, Verdict
from lienthong.ground.signatures.trust import Trust
from lienthong.kit import canonical

FILE_NAME: Final = "ket-qua.sd-jwt"
MEDIA_TYPE: Final = "application/dc+sd-jwt"
DIGEST: Final = "content_sha256"
NONCE: Final = "nonce"
_NONCE_BYTES: Final = 16
_MOST_MODULES: Final = 60
_QUIET: Final = 4
_CODE: Final = re.compile(r"[A-Za-z0-9-]{4,40}", re.ASCII)


def _nonce() -> bytes:
    return secrets.token_bytes(_NONCE_BYTES)


# -- one content ------------------------------------------------------------------------------------------------------


def with_digest(claims: Mapping[str, Any], *, nonce: Callable[[], bytes] = _nonce) -> dict[str, Any]:
    """The claims with a nonce and the digest of them all. Let `nonce` be disclosable, never `content_sha256`."""
    whole = {**claims, NONCE: jose.to_text(nonce())}
    return whole | {DIGEST: content_digest(whole)}


def content_digest(claims: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON (RFC 8785) of all claims but the digest itself, base64url."""
    content = {name: value for name, value in claims.items() if name != DIGEST}
    return jose.to_text(hashlib.sha256(canonical.encode(content)).digest())


def matches(found: Verdict) -> bool | None:
    """Is what was shown the content that the digest names? None when a part was withheld, or there is no digest."""
    if DIGEST not in found.said or found.withheld_count:
        return None
    return bool(found.said[DIGEST] == content_digest(found.said))


# -- the credential inside the PDF ------------------------------------------------------------------------------------


def attach(pdf: bytes, token: str, *, at: datetime) -> bytes:
    """The PDF, laid out but signed by nobody, with the credential inside.

    Refuses: AlreadySigned (the file would be changed under a signature), CarriesFiles, Broken.
    """
    with _opened(pdf) as file:
        if _is_signed(file):
            raise AlreadySigned
        if len(file.attachments):
            raise CarriesFiles
        moment = at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
        specification: Any = pikepdf.AttachedFileSpec  # its types do not know `relationship`
        file.attachments[FILE_NAME] = specification(
            file, token.encode(), filename=FILE_NAME, mime_type=MEDIA_TYPE, relationship=pikepdf.Name.Alternative,
            mod_date=moment, creation_date=moment,
        )  # fmt: skip
        file.Root.AF = pikepdf.Array([file.attachments[FILE_NAME].obj])
        _allow_files(file)
        out = io.BytesIO()
        file.save(
            out, min_version="1.7", object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True
        )  # fmt: skip
        return out.getvalue()


def _allow_files(file: pikepdf.Pdf) -> None:
    """A file that calls itself PDF/A-2 is PDF/A-3 from now on: part 2 allows no such file inside (ISO 19005-3 §6.8)."""
    if "/Metadata" not in file.Root:
        return
    with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as description:
        if description.get("pdfaid:part") == "2":
            description["pdfaid:part"] = "3"


def _is_signed(file: pikepdf.Pdf) -> bool:
    form = file.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    return any("/V" in field for field in fields or ())


def attached(pdf: bytes) -> str | None:
    """The credential inside a PDF, None when there is none. What it is worth, only `judge_attached` says."""
    with _opened(pdf) as file:
        if len(file.objects) > MOST_OBJECTS or FILE_NAME not in file.attachments:
            return None
        data = file.attachments[FILE_NAME].get_file().read_bytes()
    return data.decode("ascii", "replace")


def _opened(pdf: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(pdf), attempt_recovery=False, suppress_warnings=True)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError) as reason:
        raise Broken(reason=str(reason)[:200]) from None


def judge_attached(
    pdf: bytes, *, signers: Collection[str], trust: Trust, at: datetime, statuses: Collection[AtHand] = ()
) -> Verdict | None:
    """The verdict on the credential inside a PDF whose signatures hold; None when there is none.

    `signers` are the bodies that signed the PDF, by code, or by name where they have none: a credential of another body
    does not belong to it.
    """
    token = attached(pdf)
    if token is None:
        return None
    found = sdjwt_verify.verify(token, trust=trust, at=at, statuses=statuses)
    if found.issuer is not None and (found.issuer.organisation_code or found.issuer.organisation) not in signers:
        return found.refused("claims", "issuer-differs")
    if matches(found) is False:
        return found.refused("disclosures", "digest-differs")
    return found


def worse_of(is_valid_pdf: bool, found: Verdict) -> Standing | None:
    """What the credential takes away from a PDF that holds by itself: a revoked result is revoked in both forms."""
    return found.standing if is_valid_pdf and found.standing is not Standing.VALID else None


# -- one QR -----------------------------------------------------------------------------------------------------------


def address(base: str, *, code: str, digest: str) -> str:
    """The address of the verification page for a result: a short code to look it up by, and the digest of its content.

    The credential itself does not fit: with the shortest chain it is some 3,000 characters, and a QR of 60 modules
    holds 213. `code` is letters, digits and hyphens; `digest` is `content_sha256`.
    """
    if not _CODE.fullmatch(code):
        raise ValueError("a code has four to forty letters, digits and hyphens")
    return f"{base}/verify/?{urlencode({'c': code, 'd': digest})}"


def qr_svg(text: str, *, millimetres: int = 35) -> bytes:
    """A QR of correction level M with its quiet zone, so wide in print; at most 60 modules, so that old phones read it.

    Refuses: AddressTooLong.
    """
    code = segno.make_qr(text, error="m", boost_error=False)
    modules, _height = code.symbol_size(border=0)
    if modules > _MOST_MODULES:
        raise AddressTooLong(modules=modules, most=_MOST_MODULES)
    out = io.BytesIO()
    scale = millimetres / (modules + 2 * _QUIET)
    code.save(out, kind="svg", border=_QUIET, scale=scale, unit="mm", light="#fff", xmldecl=False)
    return out.getvalue()
