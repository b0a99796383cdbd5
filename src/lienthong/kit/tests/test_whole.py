"""A body that broke off is never taken for the whole: neither a form nor a file."""

from io import BytesIO

import pytest
from django.core.exceptions import BadRequest
from django.test import RequestFactory

from lienthong.kit.web import whole
from lienthong.kit.web.whole import Whole

FORM = b"name=Minh+Anh&number=001190012345"
PARTS = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\n0123456789\r\n--x--\r\n"
)


def posted(body: bytes, *, of: bytes, kind: str):
    """A request whose head told of one body and which brought another."""
    request = RequestFactory().generic("POST", "/", of, content_type=kind)
    request._stream = BytesIO(body)
    whole.insist(request)
    return request


@pytest.mark.parametrize("missing", [1, 12, len(FORM)], ids=["a letter", "an answer", "all"])
def test_a_form_that_broke_off_is_no_form(missing):
    request = posted(FORM[: len(FORM) - missing], of=FORM, kind="application/x-www-form-urlencoded")
    with pytest.raises(BadRequest):
        request.POST.get("number")


@pytest.mark.parametrize("missing", [8, 14], ids=["behind the file", "inside the file"])
def test_a_file_that_broke_off_is_no_file(missing):
    request = posted(PARTS[:-missing], of=PARTS, kind="multipart/form-data; boundary=x")
    with pytest.raises(BadRequest):
        request.FILES.get("file")


def test_what_is_whole_is_read():
    form = posted(FORM, of=FORM, kind="application/x-www-form-urlencoded")
    assert form.POST["number"] == "001190012345"
    parts = posted(PARTS, of=PARTS, kind="multipart/form-data; boundary=x")
    assert parts.FILES["file"].read() == b"0123456789"
    parts.close()


def test_lines_are_whole_too():
    assert [*iter(Whole(BytesIO(b"ab\ncd"), 5).readline, b"")] == [b"ab\n", b"cd"]
    assert Whole(BytesIO(b"abcd"), 4).readline(2) == b"ab"
    with pytest.raises(BadRequest):
        Whole(BytesIO(b"ab\ncd"), 9).read()
    cut = Whole(BytesIO(b"ab\ncd"), 9)
    assert cut.readline() == b"ab\n"
    with pytest.raises(BadRequest):
        cut.readline()


def test_a_length_that_is_none_is_left_to_the_server():
    request = RequestFactory().get("/", headers={"content-length": "²"})
    whole.insist(request)
    assert not isinstance(request._stream, Whole)
