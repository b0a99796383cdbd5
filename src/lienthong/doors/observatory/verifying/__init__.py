"""Judging a file a stranger brings: what it is, who may judge it, and one report for people and for machines.

Judges register themselves by what they recognise; the first that recognises a file judges it. Nothing given is kept.
"""

from lienthong.doors.observatory.verifying.judging import judge
from lienthong.doors.observatory.verifying.report import Given, Report, Step

__all__ = ["Given", "Report", "Step", "judge"]
