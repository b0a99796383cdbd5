"""The same store over the S3 protocol, against a server of its own on the loopback (moto, in this process)."""

from datetime import UTC, datetime, timedelta

import pytest
from moto.server import ThreadedMotoServer

from lienthong.ground.files import actions, queries, store
from lienthong.ground.files.refusals import ContentDamaged, ContentMissing
from lienthong.ground.files.tests import corpus
from lienthong.ground.files.tests.conftest import NOW


@pytest.fixture(scope="module")
def server():
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    yield f"http://{host}:{port}"
    moto.stop()


@pytest.fixture
def bucket(server, settings, monkeypatch, request):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "only-for-tests")
    settings.FILES_STORE = f"s3://kept/{request.node.name[:20]}?endpoint={server}&region=us-east-1"
    bucket = store.place()._storage.connection.Bucket("kept")
    bucket.create()
    return bucket


def test_a_file_goes_to_the_bucket_and_comes_back(keep, bucket):
    file = keep()
    with store.open(file.sha256, verify=True) as opened:
        assert opened.read() == corpus.PDF
    assert b"".join(store.stream(file.sha256, start=5, length=3)) == corpus.PDF[5:8]
    assert b"".join(store.stream(file.sha256, start=0, length=0)) == b""
    assert next(iter(bucket.objects.all())).key.endswith(f"{file.sha256[:2]}/{file.sha256[2:4]}/{file.sha256}")


def test_the_same_content_is_uploaded_once(keep, bucket, monkeypatch):
    uploads = []
    save = store.place()._storage.save
    monkeypatch.setattr(store.place()._storage, "save", lambda *given: uploads.append(save(*given)))
    file = keep()
    keep(name="b.pdf")
    assert len(uploads) == 1
    assert [sha256 for sha256, _at in store.walk()] == [file.sha256]


def test_a_large_file_is_uploaded_in_parts(keep, bucket):
    file = keep(corpus.Endless(20_000_000))
    assert sum(map(len, store.stream(file.sha256))) == 20_000_000
    assert store.is_intact(file.sha256)


def test_what_is_not_in_the_bucket_is_missing(db, bucket):
    assert not store.has("0" * 64)
    with pytest.raises(ContentMissing):
        store.open("0" * 64)


def test_an_altered_object_is_found(keep, bucket):
    file = keep()
    key = next(each.key for each in bucket.objects.filter(Prefix=store.place()._prefix))
    altered = corpus.PDF.replace(b"endobj", b"ENDOBJ")
    assert altered != corpus.PDF
    bucket.Object(key).put(Body=altered)
    with pytest.raises(ContentDamaged):
        store.open(file.sha256, verify=True)


def test_swept_bytes_leave_the_bucket(keep, bucket):
    file = actions.drop_file(file=keep(), because="x", by=None, now=NOW)
    assert list(queries.orphans(written_before=datetime.now(UTC) + timedelta(days=1))) == [file.sha256]
    assert actions.sweep(sha256=file.sha256)
    assert not store.has(file.sha256)
    store.tidy(datetime.now(UTC))  # nothing of ours lies about


def test_an_answer_that_breaks_off_leaves_no_open_file(keep, bucket, monkeypatch):
    class Broken:
        def read(self, _size):
            raise ConnectionResetError

    file = keep()
    monkeypatch.setattr(store.place(), "_get", lambda _sha256: Broken())
    with pytest.raises(ConnectionResetError):
        store.open(file.sha256)


def test_a_store_that_refuses_us_is_an_alarm_not_an_absence(db, server, settings, bucket, monkeypatch):
    from botocore.exceptions import ClientError

    def denied(*_given, **_more):
        raise ClientError({"Error": {"Code": "403", "Message": "Forbidden"}}, "GetObject")

    monkeypatch.setattr(store.place(), "_object", denied)
    with pytest.raises(ClientError):
        store.has("0" * 64)
    with pytest.raises(ClientError):
        store.open("0" * 64)
