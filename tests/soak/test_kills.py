"""Twenty kills. Run by `make soak`; a seed of your own with LIENTHONG_SOAK_SEED."""

import os

from lienthong.doors.command.tests.installation import Installation
from lienthong.doors.command.tests.murder import Scene, kill_some, require_everything


def test_twenty_kills_lose_nothing(tmp_path):
    tmp_path.chmod(0o755)
    installation = Installation.found(tmp_path)
    try:
        seed = int(os.environ.get("LIENTHONG_SOAK_SEED", "20"))
        with Scene(installation, tmp_path / "ledger", seed=seed).living() as scene:
            kill_some(scene, count=20)
            scene.calm()
        require_everything(scene)
        print(
            f"{len(scene.kills)} kills {scene.kills}; {len(scene.said('paper'))} numbers, {len(scene.said('sent'))} letters"
        )
    finally:
        installation.destroy()
