"""A 100 MB attachment passes through within 200 MB of memory, in both directions."""

import os
import subprocess
import sys

from lienthong.records.exchange.adapters.edxml.tests.corpus import ROOT

SCRIPT = """
import re, tempfile
from pathlib import Path
from lienthong.records.exchange.adapters.edxml import message as m
from lienthong.records.exchange.adapters.edxml.reader import read
from lienthong.records.exchange.adapters.edxml.writer import Enclosure, write

SIZE = 100 * 1024**2

class Zeros:
    def __init__(self):
        self.left = SIZE
    def read(self, size):
        size = min(size, self.left)
        self.left -= size
        return bytes(size)
    def __enter__(self):
        return self
    def __exit__(self, *_why):
        pass

class Count:
    size = 0
    def write(self, piece):
        self.size += len(piece)

message = m.DocumentMessage(
    m.Organ("G12"), (m.Organ("H01"),), "x", m.Code("1"), attachments=(m.Attachment("a", "a.bin"),)
)
sink = Count()
with tempfile.TemporaryFile() as file:
    write(message, file, enclosures=[Enclosure("a", Zeros)], sign=lambda unsigned: b"")
    file.seek(0)
    received = read(file, open_attachment=lambda content_id, name: sink)
assert sink.size == received.attachments[0].size_bytes == SIZE
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


def test_a_hundred_megabytes_pass_within_two_hundred_megabytes_of_memory():
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, env=environment, timeout=120
    )
    kibibytes = int(done.stdout)
    assert kibibytes < 200 * 1024
