"""Reading a register; asking for a correction and answering it; loading synthetic people."""

from lienthong.records.registers.actions.correcting import (
    ask_correction,
    confirm_correction,
    propose_correction,
    refuse_correction,
    send_back_correction,
)
from lienthong.records.registers.actions.evidence import give_evidence, keep_evidence
from lienthong.records.registers.actions.loading import load
from lienthong.records.registers.actions.reading import read

__all__ = [
    "ask_correction",
    "confirm_correction",
    "give_evidence",
    "keep_evidence",
    "load",
    "propose_correction",
    "read",
    "refuse_correction",
    "send_back_correction",
]
