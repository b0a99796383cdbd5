"""From a sealed PDF to its archived form: its moment is proven (B-T), then all that judging needs is put in (B-LT).

Every step is one revision appended to the last, so the archived form begins with the very bytes that were sealed and
sent. What comes out has been judged: what does not hold is refused, never kept. Reads, writes nothing.
Source: ETSI EN 319 142-1 §6.3; why it is a time-stamp on the document is told in the decision record
`long-term-by-a-job`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lienthong.ground.signatures import queries, verdict
from lienthong.ground.signatures.certificates import encoded
from lienthong.ground.signatures.material import are_ours, material_about
from lienthong.ground.signatures.pdf import long_term
from lienthong.ground.signatures.refusals import NotProvable
from lienthong.ground.signatures.trust import Trust
from lienthong.ground.signatures.verdict import SignerKind, Verdict

LEVELS: Final = ("B-B", "B-T", "B-LT")
"""From what is made at once to what lasts."""


@dataclass(frozen=True, slots=True)
class Preserved:
    """The archived form, the level all its signatures have, and the moment it proves."""

    data: bytes
    level: str
    stamped_at: datetime


def time_stamped(data: bytes, *, now: datetime) -> Preserved:
    """With the moment proven by our time-stamping authority (B-T); what is stamped already stays as it is.

    Refuses: NoCertificate, KeyUnavailable when there is no time-stamp to be had; Broken, NotProvable.
    """
    return _judged(_stamped(data, now=now), "B-T", trust=queries.trust(now), now=now)


def for_long(data: bytes, *, now: datetime) -> Preserved:
    """With the moment proven, and beside it all that judging will need when nobody answers any more (B-LT).

    Refuses: as `time_stamped`, and as `material_about`.
    """
    stamped = _stamped(data, now=now)
    material = material_about(long_term.signers_of(stamped), now=now)
    complete = long_term.add_long_term(
        stamped, certificates=material.certificates, lists=material.lists, answers=material.answers
    )
    alone = Trust(map(encoded, queries.trust(now).anchors))
    return _judged(complete, "B-LT", trust=alone, now=now)


def may_be_preserved(data: bytes) -> bool:
    """Can this file, finished elsewhere, be brought to an archived form here?

    Its signers must be certified by our authority, or nobody here can say what became of their certificates, and the
    file must be one to which our writer can append. Sealed here, both are so.
    """
    try:
        known = are_ours(long_term.signers_of(data))
        return known and bool(long_term.add_time_stamp(data, lambda _digest: b"\0"))
    except Exception:  # noqa: BLE001 - a foreign file: whatever cannot be read cannot be preserved
        return False


def _stamped(data: bytes, *, now: datetime) -> bytes:
    return data if long_term.is_time_stamped(data) else long_term.add_time_stamp(data, queries.stamper(now))


def _judged(data: bytes, level: str, *, trust: Trust, now: datetime) -> Preserved:
    """Refuses: NotProvable unless every signature is valid and reaches the level."""
    found = verdict.judge_alone(data, trust=trust, now=now)
    signed = [one for one in found.signatures if one.signer_kind is not SignerKind.TIME_STAMP]
    moments = [one.stamped_at for one in signed if one.stamped_at is not None and _reaches(one.level, level)]
    if not found.is_valid or not moments or len(moments) < len(signed):
        raise NotProvable(level=level, reasons=_reasons(found))
    return Preserved(data, level, max(moments))


def _reaches(level: str, wanted: str) -> bool:
    return level in LEVELS and LEVELS.index(level) >= LEVELS.index(wanted)


def _reasons(found: Verdict) -> list[str]:
    return sorted({*found.reasons, *(reason for one in found.signatures for reason in one.reasons)})
