"""Files come first, documents refer to them: streamed to the store, hashed and checked on the way."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lienthong.doors.api import presenting, shapes
from lienthong.doors.api.calls import Call, Upload
from lienthong.doors.api.endpoints import Takes, endpoint
from lienthong.doors.api.problems import ShapeWrong
from lienthong.ground.files import actions
from lienthong.ground.mandates.states import Scope


@endpoint(
    "POST",
    "/files",
    summary=_("Tải một tệp lên để gửi kèm văn bản"),
    scope=Scope.SEND,
    takes=Takes.FILE,
    query=shapes.UploadAsked,
    gives=shapes.File,
    status=201,
    has_effect=True,
    curl='curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" -F file=@van-ban.pdf "$LIENTHONG_URL/api/v1/files"',
    refuses=(400, 413, 415, 422, 503),
)
def upload_file(call: Call, uploads: dict[str, Upload]) -> shapes.File:
    """Take one file in; the id it gets serves to send it."""
    kept = actions.keep(one(uploads), name=one(uploads).name, by=call.mandate, now=call.now)
    return presenting.file(kept)


def one(uploads: dict[str, Upload], field: str = "file") -> Upload:
    """The file in this field of the form. Refuses: ShapeWrong."""
    found: Any = uploads.get(field)
    if found is None:
        raise ShapeWrong(missing=field)
    upload: Upload = found
    return upload
