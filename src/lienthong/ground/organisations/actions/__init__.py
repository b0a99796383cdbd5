"""What is done to the directory: each verb enacts the plan of its name in `planning`, and can be taken back."""

from lienthong.ground.organisations.actions.changes import InUse, NothingChanges, PlanOutdated, enact, reverse
from lienthong.ground.organisations.actions.mergers import apply_mergers
from lienthong.ground.organisations.actions.verbs import (
    dissolve,
    found_body,
    found_post,
    found_unit,
    merge,
    move,
    recode,
    rename,
    split,
)

__all__ = [
    "InUse",
    "NothingChanges",
    "PlanOutdated",
    "apply_mergers",
    "dissolve",
    "enact",
    "found_body",
    "found_post",
    "found_unit",
    "merge",
    "move",
    "recode",
    "rename",
    "reverse",
    "split",
]
