"""What the verification page says of a file: the judges of `records.exchange.verifying`, and a PDF's whole verdict.

The page shows each signature of a PDF with everything known of it, so it asks for the verdict itself; every other sort
of file is told by the common judge, whose new sorts appear here without a change. Of a credential the page shows what
it says, so it asks for that verdict as well, with the status list of this installation as it stands at this moment, and
one that was given along.
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
from lienthong.ground.signatures import queries, sdjwt, sdjwt_sentences, sdjwt_verify, sentences, together, verdict
from lienthong.ground.signatures.verdict import Kind, SignatureVerdict, Standing, Verdict
from lienthong.kit import canonical
from lienthong.records.exchange import verifying
from lienthong.records.exchange.verifying import Judged, Trusted
from lienthong.work.services import queries as services
from lienthong.work.services import telling

_HELD = {"✓": True, "✗": False, "–": None}
_TONES = {"valid": "leaf"} | dict.fromkeys(("unknown-signer", "unsigned", "status-unknown", "not-yet"), "amber")
_START_BYTES = 4096


@dataclass(frozen=True)
class Given:
    """A file as it came: its name, where its bytes lie for the moment, its size and digest; and a signature beside."""

    name: str
    path: Path
    size_bytes: int
    sha256: str
    beside: Path | None = None
    """The detached signature (`.p7s`) of this file, or the status list of a credential, when one was given with it."""
    printed_digest: str = ""
    """The digest of the content in the QR of a paper, when the page was opened from one."""


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
        return _of_pdf(given, now)
    for path, other in ((given.path, given.beside), (given.beside, given.path)):
        if path is not None and _is_credential(path):
            return _of_credential(path.read_text("ascii"), other if path != other else None, given, now)
    if given.beside is None:
        return _of_other(verifying.judge(given.path, trusted=_ours(now), now=now))
    return _of_other(verifying.judge(given.beside, content=given.path, trusted=_ours(now), now=now))


def _is_credential(path: Path) -> bool:
    """Looks like one, and is no status list: those have no `~`."""
    if path.stat().st_size > verifying.LARGEST_CREDENTIAL_BYTES:
        return False
    data = path.read_bytes()
    return sdjwt.looks_like(data[:_START_BYTES]) and b"~" in data


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


# -- PDF ----------------------------------------------------------------------------------------------------------
def _of_pdf(given: Given, now: datetime) -> Report:
    found = verdict.judge(given.path, trust=queries.trust(now), now=now)
    reasons = tuple(sentences.reason(code) for code in found.reasons)
    report = Report(found.kind, found.standing, sentences.standing(found), reasons, found.signatures)
    if not found.is_valid or "carries-files" not in found.cautions:
        return report
    return _with_credential(report, found, given, now)


def _with_credential(report: Report, found: Verdict, given: Given, now: datetime) -> Report:
    """What the credential inside says; it may take away from the PDF, never add to it."""
    data = given.path.read_bytes()
    inside = together.judge_attached(
        data,
        signers={one.organisation_code or one.organisation for one in found.signatures},
        trust=queries.trust(now),
        at=now,
        statuses=_lists_for(together.attached(data) or "", now),
    )
    if inside is None:
        return report
    steps, facts = _steps(inside), _credential_facts(inside)
    report = dataclasses.replace(report, steps=steps, facts=facts)
    worse = together.worse_of(found.is_valid, inside)
    if worse is not None:
        report = dataclasses.replace(report, standing=worse, headline=sdjwt_sentences.standing(inside))
    return _compared(report, inside, given.printed_digest)


# -- credentials --------------------------------------------------------------------------------------------------
def _of_credential(token: str, beside: Path | None, given: Given, now: datetime) -> Report:
    lists = _lists_for(token, now)
    if beside is not None:
        lists.append(beside.read_text("utf-8", "replace"))
    found = sdjwt_verify.verify(token, trust=queries.trust(now), at=now, statuses=lists)
    headline = sdjwt_sentences.standing(found)
    report = Report("credential", found.standing, headline, steps=_steps(found), facts=_credential_facts(found))
    return _compared(report, found, given.printed_digest)


def _lists_for(token: str, now: datetime) -> list[sdjwt_verify.AtHand]:
    return queries.statuses_now(sdjwt.status_address(token), now=now)


def _steps(found: sdjwt_verify.Verdict) -> tuple[Step, ...]:
    return tuple(Step(sdjwt_sentences.step_words(step), step.held) for step in found.steps)


def _credential_facts(found: sdjwt_verify.Verdict) -> dict[str, Any]:
    return {
        "credential": found.as_json(),
        "issuer": sdjwt_sentences.issuer(found),
        "said": sdjwt_sentences.said(found, in_words=_in_words),
        "kind": found.claims.get("vct", ""),
        "withheld_count": found.withheld_count,
        "issued_at": found.issued_at,
        "ends_at": found.ends_at,
        "status": sdjwt_sentences.status(found) if found.claims else "",
    }


def _in_words(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    """The words of the package by which a result was decided, when it was published here."""
    version = services.version_at(str(claims.get("package", "")))
    return telling.result_in_words(version.package, claims) if version else claims


def _compared(report: Report, found: sdjwt_verify.Verdict, printed: str) -> Report:
    """With the digest in the QR of a paper: whoever scanned it wants to know of that paper, not of any other."""
    if not printed or not found.claims:
        return report
    own = found.said.get(together.DIGEST)
    if own is None:
        words = _("Chưa so được với mã QR trên giấy: tệp này không mang dấu vân tay của nội dung")
        return dataclasses.replace(report, steps=(*report.steps, Step(words, None)))
    steps = (*report.steps, Step(_("Nội dung khớp với mã QR trên giấy"), own == printed))
    if own == printed:
        return dataclasses.replace(report, steps=steps)
    headline = _("Nội dung của tệp KHÁC với mã QR trên giấy. Đừng dựa vào nó.")
    return dataclasses.replace(report, steps=steps, standing=Standing.INVALID, headline=headline)


# -- everything else ----------------------------------------------------------------------------------------------
def _of_other(found: Judged) -> Report:
    steps = tuple(Step(line.lstrip("✓✗– "), _HELD.get(line.strip()[:1])) for line in found.lines)
    return Report(found.kind, found.standing, found.sentence, steps=steps, facts=found.facts)
