"""Killed at random moments under load, the product loses nothing it acknowledged and does nothing twice."""

import pytest

from lienthong.doors.command.tests.installation import Installation
from lienthong.doors.command.tests.murder import Scene, kill_some, require_everything

pytestmark = pytest.mark.story


@pytest.fixture
def installation(tmp_path):
    tmp_path.chmod(0o755)
    founded = Installation.found(tmp_path)
    yield founded
    founded.destroy()


def test_what_was_acknowledged_outlives_kills_of_postgresql_and_of_every_process(installation, tmp_path):
    with Scene(installation, tmp_path / "ledger", seed=4).living() as scene:
        kill_some(scene, count=4)
        scene.calm()
        assert {"postgres", "worker", "driver"} <= set(scene.kills)
    require_everything(scene)


def test_the_proof_would_notice_a_lost_number(installation, tmp_path):
    installation.load("drive", str(tmp_path / "ledger"), "7", "3")
    scene = Scene(installation, tmp_path / "ledger", seed=7)
    papers = scene.said("paper")
    installation.rows(f"delete from documents_number where paper_subject = '{papers[0]['token']}'", fetch=False)
    with pytest.raises(AssertionError):
        require_everything(scene)
