"""Judge of receipts of the journal: is this act really in the public log of this installation?"""

import contextlib
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lienthong.doors.observatory.verifying.report import Given, Report, Step
from lienthong.ground.journal import installation, receipts
from lienthong.ground.journal.receipts import Verdict
from lienthong.ground.signatures.verdict import Standing

_HELD = {Verdict.PASSED: True, Verdict.FAILED: False, Verdict.ABSENT: None}


def is_receipt(given: Given) -> bool:
    """Is it JSON that calls itself a receipt?"""
    start = given.start().lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"{") or given.size_bytes > receipts.MOST_BYTES:
        return False
    with contextlib.suppress(Exception):
        return str(receipts.decode(given.path.read_bytes()).get("format", "")).startswith("lienthong-receipt/")
    return False


def judge_receipt(given: Given, now: datetime) -> Report:
    """Check the receipt against the key of our own log."""
    receipt = receipts.decode(given.path.read_bytes())
    steps = receipts.verify_receipt(receipt, str(installation.verifier()))
    holds = receipts.holds(steps)
    return Report(
        kind="receipt",
        standing=Standing.VALID if holds else Standing.INVALID,
        headline=_("Biên nhận đúng: việc này có trong nhật ký công khai.")
        if holds
        else _("Biên nhận không đúng: không chứng minh được việc này có trong nhật ký."),
        steps=tuple(Step(step.title, _HELD[step.verdict], step.detail) for step in steps),
        facts=_facts(receipt) if holds else {},
    )


def _facts(receipt: dict[str, Any]) -> dict[str, Any]:
    record = receipt["record"]
    return {"verb": record["verb"], "at": record["at"], "index": receipt["index"]}
