"""Forms 01-05, and the word that an application has come: which of them exist for a dossier, what stands in each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from django.utils import translation
from django.utils.http import urlencode

from lienthong.ground.calendar.deadlines import Deadline
from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity import phones
from lienthong.ground.signatures.pdf.places import Box, Places
from lienthong.ground.signatures.together import qr_svg
from lienthong.kit.clock import local
from lienthong.kit.errors import NotFound
from lienthong.records.documents.layout import Typeset, set_template, written_date
from lienthong.records.documents.layout.wording import head_lines
from lienthong.records.documents.sheet import place_of
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.printing import steps
from lienthong.work.onestop.printing.saying import figures, instant, moment, paper_name, papers, question_text
from lienthong.work.onestop.standing import acted
from lienthong.work.onestop.states import Form, Kind, RefusalReason
from lienthong.work.services import delivering
from lienthong.work.services.delivering import Way
from lienthong.work.services.states import Relation
from lienthong.work.services.telling import numbered

TEMPLATE: Final = Path(__file__).with_name("form.typ")
QR_MM: Final = 24
_MARKS: Final = {
    Form.SUBMISSION: "XNHS", Form.RECEIPT: "TNHS", Form.SUPPLEMENT: "HDHS", Form.REFUSAL: "TCHS",
    Form.APOLOGY: "PXL", Form.CONTROL: "KSHS",
}  # fmt: skip
"""The letters after the slash of a form's number, as offices use them; no law fixes them."""
_MADE_BY: Final = {
    Kind.SUBMITTED: Form.SUBMISSION,
    Kind.RECEIVED: Form.RECEIPT,
    Kind.SUPPLEMENT_ASKED: Form.SUPPLEMENT,
    Kind.REFUSED: Form.REFUSAL,
    Kind.STOPPED: Form.REFUSAL,
    Kind.APOLOGISED: Form.APOLOGY,
}


class NoSuchForm(NotFound):
    """This dossier has no such form yet. Its page shows what has happened and which forms there are."""


@dataclass(frozen=True)
class Printable:
    """A form that exists, and the event it says: one event gives one form, for ever."""

    form: Form
    event: Event
    nth: int = 1

    @property
    def number(self) -> str:
        """`01`, and `02-2` for the second request of the same kind."""
        return self.form.value if self.nth == 1 else f"{self.form.value}-{self.nth}"

    @property
    def title(self) -> str:
        """In the reader's language."""
        return str(self.form.label) if self.nth == 1 else f"{self.form.label} ({self.nth})"


def printable(events: Sequence[Event]) -> list[Printable]:
    """Every form these events give, in their order; what was taken back gives none. Form 05 stands at the latest."""
    found: list[Printable] = []
    done = acted(events)
    for event, following in zip_longest(done, done[1:]):
        form = _MADE_BY.get(Kind(event.kind))
        if form is not None and (following is None or following.kind != Kind.UNDONE):
            found.append(Printable(form, event, 1 + sum(each.form is form for each in found)))
    return [*found, *(Printable(Form.CONTROL, event) for event in events[-1:])]


def printable_of(events: Sequence[Event], number: str) -> Printable:
    """One of them by its number (`02`, `02-2`). Refuses: NoSuchForm."""
    found = next((each for each in printable(events) if each.number == number), None)
    if found is None:
        raise NoSuchForm(form=number)
    return found


def printed(
    which: Printable, dossier: Dossier, events: Sequence[Event], files: Iterable[StoredFile], *, site: str
) -> Typeset:
    """The pages (PDF/A-2b with tags) of one form; `site` = the public address the QR leads to.

    The time of creation is that of the event: the same event gives the same bytes. Refuses: LettersMissing.
    """
    until = [each for each in events if each.seq <= which.event.seq]
    with translation.override("vi"):
        sheet = {**_around(which, dossier, site), **_INSIDE[which.form](which, dossier, until, files)}
    return set_template(TEMPLATE, sheet, made_at=which.event.at)


def places(pages: Typeset) -> Places:
    """Where the body's seal goes."""
    box = pages.box("dau")
    return Places(seal=Box(box.page, box.x, box.y, box.width, box.height))


def lookup_address(site: str, code: str) -> str:
    """Where anybody who also has the second code sees the dossier."""
    return f"{site}/lookup/?{urlencode({'code': code})}"


