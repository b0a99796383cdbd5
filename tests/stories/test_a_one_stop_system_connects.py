"""Somebody with a one-stop system of their own types the lines of docs/how-to/connect-a-one-stop-system.md."""

import os
import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from conftest import found_country, found_shop, submitted
from lienthong.ground.signatures import queries
from lienthong.kit import clock
from lienthong.work.onestop import actions

from .test_stranger_connects import database_url, shell

pytestmark = [
    pytest.mark.story,
    pytest.mark.django_db(transaction=True),
    pytest.mark.foreign("curl", "jq", "openssl", "bash"),
]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "connect-a-one-stop-system.md"
LINES = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def dossier(transactional_db, own_state, monkeypatch):
    """A shop founded an hour ago by this machine's clock, with a dossier that was taken in: the shell knows no other time."""
    queries.forget()
    moment = clock.now() - timedelta(minutes=50)
    monkeypatch.setattr("conftest.at", lambda *_hour, **_day: moment)
    with transaction.atomic():
        shop = found_shop(found_country(moment - timedelta(minutes=10)))
        found = actions.receive(dossier=submitted(shop), by=shop.receiver, now=moment + timedelta(minutes=5))
    yield found
    queries.forget()


def test_the_lines_of_the_page_work(live_server, dossier, tmp_path):
    folder = tmp_path / "system"
    folder.mkdir()
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "LIENTHONG_URL": live_server.url,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "lienthong.config.settings.test",
        "SECOND": dossier.lookup_code,
    }
    lines = LINES.findall(PAGE.read_text(encoding="utf-8"))
    assert len(lines) >= 9
    said = shell("\n".join(lines), folder, environment)
    assert "doi_giay_phep_lai_xe: Đổi giấy phép lái xe (G12)" in said
    assert "Giấy tờ: Giấy khám sức khỏe của người lái xe" in said
    assert "goi.json: OK" in said
    assert f"3 {dossier.code} 3 received → 2 H41.06 runs" in said
    assert f"{dossier.code}: Đã tiếp nhận" in said
    assert "Đã tiếp nhận. Đồng hồ của cơ quan đang chạy." in said
