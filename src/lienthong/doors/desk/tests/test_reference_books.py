"""The two books: order, search with and without tones, filters, explained gaps, the form of the decree, exports."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from lienthong.doors.desk.tests.reference_documents import DAY, delivered, incoming, outgoing, taken
from lienthong.ground.journal.models import Act
from lienthong.kit import clock
from lienthong.kit.clock import local
from lienthong.records.documents.states import DocumentState, NumberState

YEAR = {"year": "2026"}


@pytest.fixture
def clerk(country) -> Client:
    client = Client()
    client.force_login(country.ministry.clerk.account)
    return client


def shown(client, book="outgoing", **asked):
    response = client.get(reverse(f"desk:book-{book}"), {**YEAR, **asked})
    assert response.status_code == 200
    return [line.cells for line in response.context["lines"]]


def numbers(client, book="outgoing", **asked):
    place = 0 if book == "outgoing" else 1
    return [cells[place] for cells in shown(client, book, **asked)]


def exported(client, book="outgoing", form="csv", **asked):
    return client.post(reverse("desk:book-export", args=[book]), {**YEAR, "format": form, **asked})


def test_the_books_open_on_the_incoming_one(clerk):
    assert clerk.get("/desk/books/").url == reverse("desk:book-incoming")


def test_the_newest_line_comes_first_and_another_bodys_lines_never(clerk, country):
    for number in (1, 2, 3):
        outgoing(country.ministry, number)
        incoming(country.ministry, number)
    outgoing(country.other, 9)
    incoming(country.other, 9)
    assert numbers(clerk) == ["03/BTC-VP", "02/BTC-VP", "01/BTC-VP"]
    assert numbers(clerk, "incoming") == [3, 2, 1]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("doi bang", [1, 2]),
        ("ĐỔI bằng", [1]),
        ("đội", [2]),
        ("đợi", []),
        ("bang doi", [1, 2]),
        ("doi khong", []),
        ("02/btc", [2]),
        ("bộ tư", []),
    ],
)
def test_words_without_tones_match_any_and_words_with_tones_match_those(clerk, country, words, found):
    outgoing(country.ministry, 1, "V/v Đổi bằng lái xe")
    outgoing(country.ministry, 2, "V/v đội Bàng huyện")
    assert sorted(numbers(clerk, q=words)) == [f"{number:02d}/BTC-VP" for number in found]


def test_the_incoming_book_is_searched_by_issuer_too(clerk, country):
    incoming(country.ministry, 1, issuer="Bộ Tư pháp")
    incoming(country.ministry, 2, issuer="Ủy ban nhân dân tỉnh Nghệ An")
    assert numbers(clerk, "incoming", q="nghe an") == [2]
    assert numbers(clerk, "incoming", party="Tư Pháp") == [1]
    assert numbers(clerk, "incoming", party="tử pháp") == []


def test_the_outgoing_book_is_filtered_by_days_kind_recipient_unit_and_state(clerk, country):
    outgoing(country.ministry, 1, on=date(2026, 3, 2), to=country.province)
    outgoing(country.ministry, 2, kind="bao_cao", to=country.other)
    outgoing(country.ministry, 3, state=DocumentState.SEALED, issued_at=None, unit=None)
    assert numbers(clerk, **{"from": "01/04/2026"}) == ["03/BTC-VP", "02/BTC-VP"]
    assert numbers(clerk, to="2026-04-01") == ["01/BTC-VP"]
    assert numbers(clerk, kind="bao_cao") == ["02/BTC-VP"]
    assert numbers(clerk, party="nghe an") == ["01/BTC-VP"]
    assert numbers(clerk, state="sealed") == ["03/BTC-VP"]
    assert numbers(clerk, unit=str(country.ministry.unit.pk)) == ["02/BTC-VP", "01/BTC-VP"]


def test_the_incoming_book_is_filtered_by_days_and_by_where_the_delivery_stands(clerk, country):
    document = outgoing(country.other, 1)
    delivered(document, country.ministry, state="06", entry=incoming(country.ministry, 1))
    incoming(country.ministry, 2, on=date(2026, 11, 17))
    assert numbers(clerk, "incoming", state="06") == [1]
    assert numbers(clerk, "incoming", **{"from": "17/11/2026"}) == [2]
    assert shown(clerk, "incoming", state="06")[0][0] == DAY


@pytest.mark.parametrize(("words", "found"), [("bao cao", 2), ("báo cáo", 2), ("báo cáo quý", 1), ("bảo cảo", 0)])
def test_the_name_of_the_kind_is_searched_too(clerk, country, words, found):
    incoming(country.ministry, 1, "Kết quả quý III", kind="bao_cao")
    incoming(country.ministry, 2, "V/v gửi báo cáo năm")
    incoming(country.ministry, 3, "V/v đổi bằng")
    assert len(numbers(clerk, "incoming", q=words)) == found


@pytest.mark.parametrize("asked", [{"kind": "poem"}, {"unit": "x"}, {"state": "lost"}, {"year": "0"}, {"year": "²"}])
def test_what_is_not_understood_asks_nothing(clerk, country, asked):
    outgoing(country.ministry, 1, on=local(clock.now()).date())
    response = clerk.get(reverse("desk:book-outgoing"), asked)
    assert len(response.context["lines"]) == 1


def test_a_day_nobody_can_read_is_refused_in_words(clerk):
    response = clerk.get(reverse("desk:book-outgoing"), {"from": "32/13/2026"})
    assert response.status_code == 422


def test_every_gap_in_the_outgoing_book_is_explained(clerk, country):
    outgoing(country.ministry, 1)
    outgoing(country.ministry, 4)
    taken(country.ministry, 2, state=NumberState.VOID, reason="Bỏ văn bản trước khi gửi")
    taken(country.ministry, 3, paper_subject="Giấy tờ mật")
    lines = shown(clerk)
    assert [cells[0] for cells in lines] == ["04/BTC-VP", "03", "02", "01/BTC-VP"]
    assert lines[2][9] == "Số đã huỷ: Bỏ văn bản trước khi gửi"
    assert lines[1][2] == "Công văn: Giấy tờ mật"


def test_a_number_held_and_not_used_yet_is_explained_with_its_document(clerk, country):
    document = outgoing(country.ministry, 1)
    taken(country.ministry, 2, state=NumberState.RESERVED, document=document)
    assert shown(clerk)[0][9] == "Số đang giữ, chưa dùng"


def test_explained_numbers_answer_to_the_same_question(clerk, country):
    taken(country.ministry, 2, paper_subject="Giấy tờ mật")
    taken(country.ministry, 1, series="bao_cao", paper_subject="Báo cáo năm")
    taken(country.ministry, 7, series="arrivals")
    assert numbers(clerk) == ["02", "01/BC"]
    assert numbers(clerk, kind="bao_cao") == ["01/BC"]
    assert numbers(clerk, q="giay to") == ["02"]
    assert numbers(clerk, q="giày") == []
    assert numbers(clerk, party="x") == []
    assert numbers(clerk, to="01/01/2026") == []


def test_each_explained_number_stands_on_exactly_one_page(clerk, country, monkeypatch):
    monkeypatch.setattr("lienthong.doors.desk.reference.books.PAGE_LINES", 2)
    for number in (1, 2, 4, 6, 7):
        outgoing(country.ministry, number)
    for number in (3, 5, 8):
        taken(country.ministry, number, paper_subject="Giấy")
    seen, asked = [], {**YEAR}
    while True:
        response = clerk.get(reverse("desk:book-outgoing"), asked)
        seen += [int(line.cells[0][:2]) for line in response.context["lines"]]
        if not response.context["page"].older:
            break
        asked = {**YEAR, "after": response.context["page"].older}
    assert seen == [8, 7, 6, 5, 4, 3, 2, 1]
    back = clerk.get(reverse("desk:book-outgoing"), {**YEAR, "before": response.context["page"].newer})
    assert [int(line.cells[0][:2]) for line in back.context["lines"]] == [4, 3, 2]


@pytest.mark.parametrize("book", ["outgoing", "incoming"])
def test_one_line_and_three_lines_cost_the_same_queries(clerk, country, book, django_assert_max_num_queries):
    make = {"outgoing": outgoing, "incoming": incoming}[book]
    make(country.ministry, 1)
    counts = []
    for number in (2, 3):
        with django_assert_max_num_queries(14) as found:
            numbers(clerk, book)
        counts.append(len(found))
        make(country.ministry, number)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("book", ["outgoing", "incoming"])
def test_the_printout_has_the_ten_columns_of_the_form(clerk, country, book):
    {"outgoing": outgoing, "incoming": incoming}[book](country.ministry, 1)
    response = clerk.get(reverse("desk:book-print", args=[book]), YEAR)
    assert len(response.context["book"].columns) == 10
    assert len(response.context["lines"][0].cells) == 10
    assert not response.context["is_cut"]


def test_a_long_printout_says_where_it_stops(clerk, country, monkeypatch):
    monkeypatch.setattr("lienthong.doors.desk.reference.books.PRINTED_LINES", 1)
    outgoing(country.ministry, 1)
    outgoing(country.ministry, 2)
    response = clerk.get(reverse("desk:book-print", args=["outgoing"]), YEAR)
    assert (len(response.context["lines"]), response.context["is_cut"]) == (1, True)


def test_there_are_only_two_books(clerk):
    assert clerk.get(reverse("desk:book-print", args=["secret"])).status_code == 404
    assert clerk.post(reverse("desk:book-export", args=["secret"])).status_code == 404


def test_an_export_opens_in_excel_with_its_tones_and_without_its_formulas(clerk, country):
    outgoing(country.ministry, 1, '=HYPERLINK("http://x")', to=country.province)
    taken(country.ministry, 2, state=NumberState.VOID, reason="-1+1")
    taken(country.ministry, 3, on=date(2026, 1, 5), paper_subject="Cũ")
    answer = exported(clerk)
    data = b"".join(answer.streaming_content)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0][0] == "Số, ký hiệu văn bản"
    assert [row[0] for row in rows[1:]] == ["02", "01/BTC-VP", "03"]
    assert rows[2][1] == "16/11/2026"
    assert rows[2][4] == "Ủy ban nhân dân tỉnh Nghệ An"
    assert "attachment" in answer["Content-Disposition"]


def test_a_workbook_holds_days_as_days_and_nothing_that_computes(clerk, country):
    incoming(country.ministry, 1, "=1+1", note="\x0bđậm", issuer="=cmd")
    answer = exported(clerk, "incoming", "xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = list(sheet.iter_rows())
    assert [cell.data_type for cell in rows[1]] == ["d", "n", "s", "s", "d", "s", "n", "n", "n", "s"]
    assert rows[1][2].value == "=cmd"
    assert rows[1][9].value == "đậm"


def test_an_export_is_recorded_with_what_was_asked(clerk, country):
    exported(clerk, q="đổi", party="Nghệ An")
    act = Act.objects.get(verb="documents.book.exported")
    assert act.subject_id == country.ministry.body.pk
    assert act.by_id == country.ministry.clerk.pk
    assert act.body == {
        "book": "outgoing",
        "format": "csv",
        "asked": {"year": "2026", "q": "đổi", "party": "Nghệ An", "format": "csv"},
    }


@pytest.mark.parametrize(
    ("role", "status"), [("clerk", 200), ("records_keeper", 200), ("leader", 403), ("specialist", 403)]
)
def test_only_some_roles_may_take_a_book_away(country, role, status):
    client = Client()
    client.force_login(country.ministry.mandates[role].account)
    assert exported(client).status_code == status


def test_an_export_never_holds_another_bodys_lines(clerk, country):
    outgoing(country.other, 1, "Việc của bộ khác")
    assert "Việc của bộ khác".encode() not in b"".join(exported(clerk).streaming_content)
