"""A file in pieces: each is safe once taken, they join without gaps, and only the announced file comes of them."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest

from lienthong.ground.files import actions, jobs, joining, limits, queries
from lienthong.ground.files.models import StoredFile, Upload, UploadPiece
from lienthong.ground.files.refusals import (
    DigestDiffers,
    FileEmpty,
    FileTooLarge,
    NoSuchUpload,
    OffsetDiffers,
    PieceTooLarge,
    TooManyUploads,
    TypeNotAllowed,
    UploadNotWhole,
    UploadUnclear,
)
from lienthong.ground.files.tests import corpus
from lienthong.ground.files.tests.conftest import NOW
from lienthong.ground.identity.models import Account
from lienthong.kit import clock

HALF = len(corpus.PDF) // 2
DIGEST = hashlib.sha256(corpus.PDF).hexdigest()


@pytest.fixture
def lan(db) -> Account:
    return Account.objects.create_user("lan@lienthong.example", "Lê Thị Lan")


def begin(by, **more) -> Upload:
    facts = {"purpose": "x/giay", "name": "a.pdf", "size_bytes": len(corpus.PDF), "beginning": DIGEST, "sha256": DIGEST}
    return actions.begin_upload(**{**facts, **more}, by=by, now=NOW)


def add(upload, start, data, by):
    return actions.add_piece(upload_id=upload.pk, start=start, data=data, by=by, now=NOW)


def finish(upload, by, **more):
    return actions.finish_upload(upload_id=upload.pk, by=by, now=NOW, **more)


def test_pieces_become_the_file_that_was_announced_once(lan):
    upload = begin(lan)
    add(upload, 0, corpus.PDF[:HALF], lan)
    with pytest.raises(UploadNotWhole):
        finish(upload, lan)
    assert begin(lan).received_bytes == HALF, "the same file again, in a new tab, goes on"
    whole = add(upload, HALF, corpus.PDF[HALF:], lan)
    assert str(whole) == f"a.pdf: {len(corpus.PDF)}/{len(corpus.PDF)}"
    assert str(UploadPiece.objects.first()) == f"{upload.pk} @ 0"
    file = finish(upload, lan)
    assert (file.sha256, file.size_bytes) == (DIGEST, len(corpus.PDF))
    assert finish(upload, lan) == file
    assert not UploadPiece.objects.exists()
    assert begin(lan).received_bytes == 0, "given and taken back, the same file is sent anew"


@pytest.mark.parametrize("start", [0, HALF - 1, HALF + 1, 10**12], ids=["twice", "over", "gap", "beyond"])
def test_a_piece_that_does_not_join_is_told_from_where_to_go_on(lan, start):
    upload = begin(lan)
    add(upload, 0, corpus.PDF[:HALF], lan)
    with pytest.raises(OffsetDiffers) as refused:
        add(upload, start, b"x", lan)
    assert refused.value.facts == {"received": HALF}
    assert add(upload, HALF, b"", lan).received_bytes == HALF


def test_the_sum_of_the_pieces_stays_within_what_was_announced_and_a_piece_within_its_bound(lan):
    upload = begin(lan)
    with pytest.raises(PieceTooLarge):
        add(upload, 0, corpus.PDF + b"x", lan)
    large = begin(lan, size_bytes=limits.LARGEST_PIECE_BYTES * 2, name="b.pdf")
    with pytest.raises(PieceTooLarge):
        add(large, 0, bytes(limits.LARGEST_PIECE_BYTES + 1), lan)


def test_what_is_announced_is_bounded_and_readable(lan):
    with pytest.raises(FileTooLarge):
        begin(lan, size_bytes=11, largest_bytes=10)
    with pytest.raises(FileEmpty):
        begin(lan, size_bytes=0)
    for wrong in ({"beginning": ""}, {"sha256": "z" * 64}):
        with pytest.raises(UploadUnclear):
            begin(lan, **wrong)
    for number in range(limits.MOST_UNFINISHED_UPLOADS):
        begin(lan, name=f"{number}.pdf")
    with pytest.raises(TooManyUploads):
        begin(lan, name="eleven.pdf")


def test_another_file_comes_of_it_never(lan):
    upload = begin(lan, sha256="0" * 64)
    add(upload, 0, corpus.PDF, lan)
    with pytest.raises(DigestDiffers):
        finish(upload, lan)


def test_what_is_whole_is_looked_into_like_any_other_file(lan):
    upload = begin(lan)
    add(upload, 0, corpus.PDF, lan)
    with pytest.raises(TypeNotAllowed):
        finish(upload, lan, allowed=frozenset({"image/png"}))
    assert not StoredFile.objects.exists()


def test_it_is_nobody_elses_and_may_be_thrown_away(lan):
    other = Account.objects.create_user("khac@lienthong.example", "Người Khác")
    upload = begin(lan)
    for attempt in (
        lambda: add(upload, 0, b"x", other),
        lambda: finish(upload, other),
        lambda: actions.drop_upload(upload_id=upload.pk, by=other),
        lambda: queries.upload_of(other, upload.pk),
        lambda: queries.upload_of(lan, uuid4()),
    ):
        with pytest.raises(NoSuchUpload):
            attempt()
    assert queries.upload_of(lan, upload.pk) == upload
    actions.drop_upload(upload_id=upload.pk, by=lan)
    assert not Upload.objects.exists()


def test_what_nobody_goes_on_with_goes_after_a_day(lan, monkeypatch):
    upload = begin(lan)
    add(upload, 0, b"x", lan)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=23))
    jobs.drop_abandoned(0)
    assert Upload.objects.exists()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=25))
    jobs.drop_abandoned(0)
    assert not Upload.objects.exists()
    assert not UploadPiece.objects.exists()
    assert actions.drop_abandoned(untouched_since=NOW) == 0


def test_pieces_read_as_one_stream_in_any_size(lan):
    upload = begin(lan)
    add(upload, 0, corpus.PDF[:HALF], lan)
    upload = add(upload, HALF, corpus.PDF[HALF:], lan)
    joined, read = joining.Joined(upload), b""
    while piece := joined.read(7):
        read += piece
    assert read == corpus.PDF