def _around(which: Printable, dossier: Dossier, site: str) -> dict[str, Any]:
    """What every form has: head, number, date, title, code, the way to look it up.

    The second code opens the dossier to whoever holds it: it stands on what is the applicant's own alone, the receipt
    and, before there is one, the word that the application has come.
    """
    day, number = dossier.code.rsplit("-", 2)[-2:]
    nth = "" if which.nth == 1 else f".{which.nth}"
    return {
        "form": "" if which.form is Form.SUBMISSION else f"Mẫu số {which.form.value}",
        "body": dossier.body.name_vi,
        "head": head_lines(dossier.body.name_vi),
        "unit": head_lines(dossier.receiving_unit.name_vi),
        "number": f"{day}-{number}{nth}/{_MARKS[which.form]}",
        "dated": f"{place_of(dossier.body)}, {written_date(local(which.event.at).date())}",
        "title": str(which.form.label),
        "code": dossier.code,
        "named": "Mã hồ sơ",
        "lookup": "/lookup/",
        "shown": "hồ sơ",
        "print": "Vân tay sự kiện (SHA-256)",
        "legacy": dossier.legacy_code,
        "second": dossier.lookup_code if which.form in {Form.SUBMISSION, Form.RECEIPT} else "",
        "receipt": "giấy tiếp nhận hồ sơ",
        "qr": qr_svg(lookup_address(site, dossier.code), millimetres=QR_MM).decode("ascii").replace("\n", " "),
        "site": site.split("://", 1)[-1],
        "hash": bytes(which.event.hash).hex(),
        "blocks": [],
        "left": None,
        "right": {"title": "Người tiếp nhận hồ sơ", "name": which.event.by_name},
    }


def _who(dossier: Dossier) -> list[list[str]]:
    """Whom it is about, who handed it in for them, who typed it in, and how to reach them."""
    application = dossier.application
    lines = [["Hồ sơ của", numbered(dossier.subject_name, dossier.subject_number)]]
    by = application.entered_by
    if by is not None:
        lines.append(["Cán bộ nhập giúp tại quầy", f"{by.account.full_name}, {by.post.title_vi}"])
    elif application.relation != Relation.SELF:
        lines.append(["Người nộp", f"{application.applicant_name} ({application.get_relation_display()})"])
    if application.phone:
        lines.append(["Số điện thoại", phones.show(application.phone)])
    return [*lines, ["Nội dung yêu cầu giải quyết", dossier.title]]


def _hands_in(dossier: Dossier) -> str:
    """Whose hand signs as the applicant: at the counter that of the person it is about, not the clerk's."""
    application = dossier.application
    return application.applicant_name if application.entered_by is None else application.subject_name


def _lines(*lines: list[str], strong: str = "") -> dict[str, Any]:
    return {"block": "lines", "lines": list(lines), "strong": strong}


def _say(text: str, title: str = "") -> dict[str, Any]:
    return {"block": "say", "text": text, "title": title}


def _listed(title: str, items: list[dict[str, Any]], *, numbered: bool = True) -> dict[str, Any]:
    return {"block": "list", "title": title, "items": items, "numbered": numbered}


def _item(text: str, *small: str) -> dict[str, Any]:
    return {"text": text, "small": [each for each in small if each], "hash": ""}


def _linked(events: Sequence[Event]) -> list[dict[str, Any]]:
    """What was handed in at the same time, by code; nothing where it was handed in alone."""
    said = next((each.details for each in events if each.kind == Kind.LINKED), None)
    if said is None:
        return []
    if "lead_code" in said:
        return [_listed("Thủ tục liên thông", [_item(f"Hồ sơ chủ trì: {said['lead_code']}")], numbered=False)]
    also = [_item(f"{each['code']}: {each['title']}") for each in said["linked"]]
    return [_listed("Nộp cùng lúc, liên thông, mỗi việc có hạn riêng", also)]


def _submission(
    which: Printable, dossier: Dossier, events: Sequence[Event], files: Iterable[StoredFile]
) -> dict[str, Any]:
    """That it has come, with every file, and that nobody has taken it in yet. No law asks for it; people do."""
    unit = dossier.receiving_unit.name_vi
    given = [each.plain() for each in papers(dossier, events, files)]
    answers = _item("Tờ khai điện tử: các câu trả lời của người nộp, lưu trong hồ sơ")
    submitted = "Thời gian nộp hồ sơ"
    return {
        "blocks": [
            _say(
                f"Giấy này CHƯA PHẢI giấy tiếp nhận hồ sơ và hẹn trả kết quả. Hệ thống xác nhận đã nhận được hồ sơ"
                f" dưới đây; {unit} chưa kiểm tra, chưa tiếp nhận và chưa hẹn ngày trả."
            ),
            _lines(*_who(dossier)),
            _listed("Thành phần hồ sơ đã nộp", [answers, *given]),
            _lines(
                [submitted, moment(which.event.at)],
                *([["Phí, lệ phí", f"{figures(dossier.fee)} đồng"]] if dossier.fee else _fee(dossier, events)),
                ["Nhận kết quả", _handed_over(dossier)],
                strong=submitted,
            ),
            _say(_taken_in_by(which.event, dossier), "Việc tiếp theo"),
        ],
        "right": None,
    }


