"""Bytes come in once, durably, and come out as they went in."""

import hashlib
import io
import tracemalloc
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from lienthong.ground.files import store
from lienthong.ground.files.models import StoredFile
from lienthong.ground.files.refusals import ContentDamaged, ContentMissing, FileEmpty, FileTooLarge
from lienthong.ground.files.states import Scan
from lienthong.ground.files.tests import corpus
from lienthong.ground.files.tests.conftest import NOW

MIB = 1024 * 1024


def names(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_kept_file_comes_out_as_it_went_in(keep, store_folder):
    file = keep(corpus.PDF, "Công văn số 15.pdf")
    digest = hashlib.sha256(corpus.PDF).hexdigest()
    assert (file.sha256, file.size_bytes, file.media_type) == (digest, len(corpus.PDF), "application/pdf")
    assert (file.name, file.scan, file.kept_at, file.kept_by_kind) == ("Công văn số 15.pdf", Scan.NOT_SCANNED, NOW, "")
    with store.open(digest, verify=True) as opened:
        assert opened.read() == corpus.PDF
    assert str(file) == file.name
    assert (store_folder / digest[:2] / digest[2:4] / digest).read_bytes() == corpus.PDF


def test_who_kept_it_is_written_down(keep):
    person = uuid4()
    file = keep(by=("mandates.mandate", person))
    assert (file.kept_by_kind, file.kept_by_id) == ("mandates.mandate", person)


def test_the_same_content_is_kept_once_under_many_names(keep, store_folder):
    first, second = keep(name="a.pdf"), keep(name="b.pdf")
    assert first.pk != second.pk
    assert first.sha256 == second.sha256
    assert names(store_folder) == [first.sha256]


def test_content_that_was_cut_short_in_the_store_is_put_right_by_keeping_it_again(keep, store_folder):
    file = keep()
    kept = next(path for path in store_folder.rglob(file.sha256))
    kept.chmod(0o600)
    kept.write_bytes(b"%PDF")
    assert not store.is_intact(file.sha256)
    keep()
    assert store.is_intact(file.sha256)


def test_nothing_stays_behind_when_a_file_is_refused(keep, store_folder):
    with pytest.raises(FileEmpty):
        keep(b"")
    assert names(store_folder) == []
    assert StoredFile.objects.count() == 0


def test_a_stream_is_cut_off_at_the_first_byte_over_the_limit(keep, store_folder):
    stream = corpus.Endless(50 * MIB)
    with pytest.raises(FileTooLarge) as refused:
        keep(stream, largest_bytes=3 * MIB)
    assert stream.read_bytes <= 4 * MIB
    assert refused.value.facts == {"largest_bytes": 3 * MIB}
    assert names(store_folder) == []


def test_an_upload_that_says_it_is_too_large_is_refused_before_it_is_read(keep):
    upload = SimpleUploadedFile("a.pdf", corpus.PDF)
    with pytest.raises(FileTooLarge):
        keep(upload, largest_bytes=len(corpus.PDF) - 1)
    assert upload.tell() == 0
    assert keep(upload, largest_bytes=len(corpus.PDF)).size_bytes == len(corpus.PDF)


def test_a_caller_cannot_raise_the_limit_of_the_installation(keep, settings):
    settings.FILES_LARGEST_BYTES = 10
    with pytest.raises(FileTooLarge):
        keep(largest_bytes=10_000)


def test_two_hundred_megabytes_pass_through_a_few_megabytes_of_memory(keep):
    tracemalloc.start()
    try:
        file = keep(corpus.Endless(200 * MIB))
        for _piece in store.stream(file.sha256):
            pass
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert file.size_bytes == 200 * MIB
    assert most < 8 * MIB


def test_the_row_is_written_only_after_the_bytes_are_durable(keep, monkeypatch):
    seen = []
    put = store.put
    monkeypatch.setattr(store, "put", lambda *given: (seen.append(StoredFile.objects.count()), put(*given)))
    keep()
    assert seen == [0]
    assert StoredFile.objects.count() == 1


def test_file_and_folders_are_flushed_before_the_file_counts_as_kept(keep, monkeypatch):
    flushed = []
    monkeypatch.setattr("lienthong.ground.files.adapters.local.os.fsync", flushed.append)
    keep()
    assert len(flushed) == 4  # the file, its folder, and the two folders that got a new entry


def test_a_missing_content_is_said_to_be_missing(db):
    with pytest.raises(ContentMissing):
        store.open("0" * 64)
    with pytest.raises(ContentMissing):
        store.stream("0" * 64)
    assert not store.has("0" * 64)
    assert not store.is_intact("0" * 64)


@pytest.mark.parametrize("address", ["", "../../etc/passwd", "A" * 64, "0" * 63, "g" * 64])
def test_only_a_digest_is_an_address(address):
    with pytest.raises(ValueError, match="64"):
        store.has(address)


def test_kept_bytes_are_only_read(keep):
    file = keep()
    with pytest.raises(ValueError, match="only read"):
        store.place().open(file.sha256, "wb")


def test_one_flipped_bit_is_found_when_reading_verified(keep, store_folder):
    file = keep()
    kept = next(path for path in store_folder.rglob(file.sha256))
    kept.chmod(0o600)
    altered = bytearray(corpus.PDF)
    altered[20] ^= 1
    kept.write_bytes(altered)
    assert bytes(altered) != corpus.PDF
    with pytest.raises(ContentDamaged):
        store.open(file.sha256, verify=True)
    with store.open(file.sha256) as unverified:
        assert unverified.read() == altered


def test_part_of_a_file_is_streamed_without_the_rest(keep):
    file = keep()
    assert b"".join(store.stream(file.sha256, start=5, length=3)) == corpus.PDF[5:8]
    assert b"".join(store.stream(file.sha256, start=5)) == corpus.PDF[5:]
    assert b"".join(store.stream(file.sha256, start=10_000)) == b""


@pytest.mark.parametrize(
    "wrong",
    [{"sha256": "x" * 64}, {"size_bytes": 0}, {"scan": "clean"}, {"scanned_at": NOW}, {"dropped_at": NOW}],
)
def test_the_database_itself_refuses_rows_that_make_no_sense(db, wrong):
    row = {"sha256": "0" * 64, "size_bytes": 1, "media_type": "text/plain", "name": "a", "kept_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.create(**{**row, **wrong})


def test_the_words_about_files_mean_what_they_say(keep):
    older, newer = keep(name="b.pdf", now=NOW - timedelta(days=1)), keep(io.BytesIO(corpus.EDXML), "a.edxml")
    assert list(StoredFile.objects.not_scanned()) == [older, newer]
    assert list(StoredFile.objects.held().with_content(newer.sha256)) == [newer]
