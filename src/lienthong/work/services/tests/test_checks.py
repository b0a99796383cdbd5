"""Every check of publication finds its own fault, and what is shipped has none."""

import pytest

from lienthong.work.services import checks, packages, telling


@pytest.mark.parametrize("name", packages.shipped())
def test_what_is_shipped_passes(name, viet_nam):
    assert [str(each) for each in checks.check(packages.read_shipped(name), viet_nam)] == []


def test_a_new_package_passes(small):
    assert small.found() == []


PAGE = "pages:\n  - name: {name}\n    title: {{vi: Trang, en: Page}}\n{when}    questions:\n      - {{name: {question}, type: {type}, text: {{vi: {question}?, en: {question}?}}}}\n"


def page(name, question, when="", kind="yes_no"):
    text = PAGE.format(name=name, question=question, when=f"    when: {when}\n" if when else "", type=kind)
    return text.removeprefix("pages:\n")


def pages(*several):
    return "pages:\n" + "".join(several)


def with_pages(small, *several):
    """The small package with these pages before its own."""
    text = (small.path / "questions.yaml").read_text().removeprefix("pages:\n")
    return small.write("questions.yaml", pages(*several) + text)


def test_a_page_that_waits_for_itself_or_in_a_circle_is_found(small):
    with_pages(small, page("p", "a", when="$b"), page("q", "b", when="$a"), page("r", "c", when="$c"))
    found = small.found()
    circles = [place for code, place in found if code == "circular-page"]
    assert circles == [f"questions.yaml:pages[{index}].when" for index in range(3)]


def test_a_page_that_depends_on_a_later_one_is_found(small):
    with_pages(small, page("p", "a", when="$b"), page("q", "b"))
    assert ("asked-later", "questions.yaml:pages[0].when") in small.found()


def test_a_page_that_no_answer_shows_is_found(small):
    with_pages(small, page("p", "a"), page("q", "b", when="$a"), page("r", "c", when="{and: [$b, {not: $a}]}"))
    small.change("examples/urgent.yaml", "urgent: true", "urgent: true\n  a: false")
    assert small.found() == [("unreachable-page", "questions.yaml:pages[2].when")]


def test_a_page_is_reachable_when_endless_answers_decide(small):
    with_pages(
        small,
        page("p", "a", kind="number"),
        page("q", "b", when='{">": [$a, 3]}'),
        page("r", "c", when='{"<": [$today, "2030-01-01"]}'),
    )
    small.change("examples/urgent.yaml", "urgent: true", "urgent: true\n  a: 3\n  c: true")
    assert small.found() == []


REGISTER = """registers:
  - name: dan_cu
    connected: true
    title: {vi: Dân cư, en: Population}
    keeper: {vi: Bộ Công an, en: Public Security}
    purpose: {vi: Biết ai nộp, en: To know who applies}
    law: {act: VB-1}
    gives:
      - {name: hurry, about: hurry, type: yes_no, text: {vi: Cần gấp, en: Urgent}}
    holds: [application]
"""


def test_a_question_that_a_connected_register_answers_is_found(small):
    small.write("registers.yaml", REGISTER).change(
        "questions.yaml", "type: yes_no", "type: yes_no\n        about: hurry"
    )
    assert small.found() == [("register-offers", "questions.yaml:pages[0].questions[0]")]
    small.change("questions.yaml", "about: hurry", "about: hurry\n        offered_by: dan_cu.hurry")
    assert small.found() == []


def test_a_question_in_the_same_words_is_found_too_unless_the_register_is_not_connected(small):
    small.write("registers.yaml", REGISTER).change("questions.yaml", "Bạn có cần gấp không?", "CẦN GẤP")
    assert [code for code, _place in small.found()] == ["register-offers"]
    small.change("registers.yaml", "connected: true", "connected: false")
    assert small.found() == []


def test_a_register_in_use_is_not_hidden_by_not_naming_it(small):
    small.change("questions.yaml", "type: yes_no", "type: yes_no\n        about: person_born_on")
    small.change(
        "procedure.yaml", "copies: {electronic: 1}", "copies: {electronic: 1}, about: driver_health_certificate"
    )
    assert small.found() == [
        ("register-unnamed", "procedure.yaml:papers[0]"), ("register-unnamed", "questions.yaml:pages[0].questions[0]"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("past: true", ("question-bounds", "questions.yaml:pages[0].questions[0]")),
        ("form: person_name", ("question-bounds", "questions.yaml:pages[0].questions[0]")),
        ("by_relation: {self: perhaps}", ("by-relation", "questions.yaml:pages[0].questions[0].by_relation.self")),
        ("by_relation: {power: true}", None),
    ],
)
def test_bounds_and_answers_that_do_not_fit_their_question_are_found(small, more, found):
    small.change("questions.yaml", "type: yes_no", f"type: yes_no\n        {more}")
    assert small.found() == ([found] if found else [])


