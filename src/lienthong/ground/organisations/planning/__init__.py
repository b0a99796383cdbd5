"""Previews: what each verb would do to the directory, as a `Plan`. Reads, never writes; `actions` enacts the same plan.

Each function has the name of its verb: `planning.merge(…)` is read, `actions.merge(…)` is done.
"""

from lienthong.ground.organisations.planning.endings import NewBody, dissolve, merge, split
from lienthong.ground.organisations.planning.facts import move, recode, rename
from lienthong.ground.organisations.planning.founding import found_body, found_post, found_unit
from lienthong.ground.organisations.planning.pieces import CodeTaken, IntoItself, LaterFacts

__all__ = [
    "CodeTaken",
    "IntoItself",
    "LaterFacts",
    "NewBody",
    "dissolve",
    "found_body",
    "found_post",
    "found_unit",
    "merge",
    "move",
    "recode",
    "rename",
    "split",
]
