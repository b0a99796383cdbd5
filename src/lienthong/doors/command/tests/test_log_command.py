"""`lienthong log`: answers for people and machines, and the exit codes scripts rely on."""

import json

import pytest
from click.testing import CliRunner
from django.db import connection

from lienthong.doors.command.log import log
from lienthong.doors.command.tests.alone import run_alone
from lienthong.ground.journal import actions, installation
from lienthong.ground.journal.models import Act
from lienthong.ground.journal.sequencer import sequence_now
from lienthong.kit import clock
from lienthong.kit.errors import Refused
from lienthong.kit.ids import new_id

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_log(settings, tmp_path):
    settings.LOG_TILES = tmp_path / "log"
    settings.KEYS_HOME = tmp_path / "keys"


@pytest.fixture
def act():
    """An act in the published log."""
    made = actions.record(
        "exchange.document.sent", ("documents.document", new_id()), by=None, at=clock.now(), body={"number": 7}
    )
    sequence_now()
    return Act.objects.get(id=made.id)


def run(*words):
    return CliRunner().invoke(log, [str(word) for word in words])


def in_json(*words):
    return json.loads(run(*words, "--json").stdout)


def alter(act):
    with connection.cursor() as cursor:
        cursor.execute(
            "set session_replication_role = replica; update journal_act set verb = 'x.y'; set session_replication_role = origin"
        )


def test_the_checkpoint_is_printed_as_it_was_signed(act):
    done = run("checkpoint")
    assert (done.exit_code, done.stdout) == (0, installation.store().checkpoint())
    assert in_json("checkpoint")["size"] == 1
    assert in_json("checkpoint")["note"] == done.stdout


def test_without_a_log_every_command_says_so():
    for words in (["checkpoint"], ["audit"]):
        done = run(*words)
        assert isinstance(done.exception, Refused)
        assert done.exception.code() == "no-log-yet"


def test_a_damaged_checkpoint_is_a_sentence_and_exit_code_1(act):
    (installation.store().home / "checkpoint").write_text("damaged\n")
    done = run("checkpoint")
    assert done.exit_code == 1
    assert "no signature" in done.stderr


def test_a_clean_audit_exits_0(act):
    done = run("audit")
    assert done.exit_code == 0
    assert "Mọi hành vi còn nguyên vẹn." in done.stdout
    report = in_json("audit")
    assert (report["clean"], report["acts_read"], report["findings"]) == (True, 1, [])


def test_an_audit_that_finds_something_exits_1_and_names_it(act):
    alter(act)
    done = run("audit")
    assert done.exit_code == 1
    assert f"✗ Hành vi đã bị sửa, vị trí 0, hành vi {act.id}:" in done.stdout
    assert "KHÔNG" in done.stdout
    (finding,) = in_json("audit")["findings"]
    assert (finding["kind"], finding["place"], finding["act"]) == ("altered", 0, str(act.id))


def test_an_audit_is_held_against_kept_checkpoints(act, tmp_path):
    kept = tmp_path / "kept"
    kept.write_text(run("checkpoint").stdout)
    assert in_json("audit", "--checkpoint", kept)["kept_size"] == 1
    kept.write_text("something else\n")
    assert run("audit", "--checkpoint", kept).exit_code == 1


def test_a_finding_without_place_or_act_reads_well_too(act):
    (installation.store().home / "checkpoint").unlink()
    assert "✗ Điểm chốt của nhật ký không đúng: " in run("audit").stdout


def test_a_receipt_is_given_and_verified(act, tmp_path):
    file = tmp_path / "receipt.json"
    done = run("receipt", act.id, "-o", file)
    assert (done.exit_code, done.stdout) == (0, f"Đã ghi biên nhận vào {file}\n")
    assert json.loads(run("receipt", act.id).stdout) == json.loads(file.read_text())
    assert in_json("receipt", act.id, "-o", file) == {"file": str(file), "act": str(act.id), "index": 0}
    done = run("verify", file)
    assert done.exit_code == 0
    assert done.stdout.count("✓") == 4
    assert "Biên nhận đúng." in done.stdout


@pytest.mark.parametrize("as_file", [False, True])
def test_a_receipt_is_verified_with_a_given_key_alone(act, tmp_path, as_file, settings):
    file, key = tmp_path / "receipt.json", str(installation.verifier())
    run("receipt", act.id, "-o", file)
    settings.LOG_TILES = tmp_path / "nothing here"
    if as_file:
        (tmp_path / "vkey").write_text(key + "\n")
        key = tmp_path / "vkey"
    assert in_json("verify", file, "--vkey", key)["holds"]
    code, out, err = run_alone(tmp_path, "log", "verify", file, "--vkey", key)
    assert (code, err) == (0, ""), "a stranger without any settings"
    assert "Biên nhận đúng." in out


def test_a_receipt_without_its_body_holds_and_shows_nothing(act, tmp_path):
    file = tmp_path / "receipt.json"
    run("receipt", act.id, "--without-body", "-o", file)
    assert json.loads(file.read_text())["body"] is None
    done = run("verify", file)
    assert done.exit_code == 0
    assert "– Nội dung khớp với bản ghi" in done.stdout


def test_a_changed_receipt_exits_1_and_says_which_step_failed(act, tmp_path):
    file = tmp_path / "receipt.json"
    text = run("receipt", act.id).stdout
    changed = text.replace("document.sent", "document.seen")
    assert changed != text
    file.write_text(changed)
    done = run("verify", file)
    assert done.exit_code == 1
    assert "✗ Bản ghi nằm trong nhật ký" in done.stdout
    assert in_json("verify", file)["steps"][-1]["verdict"] == "failed"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1, "a": 2}'])
def test_what_is_no_receipt_exits_1(act, tmp_path, content):
    file = tmp_path / "receipt.json"
    file.write_text(content)
    assert run("verify", file).exit_code == 1


def test_an_unknown_act_is_refused(act):
    done = run("receipt", new_id())
    assert isinstance(done.exception, Refused)
    assert done.exception.code() == "no-such-act"


@pytest.mark.parametrize(
    "words", [["receipt", "not-an-id"], ["verify", "no such file"], ["audit", "--vkey", "nonsense"], ["nonsense"]]
)
def test_words_that_are_off_exit_2(act, words):
    assert run(*words).exit_code == 2
