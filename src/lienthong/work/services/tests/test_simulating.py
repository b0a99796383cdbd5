"""What a procedure answers: open or closed, with its trace, in both languages; and what changed between two versions."""

import json
from dataclasses import replace
from datetime import date

import jsonschema
import pytest
from django.utils import translation

from lienthong.work.services import answering, comparing, packages, telling
from lienthong.work.services.expressions.tree import OPERATORS
from lienthong.work.services.expressions.values import UNKNOWN
from lienthong.work.services.simulating import count, simulate
from lienthong.work.services.states import Policy, Purpose
from lienthong.work.services.tables import Table, decide, examine
from lienthong.work.services.tests.conftest import at
from lienthong.work.services.walking import walk

MARCH = at("2026-03-02 09:00")


def answers(shipped, name):
    package = packages.read_shipped(shipped)
    plain = next(each for each in package.plain["examples"] if each["name"] == name)["answers"]
    problems = []
    found = answering.typed(package, plain, package.place("examples"), problems)
    assert not problems
    return package, found


@pytest.fixture
def exchange():
    return answers("doi_giay_phep_lai_xe", "counter_without_health")


def test_with_nothing_answered_what_is_certain_is_said_and_the_rest_is_open(exchange, viet_nam):
    package, _facts = exchange
    found = simulate(package, {}, MARCH, viet_nam)
    assert not found.is_closed
    assert [page.name for page in found.walk.pages] == ["applicant", "licence"]
    assert found.one(Purpose.ELIGIBILITY) is None
    assert found.papers == ("don_de_nghi",)
    assert found.fee is None
    assert {row.name for row in found.decisions[Purpose.PAPERS].pending} == {"health", "change"}
    said = list(telling.tell(package, found))
    assert "  ? Tùy câu trả lời còn thiếu: Giấy tờ chứng minh nội dung thay đổi" in said
    assert "  ? Tùy câu trả lời còn thiếu: Giấy khám sức khỏe của người lái xe" in said
    assert said[-1].startswith("Còn phải trả lời: “Họ, chữ đệm và tên”")


def test_each_answer_more_never_changes_what_was_final(exchange, viet_nam):
    package, facts = exchange
    given, finals = {}, {}
    for name in facts:
        given[name] = facts[name]
        found = simulate(package, given, MARCH, viet_nam)
        for purpose, decision in found.decisions.items():
            if purpose in finals:
                assert decision.gives == finals[purpose]
            elif decision.is_final and purpose not in {Purpose.FEE, Purpose.PAPERS}:
                finals[purpose] = decision.gives
    assert found.is_closed


def test_an_answer_on_a_page_that_is_not_shown_does_not_count(exchange):
    package, facts = exchange
    walked = walk(package.pages, {**facts, "licence_class": "a1", "health_on_record": False}, date(2026, 3, 2))
    assert "health" not in [page.name for page in walked.pages]
    assert "health_on_record" not in walked.facts


def test_the_steps_share_the_deadline_and_the_last_ends_with_it(exchange, viet_nam):
    package, facts = exchange
    found = simulate(package, facts, at("2026-08-21 14:00"), viet_nam)
    dues = [step.due_at for step in found.steps]
    assert dues == sorted(dues)
    assert dues[-1] == found.deadline.due_at
    assert found.steps[1].unit == "csgt_tinh"


def test_the_whole_is_told_in_both_languages_with_the_law(exchange, viet_nam):
    package, facts = exchange
    found = simulate(package, facts, at("2026-08-21 14:00"), viet_nam)
    vietnamese = "\n".join(telling.tell(package, found))
    with translation.override("en"):
        english = "\n".join(telling.tell(package, found))
    assert "Phí, lệ phí — 135.000 đ" in vietnamese
    assert "Luật 36/2024/QH15, điều 59 (chờ cơ quan công bố xác nhận)" in vietnamese
    assert (
        "“Vì sao bạn đổi giấy phép?” (Thông tin cá nhân thay đổi) là “Thông tin cá nhân thay đổi”: đúng" in vietnamese
    )
    assert "Only if no clinic has sent an electronic result." in english
    assert not set("ăđơư") & set(
        english.replace("Luật", "").replace("Thông tư", "").replace("điều", "").replace(" đ", "")
    )


def test_machines_get_the_same_with_traces(exchange, viet_nam):
    package, facts = exchange
    plain = telling.plain(package, simulate(package, facts, MARCH, viet_nam))
    assert (plain["package"], plain["closed"], plain["missing"], plain["fee"]) == (package.address, True, [], 135000)
    health = plain["decisions"]["papers"]["rows"][1]
    assert health["because"] == [
        {"depth": 0, "text": "“Cơ sở khám bệnh đã gửi kết quả còn hiệu lực” (không) là “không”", "holds": True},
    ]
    assert plain["steps"][-1]["due_at"] == plain["deadline"]["due_at"]