def _taken_in_by(submitted: Event, dossier: Dossier) -> str:
    """Until when the desk takes it in, and what has to be done before."""
    unit = dossier.receiving_unit.name_vi
    until = f"{unit} tiếp nhận, hoặc nói rõ vì sao không, trước {moment(instant(submitted.details, 'step_due_at'))}."
    if dossier.fee:
        until = f"Nộp phí, lệ phí; từ lúc nộp đủ, {unit} có tám giờ làm việc để tiếp nhận, hoặc nói rõ vì sao không."
    return f"{until} Khi tiếp nhận có giấy tiếp nhận và hẹn trả kết quả; xem ở nơi tra cứu hồ sơ."


def _receipt(
    which: Printable, dossier: Dossier, events: Sequence[Event], files: Iterable[StoredFile]
) -> dict[str, Any]:
    """Form 01: what was given, when, the promised date and its derivation."""
    details = which.event.details
    given = [each.plain() for each in papers(dossier, events, files)]
    answers = _item("Tờ khai điện tử: các câu trả lời của người nộp, lưu trong hồ sơ")
    _received, *rest = Deadline.restored(details["trace"]).explain("vi")
    begun = f"{_complete(dossier)} lúc {moment(instant(details, 'begins_at'))}: thời hạn tính từ đây."
    why = [_item(sentence) for sentence in (begun, *rest)]
    promised = "Thời gian trả kết quả"
    return {
        "blocks": [
            _lines(*_who(dossier)),
            _listed("Thành phần hồ sơ nộp gồm", [answers, *given]),
            _lines(
                ["Số lượng hồ sơ", "01 bộ"],
                *_fee(dossier, events),
                ["Thời gian nộp hồ sơ", moment(events[0].at)],
                ["Thời gian tiếp nhận", moment(which.event.at)],
                [promised, moment(instant(details, "due_at"))],
                ["Nhận kết quả", _handed_over(dossier)],
                strong=promised,
            ),
            _listed("Vì sao là ngày này", why, numbered=False),
            *_linked(events),
        ],
        "left": {"title": "Người nộp hồ sơ", "name": _hands_in(dossier)},
    }


def _complete(dossier: Dossier) -> str:
    """What the office's time begins with."""
    return "Nộp đủ hồ sơ và phí, lệ phí" if dossier.fee else "Nộp đủ hồ sơ"


def _handed_over(dossier: Dossier) -> str:
    """In the way that was chosen; where nothing was asked, at the desk or on the portal."""
    chosen = delivering.chosen(dossier.application.given)
    if chosen is None:
        return f"tại {dossier.receiving_unit.name_vi}, hoặc trên Cổng Dịch vụ công"
    if chosen.way is Way.POST:
        recipient = [chosen.to, phones.show(chosen.phone), chosen.address]
        return "; ".join(["qua bưu chính", *filter(None, recipient)])
    if chosen.way is Way.COUNTER:
        return f"tại {dossier.receiving_unit.name_vi}"
    return "bản điện tử, trên Cổng Dịch vụ công"


def _fee(dossier: Dossier, events: Sequence[Event]) -> list[list[str]]:
    if not dossier.fee:
        return [["Phí, lệ phí", "không phải nộp"]]
    paid = next((each for each in events if each.kind == Kind.PAID), None)
    said = f"đã nộp lúc {moment(paid.at)}" if paid else "chưa nộp"
    return [["Phí, lệ phí", f"{figures(dossier.fee)} đồng, {said}"]]


def _supplement(
    which: Printable, dossier: Dossier, events: Sequence[Event], files: Iterable[StoredFile]
) -> dict[str, Any]:
    """Form 02: every mark, one by one, then why and on which law."""
    details = which.event.details
    marks = [_item(_marked(dossier, mark), mark["words"]) for mark in details["items"]]
    return {
        "blocks": [
            _lines(*_who(dossier)),
            _listed("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau", marks),
            _say(details["words"], "Lý do"),
            _say(details["law"], "Căn cứ"),
            _say(
                "Bổ sung trên Cổng Dịch vụ công hoặc tại nơi đã nộp. Trong lúc chờ bổ sung, thời hạn giải quyết của cơ"
                f" quan tạm dừng. Khi có vướng mắc, đề nghị ông/bà liên hệ {dossier.receiving_unit.name_vi}"
                f" để được hướng dẫn."
            ),
        ],
        "right": {"title": "Người hướng dẫn", "name": which.event.by_name},
    }


def _marked(dossier: Dossier, mark: dict[str, str]) -> str:
    return question_text(dossier, mark["name"]) if mark["kind"] == "question" else paper_name(dossier, mark["name"])


