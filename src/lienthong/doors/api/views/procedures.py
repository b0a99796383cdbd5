"""Published procedures, open to everybody: found, read, proven, tried."""

import base64
import hashlib
import json
import re
from datetime import UTC, date, datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lienthong.doors.api import service_presenting as presenting
from lienthong.doors.api import service_shapes as shapes
from lienthong.doors.api.calls import Call
from lienthong.doors.api.endpoints import Takes, endpoint
from lienthong.doors.api.presenting import party
from lienthong.doors.api.problems import AnswersUnfit, NoSuchAddress, ShapeWrong
from lienthong.ground.calendar.queries import calendar_for
from lienthong.ground.files.delivery import disposition
from lienthong.ground.organisations import queries as organisations
from lienthong.ground.organisations.models import Body
from lienthong.kit.clock import local
from lienthong.kit.text import fold
from lienthong.work.onestop import queries as onestop
from lienthong.work.services import answering, planning, queries
from lienthong.work.services.models import Procedure, Version
from lienthong.work.services.packages import Package
from lienthong.work.services.problems import Place, Problem
from lienthong.work.services.simulating import simulate
from lienthong.work.services.walking import Facts

_BYTES, _SEAL = "application/octet-stream", "application/pkcs7-signature"
_IS_ADDRESS = re.compile("[0-9a-f]{64}")
_FOR_EVER = "public, max-age=31536000, immutable"
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Between these a trial makes sense; what is published of the calendar is far less."""


@endpoint(
    "GET",
    "/procedures",
    summary=_("Thủ tục đang công bố: tìm bằng lời thường ngày, theo cơ quan, theo lĩnh vực"),
    scope=None,
    query=shapes.ProceduresAsked,
    gives=shapes.Services,
    curl='curl -sS "$LIENTHONG_URL/api/v1/procedures?search=doi+bang+lai+xe"',
    refuses=(404, 422),
)
def list_procedures(call: Call) -> shapes.Services:
    """All of them page by page, or the ones that everyday words mean, the best first."""
    asked: shapes.ProceduresAsked = call.query
    words = asked.search.strip()
    found = queries.search(words) if words else queries.catalogue()
    found = _of_body(found, asked.body, local(call.now).date()) if asked.body else found
    found = [each for each in found if fold(asked.field) in _field(each)] if asked.field else found
    if words:
        return shapes.Services(items=[presenting.service(each) for each in found[: asked.limit]], next=None)
    rest = [each for each in found if each.key > asked.cursor]
    shown = rest[: asked.limit]
    return shapes.Services(
        items=[presenting.service(each) for each in shown], next=shown[-1].key if len(rest) > len(shown) else None
    )


def _of_body(found: list[Procedure], code: str, day: date) -> list[Procedure]:
    """Those that this body, or the body of this unit, published or offers."""
    receives = organisations.addressee(code, day).receives
    body = receives if isinstance(receives, Body) else receives.body
    offered = queries.offered_by(body)
    return [each for each in found if each.owner_id == body.pk or each.pk in offered]


def _field(found: Procedure) -> str:
    return " ".join(fold(words) for words in presenting.in_force(found).package.plain["procedure"]["field"].values())


@endpoint(
    "GET",
    "/procedures/{procedure}",
    summary=_("Một thủ tục: các mục của danh mục quốc gia, các trang câu hỏi, giấy tờ, lệ phí, thời hạn, nơi nhận"),
    scope=None,
    gives=shapes.ServiceFound,
    curl='curl -sS "$LIENTHONG_URL/api/v1/procedures/doi_giay_phep_lai_xe"',
    refuses=(404, 422),
)
def show_procedure(call: Call, procedure: str) -> shapes.ServiceFound:
    """The version in force, in the language asked for."""
    found = _published(procedure)
    offered_by = [each.body for each in queries.offerings(found)]
    return presenting.service_found(found, offered_by, onestop.speed_of(found, now=call.now), on=local(call.now).date())


def _published(key: str) -> Procedure:
    """Refuses: NoSuchProcedure, NoSuchAddress for what cannot be a key."""
    if not key.isascii() or not key.isprintable():
        raise NoSuchAddress
    return queries.procedure(key)


@endpoint(
    "GET",
    "/packages/{package}",
    summary=_("Gói thủ tục theo mã băm: đúng bản đã công bố và con dấu số của cơ quan công bố"),
    scope=None,
    query=shapes.PackageAsked,
    gives=shapes.Package,
    parts_as=(_BYTES, _SEAL),
    curl='curl -sS -o goi.json "$LIENTHONG_URL/api/v1/packages/$PACKAGE?part=content"',
    refuses=(404, 422),
)
def show_package(call: Call, package: str) -> shapes.Package | HttpResponse:
    """Both parts as JSON, or one of them byte for byte; every version there ever was, not only that in force."""
    asked: shapes.PackageAsked = call.query
    found = queries.version_at(package) if _IS_ADDRESS.fullmatch(package) else None
    if found is None:
        raise NoSuchAddress
    if asked.part == "both":
        return _both(found, call.now)
    if asked.part == "content":
        return _attachment(bytes(found.compiled), _BYTES, f"{found.address}.json")
    return _attachment(bytes(found.seal), _SEAL, f"{found.address}.p7s")


def _both(found: Version, at: datetime) -> shapes.Package:
    compiled = bytes(found.compiled)
    return shapes.Package(
        sha256=found.address,
        procedure=found.procedure.key,
        version=found.number,
        in_force=found.procedure.current_id == found.pk,
        publisher=party(found.procedure.owner),
        published_at=found.published_at,
        sealed=queries.is_sealed(found, at=at),
        content=json.loads(compiled),
        content_base64=base64.b64encode(compiled).decode(),
        seal_base64=base64.b64encode(bytes(found.seal)).decode(),
    )


def _attachment(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = disposition(name, inline=False)
    response.headers["ETag"] = f'"{hashlib.sha256(data).hexdigest()}"'
    response.headers["Cache-Control"] = _FOR_EVER
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@endpoint(
    "POST",
    "/procedures/{procedure}/trial",
    summary=_("Thử với các câu trả lời: được nộp không, giấy tờ nào, lệ phí bao nhiêu, hẹn ngày nào và vì sao"),
    scope=None,
    takes=Takes.JSON,
    body=shapes.TrialAsked,
    gives=shapes.Trial,
    curl=(
        'curl -sS -H "Content-Type: application/json" -d \'{"answers": {"licence_class": "b"}}\' \\\n'
        '  "$LIENTHONG_URL/api/v1/procedures/doi_giay_phep_lai_xe/trial"'
    ),
    refuses=(400, 404, 409, 413, 415, 422),
)
def try_procedure(call: Call, procedure: str) -> shapes.Trial:
    """Through the evaluator that judges applications; nothing is kept. Every answer that does not fit is named."""
    asked: shapes.TrialAsked = call.body
    package = presenting.in_force(_published(procedure)).package
    at = _moment(asked.received_at or call.now)
    facts = _facts(package, asked)
    calendar = calendar_for(None, local(at).date())
    found = simulate(package, facts, at, calendar)
    plans = planning.all_tried(package, found, at=at, calendar=calendar, find=queries.find_package)
    return presenting.trial(package, found, plans)


def _moment(at: datetime) -> datetime:
    """Refuses: ShapeWrong."""
    if not _EARLIEST <= at < _LATEST:
        raise ShapeWrong(_now("received_at phải nằm trong khoảng từ năm 2000 đến 2099."))
    return at


def _facts(package: Package, asked: shapes.TrialAsked) -> Facts:
    """Refuses: AnswersUnfit, with every answer that does not fit."""
    unfit: list[Problem] = []
    facts = answering.typed(package, asked.answers, Place("answers"), unfit)
    if unfit:
        told = [{"answer": each.place.path, "code": each.code, "sentence": each.sentence} for each in unfit]
        raise AnswersUnfit(" ".join([AnswersUnfit.message(), *(each.sentence for each in unfit[:3])]), answers=told)
    return facts
