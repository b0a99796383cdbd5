"""A backup really restores: saved while it lives, destroyed, restored elsewhere, proven whole; a changed one is refused."""

import hashlib
import json
import os
import shutil
import stat
import tarfile

import pytest

from lienthong.doors.command.backups import restoring
from lienthong.doors.command.backups.refusals import BackupBroken
from lienthong.doors.command.tests.installation import Installation
from lienthong.kit.postgres import Cluster

pytestmark = pytest.mark.story

SEQUENCE = (
    "from lienthong.doors.command.main import start_django; start_django();"
    "from lienthong.ground.journal.sequencer import sequence_now; sequence_now()"
)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """An installation that has worked for a while, and its backup."""
    folder = tmp_path_factory.mktemp("backup")
    folder.chmod(0o755)
    installation = Installation.found(folder / "first")
    installation.load("drive", str(folder / "ledger"), "1", "6")
    installation.python(SEQUENCE)
    answer = installation.lienthong("backup", str(folder / "saved.tar"), "--json")
    made = json.loads(answer.stdout)
    yield installation, folder / "saved.tar", made
    installation.destroy()


@pytest.fixture
def empty(tmp_path):
    """A place to restore into."""
    tmp_path.chmod(0o755)
    place = Installation(tmp_path / "home", Cluster(tmp_path / "postgres"))
    place.home.mkdir()
    place.cluster.start()
    place.cluster.create_database("lienthong")
    yield place
    place.destroy()


def test_what_was_saved_comes_back_whole_and_the_log_agrees(saved, empty):
    first, file, made = saved
    counts = made["manifest"]["counts"]
    assert counts["acts"] > 0
    assert counts["files"] > 0
    assert counts["log"] == counts["acts"]
    answer = json.loads(empty.lienthong("restore", str(file), "--json").stdout)
    assert answer["whole"], answer["problems"]
    assert answer["log_size"] == counts["log"]
    assert json.loads(empty.lienthong("log", "audit", "--json").stdout)["clean"]
    assert (empty.home / "keys" / "log.key").read_bytes() == (first.home / "keys" / "log.key").read_bytes()
    assert stat.S_IMODE((empty.home / "keys" / "log.key").stat().st_mode) == 0o600
    empty.load("drive", str(empty.home / "ledger"), "2", "3")  # and it goes on from there
    empty.python(SEQUENCE)
    audit = json.loads(
        empty.lienthong("log", "audit", "--checkpoint", str(first.home / "log" / "checkpoint"), "--json").stdout
    )
    assert audit["clean"]
    assert audit["size"] > counts["log"]


def test_a_backup_is_readable_by_its_owner_alone_and_is_an_ordinary_tar(saved):
    _first, file, made = saved
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with tarfile.open(file) as archive:
        names = archive.getnames()
    assert names[0] == "log/checkpoint"
    assert names[-1] == "manifest.json"
    assert [part["name"] for part in made["manifest"]["parts"]] == ["log", "database", "files", "keys"]


def test_a_place_that_is_not_empty_is_refused_and_nothing_in_it_is_touched(saved):
    first, file, _made = saved
    before = sorted((path, path.stat().st_mtime) for path in first.home.rglob("*"))
    answer = first.lienthong("restore", str(file), code=1)
    assert "--replace" in answer.stderr
    assert sorted((path, path.stat().st_mtime) for path in first.home.rglob("*")) == before


