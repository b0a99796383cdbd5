"""A browser gets the bytes under their name, can show a PDF, and can run nothing."""

import pytest
from django.test import RequestFactory

from lienthong.ground.files import actions, delivery
from lienthong.ground.files.refusals import ContentDropped, ContentMissing, Infected
from lienthong.ground.files.states import Scan
from lienthong.ground.files.tests import corpus
from lienthong.ground.files.tests.conftest import NOW

BODY = corpus.PDF


def ask(file, *, inline=False, method="get", **headers):
    request = getattr(RequestFactory(), method)("/file", headers={k.replace("_", "-"): v for k, v in headers.items()})
    return delivery.download(request, file, inline=inline)


def body(response):
    return b"".join(response.streaming_content)


def test_a_file_comes_whole_as_an_attachment_that_can_run_nothing(keep):
    file = keep(name="Tờ trình.pdf")
    response = ask(file)
    assert (response.status_code, body(response)) == (200, BODY)
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=\"T_ tr_nh.pdf\"; filename*=UTF-8''T%E1%BB%9D%20tr%C3%ACnh.pdf"
    )
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["ETag"] == f'"{file.sha256}"'
    assert response.headers["Content-Length"] == str(len(BODY))
    assert response.headers["X-Malware-Scan"] == "not_scanned"
    assert response.headers["Vary"] == "Cookie"


def test_every_type_is_delivered_with_nosniff_and_a_policy(keep):
    files = [
        keep(), keep(corpus.png(), "a.png"), keep(corpus.EDXML, "a.edxml"), keep("chữ".encode(), "a.txt"),
        keep(corpus.docx(), "a.docx"), keep(corpus.jpeg(), "a.jpg"),
    ]  # fmt: skip
    for file in files:
        for inline in (False, True):
            response = ask(file, inline=inline)
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            policy = response.headers["Content-Security-Policy"]
            assert policy.startswith("sandbox; default-src 'none'")
            shown = inline and file.media_type in delivery.SHOWN_INLINE
            assert response.headers["Content-Disposition"].startswith("inline" if shown else "attachment")
            assert ("frame-ancestors 'self'" in policy) == shown


def test_text_says_its_charset(keep):
    assert ask(keep("chữ".encode(), "a.txt")).headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("name", ['a"; filename="evil.exe', "a\r\nSet-Cookie: x=1", "a;b.pdf", "tệp%41.pdf"])
def test_no_name_can_break_out_of_the_header(name):
    value = delivery.disposition(name, inline=False)
    assert "\r" not in value
    assert "\n" not in value
    assert value.count('"') == 2
    assert value.count(";") == 2


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-4", 0, 4), ("bytes=5-", 5, len(BODY) - 1), ("bytes=-6", len(BODY) - 6, len(BODY) - 1),
     ("bytes=0-999999", 0, len(BODY) - 1), ("bytes=-999999", 0, len(BODY) - 1), ("bytes=3-3", 3, 3)],
)  # fmt: skip
def test_a_range_is_answered_with_exactly_that_range(keep, asked, start, end):
    response = ask(keep(), range=asked)
    whole = (start, end) == (0, len(BODY) - 1)
    assert body(response) == BODY[start : end + 1]
    assert response.status_code == (200 if whole else 206)
    if not whole:
        assert response.headers["Content-Range"] == f"bytes {start}-{end}/{len(BODY)}"
    assert response.headers["Content-Length"] == str(end - start + 1)


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=-0", f"bytes={len(BODY)}-{len(BODY) + 5}"])
def test_a_range_outside_the_file_is_answered_with_its_size(keep, asked):
    response = ask(keep(), range=asked)
    assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{len(BODY)}")


@pytest.mark.parametrize("asked", ["bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=5-2", "bytes=x-y", "bytes=1" * 99])
def test_what_is_not_one_range_of_bytes_gets_the_whole_file(keep, asked):
    response = ask(keep(), range=asked)
    assert (response.status_code, body(response)) == (200, BODY)


def test_a_range_of_a_file_that_has_changed_meanwhile_gets_the_whole_file(keep):
    file = keep()
    assert ask(file, range="bytes=0-4", if_range=f'"{file.sha256}"').status_code == 206
    assert ask(file, range="bytes=0-4", if_range='"other"').status_code == 200


def test_an_unchanged_file_is_not_sent_again(keep):
    file = keep()
    response = ask(file, if_none_match=f'"{file.sha256}"')
    assert (response.status_code, response.content) == (304, b"")
    assert ask(file, if_none_match='"other"').status_code == 200


def test_a_look_at_the_head_sends_no_body(keep):
    response = ask(keep(), method="head")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["Content-Length"] == str(len(BODY))


def test_what_is_infected_dropped_or_lost_is_not_delivered(keep, store_folder):
    infected = keep(name="infected.pdf")
    infected.scan = Scan.INFECTED
    with pytest.raises(Infected):
        ask(infected)
    file = keep(b"other text", "a.txt")
    next(store_folder.rglob(file.sha256)).unlink()
    with pytest.raises(ContentMissing):
        ask(file)
    actions.drop_file(file=file, because="hết thời hạn", by=None, now=NOW)
    with pytest.raises(ContentDropped) as refused:
        ask(file)
    assert refused.value.status == 410


@pytest.mark.browser
@pytest.mark.foreign("chromium")
def test_a_real_browser_shows_the_pdf_in_the_sandbox_and_saves_what_is_attached(keep, live_page):
    shown, attached = live_page(keep(corpus.readable_pdf()))
    assert any(address.startswith("chrome-extension://") for address in shown)  # the browser's own PDF viewer
    assert attached == "a.pdf"
