"""A stranger reads docs/how-to/connect-your-software.md and types its lines: these very lines, into a real shell."""

import os
import re
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from conftest import Country, _office
from lienthong.ground.journal.sequencer import run_sequencer
from lienthong.ground.organisations.states import BodyKind
from lienthong.ground.signatures import actions as signatures
from lienthong.ground.signatures import queries
from lienthong.kit import clock
from lienthong.records.exchange.lanes import run_lanes

pytestmark = [
    pytest.mark.story,
    pytest.mark.django_db(transaction=True),
    pytest.mark.foreign("curl", "jq", "openssl", "unzip", "bash"),
]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "connect-your-software.md"
BLOCK = re.compile(r"^```sh( offline)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRAMS = str(Path(sys.executable).parent)


def blocks() -> list[tuple[str, bool]]:
    return [(text, bool(offline)) for offline, text in BLOCK.findall(PAGE.read_text(encoding="utf-8"))]


@pytest.fixture
def country_today(transactional_db, own_state):
    """The country of the tests, founded an hour ago by this machine's clock: the shell knows no other time."""
    queries.forget()
    since = clock.now() - timedelta(hours=1)
    signatures.set_up_authority(now=since)
    offices = [
        _office("Bộ Tài chính", "BTC", BodyKind.MINISTRY, "G12", since, 1),
        _office("Bộ Tư pháp", "BTP", BodyKind.MINISTRY, "G15", since, 2),
        _office("Ủy ban nhân dân tỉnh Nghệ An", "UBND", BodyKind.PROVINCE, "H41", since, 3),
    ]
    yield Country(*offices, since=since)
    queries.forget()


@pytest.fixture
def worker(country_today):
    """What `lienthong worker` runs: lanes and the log's sequencer."""
    stop = threading.Event()
    threads = [threading.Thread(target=run, args=(stop, 0.05)) for run in (run_sequencer, _lanes)]
    for thread in threads:
        thread.start()
    yield
    stop.set()
    for thread in threads:
        thread.join(timeout=30)


def _lanes(stop, interval):
    run_lanes(stop, interval=interval)


def shell(script: str, folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail"],
        input=script,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def database_url() -> str:
    words = connection.settings_dict
    return f"postgresql://{words['USER']}:{words['PASSWORD']}@{words['HOST']}:{words['PORT']}/{words['NAME']}"


def test_the_lines_of_the_page_work_for_a_stranger(live_server, worker, tmp_path):
    from lienthong.doors.api.tests.conftest import a_pdf

    folder = tmp_path / "stranger"
    folder.mkdir()
    (folder / "van-ban.pdf").write_bytes(a_pdf())
    bare = {"PATH": f"{PROGRAMS}:{os.environ['PATH']}", "HOME": str(folder), "LANG": "C.UTF-8"}
    at_the_server = {
        **bare,
        "LIENTHONG_URL": live_server.url,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "lienthong.config.settings.test",
    }
    connected = "\n".join(text for text, offline in blocks() if not offline)
    said = shell(connected, folder, at_the_server)
    assert "G15 Bộ Tư pháp" in said
    assert "Đã gửi 01/BTC-VP" in said
    assert "Số đến: 1" in said
    assert "Bộ Tư pháp: Hoàn thành" in said
    assert "02/BTC-VP" in said
    assert (folder / "bang-chung-2.zip").stat().st_size > 1000

    nowhere = {**bare, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "no_proxy": "*"}
    alone = "\n".join(text for text, offline in blocks() if offline)
    verdict = shell(alone, folder, nowhere)
    assert "Bằng chứng đúng" in verdict
    assert "KHÔNG đúng" in verdict


def test_the_page_has_lines_for_every_step():
    kinds = [offline for _text, offline in blocks()]
    assert kinds.count(False) >= 10
    assert kinds.count(True) == 2
