"""Giving a stored file to a browser: in pieces, under its own name, and unable to run anything in our pages.

Sources: RFC 9110 (ranges, validators), RFC 6266 and RFC 8187 (names), ASVS 5.0 §3.2.1 and §5.4 (attachment, sandbox).
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from lienthong.ground.files import content, store
from lienthong.ground.files.models import StoredFile
from lienthong.ground.files.refusals import ContentDropped, Infected
from lienthong.ground.files.states import Scan

SHOWN_INLINE = frozenset({content.PDF, content.PNG, content.JPEG})
"""What a browser may show in its own window; everything else is always an attachment."""

_SANDBOX = "sandbox; default-src 'none'"
_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class RangeImpossible(Exception):
    """The range asked for lies outside the file."""


def download(request: HttpRequest, file: StoredFile, *, inline: bool = False, name: str = "") -> HttpResponseBase:
    """Answer `request` with the content of `file`: whole, one range of it, or "not changed". Asks no permission.

    `inline` shows PDF and pictures in the browser, in frames of our own pages too, and still in the sandbox. Under
    `name` it is kept, where that is not its own.
    Refuses: ContentDropped, ContentMissing, Infected.
    """
    if file.dropped_at:
        raise ContentDropped(_("Nội dung tệp đã được hủy khi hết thời hạn lưu."))
    if file.scan == Scan.INFECTED:
        raise Infected(_("Tệp này có mã độc nên không tải xuống được. Hãy báo người quản trị."))
    etag = f'"{file.sha256}"'
    if etag in request.headers.get("If-None-Match", ""):
        return _dressed(HttpResponse(status=304), file, inline=inline, name=name)
    try:
        start, length = _asked_range(request, file.size_bytes, etag)
    except RangeImpossible:
        answer = HttpResponse(status=416)
        answer.headers["Content-Range"] = f"bytes */{file.size_bytes}"
        return answer
    pieces = store.stream(file.sha256, start=start, length=length)
    response = _body(request, pieces)
    if length != file.size_bytes:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{file.size_bytes}"
    response.headers["Content-Length"] = str(length)
    return _dressed(response, file, inline=inline, name=name)


def disposition(name: str, *, inline: bool) -> str:
    """`Content-Disposition` with an ASCII name for old programs and the real name in UTF-8 (RFC 6266 §4.3)."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _body(request: HttpRequest, pieces: Iterator[bytes]) -> HttpResponseBase:
    return HttpResponse() if request.method == "HEAD" else StreamingHttpResponse(pieces)


def _dressed(response: HttpResponseBase, file: StoredFile, *, inline: bool, name: str) -> HttpResponseBase:
    shown = inline and file.media_type in SHOWN_INLINE
    charset = "; charset=utf-8" if file.media_type.startswith("text/") else ""
    headers = {
        "Content-Type": file.media_type + charset,
        "Content-Disposition": disposition(name or file.name, inline=shown),
        "Content-Security-Policy": f"{_SANDBOX}; frame-ancestors 'self'" if shown else _SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN" if shown else "DENY",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Accept-Ranges": "bytes",
        "ETag": f'"{file.sha256}"',
        "Cache-Control": "private, no-cache",
        "X-Malware-Scan": str(file.scan),
    }
    for header, value in headers.items():
        response.headers[header] = value
    patch_vary_headers(response, ["Cookie"])
    return response


def _asked_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int]:
    """Start and length to send. Several ranges, other units and stale `If-Range` mean: everything (RFC 9110 §14.2)."""
    asked = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or asked[0] == "bytes=-" or request.headers.get("If-Range", etag) != etag:
        return 0, size
    first, last = asked[1], asked[2]
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
    if start > end:
        if first and last and int(last) < start:
            return 0, size
        raise RangeImpossible
    return start, end - start + 1
