"""From a sealed PDF to its archived form: its moment is proven (B-T), then all that judging needs is put in (B-LT).

Every step is one revision appended to the last, so the archived form begins with the very bytes that were sealed and
sent. What comes out has been judged: what does not hold is refused, never kept. Reads, writes nothing.
Source: ETSI EN 319 142-1 §6.3; why it is a time-stamp on the document is told in the decision record
`long-term-by-a-job`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lienthong.ground.signatures import queries, verdict
from lienthong.ground.signatures.certificates import encoded, load
from lienthong.ground.signatures.material import are_ours, material_about
from lienthong.ground.signatures.pdf import long_term
from lienthong.ground.signatures.refusals import NoCertificate, NotProvable
from lienthong.ground.signatures.states import Profile
from lienthong.ground.signatures.trust import Trust
from lienthong.ground.signatures.verdict import SignerKind, Verdict

LEVELS: Final = ("B-B", "B-T", "B-LT", "B-LTA")
"""From what is made at once to what lasts."""


@dataclass(frozen=True, slots=True)
class Preserved:
    """The archived form, the level all its signatures have, the moment it proves and until when it does."""

    data: bytes
    level: str
    stamped_at: datetime
    until: datetime


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
    complete = _with_material(stamped, long_term.signers_of(stamped), now=now)
    return _judged(complete, "B-LT", trust=_root_alone(now), now=now)


def renewed(data: bytes, *, now: datetime) -> Preserved:
    """With a further time-stamp over everything, the material too, by a certificate that lasts longer (B-LTA).

    Before it goes what is known by now of the authority behind the last time-stamp, after it the same of the new one.
    Refuses: as `for_long`; NoCertificate while there is none that lasts longer.
    """
    stamper = queries.service(Profile.TIME_STAMP, now=now)
    if load(stamper.certificate_der).not_valid_after_utc <= proven_until(data):
        raise NoCertificate(profile=Profile.TIME_STAMP.value)
    known = _with_material(data, [long_term.newest_stamper(data)], now=now)
    stamped = long_term.add_time_stamp(known, queries.stamper(now))
    complete = _with_material(stamped, [long_term.newest_stamper(stamped)], now=now)
    return _judged(complete, "B-LTA", trust=_root_alone(now), now=now)


def proven_until(data: bytes) -> datetime:
    """The end of the certificate behind the newest time-stamp on the document. Refuses: Broken."""
    return load(long_term.newest_stamper(data)).not_valid_after_utc


def _with_material(data: bytes, signers: Iterable[bytes], *, now: datetime) -> bytes:
    found = material_about(signers, now=now)
    return long_term.add_long_term(data, certificates=found.certificates, lists=found.lists, answers=found.answers)


def _root_alone(now: datetime) -> Trust:
    """What everybody will have in later years."""
    return Trust(map(encoded, queries.trust(now).anchors))


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
    return Preserved(data, level, max(moments), proven_until(data))


def _reaches(level: str, wanted: str) -> bool:
    return level in LEVELS and LEVELS.index(level) >= LEVELS.index(wanted)


def _reasons(found: Verdict) -> list[str]:
    return sorted({*found.reasons, *(reason for one in found.signatures for reason in one.reasons)})
