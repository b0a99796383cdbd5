"""The collector of processes that answer many requests; asked in one of its own, for it changes the whole process."""

import json
import subprocess
import sys

_SAID = """
import gc, json
from lienthong.kit import collector
class Ring: pass
def ring():
    one = Ring(); one.itself = one
    return id(one)
collector.look_seldom()
before = len(gc.get_objects())
kept = gc.get_freeze_count()
for _ in range(5 * collector.OBJECTS_BETWEEN_LOOKS // 2): ring()
left = sum(isinstance(one, Ring) for one in gc.get_objects())
print(json.dumps([before, kept, left, collector.OBJECTS_BETWEEN_LOOKS]))
"""


def test_what_was_loaded_is_left_alone_and_what_points_at_itself_still_goes():
    said = subprocess.run([sys.executable, "-c", _SAID], capture_output=True, text=True, check=True)
    looked_at, kept, left, between = json.loads(said.stdout)
    assert looked_at < kept
    assert 0 < left <= between + 1