def test_a_row_without_law_and_a_table_without_answers_are_told_too(small, viet_nam):
    small.change("tables.yaml", ", law: {act: VB-1}", "")
    package = small.read()
    said = list(telling.tell(package, simulate(package, {"urgent": False}, MARCH, viet_nam)))
    assert said[:2] == ["Điều kiện", "  • Được nộp hồ sơ"]
    assert "  Không có." in said


def test_before_the_route_is_known_the_unit_is_not(small, viet_nam):
    small.change("tables.yaml", "{name: always, give: co_quan", "{name: always, when: $urgent, give: co_quan")
    package = small.read()
    found = simulate(package, {}, MARCH, viet_nam)
    assert found.steps[0].unit is None
    assert any(line.startswith("  • Giải quyết — chưa biết, đến") for line in telling.tell(package, found))
    small.change("tables.yaml", "{name: always, give: nam_ngay", "{name: always, when: $urgent, give: nam_ngay")
    package = small.read()
    found = simulate(package, {}, MARCH, viet_nam)
    assert found.deadline is None
    assert "Các bước giải quyết" not in list(telling.tell(package, found))


@pytest.mark.parametrize(("rule", "due"), [
    ({"unit": "working_days", "amount": 1}, "2026-03-03 16:30"),
    ({"unit": "working_hours", "amount": 4}, "2026-03-02 14:00"),
    ({"unit": "calendar_days", "amount": 5}, "2026-03-09 16:30"),
    ({"unit": "working_days", "amount": 0, "after_cutoff_next_day": True}, "2026-03-02 16:30"),
])  # fmt: skip
def test_every_unit_of_time_is_counted(viet_nam, rule, due):
    assert count(rule, MARCH, viet_nam).due_at == at(due)


@pytest.mark.parametrize(("text", "codes"), [
    ("urgent: true", []), ("answers: {urgent: true}\ntitle: x", []), ("urgent: 1", ["wrong-answer"]), ("x: 1", ["unknown-question"]),
    ("[]", ["not-a-map"]), ("a: *b", ["anchor"]),
])  # fmt: skip
def test_a_file_of_answers_is_read_as_strictly_as_a_package(small, text, codes):
    package = small.read()
    if not codes:
        assert answering.read_answers(package, text.encode(), "a.yaml") == {"urgent": True}
        return
    with pytest.raises(answering.AnswersRefused) as caught:
        answering.read_answers(package, text.encode(), "a.yaml")
    assert [each.code for each in caught.value.problems] == codes


@pytest.mark.parametrize(("kind", "given", "value"), [
    ("date", "2026-01-02", date(2026, 1, 2)), ("date", "2026-13-01", UNKNOWN), ("date", 5, UNKNOWN), ("number", 5, 5), ("number", True, UNKNOWN),
    ("text", "x", "x"), ("text", 5, UNKNOWN), ("yes_no", 1, UNKNOWN),
])  # fmt: skip
def test_an_answer_is_of_its_questions_type_or_none(small, kind, given, value):
    small.change("questions.yaml", "type: yes_no", f"type: {kind}").change(
        "tables.yaml", "when: $urgent", "when: {answered: $urgent}"
    )
    package, problems = small.read(), []
    found = answering.typed(package, {"urgent": given}, package.place("examples"), problems)
    assert found.get("urgent", UNKNOWN) == value
    assert bool(problems) is (value is UNKNOWN)


@pytest.mark.parametrize(
    ("given", "value"),
    [(["poor"], frozenset({"poor"})), ([], frozenset()), (["rich"], UNKNOWN), ([1], UNKNOWN), ("poor", UNKNOWN)],
)
def test_several_choices_are_a_list_of_options(birth, given, value):
    package = birth.read()
    assert answering.typed(package, {"exempt": given}, package.place("examples"), []).get("exempt", UNKNOWN) == value


@pytest.mark.parametrize(
    ("name", "given", "fits"),
    [
        ("copies", 2, True), ("copies", 0, False), ("copies", 21, False), ("proxy_number", "001190000001", True),
        ("proxy_number", "12 chu so", False), ("proxy_name", "", False), ("proxy_name", "Đặng Y Bia-Na", True),
        ("proxy_name", "An 2", False), ("proxy_name", "<b>An</b>", False), ("purpose", "", True),
    ],
)  # fmt: skip
def test_software_is_held_to_the_same_bounds_as_who_types(name, given, fits):
    shipped = "bhxh_mot_lan" if name.startswith("proxy") else "cap_phieu_ly_lich_tu_phap"
    package, problems = packages.read_shipped(shipped), []
    facts = answering.typed(package, {name: given}, package.place("examples"), problems)
    assert (facts == {name: given}) is fits
    assert [each.code for each in problems] == ([] if fits else ["wrong-answer"])
    judge = jsonschema.Draft202012Validator(answering.schema(package))
    assert judge.is_valid({name: given}) is fits


