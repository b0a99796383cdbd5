"""The verification page: bring a file, read in plain words whether it holds. Nothing is kept, nobody signs in.

Machines post the same form with `Accept: application/json`. The request changes nothing, so it needs no form token.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TypeAlias

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile, UploadedFile
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lienthong.doors.observatory.frame import page
from lienthong.doors.observatory.judging import Given, Report, is_signature, judge
from lienthong.kit.errors import Invalid, TooLarge
from lienthong.kit.text import safe_file_name
from lienthong.kit.web.limits import limited
from lienthong.kit.web.middleware import Request, wants_json
from lienthong.kit.web.words import size

Upload: TypeAlias = "UploadedFile[Any]"
MOST_FILES = 2
_LONGEST_CODE = 40


class NoFileGiven(Invalid):
    """No file was chosen. Choose a file, then press the button again."""


class TooManyFiles(Invalid):
    """Give one file, or a file together with its detached signature."""


class FileTooLargeToVerify(TooLarge):
    """The file is too large to be checked here. Check it on your own machine with `lienthong verify`."""


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("verify", most=30, methods=("POST",))
def verify(request: Request) -> HttpResponse:
    """The form, and after a file was given the report. Refuses (to machines): NoFileGiven, TooManyFiles, TooMany."""
    if request.method != "POST":
        return _page(request)
    try:
        files = _files([*request.FILES.getlist("file"), *_pasted(request.POST.get("text", ""))])
    except (Invalid, TooLarge) as refused:
        if wants_json(request):
            raise
        return _page(request, problem=refused.detail, status=refused.status)
    with _given(files, printed_digest=request.GET.get("d", "")) as given:
        report = judge(given, now=request.now)
    if wants_json(request):
        return JsonResponse(report.as_json(given), json_dumps_params={"ensure_ascii": False, "indent": 2})
    return _page(request, given=given, report=report)


def _page(
    request: Request, *, given: Given | None = None, report: Report | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    machine = json.dumps(report.as_json(given), ensure_ascii=False, indent=2) if report and given else ""
    return page(
        request,
        "observatory/verify.html",
        {
            "given": given,
            "report": report,
            "problem": problem,
            "machine": machine,
            "largest": size(settings.VERIFY_LARGEST_BYTES),
            "address": f"{settings.PUBLIC_URL}{request.path}",
            "code": request.GET.get("c", "")[:_LONGEST_CODE],
        },
        status=status,
    )


def _pasted(text: str) -> list[Upload]:
    """A credential pasted as text, as if it were a file."""
    return [SimpleUploadedFile("chung-nhan.sd-jwt", text.strip().encode())] if text.strip() else []


def _files(files: Sequence[Upload]) -> Sequence[Upload]:
    if not files:
        raise NoFileGiven
    if len(files) > MOST_FILES:
        raise TooManyFiles
    if sum(file.size or 0 for file in files) > settings.VERIFY_LARGEST_BYTES:
        largest = size(settings.VERIFY_LARGEST_BYTES)
        detail = _("Tệp lớn hơn %(largest)s. Hãy kiểm tra trên máy của bạn bằng lệnh “lienthong verify”.")
        raise FileTooLargeToVerify(detail % {"largest": largest})
    return files


@contextmanager
def _given(files: Sequence[Upload], *, printed_digest: str) -> Iterator[Given]:
    """The files on disk for as long as they are judged; of two, the signature stands beside the other one."""
    with _on_disk(files[0]) as first, _on_disk(files[-1]) as second:
        placed = [(files[0], first), (files[-1], second)][: len(files)]
        if len(placed) == MOST_FILES and is_signature(first):
            placed.reverse()
        file, path = placed[0]
        beside = placed[1][1] if len(placed) == MOST_FILES else None
        name = safe_file_name(file.name or "")
        yield Given(name, path, file.size or 0, _digest(path), beside, printed_digest)


@contextmanager
def _on_disk(file: Upload) -> Iterator[Path]:
    if isinstance(file, TemporaryUploadedFile):
        yield Path(file.temporary_file_path())
        return
    with NamedTemporaryFile() as copy:
        for piece in file.chunks():
            copy.write(piece)
        copy.flush()
        yield Path(copy.name)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
