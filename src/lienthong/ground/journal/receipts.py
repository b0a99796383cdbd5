"""A receipt: one JSON file that proves, offline and for ever, that an act is in the log.

It holds the canonical record, body and salt where the holder may have them, the place in the log, the inclusion proof
and the signed checkpoint. Checking is a list of steps; any doubt is a failed step; nothing is fetched. Pure: no
database, no disk, no clock.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from lienthong.ground.journal import entries, tlog
from lienthong.ground.journal.note import Checkpoint, Verifier, open_checkpoint

FORMAT = "lienthong-receipt/1"
MOST_BYTES = 16 * 1024 * 1024
MEDIA_TYPE = "application/vnd.lienthong.receipt+json"

Receipt = dict[str, Any]


class Verdict(StrEnum):
    """What a step found."""

    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"


@dataclass(frozen=True)
class Step:
    """One step of checking: its stable code, what it found, and for machines and the curious, why."""

    code: str
    verdict: Verdict
    detail: str = ""

    @property
    def title(self) -> str:
        """What was checked, in words for a person."""
        return str(TITLES[self.code])


TITLES = {
    "format": _("Biên nhận đúng định dạng"),
    "body": _("Nội dung khớp với bản ghi"),
    "checkpoint": _("Điểm chốt do khóa của nhật ký ký"),
    "inclusion": _("Bản ghi nằm trong nhật ký"),
}


def make(
    *,
    record: entries.Record,
    salt: bytes | None,
    body: dict[str, Any] | None,
    index: int,
    proof: Sequence[bytes],
    checkpoint: str,
) -> Receipt:
    """The receipt of one act. `salt` and `body` are None after an erasure, or where the holder may not read them."""
    return {
        "format": FORMAT,
        "record": dict(record),
        "salt": None if salt is None else salt.hex(),
        "body": body,
        "index": index,
        "inclusion": [sibling.hex() for sibling in proof],
        "checkpoint": checkpoint,
        "cosignatures": [],
    }


def encode(receipt: Receipt) -> bytes:
    """The receipt as a file."""
    return json.dumps(receipt, ensure_ascii=False, indent=2).encode() + b"\n"


def decode(data: bytes) -> Receipt:
    """The receipt in a file. Refuses what is too large, is not JSON, or says one thing twice."""
    if len(data) > MOST_BYTES:
        raise ValueError("the file is larger than any receipt")
    try:
        receipt = json.loads(data.decode(), object_pairs_hook=_once)
    except RecursionError as reason:
        raise ValueError("the file is nested too deeply") from reason
    if not isinstance(receipt, dict):
        raise TypeError("the file holds no JSON object")
    return receipt


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("the file names one thing twice")
    return found


def verify_receipt(receipt: Receipt, vkey: str) -> list[Step]:
    """Check a receipt against the log's verifier key; the receipt holds if and only if `holds(steps)`.

    A receipt without its body passes with the step `body` marked absent: the act is proven, what it said is not shown.
    """
    return [
        _step("format", lambda: _check_format(receipt)),
        _step("body", lambda: _check_body(receipt)),
        _step("checkpoint", lambda: _check_checkpoint(receipt, vkey)),
        _step("inclusion", lambda: _check_inclusion(receipt, vkey)),
    ]


def holds(steps: Sequence[Step]) -> bool:
    """Did every step pass, or was at most the body absent?"""
    return all(step.verdict is not Verdict.FAILED for step in steps)


def _step(code: str, check: Callable[[], Verdict]) -> Step:
    try:
        return Step(code, check())
    except Exception as reason:  # noqa: BLE001 - verifying: whatever goes wrong means that it is not proven
        return Step(code, Verdict.FAILED, str(reason) or type(reason).__name__)


_KEYS = {"format", "record", "salt", "body", "index", "inclusion", "checkpoint", "cosignatures"}


def _check_format(receipt: Receipt) -> Verdict:
    if receipt.get("format") != FORMAT:
        raise ValueError(f"not a receipt of the format {FORMAT}")
    if set(receipt) != _KEYS or set(receipt["record"]) != set(entries.Record.__annotations__):
        raise ValueError("the receipt holds other fields than it should")
    if receipt["record"]["v"] != entries.VERSION or not isinstance(receipt["cosignatures"], list):
        raise ValueError("the receipt is of another version")
    return Verdict.PASSED


def _check_body(receipt: Receipt) -> Verdict:
    if receipt["salt"] is None and receipt["body"] is None:
        return Verdict.ABSENT
    salt = bytes.fromhex(receipt["salt"])
    if len(salt) != entries.SALT_BYTES:
        raise ValueError(f"a salt has {entries.SALT_BYTES} bytes")
    if entries.body_digest(salt, receipt["body"]).hex() != receipt["record"]["body_digest"]:
        raise ValueError("body and salt do not give the digest in the record")
    return Verdict.PASSED


def _open(receipt: Receipt, vkey: str) -> Checkpoint:
    return open_checkpoint(receipt["checkpoint"], Verifier.parse(vkey))


def _check_checkpoint(receipt: Receipt, vkey: str) -> Verdict:
    _open(receipt, vkey)
    return Verdict.PASSED


def _check_inclusion(receipt: Receipt, vkey: str) -> Verdict:
    checkpoint = _open(receipt, vkey)
    if type(receipt["index"]) is not int:
        raise TypeError("the place in the log is not a whole number")
    tlog.check_inclusion(
        leaf=tlog.leaf_hash(entries.entry_of(receipt["record"])),
        index=receipt["index"],
        size=checkpoint.size,
        proof=[bytes.fromhex(sibling) for sibling in receipt["inclusion"]],
        root=checkpoint.root,
    )
    return Verdict.PASSED