@pytest.mark.parametrize(("offered", "code"), [("dan_cu.nothing", "no-such-offer"), ("nobody.hurry", "no-such-offer")])
def test_an_offer_that_nobody_makes_is_found(small, offered, code):
    small.write("registers.yaml", REGISTER).change(
        "questions.yaml", "type: yes_no", f"type: yes_no\n        offered_by: {offered}"
    )
    assert [found for found, _place in small.found()] == [code]


def test_an_offer_of_another_type_is_found(small):
    small.write("registers.yaml", REGISTER.replace("type: yes_no", "type: date"))
    small.change("questions.yaml", "type: yes_no", "type: yes_no\n        offered_by: dan_cu.hurry")
    assert small.found() == [("wrong-type", "questions.yaml:pages[0].questions[0].type")]


def test_a_paper_that_a_register_holds_is_found_unless_it_only_stands_in(small):
    small.write("registers.yaml", REGISTER).change(
        "procedure.yaml", "copies: {electronic: 1}", "copies: {electronic: 1}, about: application"
    )
    assert small.found() == [("register-holds", "procedure.yaml:papers[0]")]
    small.change("procedure.yaml", "about: application", "about: application, instead_of: dan_cu")
    assert small.found() == [("register-holds", "procedure.yaml:papers[0]")]
    small.change("questions.yaml", "type: yes_no", "type: yes_no\n        offered_by: dan_cu.hurry")
    small.change("tables.yaml", "name: form", "name: form, when: $urgent")
    assert small.found() == []


def test_a_text_without_english_is_found(small):
    small.change("procedure.yaml", ", en: Field", "")
    assert small.found() == [("untranslated", "procedure.yaml:field")]


@pytest.mark.parametrize(
    ("file", "place"), [("tables.yaml", "tables.yaml:eligibility.rows[0]"), ("steps.yaml", "steps.yaml:deadlines[0]")]
)
def test_a_row_without_law_is_found(small, file, place):
    small.change(file, ", law: {act: VB-1}", "")
    assert small.found() == [("row-without-law", place)]


def route(small, policy, *conditions):
    law = "law: {act: VB-1}"
    rows = "\n".join(f"    - {{name: r{i}, give: co_quan, when: {when}, {law}}}" for i, when in enumerate(conditions))
    old = "route:\n  policy: first\n  rows:\n    - {name: always, give: co_quan, law: {act: VB-1}, confirm: true}"
    return small.change("tables.yaml", old, f"route:\n  policy: {policy}\n  rows:\n{rows}")


def test_a_table_that_can_end_without_an_answer_is_found_with_the_answers_that_lead_there(small):
    route(small, "first", "$urgent")
    found = checks.check(small.read(), small.calendar)
    assert [(each.code, each.place.path) for each in found] == [("no-answer", "route")]
    assert "urgent = không" in found[0].sentence
    route_of_both = (
        (small.path / "tables.yaml")
        .read_text()
        .replace("when: $urgent, law", "when: {or: [$urgent, {not: $urgent}]}, law")
    )
    small.write("tables.yaml", route_of_both)
    assert small.found() == []


def test_a_table_over_endless_answers_needs_a_last_row(small):
    with_pages(small, page("p", "a", kind="number"))
    small.change("examples/urgent.yaml", "urgent: true", "urgent: true\n  a: 3")
    route(small, "first", '{"<": [$a, 5]}', '{">=": [$a, 5]}')
    assert small.found() == [("no-answer", "tables.yaml:route")]


def test_a_row_that_never_answers_is_found(small):
    route(small, "first", "$urgent", "{and: [$urgent, {answered: $urgent}]}", "true", "{not: $urgent}")
    assert small.found() == [("unreachable-row", f"tables.yaml:route.rows[{index}]") for index in (1, 3)]


def test_rows_that_answer_together_where_one_may_are_found(small):
    route(small, "unique", "$urgent", "{not: $urgent}", "{and: [$urgent]}")
    assert small.found() == [("overlapping-rows", "tables.yaml:route.rows[2]")]


def test_a_paper_asked_for_twice_is_found(small):
    row = "    - {name: form, give: don, law: {act: VB-1}, confirm: true}"
    small.change("tables.yaml", row, f"{row}\n{row.replace('name: form', 'name: again, when: $urgent')}")
    assert small.found() == [("overlapping-rows", "tables.yaml:papers.rows[1]")]


