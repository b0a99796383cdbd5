"""What the verification page says of a file: the judges of `records.exchange.verifying`, and a PDF's whole verdict.

The page shows each signature of a PDF with everything known of it, so it asks for the verdict itself; every other sort
of file is told by the common judge, whose new sorts appear here without a change.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext as _

from lienthong.ground.journal import installation
from lienthong.ground.signatures import queries, sentences, verdict
from lienthong.ground.signatures.verdict import Kind, SignatureVerdict, Standing, Verdict
from lienthong.kit import canonical
from lienthong.records.exchange import verifying
from lienthong.records.exchange.verifying import Judged, Trusted

_HELD = {"✓": True, "✗": False, "–": None}
_TONES = {"valid": "leaf", "unknown-signer": "amber", "unsigned": "amber"}


@dataclass(frozen=True)
class Given:
    """A file as it came: its name, where its bytes lie for the moment, its size and digest; and a signature beside."""

    name: str
    path: Path
    size_bytes: int
    sha256: str
    beside: Path | None = None
    """The detached signature (`.p7s`) of this file, when one was given with it."""


@dataclass(frozen=True)
class Step:
    """One line of a report: what was found, and whether it held (None = was not there to check, or only told)."""

    words: str
    held: bool | None


@dataclass(frozen=True)
class Report:
    """The whole answer. `standing` is a stable word; `headline` is the sentence that matters most."""

    kind: str
    standing: str
    headline: str
    reasons: tuple[str, ...] = ()
    signatures: tuple[SignatureVerdict, ...] = ()
    steps: tuple[Step, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tone(self) -> str:
        """Leaf = may be relied on, amber = not decided, clay = must not be relied on."""
        return _TONES.get(self.standing, "clay")

    def as_json(self, given: Given) -> dict[str, Any]:
        """For machines: plain values with stable codes, and what was judged."""
        said = dataclasses.asdict(self) | {"facts": dict(self.facts), "valid": self.standing == Standing.VALID}
        file = {"name": given.name, "size_bytes": given.size_bytes, "sha256": given.sha256}
        plain: dict[str, Any] = canonical.plain({"file": file, **said})
        return plain


def judge(given: Given, *, now: datetime) -> Report:
    """The report on a file, judged as of `now`; never raises."""
    try:
        return _judge(given, now)
    except Exception:  # noqa: BLE001 - verifying: any exception means invalid
        return Report("other", Standing.INVALID, _("Không đọc được tệp này, nên không thể tin được."))


def _judge(given: Given, now: datetime) -> Report:
    if given.beside is None and _kind_of(given.path) is Kind.PDF:
        return _of_pdf(verdict.judge(given.path, trust=queries.trust(now), now=now))
    if given.beside is None:
        return _of_other(verifying.judge(given.path, trusted=_ours(now), now=now))
    return _of_other(verifying.judge(given.beside, content=given.path, trusted=_ours(now), now=now))


def is_signature(path: Path) -> bool:
    """Is it a CMS signature kept apart from what it signs?"""
    return _kind_of(path) is Kind.CMS


def _kind_of(path: Path) -> Kind:
    with path.open("rb") as file:
        return verdict.kind_of(file.read(1024))


def _ours(now: datetime) -> Trusted:
    """This installation's own trust and the key of its log."""
    trust = queries.trust(now)
    anchors = tuple(anchor.public_bytes(Encoding.DER) for anchor in trust.anchors)
    return Trusted(anchors, installation.store().verifier_key() or "", trust)


def _of_pdf(found: Verdict) -> Report:
    reasons = tuple(sentences.reason(code) for code in found.reasons)
    return Report(found.kind, found.standing, sentences.standing(found), reasons, found.signatures)


def _of_other(found: Judged) -> Report:
    steps = tuple(Step(line.lstrip("✓✗– "), _HELD.get(line.strip()[:1])) for line in found.lines)
    return Report(found.kind, found.standing, found.sentence, steps=steps, facts=found.facts)
