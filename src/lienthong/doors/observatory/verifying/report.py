"""What is given to a judge, and what a judge gives back."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lienthong.ground.signatures.verdict import SignatureVerdict, Standing
from lienthong.kit import canonical


@dataclass(frozen=True)
class Given:
    """A file as it came: its name, where its bytes lie for the moment, its size and digest; and a file beside it."""

    name: str
    path: Path
    size_bytes: int
    sha256: str
    beside: Path | None = None
    """The detached signature (`.p7s`) of this file, when one was given with it."""

    def start(self, length: int = 1024) -> bytes:
        """The first bytes."""
        with self.path.open("rb") as file:
            return file.read(length)


@dataclass(frozen=True)
class Step:
    """One thing that was checked: a sentence, and whether it held (None = was not there to check)."""

    title: str
    passed: bool | None
    detail: str = ""


@dataclass(frozen=True)
class Report:
    """The whole answer. `kind` is a stable word; `headline` is the sentence that matters most."""

    kind: str
    standing: Standing
    headline: str
    reasons: tuple[str, ...] = ()
    signatures: tuple[SignatureVerdict, ...] = ()
    steps: tuple[Step, ...] = ()
    remarks: tuple[str, ...] = ()
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def tone(self) -> str:
        """Leaf = may be relied on, amber = not decided, clay = must not be relied on."""
        if self.standing is Standing.VALID:
            return "leaf"
        return "amber" if self.standing in {Standing.UNKNOWN_SIGNER, Standing.UNSIGNED} else "clay"

    def as_json(self, given: Given) -> dict[str, Any]:
        """For machines: plain values with stable codes, and what was judged."""
        plain: dict[str, Any] = canonical.plain(
            {
                "file": {"name": given.name, "size_bytes": given.size_bytes, "sha256": given.sha256},
                "kind": self.kind,
                "valid": self.standing is Standing.VALID,
                "standing": self.standing.value,
                "headline": self.headline,
                "reasons": list(self.reasons),
                "signatures": [dataclasses.asdict(signature) for signature in self.signatures],
                "steps": [dataclasses.asdict(step) for step in self.steps],
                "remarks": list(self.remarks),
                "facts": dict(self.facts),
            }
        )
        return plain
