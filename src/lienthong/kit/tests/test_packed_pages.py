"""Pages go out compressed where the browser takes that; everything else keeps its bytes."""

import gzip

from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from lienthong.kit.web.middleware import PackedPages

PAGE = "<p>Văn bản đến</p>" * 200


def passed(response, **headers):
    return PackedPages(lambda request: response)(RequestFactory().get("/", headers=headers))


def test_a_page_is_compressed_for_who_takes_that():
    response = passed(HttpResponse(PAGE), accept_encoding="gzip, br")
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).decode() == PAGE
    assert len(response.content) < len(PAGE) / 10


def test_a_page_goes_out_as_it_is_to_who_did_not_ask():
    assert passed(HttpResponse(PAGE)).content.decode() == PAGE


def test_the_same_page_never_has_the_same_length_twice_in_a_row():
    lengths = {len(passed(HttpResponse(PAGE), accept_encoding="gzip").content) for _ in range(50)}
    assert len(lengths) > 1


def test_files_and_answers_for_machines_keep_their_bytes_and_their_length():
    kept = passed(HttpResponse(b"{}" * 500, content_type="application/json"), accept_encoding="gzip")
    assert "Content-Encoding" not in kept
    streamed = passed(
        StreamingHttpResponse([b"%PDF"], content_type="application/pdf", headers={"Content-Length": "4"}),
        accept_encoding="gzip",
    )
    assert streamed["Content-Length"] == "4"
