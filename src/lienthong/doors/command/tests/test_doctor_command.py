"""`lienthong doctor`: each thing that can be wrong is said in a sentence, and only what is wrong makes it fail."""

import json
import socket
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from conftest import issued
from lienthong.doors.command import doctor as command
from lienthong.doors.command.visits import database, house, keys, proof, storage, work
from lienthong.doors.command.visits.finding import Health, Visit
from lienthong.ground.files import actions as files
from lienthong.ground.files.models import StoredFile
from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.sequencer import sequence_now
from lienthong.kit import clock, jobs
from lienthong.kit.ids import new_id
from lienthong.records.documents import actions as documents
from lienthong.records.documents.states import ProofLevel

pytestmark = pytest.mark.django_db


def health(examination, about, *, later=timedelta(0), sample=20):
    """How this thing is, according to one examination."""
    found = {finding.about: finding for finding in examination(Visit(clock.now() + later, sample))}
    assert found[about].sentence
    return found[about].health


def an_act():
    return journal.record("exchange.document.sent", ("documents.document", new_id()), by=None, at=clock.now())


@pytest.fixture
def kept(tmp_path):
    """One stored file."""
    place = tmp_path / "given.txt"
    place.write_text("một tệp thử")
    with place.open("rb") as stream:
        return files.keep(stream, name="given.txt", by=None, now=clock.now())


@pytest.fixture
def listener():
    """A server on loopback that says one thing to whoever calls."""
    open_sockets = []

    def listen(*said):
        answers = iter(said)
        server = socket.create_server(("127.0.0.1", 0))
        open_sockets.append(server)

        def serve():
            with server.accept()[0] as line:
                line.sendall(next(answers))
                for answer in answers:
                    line.recv(1024)
                    line.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        return server.getsockname()[1]

    yield listen
    for server in open_sockets:
        server.close()


def test_the_demonstration_in_production_is_wrong_and_at_home_worth_knowing(settings):
    settings.DEMO, settings.PUBLIC_URL = True, "http://127.0.0.1:8000"
    assert health(house.examine, "settings.demonstration") is Health.ATTENTION
    settings.PUBLIC_URL = "https://lienthong.example"
    assert health(house.examine, "settings.demonstration") is Health.WRONG
    settings.DEMO = False
    assert health(house.examine, "settings.demonstration") is Health.WELL


@pytest.mark.parametrize(
    ("name", "value", "about", "expected"),
    [
        ("SECRET_KEY", "a" * 60, "settings.secret", Health.WRONG),
        ("SECRET_KEY", "short", "settings.secret", Health.WRONG),
        ("TIME_ZONE", "UTC", "settings.time_zone", Health.WRONG),
        ("PUBLIC_URL", "http://lienthong.example", "settings.public_url", Health.WRONG),
        ("ALLOWED_HOSTS", ["*"], "settings.hosts", Health.WRONG),
        ("LOG_ORIGIN", "lienthong.example/log", "settings.log_origin", Health.ATTENTION),
    ],
)
def test_a_setting_that_endangers_the_installation_is_named(settings, name, value, about, expected):
    settings.DEMO, settings.PUBLIC_URL, settings.ALLOWED_HOSTS = False, "https://a.example", ["a.example"]
    settings.SECRET_KEY, settings.LOG_ORIGIN = "abcdefghij" * 6, "a.example/log"
    assert health(house.examine, about) is Health.WELL
    setattr(settings, name, value)
    assert health(house.examine, about) is expected


def test_the_database_is_examined_and_old_versions_are_wrong(monkeypatch):
    assert health(database.examine, "database.version") is Health.WELL
    assert health(database.examine, "database.migrations") is Health.WELL
    assert health(database.examine, "database.clock") is Health.WELL
    monkeypatch.setattr(database, "OLDEST_SERVER", 990_000)
    monkeypatch.setattr(database, "EXTENSIONS", ("pg_trgm", "no_such"))
    assert health(database.examine, "database.version") is Health.WRONG
    assert health(database.examine, "database.extensions") is Health.WRONG


def test_a_database_that_may_forget_what_it_acknowledged_is_wrong():
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = off")
    assert health(database.examine, "database.durability") is Health.WRONG


@pytest.mark.parametrize(("seconds", "expected"), [(5, Health.ATTENTION), (60, Health.WRONG)])
def test_a_clock_that_runs_elsewhere_is_noticed(monkeypatch, seconds, expected):
    real = clock.now
    monkeypatch.setattr(database.clock, "now", lambda: real() + timedelta(seconds=seconds))
    found = {finding.about: finding for finding in database.examine(Visit(real()))}
    assert found["database.clock"].health is expected