def test_shares_that_are_not_a_hundred_are_found(small):
    small.change("steps.yaml", "share: 100", "share: 90")
    assert small.found() == [("shares", "steps.yaml:steps")]


def test_what_no_row_gives_is_found(small):
    result = "  - {code: dong_y, granted: true"
    small.change(
        "procedure.yaml", result, "  - {code: tu_choi, granted: false, name: {vi: Từ chối, en: Refusal}}\n" + result
    )
    assert small.found() == [("never-given", "procedure.yaml:results[0]")]


@pytest.mark.parametrize(("old", "new", "place", "expected", "found"), [
    ("eligible: true", "eligible: false", "eligible", "không", "có"),
    ("papers: [don]", "papers: []", "papers", "không có gì", "don"),
    ("fee: 10000", "fee: 12500", "fee", "12.500", "10.000"),
    ("2026-03-09T16:30", "2026-03-10T16:30", "due", "2026-03-10T16:30", "2026-03-09T16:30"),
    ("outcome: dong_y", "outcome: tu_choi", "outcome", "tu_choi", "dong_y"),
    ("route: co_quan", "route: noi_khac", "route", "noi_khac", "co_quan"),
])  # fmt: skip
def test_an_example_that_comes_out_otherwise_is_found_with_both_sides(small, *, old, new, place, expected, found):
    small.change("examples/urgent.yaml", old, new)
    problems = checks.check(small.read(), small.calendar)
    assert [(each.code, each.place.path) for each in problems] == [("example-differs", f"expect.{place}")]
    assert f"chờ đợi {expected}, nhưng gói cho ra {found}." in problems[0].sentence


def test_examples_with_strange_or_missing_answers_are_found(small):
    small.change("examples/urgent.yaml", "urgent: true", "urgent: 5\n  other: 1")
    assert {code for code, _place in small.found()} >= {"wrong-answer", "unknown-question", "example-unanswered"}


def test_an_example_of_a_day_without_calendar_and_a_package_without_examples_are_found(small):
    small.change("examples/urgent.yaml", "2026-03-02T09:00", "2099-03-02T09:00")
    assert [code for code, _place in small.found()] == ["beyond-calendar"]
    (small.path / "examples" / "urgent.yaml").unlink()
    assert [code for code, _place in small.found()] == ["no-example"]


def test_with_too_many_possibilities_nothing_is_claimed(small):
    with_pages(small, *(page(f"p{i}", f"a{i}") for i in range(16)))
    answers = "".join(f"\n  a{i}: true" for i in range(16))
    small.change("examples/urgent.yaml", "urgent: true", f"urgent: true{answers}")
    route(small, "first", f"{{or: [{', '.join(f'$a{i}' for i in range(16))}]}}")
    assert small.found() == [("no-answer", "tables.yaml:route")]


def test_optional_and_many_choices_are_gone_through(small):
    options = "options: [{value: x, text: {vi: X, en: X}}, {value: y, text: {vi: Y, en: Y}}]"
    many = page("p", "a", kind="choices").replace("type: choices", f"type: choices, optional: true, {options}")
    with_pages(small, many, page("q", "b", when="{chosen: [$a, x]}"))
    small.change("examples/urgent.yaml", "urgent: true", "urgent: true\n  a: [x]\n  b: true")
    route(small, "first", '{"==": [{count: $a}, 0]}', '{">": [{count: $a}, 0]}')
    assert small.found() == [("no-answer", "tables.yaml:route")]


ASKING = "consulting: {{clock: {clock}, silence: {silence}{law}, confirm: true}}\n"


@pytest.mark.parametrize(
    ("clock", "silence", "law", "wrong"),
    [
        ("runs", "escalation", "", False),
        ("pauses", "escalation", "", True),
        ("runs", "agreed", "", True),
        ("pauses", "agreed", ", law: {act: VB-1}", False),
    ],
    ids=["as the law has it", "pauses", "silence agrees", "with its law"],
)
def test_what_another_bodys_opinion_stops_or_silence_gives_stands_on_a_law(small, clock, silence, law, wrong):
    text = (small.path / "steps.yaml").read_text() + ASKING.format(clock=clock, silence=silence, law=law)
    small.write("steps.yaml", text)
    assert small.found() == ([("consulting-without-law", "steps.yaml:consulting")] if wrong else [])
    rule = telling.consulting(small.read())
    assert (rule.pauses, rule.agreed, bool(rule.law)) == (clock == "pauses", silence == "agreed", bool(law))