def changed_in(file, part, place):
    """A copy with one bit of this part turned."""
    shutil.copy(file, place)
    with tarfile.open(place) as archive:
        member = next(member for member in archive if member.name.startswith(part) and member.size)
    with place.open("r+b") as content:
        content.seek(member.offset_data + member.size // 2)
        old = content.read(1)
        content.seek(-1, os.SEEK_CUR)
        content.write(bytes([old[0] ^ 1]))
    assert place.read_bytes() != file.read_bytes()
    return place


@pytest.mark.parametrize("part", ["log", "database", "files", "keys"])
def test_a_backup_changed_in_one_bit_is_refused(saved, tmp_path, part):
    _first, file, _made = saved
    assert restoring.examine(file).counts["acts"] > 0
    with pytest.raises(BackupBroken):
        restoring.examine(changed_in(file, part, tmp_path / "changed.tar"))


def test_a_changed_manifest_is_found_by_the_digest_kept_elsewhere(saved, tmp_path):
    _first, file, made = saved
    assert hashlib.sha256(restoring.manifest_of(file)).hexdigest() == made["manifest_sha256"]
    changed = changed_in(file, "manifest.json", tmp_path / "changed.tar")
    assert hashlib.sha256(restoring.manifest_of(changed)).hexdigest() != made["manifest_sha256"]


def test_a_broken_backup_touches_nothing(saved, empty, tmp_path):
    _first, file, made = saved
    changed = changed_in(file, "database", tmp_path / "changed.tar")
    for words in ([str(changed)], [str(file), "--expect", "0" * 64]):
        answer = empty.lienthong("restore", *words, code=1)
        assert answer.stderr.startswith("lienthong: ")
        assert not (empty.home / "keys").exists()
        assert not (empty.home / "log").exists()
    empty.lienthong("restore", str(file), "--check-only", "--expect", made["manifest_sha256"])


@pytest.mark.parametrize("share", [0, 0.02, 0.5, 0.999, 1])
def test_a_backup_cut_short_is_refused(saved, tmp_path, share):
    _first, file, _made = saved
    with tarfile.open(file) as archive:
        last = archive.getmembers()[-1]
    cut = tmp_path / "cut.tar"
    cut.write_bytes(file.read_bytes()[: int(last.offset * share)])
    with pytest.raises(BackupBroken):
        restoring.examine(cut)


def test_a_file_lost_before_the_backup_is_named_and_the_rest_is_saved(saved, tmp_path):
    first, _file, _made = saved
    victim = next(path for path in sorted((first.home / "files").glob("??/??/*")) if path.is_file())
    hidden = victim.with_name("hidden")
    victim.rename(hidden)
    try:
        answer = json.loads(first.lienthong("backup", str(tmp_path), "--json", code=1).stdout)
    finally:
        hidden.rename(victim)
    assert answer["manifest"]["damaged_files"] == [victim.name]
    assert answer["manifest"]["counts"]["files"] > 0


def test_encrypted_keys_open_with_their_passphrase_only(saved, empty, tmp_path):
    first, _file, _made = saved
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text("một cụm từ rất dài\n")
    wrong.write_text("một cụm từ khác\n")
    file = tmp_path / "sealed.tar"
    told = first.lienthong("backup", str(file), "--passphrase-file", str(right)).stdout
    assert "KHÔNG được mã hóa" not in told
    secret = (first.home / "keys" / "log.key").read_bytes()
    assert secret not in file.read_bytes()
    for words in ([], ["--passphrase-file", str(wrong)]):
        empty.lienthong("restore", str(file), *words, code=1)
        assert not (empty.home / "log").exists()
    empty.lienthong("restore", str(file), "--passphrase-file", str(right))
    assert (empty.home / "keys" / "log.key").read_bytes() == secret


def test_replacing_keeps_the_old_folders_aside(saved, tmp_path):
    first, file, made = saved
    answer = json.loads(first.lienthong("restore", str(file), "--replace", "--json").stdout)
    assert answer["whole"], answer["problems"]
    aside = {place.rsplit("/", 1)[-1].split(".")[0] for place in answer["moved_aside"]}
    assert aside == {"log", "keys", "files"}
    assert answer["manifest"] == made["manifest"]


def test_unencrypted_keys_are_said_loudly(saved, tmp_path):
    first, _file, _made = saved
    assert "KHÔNG được mã hóa" in first.lienthong("backup", str(tmp_path)).stdout


def test_restored_by_root_everything_belongs_to_the_owner_of_the_home(saved, empty):
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    _first, file, _made = saved
    os.chown(empty.home, 65534, 65534)
    empty.lienthong("restore", str(file))
    owners = {path.stat().st_uid for name in ("log", "keys", "files") for path in (empty.home / name).rglob("*")}
    assert owners == {65534}
