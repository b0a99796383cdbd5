"""Bytes stay as long as anything points to them, and go with a record of why."""

import contextlib
import hashlib
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, models, transaction

from lienthong.ground.files import actions, jobs, queries, store
from lienthong.ground.files.models import StoredFile
from lienthong.ground.files.refusals import ContentDropped, StillInUse
from lienthong.ground.files.tests import corpus
from lienthong.ground.files.tests.conftest import NOW
from lienthong.ground.journal.models import Act

LATER = NOW + timedelta(days=1)


class Pointer:
    """Another room's foreign key, played by the file table itself: only its field and its rows matter here."""

    def __init__(self, pointing):
        self.field = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
        self.field.name = "pk"
        self.related_model = type("Other", (), {"_base_manager": StoredFile.objects.filter(pk__in=pointing)})


@pytest.fixture
def pointed_at(monkeypatch):
    def point(*files):
        monkeypatch.setattr(queries, "_pointers", lambda: [Pointer([file.pk for file in files])])

    return point


def test_only_files_nothing_points_to_are_unreferenced(keep, pointed_at):
    used, unused, young = keep(), keep(), keep(now=LATER)
    pointed_at(used)
    assert list(queries.unreferenced(kept_before=LATER)) == [unused]
    assert [queries.is_referenced(file) for file in (used, unused, young)] == [True, False, False]


def test_every_foreign_key_of_the_product_counts_as_pointing():
    assert all(pointer.model is StoredFile for pointer in queries._pointers())


def test_a_file_in_use_cannot_be_dropped(keep, pointed_at):
    file = keep()
    pointed_at(file)
    with pytest.raises(StillInUse):
        actions.drop_file(file=file, because="hết thời hạn", by=None, now=NOW)


def test_a_dropped_file_leaves_its_row_and_an_act_that_says_why(keep):
    file = actions.drop_file(file=keep(), because="hết thời hạn lưu", by=None, now=LATER)
    file.refresh_from_db()
    assert (file.dropped_at, file.dropped_because) == (LATER, "hết thời hạn lưu")
    act = Act.objects.about(file).get()
    assert (act.verb, act.body["sha256"]) == ("files.file.dropped", file.sha256)
    with pytest.raises(ContentDropped):
        actions.drop_file(file=file, because="again", by=None, now=LATER)


def test_bytes_go_only_when_the_last_row_over_them_has_gone(keep):
    first, second = keep(name="a.pdf"), keep(name="b.pdf")
    actions.drop_file(file=first, because="x", by=None, now=NOW)
    assert not actions.sweep(sha256=first.sha256)
    assert store.has(first.sha256)
    actions.drop_file(file=second, because="x", by=None, now=NOW)
    assert actions.sweep(sha256=first.sha256)
    assert not store.has(first.sha256)
    assert actions.sweep(sha256=first.sha256)  # nothing left to remove is no trouble


def test_the_nightly_sweep_removes_what_a_failed_transaction_left(keep, monkeypatch):
    class Failed(Exception):
        pass

    lost = []
    with contextlib.suppress(Failed), transaction.atomic():
        lost.append(keep(b"lost text", "a.txt"))
        raise Failed
    (lost,) = lost
    assert not StoredFile.objects.exists()
    held = keep()
    assert store.has(lost.sha256)
    jobs.sweep(0)
    assert store.has(lost.sha256)  # younger than a day: its transaction may still be running
    monkeypatch.setattr(jobs.clock, "now", lambda: LATER + timedelta(days=365 * 20))
    jobs.sweep(0)
    assert not store.has(lost.sha256)
    assert store.has(held.sha256)


CRASH = """
import os, sys
from lienthong.ground.files.adapters.local import LocalPlace
with LocalPlace(location=sys.argv[1]).arrival() as arrived:
    arrived.write(b"half a document")
    arrived.flush()
    os.kill(os.getpid(), 9)
"""


def test_what_a_killed_process_left_half_written_is_no_content_and_is_tidied_away(db, store_folder, monkeypatch):
    done = subprocess.run([sys.executable, "-c", CRASH, str(store_folder)], check=False, timeout=60)
    assert done.returncode == -9
    assert len(list((store_folder / "incoming").iterdir())) == 1
    assert list(store.walk()) == []
    jobs.sweep(0)
    assert len(list((store_folder / "incoming").iterdir())) == 1  # it could still be arriving
    monkeypatch.setattr(jobs.clock, "now", lambda: LATER + timedelta(days=365 * 20))
    jobs.sweep(0)
    assert list((store_folder / "incoming").iterdir()) == []


def test_many_who_keep_the_same_content_at_once_keep_it_once(store_folder):
    def keep_bytes(number):
        with store.arrival() as arrived:
            arrived.write(corpus.PDF)
            arrived.flush()
            store.put(Path(arrived.name), hashlib.sha256(corpus.PDF).hexdigest())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(keep_bytes, range(64)))
    assert [sha256 for sha256, _at in store.walk()] == [hashlib.sha256(corpus.PDF).hexdigest()]
    assert store.is_intact(hashlib.sha256(corpus.PDF).hexdigest())


def test_damage_in_the_store_is_found(keep, store_folder):
    keep()
    gone = keep(b"text", "a.txt")
    assert list(queries.damaged()) == []
    next(store_folder.rglob(gone.sha256)).unlink()
    assert list(queries.damaged()) == [gone]


@pytest.mark.django_db(transaction=True)
def test_bytes_that_somebody_is_keeping_right_now_are_not_swept(keep):
    file = keep()
    actions.drop_file(file=file, because="x", by=None, now=NOW)
    kept, may_commit = threading.Event(), threading.Event()

    def keep_slowly():
        try:
            with transaction.atomic():
                keep(corpus.PDF)
                kept.set()
                assert may_commit.wait(20)
        finally:
            connection.close()

    keeper = threading.Thread(target=keep_slowly)
    keeper.start()
    assert kept.wait(20)
    with transaction.atomic():
        assert not actions.sweep(sha256=file.sha256)
    may_commit.set()
    keeper.join()
    with transaction.atomic():
        assert not actions.sweep(sha256=file.sha256)
    assert store.has(file.sha256)