def _refusal(
    which: Printable, dossier: Dossier, events: Sequence[Event], files: Iterable[StoredFile]
) -> dict[str, Any]:
    """Form 03: the reason by its name, the words about this dossier, the law."""
    details = which.event.details
    done = "không tiếp nhận, giải quyết" if which.event.kind == Kind.REFUSED else "dừng giải quyết"
    return {
        "blocks": [
            _lines(*_who(dossier)),
            _say(
                f"Qua xem xét hồ sơ mã số {dossier.code}, {dossier.receiving_unit.name_vi} thông báo {done} hồ sơ này"
                " với lý do cụ thể như sau:"
            ),
            _say(str(RefusalReason(details["reason"]).label), "Lý do"),
            _say(details["words"], "Cụ thể"),
            _say(details["law"], "Căn cứ"),
            *_fee_after(which.event, dossier, events),
            _say("Xin thông báo để ông/bà biết. Không đồng ý với việc này, ông/bà có quyền phản ánh, kiến nghị,"
                 " khiếu nại theo pháp luật về khiếu nại."),
        ],
        "left": {"title": "Người nộp hồ sơ", "name": _hands_in(dossier)},
    }  # fmt: skip


def _fee_after(end: Event, dossier: Dossier, events: Sequence[Event]) -> list[dict[str, Any]]:
    """What becomes of a fee that was paid: it goes back where nothing was done for it."""
    paid = next((each.details["amount"] for each in events if each.kind == Kind.PAID), None)
    if not paid:
        return []
    stays = "Hồ sơ đã được giải quyết nên cơ quan giữ khoản đã nộp; quy định của thủ tục không nói đến việc hoàn lại."
    if end.kind == Kind.REFUSED:
        stays = (
            "Được hoàn lại toàn bộ: nộp bằng chuyển khoản thì về tài khoản đã chuyển, nộp tiền mặt thì nhận lại tại"
            f" {dossier.receiving_unit.name_vi}. Tiến độ hoàn xem ở nơi tra cứu hồ sơ."
        )
    return [_say(f"{figures(paid)} đồng đã nộp. {stays}", "Phí, lệ phí")]


def _apology(
    which: Printable, dossier: Dossier, events: Sequence[Event], files: Iterable[StoredFile]
) -> dict[str, Any]:
    """Form 04: the date that was promised, the reason, the one new date."""
    received = next(each for each in reversed(events) if each.kind == Kind.RECEIVED)
    renewed = "Thời gian hẹn lại trả kết quả"
    body = dossier.body.name_vi
    return {
        "blocks": [
            _say(f"Kính gửi: {dossier.subject_name}", ""),
            _say(
                f"{body} đã tiếp nhận hồ sơ đề nghị giải quyết thủ tục {dossier.title}, mã số {dossier.code}, ngày"
                f" {local(received.at):%d/%m/%Y}. Đến nay {body} chưa trả được kết quả đúng thời gian đã hẹn."
            ),
            _lines(["Thời gian hẹn trả kết quả", moment(_date_before(which, events))]),
            _say(which.event.details["reason"], "Lý do"),
            _say(f"{body} xin lỗi ông/bà vì sự chậm trễ này và hẹn lại một lần duy nhất:"),
            _lines([renewed, moment(instant(which.event.details, "due_at"))], strong=renewed),
            _say("Rất mong nhận được sự thông cảm của ông/bà."),
        ],
        "right": {"title": "Thay mặt cơ quan", "name": which.event.by_name},
    }


def _date_before(which: Printable, events: Sequence[Event]) -> Any:
    """The date that held until this event."""
    dated = [each for each in events if each.seq < which.event.seq and each.details.get("due_at")]
    return instant(dated[-1].details, "due_at") if dated else None


def _control(
    which: Printable, dossier: Dossier, events: Sequence[Event], files: Iterable[StoredFile]
) -> dict[str, Any]:
    """Form 05: every step with its unit and officer, taken over and given on, due, early, on time or late."""
    way = steps.way(dossier, events, now=which.event.at)
    return {
        "blocks": [
            _lines(
                *_who(dossier),
                ["Cơ quan giải quyết", f"{dossier.body.name_vi} ({dossier.deciding_unit.name_vi})"],
                ["Hẹn trả kết quả", moment(dossier.promised_at)],
                *([["Hạn hiện nay", moment(dossier.due_at)]] if dossier.due_at != dossier.promised_at else []),
            ),
            {"block": "steps", "rows": [each.plain() for each in way]},
        ],
        "right": None,
    }


_Inside = Callable[[Printable, Dossier, Sequence[Event], Iterable[StoredFile]], dict[str, Any]]
_INSIDE: Final[dict[Form, _Inside]] = {
    Form.SUBMISSION: _submission,
    Form.RECEIPT: _receipt,
    Form.SUPPLEMENT: _supplement,
    Form.REFUSAL: _refusal,
    Form.APOLOGY: _apology,
    Form.CONTROL: _control,
}