def test_a_crowded_database_is_worth_knowing(monkeypatch):
    monkeypatch.setattr(database, "_CROWDED", 0.0)
    assert health(database.examine, "database.connections") is Health.ATTENTION


@pytest.mark.parametrize("sample", [0, 20])
def test_a_changed_file_is_found(kept, settings, sample):
    assert health(storage.examine, "files.intact", sample=sample) is Health.WELL
    place = Path(settings.FILES_STORE) / kept.sha256[:2] / kept.sha256[2:4] / kept.sha256
    place.chmod(0o600)
    place.write_text("một tệp khác")
    assert health(storage.examine, "files.intact", sample=sample) is Health.WRONG
    assert StoredFile.objects.count() == 1


def test_a_store_that_cannot_be_written_is_wrong(settings, tmp_path):
    assert health(storage.examine, "files.store") is Health.WELL
    (tmp_path / "in the way").write_text("")
    settings.FILES_STORE = str(tmp_path / "in the way" / "files")
    assert {finding.about: finding.health for finding in [storage._writable()]} == {"files.store": Health.WRONG}


def test_without_a_scanner_it_says_so_and_a_silent_one_is_wrong(settings, listener):
    settings.FILES_CLAMD = ""
    assert health(storage.examine, "files.scanner") is Health.ATTENTION
    settings.FILES_CLAMD = f"tcp://127.0.0.1:{listener(b'ClamAV 1.4.1' + bytes(1))}"
    assert health(storage.examine, "files.scanner") is Health.WELL
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.FILES_CLAMD = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
        assert health(storage.examine, "files.scanner") is Health.WRONG


@pytest.mark.parametrize(
    ("free", "expected"), [(10**10, Health.WELL), (10**9, Health.ATTENTION), (10**6, Health.WRONG)]
)
def test_room_on_the_disk(monkeypatch, free, expected):
    monkeypatch.setattr(storage.shutil, "disk_usage", lambda place: type("Usage", (), {"free": free}))
    assert health(storage.examine, "disk.room") is expected


def test_an_act_that_waits_too_long_for_the_log_is_wrong():
    assert health(proof.examine, "log.head") is Health.WELL
    an_act()
    assert health(proof.examine, "log.sequencer") is Health.WELL
    assert health(proof.examine, "log.sequencer", later=timedelta(minutes=1)) is Health.WRONG


def test_the_end_of_the_log_is_proven_and_an_altered_act_is_not():
    an_act()
    sequence_now()
    assert health(proof.examine, "log.tail") is Health.WELL
    with connection.cursor() as cursor:
        cursor.execute(
            "set session_replication_role = replica; update journal_act set verb = 'x.y.z';"
            " set session_replication_role = origin"
        )
    assert health(proof.examine, "log.tail") is Health.WRONG


def test_a_log_that_lost_a_tile_or_its_checkpoint_or_knows_more_than_the_database_is_wrong(settings):
    an_act()
    an_act()
    sequence_now()
    assert health(proof.examine, "log.tail") is Health.WELL
    tile = settings.LOG_TILES / "tile" / "0" / "000.p" / "2"
    tile.rename(tile.with_name("hidden"))
    assert health(proof.examine, "log.tail") is Health.WRONG
    with connection.cursor() as cursor:
        cursor.execute("update journal_head set size = 0")
    assert health(proof.examine, "log.head") is Health.WRONG
    (settings.LOG_TILES / "checkpoint").write_text("something else")
    assert health(proof.examine, "log.checkpoint") is Health.WRONG


def test_a_key_others_can_read_and_a_lost_key_are_wrong(settings):
    an_act()
    sequence_now()
    assert health(keys.examine, "keys.modes") is Health.WELL
    key = settings.KEYS_HOME / "log.key"
    key.chmod(0o644)
    assert health(keys.examine, "keys.modes") is Health.WRONG
    key.unlink()
    assert health(keys.examine, "keys.log") is Health.WRONG


def test_software_keys_are_said_and_a_device_is_well(settings):
    settings.KEY_STORE = "soft"
    assert health(keys.examine, "keys.store") is Health.ATTENTION
    settings.KEY_STORE = "pkcs11"
    assert health(keys.examine, "keys.store") is Health.WELL


