"""Reading a register; asking for a correction and answering it; loading synthetic people."""

from lienthong.records.registers.actions.correcting import agree_correction, ask_correction, refuse_correction
from lienthong.records.registers.actions.evidence import give_evidence, keep_evidence
from lienthong.records.registers.actions.loading import load
from lienthong.records.registers.actions.reading import read

__all__ = [
    "agree_correction",
    "ask_correction",
    "give_evidence",
    "keep_evidence",
    "load",
    "read",
    "refuse_correction",
]