@pytest.mark.parametrize("name", packages.shipped())
def test_the_schema_of_the_answers_takes_every_example_and_refuses_what_is_no_answer(name):
    package = packages.read_shipped(name)
    judge = jsonschema.Draft202012Validator(answering.schema(package))
    for example in package.plain["examples"]:
        judge.validate(example["answers"])
        for question in example["answers"]:
            assert not judge.is_valid({**example["answers"], question: None})
    assert not judge.is_valid({"nobody": 1})


# -- tables -----------------------------------------------------------------------------------------------------
def table(small, policy, *conditions) -> Table:
    rows = "\n".join(f"    - {{name: r{i}, give: co_quan, when: {when}}}" for i, when in enumerate(conditions))
    old = "route:\n  policy: first\n  rows:\n    - {name: always, give: co_quan, law: {act: VB-1}, confirm: true}"
    small.change("tables.yaml", old, f"route:\n  policy: {policy}\n  rows:\n{rows}")
    return small.read().tables[Purpose.ROUTE]


def names(rows):
    return [row.name for row in rows]


def differing(found: Table) -> Table:
    """The same rows, each with an answer of its own."""
    return replace(found, rows=tuple(replace(row, give=row.name) for row in found.rows))


def test_first_hit_decides_below_an_open_row_what_both_say(small):
    found = decide(table(small, "first", "$urgent", "true"), {}, date(2026, 3, 2), closed=False)
    assert (found.gives, names(found.pending)) == (("co_quan",), ["r0"])


def test_first_hit_decides_nothing_below_a_row_that_is_still_open(small):
    first = differing(table(small, "first", "$urgent", "true", "{not: $urgent}"))
    today = date(2026, 3, 2)
    still_open = decide(first, {}, today, closed=False)
    assert (still_open.gives, names(still_open.pending), still_open.is_final) == ((), ["r0"], False)
    closed = decide(first, {}, today, closed=True)
    assert (names(hit.row for hit in closed.hits), closed.is_final) == (["r1"], True)
    assert names(hit.row for hit in decide(first, {"urgent": True}, today, closed=False).hits) == ["r0"]
    assert [said.value for _row, said in closed.traces] == [UNKNOWN, True, UNKNOWN]
    assert first.names() == {"urgent"}


def test_unique_answers_with_the_row_that_holds_while_others_are_open(small):
    found = decide(table(small, "unique", "$urgent", "true"), {}, date(2026, 3, 2), closed=False)
    assert names(hit.row for hit in found.hits) == ["r1"]
    assert names(found.pending) == ["r0"]


def test_examining_names_the_gap_the_idle_rows_and_the_pairs(small):
    rows = table(small, "unique", "$urgent", "{not: {not: $urgent}}", "{and: [$urgent, {not: $urgent}]}")
    found = examine(rows, [{"urgent": True}, {"urgent": False}], date(2026, 3, 2))
    assert found.without_answer == {"urgent": False}
    assert names(found.never) == ["r2"]
    assert [(left.name, right.name) for left, right in found.together] == [("r0", "r1")]
    assert rows.policy is Policy.UNIQUE


# -- words for a result -----------------------------------------------------------------------------------------
def test_a_result_is_told_in_the_words_of_its_package(licence):
    package = licence.read()
    claims = {
        "package": package.address, "procedure": "1.002809", "result": "cap_moi", "granted": True,
        "data": {"x": "y"},
    }  # fmt: skip
    told = telling.result_in_words(package, claims)
    assert told["procedure"] == "Đổi giấy phép lái xe"
    assert (told["result"], told["granted"], told["data"]) == ("Giấy phép lái xe mới", True, {"x": "y"})
    assert "package" not in told
    assert telling.result_in_words(package, {"result": "khac"}) == {"result": "khac"}
    with translation.override("en"):
        assert telling.result_in_words(package, claims)["result"] == "New driving licence"


def test_data_of_a_result_have_their_labels():
    package = packages.read_shipped("dang_ky_khai_sinh")
    told = telling.result_in_words(package, {"result": "giay_khai_sinh", "data": {"registered_name": "An"}})
    (label,) = told["data"]
    assert label != "registered_name"


