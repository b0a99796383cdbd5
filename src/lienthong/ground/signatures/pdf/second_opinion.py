"""The second engine: what pyHanko says of each signature, with its own parser, validator and difference analysis.

It is asked about the same trust and the same moment as our own engine, and never fetches anything. Whatever it raises
is its answer, "invalid": three known kinds of hostile file make it raise.
"""

import asyncio
import logging
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    FormUpdatingRule,
    GenericFieldModificationRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.errors import DisallowedAlgorithmError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from lienthong.ground.signatures.certificates import encoded
from lienthong.ground.signatures.revocation import GRACE
from lienthong.ground.signatures.trust import Trust

for _name in ("pyhanko.sign.diff_analysis", "pyhanko.sign.validation"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # its refusals are answers, not alarms

ENGINE = "pyHanko 0.38"
_MAY_SIGN = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
_POLICY = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormUpdatingRule(
        field_rules=[
            SigFieldCreationRule(),  # type: ignore[no-untyped-call]
            SigFieldModificationRule(allow_in_place_appearance_stream_changes=False),
            GenericFieldModificationRule(allow_in_place_appearance_stream_changes=False),
        ]
    ),
)
"""The default policy, but a picture of a field may not be changed in place.

Stricter, and it avoids a false alarm of 0.38: with fields locked, every revision after the next one is refused because
the picture "changed" — in the very revision in which it was first drawn.
"""

_HARMLESS = {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING}


@dataclass(frozen=True)
class Answer:
    """`standing` as in the verdict; `detail` is the engine's own word, for specialists."""

    standing: str
    detail: str


class SecondReader:
    """The file as pyHanko reads it, asked for one signature at a time."""

    def __init__(self, data: bytes) -> None:
        self._fault = ""
        self._found: dict[str, EmbeddedPdfSignature] = {}
        try:
            reader = PdfFileReader(BytesIO(data), strict=True)
            self._found = {str(one.field_name): one for one in reader.embedded_signatures}
        except Exception as raised:  # noqa: BLE001 - verifying: whatever it raises means invalid
            self._fault = type(raised).__name__

    @property
    def count(self) -> int | None:
        """How many signatures it sees, None when it cannot read the file."""
        return None if self._fault else len(self._found)

    def about(self, field: str, *, trust: Trust, at: datetime) -> Answer:
        """Its answer on the signature in this field, all of it, time-stamps too, judged at the instant `at`."""
        if self._fault:
            return Answer("invalid", self._fault)
        try:
            return self._answer(self._found[field], trust=trust, at=at)
        except DisallowedAlgorithmError as raised:
            return Answer("not-secure", str(raised)[:200])
        except Exception as raised:  # noqa: BLE001 - verifying: whatever it raises means invalid
            return Answer("invalid", f"{type(raised).__name__}: {raised}"[:200])

    @staticmethod
    def _answer(one: EmbeddedPdfSignature, *, trust: Trust, at: datetime) -> Answer:
        if one.sig_object_type == "/DocTimeStamp":
            status = _run(
                async_validate_pdf_timestamp(one, validation_context=_context(trust, at), diff_policy=_POLICY)
            )
        else:
            status = _run(
                async_validate_pdf_signature(
                    one,
                    signer_validation_context=_context(trust, at),
                    ts_validation_context=_context(trust, at),
                    key_usage_settings=_MAY_SIGN,
                    diff_policy=_POLICY,
                )
            )
        return _read(status)


def _context(trust: Trust, at: datetime) -> ValidationContext:
    return ValidationContext(
        trust_roots=[_certificate(encoded(anchor)) for anchor in trust.anchors],
        other_certs=[_certificate(encoded(one)) for one in trust.intermediates],
        crls=list(trust.revocations.lists),
        ocsps=list(trust.revocations.answers),
        moment=at,
        allow_fetching=False,
        revocation_mode="require" if trust.require_revocation else "soft-fail",
        retroactive_revinfo=True,
        time_tolerance=GRACE,
    )


def _certificate(der: bytes) -> Any:
    from asn1crypto import x509

    return x509.Certificate.load(der)


def _read(status: Any) -> Answer:
    covered = status.coverage is not None and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    word = str(status.summary())
    if not (status.intact and status.valid and covered) or status.revoked:
        return Answer("invalid", word)
    if _is_changed(status):
        return Answer("changed", word)
    if not status.trusted:
        return Answer("unknown-signer", word)
    return Answer("valid" if getattr(status, "bottom_line", True) else "invalid", word)


def _is_changed(status: Any) -> bool:
    level = status.modification_level
    return (level is not None and level not in _HARMLESS) or getattr(status, "docmdp_ok", True) is False


def _run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Wait for a coroutine, from ordinary code as well as from inside a running event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(max_workers=1) as other_thread:
        return other_thread.submit(asyncio.run, coroutine).result()
