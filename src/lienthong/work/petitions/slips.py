"""The slips of a petition as the press reads them: the receipt, and the answer or why it is not taken in."""

import hashlib
from collections.abc import Sequence
from typing import Any, Final

from django.utils import translation
from django.utils.http import urlencode

from lienthong.ground.calendar.deadlines import Deadline
from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity import phones
from lienthong.ground.organisations.models import Body
from lienthong.ground.signatures.together import qr_svg
from lienthong.kit import canonical
from lienthong.kit.clock import local
from lienthong.kit.errors import NotFound
from lienthong.records.documents.layout import Typeset, set_template, written_date
from lienthong.records.documents.layout.wording import head_lines
from lienthong.records.documents.sheet import place_of
from lienthong.work.feedback.actions import Written
from lienthong.work.onestop.printing.forms import QR_MM, TEMPLATE
from lienthong.work.onestop.printing.saying import figures, instant, moment
from lienthong.work.petitions.models import Petition, PetitionEvent
from lienthong.work.petitions.states import BASES, Alarm, Channel, Kind

RECEIPT, ANSWER = "receipt", "answer"
FILE_NAMES: Final = {RECEIPT: "bien-nhan", ANSWER: "tra-loi"}
_KINDS: Final = {RECEIPT: (Kind.SUBMITTED,), ANSWER: (Kind.ANSWERED, Kind.REFUSED)}
_MARKS: Final = {Kind.SUBMITTED: "BNPAKN", Kind.ANSWERED: "TLPAKN", Kind.REFUSED: "TLPAKN"}
"""The letters after the slash of a slip's number; no law fixes them."""
_LOOKUP: Final = "/petitions/lookup/"


class NoSuchSlip(NotFound):
    """This petition has no such slip yet. There is a receipt at once, and an answer when it was given."""


def event_of(petition: Petition, name: str) -> PetitionEvent:
    """The event that a slip says: one event gives one slip, for ever. Refuses: NoSuchSlip."""
    found = petition.events.filter(kind__in=_KINDS.get(name, ())).order_by("-seq").first()
    if found is None:
        raise NoSuchSlip(slip=name)
    return found


def body_of(petition: Petition, event: PetitionEvent) -> Body:
    """Whose seal stands on it: of an answer the body that answered."""
    answered = petition.answering_body if event.kind == Kind.ANSWERED else None
    return answered or petition.body


def typeset(
    petition: Petition,
    event: PetitionEvent,
    files: Sequence[StoredFile],
    *,
    site: str,
    rating: Written | None = None,
) -> Typeset:
    """The pages (PDF/A-2b with tags); `site` = the public address the QR leads to. Refuses: LettersMissing.

    `rating` = the code with which who is answered by letter says how it was.
    """
    with translation.override("vi"):
        sheet = _around(petition, event, site)
        inside = _receipt(petition, event, files) if event.kind == Kind.SUBMITTED else _answer(petition, event)
        sheet |= {"blocks": [*inside, *([_rating(rating, sheet["site"])] if rating else [])]}
    return set_template(TEMPLATE, sheet, made_at=event.at)


def _around(petition: Petition, event: PetitionEvent, site: str) -> dict[str, Any]:
    """What every slip has: head, number, date, title, code, the way to look it up."""
    body = body_of(petition, event)
    answered = event.kind == Kind.ANSWERED and petition.answering_unit is not None
    unit = petition.answering_unit if answered else petition.unit
    day, number = petition.code.rsplit("-", 2)[-2:]
    address = f"{site}{_LOOKUP}?{urlencode({'code': petition.code})}"
    return {
        "form": "",
        "body": body.name_vi,
        "head": head_lines(body.name_vi),
        "unit": head_lines(unit.name_vi) if unit else [],
        "number": f"{day}-{number}/{_MARKS[Kind(event.kind)]}",
        "dated": f"{place_of(body)}, {written_date(local(event.at).date())}",
        "title": _TITLES[Kind(event.kind)],
        "code": petition.code,
        "named": "Mã phản ánh",
        "legacy": "",
        "second": petition.lookup_code if event.kind == Kind.SUBMITTED else "",
        "receipt": "biên nhận",
        "lookup": _LOOKUP,
        "shown": "phản ánh, kiến nghị",
        "qr": qr_svg(address, millimetres=QR_MM).decode("ascii").replace("\n", " "),
        "site": site.split("://", 1)[-1],
        "print": "Vân tay nội dung (SHA-256)",
        "hash": digest_of(event),
        "left": None,
        "right": None,
    }


