"""Malware is refused and recorded; a scanner that is silent is never taken for a clean answer."""

import contextlib
import io
import socketserver
import threading

import pytest

from lienthong.ground.files import actions, scanning
from lienthong.ground.files.models import StoredFile
from lienthong.ground.files.refusals import ContentDropped, Infected, ScannerUnreachable
from lienthong.ground.files.states import Scan
from lienthong.ground.files.tests import corpus
from lienthong.ground.files.tests.conftest import NOW, _Line
from lienthong.ground.journal.models import Act

EICAR_TEXT = b"a text with " + corpus.EICAR


@pytest.fixture
def silent(settings, tmp_path):
    settings.FILES_CLAMD = str(tmp_path / "nobody.ctl")


def test_a_clean_file_carries_scanner_and_moment(keep, clamd):
    file = keep()
    assert (file.scan, file.scanned_at, file.malware) == (Scan.CLEAN, NOW, "")
    assert file.scanner.startswith("ClamAV 1.4.3/27800")
    assert clamd.received == len(corpus.PDF)


def test_a_large_file_reaches_the_scanner_whole(keep, clamd):
    keep(corpus.Endless(5_000_000))
    assert clamd.received == 5_000_000


def test_an_infected_file_is_refused_and_leaves_no_bytes(keep, clamd, store_folder):
    with pytest.raises(Infected, match="Eicar-Signature"):
        keep(EICAR_TEXT, "a.txt")
    assert StoredFile.objects.count() == 0
    assert not [path for path in store_folder.rglob("*") if path.is_file()]


def test_the_refusal_of_an_infected_file_outlives_the_transaction_that_failed(keep, clamd):
    with contextlib.suppress(Infected), actions.infections_recorded(by=None, now=NOW):
        keep(corpus.PDF, "first.pdf")
        keep(EICAR_TEXT, "a.txt")
        pytest.fail("the refusal must go on to the caller")
    assert StoredFile.objects.count() == 0
    act = Act.objects.get(verb="files.file.refused")
    assert act.body["malware"] == "Eicar-Signature"
    assert act.body["sha256"].startswith(act.subject_id.hex)


def test_a_transaction_without_malware_commits_as_ever(keep, clamd):
    with actions.infections_recorded(by=None, now=NOW):
        keep()
    assert StoredFile.objects.count() == 1
    assert Act.objects.count() == 0


def test_without_a_scanner_a_file_is_kept_and_says_that_it_was_not_scanned(keep):
    assert not scanning.is_configured()
    file = keep(EICAR_TEXT, "a.txt")
    assert (file.scan, file.scanned_at, file.get_scan_display()) == (Scan.NOT_SCANNED, None, "Chưa quét mã độc")


def test_a_silent_scanner_refuses_everything(keep, silent):
    with pytest.raises(ScannerUnreachable) as refused:
        keep()
    assert refused.value.status == 503


def test_a_silent_scanner_may_be_allowed_to_let_files_wait_unscanned(keep, silent, settings):
    settings.FILES_KEEP_UNSCANNED = True
    assert keep().scan == Scan.NOT_SCANNED


@pytest.mark.parametrize("answer", ["", "stream: Can't allocate memory ERROR", "OK", "stream:OK"])
def test_an_answer_that_is_not_ok_word_for_word_is_no_answer(keep, clamd, answer):
    clamd.says = answer
    with pytest.raises(ScannerUnreachable):
        keep()


def test_a_scanner_that_hangs_up_on_a_large_file_is_no_answer(keep, clamd):
    clamd.hangs_up_after = 100_000
    with pytest.raises(ScannerUnreachable):
        keep(corpus.Endless(20_000_000))


def test_a_scanner_is_reached_over_tcp_too(keep, settings):
    class TcpClamd(socketserver.ThreadingMixIn, socketserver.TCPServer):
        daemon_threads, says, hangs_up_after, received = True, None, None, 0

    with TcpClamd(("127.0.0.1", 0), _Line) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.FILES_CLAMD = f"tcp://127.0.0.1:{server.server_address[1]}"
        assert keep().scan == Scan.CLEAN
        with pytest.raises(Infected):
            keep(io.BytesIO(EICAR_TEXT), "a.txt")
        server.shutdown()


def test_what_waited_is_scanned_when_the_scanner_is_back(keep, clamd, settings, run_jobs):
    address, settings.FILES_CLAMD = settings.FILES_CLAMD, ""
    good, bad = keep(), keep(EICAR_TEXT, "a.txt")
    from lienthong.ground.files import jobs

    jobs.scan_waiting(0)
    good.refresh_from_db()
    assert good.scan == Scan.NOT_SCANNED
    settings.FILES_CLAMD = address
    jobs.scan_waiting(0)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.scan, bad.scan, bad.malware) == (Scan.CLEAN, Scan.INFECTED, "Eicar-Signature")


def test_a_file_stays_unscanned_while_the_scanner_is_silent(keep, silent, settings):
    settings.FILES_KEEP_UNSCANNED = True
    file = actions.scan_again(file=keep(), now=NOW)
    assert (file.scan, file.scanned_at) == (Scan.NOT_SCANNED, None)


def test_malware_found_late_is_recorded_and_announced_once(keep, clamd, settings, monkeypatch):
    address, settings.FILES_CLAMD = settings.FILES_CLAMD, ""
    file = keep(EICAR_TEXT, "a.txt")
    settings.FILES_CLAMD = address
    announced = []
    monkeypatch.setattr("lienthong.ground.files.actions.outbox.announce", announced.append)
    actions.scan_again(file=file, now=NOW)
    actions.scan_again(file=file, now=NOW)
    assert Act.objects.about(file).get().verb == "files.file.found_infected"
    assert [(event.name, event.subject) for event in announced] == [("files.file.found_infected", file.id)]


def test_a_dropped_file_is_not_scanned_again(keep):
    file = keep()
    actions.drop_file(file=file, because="hết thời hạn", by=None, now=NOW)
    with pytest.raises(ContentDropped):
        actions.scan_again(file=file, now=NOW)