def test_a_program_elsewhere_gets_the_same_words(licence):
    words = telling.words_of_results(licence.read())
    assert (words["procedure"], words["results"]["cap_moi"]) == ("Đổi giấy phép lái xe", "Giấy phép lái xe mới")
    assert set(words) == {"procedure", "results", "data"}
    assert telling.words_of_results(packages.read_shipped("dang_ky_khai_sinh"))["data"]["registered_name"]


def test_a_register_is_read_for_a_purpose_by_a_law_that_has_a_name(licence):
    package = licence.read()
    purpose, law = telling.purpose_of(package, "kham_suc_khoe")
    assert purpose == "Không yêu cầu nộp giấy khám sức khỏe đã có bản điện tử"
    assert law.startswith("Luật Trật tự, an toàn giao thông đường bộ (Luật 36/2024/QH15, điều 59")
    with translation.override("en"):
        assert telling.purpose_of(package, "giay_phep")[0] == "To check the licence held"
    assert telling.purpose_of(package, "khac") == ("", "")
    licence.change("registers.yaml", "    law: {act: L-36-2024}\n", "")
    assert telling.purpose_of(licence.read(), "giay_phep") == ("Đối chiếu giấy phép đang có", "")


# -- comparing --------------------------------------------------------------------------------------------------
def said(old, new):
    return [str(change) for change in comparing.compare(old.plain, new.plain)]


def test_every_field_of_the_form_has_its_word():
    def named(plain):
        if isinstance(plain, dict):
            yield from plain.get("properties", {})
        for each in plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ():
            yield from named(each)

    schema = json.loads((packages.SHIPPED.parent / "package.schema.json").read_text())
    assert set(named(schema)) <= {*comparing._FIELDS, *comparing._SECTIONS, *OPERATORS}


def test_what_changed_is_said_in_words(licence):
    before = licence.read()
    licence.change("tables.yaml", "amount: 135000", "amount: 140000").change("steps.yaml", "amount: 5", "amount: 4")
    licence.change("procedure.yaml", "vi: Qua dịch vụ bưu chính", "vi: Qua bưu điện").change(
        "procedure.yaml", "audience: [citizen]", "audience: [citizen, enterprise]"
    )
    after = licence.read()
    assert said(before, after) == [
        "Thông tin thủ tục › đối tượng: [“citizen”] → [“citizen”, “enterprise”]",
        "Cách thức thực hiện › post › lời › tiếng Việt: “Qua dịch vụ bưu chính” → “Qua bưu điện”",
        "Bảng phí, lệ phí › dòng › ordinary › mức: 135000 → 140000",
        "Thời hạn giải quyết › nam_ngay › mức: 5 → 4",
    ]
    assert said(before, before) == []


def test_what_was_added_taken_away_and_moved_is_said(small):
    before = small.read()
    small.change(
        "questions.yaml",
        "pages:\n",
        "pages:\n  - name: more\n    title: {vi: Thêm, en: More}\n    when: true\n    questions:\n      - {name: x, type: text, text: {vi: X, en: X}}\n",
    )
    after = small.read()
    assert said(before, after) == ["Câu hỏi › trang › more: thêm “Thêm”"]
    assert said(after, before) == ["Câu hỏi › trang › more: bỏ “Thêm”"]
    text = (small.path / "questions.yaml").read_text()
    begin, middle = text.index("  - name: more"), text.index("  - name: applicant")
    small.write("questions.yaml", text[:begin] + text[middle:] + text[begin:middle])
    assert said(after, small.read()) == [
        "Câu hỏi › trang: đổi thứ tự, từ [“more”, “applicant”] thành [“applicant”, “more”]"
    ]


def test_a_condition_changes_as_a_whole_and_every_side_has_words(small):
    before = small.read()
    small.change("tables.yaml", "when: $urgent", "when: {not: $urgent}").change(
        "tables.yaml", "give: true", "give: false"
    )
    changes = comparing.compare(before.plain, small.read().plain)
    assert [str(each) for each in changes] == [
        "Bảng điều kiện › dòng › everyone › cho ra: có → không",
        "Bảng phí, lệ phí › dòng › urgent › điều kiện: “$urgent” → (not: “$urgent”)",
    ]
    assert changes[0].plain()["move"] == "changed"
    assert comparing.compare({"a": {"not": 1}}, {"a": {"and": 2}})[0].path == "a"
    assert str(comparing.compare({}, {"x": {"code": "c"}})[0]) == "x: thêm (c)"
    assert str(comparing.compare({"x": 1}, {"x": True})[0]) == "x: 1 → có"


def test_every_shipped_package_can_be_compared_with_the_next():
    names = packages.shipped()
    for old, new in zip(names, (*names[1:], names[0]), strict=True):
        assert all(said(packages.read_shipped(old), packages.read_shipped(new)))