_TITLES: Final = {
    Kind.SUBMITTED: "Biên nhận phản ánh, kiến nghị",
    Kind.ANSWERED: "Trả lời phản ánh, kiến nghị",
    Kind.REFUSED: "Thông báo không tiếp nhận phản ánh",
}


def digest_of(event: PetitionEvent) -> str:
    """SHA-256 over what the petition says and what the event says, in canonical JSON."""
    petition = event.petition
    said = {"code": petition.code, "subject": petition.subject, "content": petition.content, "kind": str(event.kind),
            "at": canonical.instant(event.at), "details": event.details}  # fmt: skip
    return hashlib.sha256(canonical.encode(said)).hexdigest()


def _lines(*lines: list[str], strong: str = "") -> dict[str, Any]:
    return {"block": "lines", "lines": list(lines), "strong": strong}


def _say(text: str, title: str = "") -> dict[str, Any]:
    return {"block": "say", "text": text, "title": title}


def _listed(title: str, items: list[dict[str, Any]], *, numbered: bool = True) -> dict[str, Any]:
    return {"block": "list", "title": title, "items": items, "numbered": numbered}


def _item(text: str, small: str = "", digest: str = "") -> dict[str, Any]:
    return {"text": text, "small": [small] if small else [], "hash": digest}


def _who(petition: Petition) -> list[list[str]]:
    """Who says it, and how it came: an official who wrote it down is named."""
    phone = phones.show(petition.phone) if petition.phone else ""
    contact = ", ".join(each for each in (phone, petition.email) if each)
    lines = [["Người gửi", petition.name], ["Địa chỉ", petition.address]]
    lines += [["Liên hệ", contact]] if contact else []
    came = str(Channel(petition.channel).label)
    by = petition.entered_by
    return [*lines, ["Cách gửi", f"{came} ({by.account.full_name})" if by else came]]


def _receipt(petition: Petition, event: PetitionEvent, files: Sequence[StoredFile]) -> list[dict[str, Any]]:
    """What was said, with which files, when it came, and both dates with their derivation."""
    due = "Chuyển đúng cơ quan trước"
    given = [_item(each.name, f"{figures(each.size_bytes)} byte", each.sha256) for each in files]
    why = Deadline.restored(event.details["why"]).explain("vi")
    return [
        _lines(*_who(petition)),
        _say(petition.subject, "Về việc"),
        _say(petition.about, "Cơ quan, việc làm hoặc quy định"),
        _say(petition.content, "Nội dung"),
        *([_listed("Tệp kèm theo", given)] if given else []),
        _lines(
            ["Nơi tiếp nhận", f"{petition.body.name_vi} ({petition.unit.name_vi})"],
            ["Thời gian nhận", moment(petition.submitted_at)],
            [due, moment(instant(event.details, "due_at"))],
            strong=due,
        ),
        _listed("Vì sao là ngày này", [_item(each) for each in (str(BASES[Alarm.FORWARD]), *why)], numbered=False),
    ]


def _answer(petition: Petition, event: PetitionEvent) -> list[dict[str, Any]]:
    """The words that the person reads, and what they rest on."""
    body, law = body_of(petition, event).name_vi, str(event.law)
    said = "trả lời như sau" if event.kind == Kind.ANSWERED else "không tiếp nhận, vì lý do sau"
    return [
        _say(f"Kính gửi: {petition.name}, {petition.address}"),
        _say(
            f"Về phản ánh, kiến nghị mã số {petition.code}, nhận ngày {local(petition.submitted_at):%d/%m/%Y}, “"
            f"{petition.subject}”, {body} {said}:"
        ),
        _say(event.words),
        *([_say(law, "Căn cứ")] if law else []),
    ]


def _rating(rating: Written, site: str) -> dict[str, Any]:
    """How who has neither telephone nor inbox says how it was; the code is good once."""
    return _say(
        f"Ông/Bà thấy việc trả lời thế nào? Mở {site}/feedback/ và nhập mã {rating.code}, trước {moment(rating.until)}."
        " Mã dùng một lần; cán bộ không được hỏi mã này.",
        "Đánh giá việc trả lời",
    )
