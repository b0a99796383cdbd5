"""One call, read and checked: who, when, what was asked, what came along; in memory only what the limit allows."""

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import unquote

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from lienthong.doors.api.endpoints import Endpoint, Takes
from lienthong.doors.api.problems import ContentTooLarge, MediaTypeUnknown, NotJson, NotWhole, ShapeWrong
from lienthong.ground.mandates.models import MachineToken, Mandate
from lienthong.kit import canonical
from lienthong.kit.web.middleware import Request

LARGEST_JSON_BYTES = 1024 * 1024
_PIECE_BYTES = 256 * 1024
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"


class Upload:
    """A file on its way in: read once, in pieces, hashed as it passes."""

    def __init__(self, source: Any, name: str, size: int | None) -> None:
        """`source` gives bytes by `read(size)`; `size` is what the caller announced."""
        self._source = source
        self.name = name
        self.size = size
        self._hash = hashlib.sha256()

    def read(self, size: int = _PIECE_BYTES, /) -> bytes:
        """The next piece; none at the end."""
        try:
            piece = cast("bytes", self._source.read(size))
        except UnreadablePostError as broken:
            raise NotWhole from broken
        self._hash.update(piece)
        return piece

    def drain(self) -> str:
        """SHA-256 of the whole, reading what is left."""
        while self.read():
            pass
        return self._hash.hexdigest()


@dataclass
class Call:
    """What a view receives."""

    request: Request
    endpoint: Endpoint
    held: MachineToken | None
    query: Any = None
    body: Any = None

    @property
    def now(self) -> datetime:
        """The instant of the request."""
        return self.request.now

    @property
    def token(self) -> MachineToken:
        """With which it came; an address that is open to everybody has no use for one."""
        assert self.held is not None, "an open address asks for no token"
        return self.held

    @property
    def mandate(self) -> Mandate:
        """Under which the software acts."""
        return self.token.mandate

    def uploads(self) -> dict[str, Upload]:
        """The files of the request by the name of their field. Refuses: MediaTypeUnknown, NotWhole."""
        if self.request.content_type == _MULTIPART:
            return _parts(self.request)
        if self.request.content_type in {_FORM, "application/json"}:
            raise MediaTypeUnknown(
                _("Hãy gửi tệp với Content-Type của chính nó, hoặc dùng multipart/form-data (curl -F).")
            )
        size = self.request.headers.get("Content-Length", "")
        name = unquote(self.request.GET.get("name", "")) or "tep"
        return {"file": Upload(self.request, name, int(size) if size.isdigit() else None)}

    def digest(self) -> str:
        """What makes two requests the same, as far as it stands in address and JSON."""
        content = msgspec.to_builtins(self.body) if self.body is not None else None
        return canonical.digest([self.endpoint.method, self.request.get_full_path(), content]).hex()


def _parts(request: Request) -> dict[str, Upload]:
    try:
        files = request.FILES
    except MultiPartParserError as broken:
        raise NotWhole from broken
    return {
        str(field): Upload(file, file.name or "tep", file.size)
        for field, file in files.items()
        if isinstance(file, UploadedFile)
    }


def read(request: Request, endpoint: Endpoint, token: MachineToken | None) -> Call:
    """Read query and JSON as the endpoint wants. Refuses: MediaTypeUnknown, ContentTooLarge, NotJson, ShapeWrong."""
    call = Call(request, endpoint, token)
    call.query = _query(request.GET, endpoint.query)
    if endpoint.takes is Takes.JSON:
        assert endpoint.body is not None
        call.body = _json(request, endpoint.body)
    return call


def _query(given: QueryDict, shape: type[msgspec.Struct] | None) -> Any:
    for name, values in given.lists():
        if len(values) > 1:
            raise ShapeWrong(_("Tham số “%(name)s” có nhiều lần.") % {"name": name[:60]})
        _require_text(values[0])
    if shape is None:
        return None
    try:
        return msgspec.convert(given.dict(), type=shape, strict=False)
    except msgspec.ValidationError as wrong:
        raise _wrong(wrong) from wrong


def _json(request: Request, shape: type[msgspec.Struct]) -> Any:
    data = _bounded(request)
    if not data and not any(field.required for field in msgspec.structs.fields(shape)):
        data = b"{}"
    elif request.content_type != "application/json":
        raise MediaTypeUnknown
    try:
        body = msgspec.json.decode(data, type=shape)
    except msgspec.ValidationError as wrong:
        raise _wrong(wrong) from wrong
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise NotJson(_("Nội dung không phải JSON đọc được: %(why)s") % {"why": broken}) from broken
    for text in _texts(msgspec.to_builtins(body)):
        _require_text(text)
    return body


def _bounded(request: Request) -> bytes:
    try:
        data = request.read(LARGEST_JSON_BYTES + 1)
    except UnreadablePostError as broken:
        raise NotWhole from broken
    if len(data) > LARGEST_JSON_BYTES:
        raise ContentTooLarge(largest_bytes=LARGEST_JSON_BYTES)
    return data


def _wrong(wrong: msgspec.ValidationError) -> ShapeWrong:
    return ShapeWrong(_("Nội dung gửi lên chưa đúng: %(why)s") % {"why": wrong})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _require_text(text: str) -> None:
    """No control characters but line ends and tabs, no half characters: neither paper nor database knows them."""
    for letter in text:
        if unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\r\t":
            raise ShapeWrong(_("Có ký tự điều khiển trong chữ (U+%(code)04X). Hãy bỏ đi.") % {"code": ord(letter)})
