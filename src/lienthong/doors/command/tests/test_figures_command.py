"""`lienthong figures verify`: a stranger recomputes a published day, and one altered letter is told."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from conftest import MONDAY, at, submitted
from lienthong.doors.command.figures import figures as command
from lienthong.doors.command.tests.alone import run_alone
from lienthong.ground.journal import installation
from lienthong.ground.journal.models import Act
from lienthong.ground.journal.queries import proofs
from lienthong.ground.journal.sequencer import sequence_now
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import SealedDay

TUESDAY = at("09:00", day=date(2026, 11, 17))


@pytest.fixture
def day(shop):
    """Monday, sealed on Tuesday: one dossier received and decided in time."""
    dossier = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp."
    actions.decide(dossier=dossier, outcome="cap_moi", words=words, by=shop.chief, now=at("14:00"))
    actions.seal_days(by=None, now=TUESDAY)
    sequence_now()
    return SealedDay.objects.get(on=MONDAY.date())


def run(*words):
    done = CliRunner().invoke(command, ["verify", *map(str, words), "--json"])
    return done.exit_code, json.loads(done.stdout or "{}")


def test_a_stranger_checks_the_file_with_its_receipt_and_an_altered_one_fails(day, tmp_path):
    file, receipt = tmp_path / "events-2026-11-16.csv", tmp_path / "receipt.json"
    file.write_text(day.content)
    act = Act.objects.about(day).get(verb="observatory.day.sealed")
    receipt.write_text(json.dumps(proofs.receipt_of(act)))
    key = installation.store().verifier_key()
    code, said = run(file, "--receipt", receipt, "--vkey", key)
    assert (code, said["holds"], said["on"]) == (0, True, "2026-11-16")
    assert (said["decided"], said["on_time"]) == (1, 1)
    assert run(file)[0] == 0
    altered = tmp_path / "altered.csv"
    altered.write_text(file.read_text().replace("T10:00", "T09:00"))
    assert run(altered, "--receipt", receipt, "--vkey", key)[0] == 1
    words = CliRunner().invoke(command, ["verify", str(file), "--receipt", str(receipt), "--vkey", str(key)]).output
    assert words.startswith("Ngày: 16/11/2026.\n")
    assert "KHÔNG" in CliRunner().invoke(command, ["verify", str(altered), "--receipt", str(receipt)]).output
    assert run(altered)[0] == 1, "no file of that name was published"


def test_it_runs_for_a_stranger_with_the_file_its_receipt_and_the_key_alone(day, tmp_path):
    (tmp_path / "events.csv").write_text(day.content)
    act = Act.objects.about(day).get(verb="observatory.day.sealed")
    (tmp_path / "receipt.json").write_text(json.dumps(proofs.receipt_of(act)))
    (tmp_path / "vkey").write_text(str(installation.store().verifier_key()))
    call = ("figures", "verify", "events.csv", "--receipt", "receipt.json", "--vkey", "vkey")
    code, out, err = run_alone(tmp_path, *call)
    assert (code, err) == (0, "")
    assert "Tệp đúng như nhật ký công khai ghi." in out
    (tmp_path / "events.csv").write_text(day.content.replace("T10:00", "T09:00"))
    assert run_alone(tmp_path, *call)[0] == 1
    assert run_alone(tmp_path, *call[:-1], "nothing")[0] == 2
