"""Looking into large files takes little memory, measured from outside on a process that does nothing else."""

import subprocess
import sys
import zipfile

import pytest

from lienthong.ground.files.tests import corpus

MIB = 1024 * 1024
LOOK = """
import resource, sys
from lienthong.ground.files import content, limits
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
def look(path, name):
    with open(path, "rb") as file:
        return content.inspect(file, name=name, allowed=None, limits=limits.Limits())
look(sys.argv[1], "small.xml")
before = peak()
print(look(sys.argv[2], sys.argv[3]), (peak() - before) // 1024)
"""


def grown_by(tmp_path, large, name):
    """Type found, and MiB the process grew by while it looked."""
    small = tmp_path / "small.xml"
    small.write_bytes(b"<a/>")
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(small), str(large), name],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    kind, grown = done.stdout.split()
    return kind, int(grown)


def write(path, stream):
    with path.open("wb") as file:
        while piece := stream.read():
            file.write(piece)


@pytest.mark.parametrize("line", [b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=\n", b"QUJD"])
def test_an_edxml_message_with_a_hundred_megabytes_attached_is_read_in_pieces(tmp_path, line):
    path = tmp_path / "large.edxml"
    first, last = corpus.EDXML.split(b"<edXMLEnvelope/>")
    write(path, corpus.Endless(100 * MIB, first=first + b"<a>", last=b"</a>" + last, seed=line))
    kind, grown = grown_by(tmp_path, path, "a.edxml")
    assert kind == "application/vnd.edxml+xml"
    assert grown < 24


def test_an_archive_of_three_hundred_megabytes_is_unpacked_in_pieces(tmp_path):
    path = tmp_path / "large.zip"
    piece = bytes(range(256)) * 4096
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for number in range(3):
            with made.open(f"{number}.bin", "w") as entry:
                for _ in range(100):
                    entry.write(piece)
    kind, grown = grown_by(tmp_path, path, "a.zip")
    assert kind == "application/zip"
    assert grown < 24
