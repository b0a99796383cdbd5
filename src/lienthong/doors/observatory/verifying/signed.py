"""Judges of signed PDFs and of files with a detached CMS signature: the verdict of ground.signatures, as a report."""

from datetime import datetime

from lienthong.doors.observatory.verifying.report import Given, Report
from lienthong.ground.signatures import queries, sentences, verdict
from lienthong.ground.signatures.verdict import Kind, Verdict


def is_pair(given: Given) -> bool:
    """Was a signature given beside the file?"""
    return given.beside is not None


def is_pdf(given: Given) -> bool:
    """Does it begin as a PDF?"""
    return verdict.kind_of(given.start()) is Kind.PDF


def is_lone_signature(given: Given) -> bool:
    """Is it a CMS signature whose content is missing?"""
    return verdict.kind_of(given.start()) is Kind.CMS


def judge_pdf(given: Given, now: datetime) -> Report:
    """Two engines, every signature, every change after it."""
    return _report(verdict.judge(given.path, trust=queries.trust(now), now=now))


def judge_pair(given: Given, now: datetime) -> Report:
    """The signature over exactly these bytes."""
    assert given.beside is not None
    return _report(verdict.judge_detached(given.beside, given.path, trust=queries.trust(now), now=now))


def _report(found: Verdict) -> Report:
    return Report(
        kind=found.kind.value,
        standing=found.standing,
        headline=sentences.standing(found),
        reasons=tuple(sentences.reason(code) for code in found.reasons),
        signatures=found.signatures,
    )