def test_certificates_that_end_soon_are_noticed(country):
    assert health(keys.examine, "certificates.seals") is Health.WELL
    last = max(row.not_after for row in keys.Certificate.objects.filter(profile="seal"))
    nearly = last - clock.now() - timedelta(days=3)
    assert health(keys.examine, "certificates.seals", later=nearly) is not Health.WELL


def test_without_an_authority_it_says_so():
    assert health(keys.examine, "certificates.authority") is Health.ATTENTION


def test_a_failed_job_and_a_waiting_one_are_wrong():
    assert health(work.examine, "jobs.failed") is Health.WELL
    jobs.defer("kit.outbox.deliver", queue="events", event={})
    assert health(work.examine, "jobs.waiting") is Health.WELL
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_events set at = now() - interval '10 minutes'")
        assert health(work.examine, "jobs.waiting") is Health.WRONG
        cursor.execute("update procrastinate_jobs set status = 'failed'")
    assert health(work.examine, "jobs.failed") is Health.WRONG


def test_the_mail_server_is_called(settings, listener):
    assert health(work.examine, "mail.server") is Health.WELL
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = work._SMTP, ""
    assert health(work.examine, "mail.server") is Health.ATTENTION
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", listener(b"250 well\r\n")
    assert health(work.examine, "mail.server") is Health.WRONG  # a mail server greets with 220
    settings.EMAIL_PORT = listener(b"220 well\r\n", b"250 well\r\n", b"221 well\r\n")
    assert health(work.examine, "mail.server") is Health.WELL


def test_a_number_held_for_long_is_noticed_and_a_missing_one_is_wrong(country):
    from lienthong.records.documents import actions
    from lienthong.records.documents.models import Number, NumberSequence

    taken = actions.reserve_paper_number(kind="cong_van", subject="Giấy", by=country.ministry.clerk, now=clock.now())
    assert health(work.examine, "numbers.gaps") is Health.WELL
    Number.objects.filter(pk=taken.pk).update(state="reserved", settled_at=None)
    assert health(work.examine, "numbers.held") is Health.WELL
    assert health(work.examine, "numbers.held", later=timedelta(days=2)) is Health.ATTENTION
    NumberSequence.objects.update(last=2)
    assert health(work.examine, "numbers.gaps") is Health.WRONG


def test_a_sealed_document_without_its_archived_form_is_noticed_and_a_failed_one_is_wrong(country):
    an_hour = timedelta(hours=1)
    assert health(work.examine, "documents.archived", later=an_hour) is Health.WELL
    document = issued(country)
    assert health(work.examine, "documents.archived", later=an_hour) is Health.ATTENTION
    documents.record_not_archived(document=document, failure="no-certificate", now=clock.now())
    assert health(work.examine, "documents.archived", later=an_hour) is Health.WRONG
    documents.archive(document=document, level=ProofLevel.B_LT, now=clock.now())
    assert health(work.examine, "documents.archived", later=an_hour) is Health.WELL


def test_an_archived_form_that_was_not_stamped_again_in_time_is_wrong(country):
    document = issued(country)
    assert health(work.examine, "documents.renewed") is Health.WELL
    form = documents.archive(document=document, level=ProofLevel.B_LT, now=clock.now())
    assert health(work.examine, "documents.renewed") is Health.WELL
    nearly = form.proof_until - clock.now() - timedelta(days=13)
    assert health(work.examine, "documents.renewed", later=nearly) is Health.WRONG


def test_an_examination_that_fails_is_a_finding_and_the_others_go_on(monkeypatch):
    def fails(_visit):
        raise LookupError("nothing there")
        yield

    monkeypatch.setattr(command, "EXAMINATIONS", {"broken": fails, "settings": house.examine})
    found = list(command.examine(Visit(clock.now())))
    assert (found[0].about, found[0].health) == ("broken", Health.WRONG)
    assert len(found) > 3


def test_the_command_fails_only_when_something_is_wrong(monkeypatch, settings):
    monkeypatch.setattr(command, "EXAMINATIONS", {"settings": house.examine})
    settings.SECRET_KEY = "abcdefghij" * 6
    good = CliRunner().invoke(command.doctor, ["--json"])
    assert (good.exit_code, json.loads(good.stdout)["well"]) == (0, True)
    assert "✓" not in CliRunner().invoke(command.doctor, ["--quiet"]).stdout
    settings.SECRET_KEY = "short"
    bad = CliRunner().invoke(command.doctor, [])
    assert bad.exit_code == 1
    assert "✗ " in bad.stdout
