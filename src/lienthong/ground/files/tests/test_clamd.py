"""Our adapter against a real clamd, with a signature database of two lines: no signatures are fetched from anywhere."""

import hashlib
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from lienthong.ground.files import scanning
from lienthong.ground.files.refusals import Infected, ScannerUnreachable
from lienthong.ground.files.states import Scan
from lienthong.ground.files.tests import corpus

pytestmark = pytest.mark.foreign("clamd")

SECONDS_TO_START = 60
STREAM_BYTES = 1024 * 1024
SETTINGS = """
DatabaseDirectory {folder}/signatures
LocalSocket {folder}/clamd.ctl
TCPSocket {port}
TCPAddr 127.0.0.1
PidFile {folder}/clamd.pid
TemporaryDirectory {folder}
Foreground yes
StreamMaxLength {stream}
MaxThreads 2
"""


def two_signatures() -> dict[str, str]:
    """EICAR wherever it stands (.ndb), and one whole file by its digest (.hdb)."""
    digest = hashlib.md5(corpus.PDF, usedforsecurity=False).hexdigest()
    return {
        "own.ndb": f"Eicar-Test-Signature:0:*:{corpus.EICAR.hex()}\n",
        "own.hdb": f"{digest}:{len(corpus.PDF)}:Known-File\n",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    """One for all tests of this file; loads two signatures, so it is there in a moment."""
    folder, port = tmp_path_factory.mktemp("clamd"), free_port()
    (folder / "signatures").mkdir()
    for name, line in two_signatures().items():
        (folder / "signatures" / name).write_text(line)
    settings = SETTINGS.format(folder=folder, port=port, stream=STREAM_BYTES)
    (folder / "clamd.conf").write_text(settings + ("User root\n" if os.geteuid() == 0 else ""))
    said = (folder / "said").open("w+")
    daemon = subprocess.Popen(
        [shutil.which("clamd"), "-c", str(folder / "clamd.conf")], stdout=said, stderr=subprocess.STDOUT
    )
    try:
        _wait_until_it_answers(folder / "clamd.ctl", daemon, folder / "said")
        yield {"unix": f"unix://{folder}/clamd.ctl", "tcp": f"tcp://127.0.0.1:{port}"}
    finally:
        daemon.terminate()
        daemon.wait(timeout=30)
        said.close()


def _wait_until_it_answers(place: Path, daemon: subprocess.Popen, said: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not place.exists():
        assert daemon.poll() is None, said.read_text()
        assert time.monotonic() < deadline, said.read_text()
        time.sleep(0.05)


@pytest.fixture(params=["unix", "tcp"])
def scanner(request, clamd, settings):
    settings.FILES_CLAMD = clamd[request.param]


def test_it_says_who_it_is(scanner, settings):
    assert scanning.Daemon(settings.FILES_CLAMD).version().startswith("ClamAV 1.")


def test_a_clean_file_is_clean_and_says_by_whom(scanner, keep):
    file = keep(b"nothing of note\n", "a.txt")
    assert file.scan == Scan.CLEAN
    assert file.scanner.startswith("ClamAV 1.")


def test_eicar_is_found_in_a_text_in_an_archive_and_at_the_end_of_many_pieces(scanner, keep):
    hidden = {
        "a.txt": corpus.EICAR,
        "b.zip": corpus.archive({"inside.txt": b"before " + corpus.EICAR}),
        "c.txt": b"line\n" * 100_000 + corpus.EICAR,
    }
    for name, content in hidden.items():
        with pytest.raises(Infected, match="Eicar-Test-Signature"):
            keep(content, name)


def test_a_whole_file_is_known_by_its_digest_and_one_byte_more_is_another_file(scanner, keep):
    with pytest.raises(Infected, match="Known-File"):
        keep(corpus.PDF)
    assert keep(corpus.PDF + b"\n").scan == Scan.CLEAN


def test_a_file_beyond_the_daemons_limit_is_not_called_clean(scanner, keep):
    with pytest.raises(ScannerUnreachable):
        keep(corpus.Endless(3 * STREAM_BYTES))
