"""The language of conditions: total, typed, monotone, and its trace is what it did."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.work.services.expressions import parsing, saying, values
from lienthong.work.services.expressions.evaluating import evaluate, trace
from lienthong.work.services.expressions.saying import Vocabulary
from lienthong.work.services.expressions.tree import DATE, NUMBER, OPERATORS, TEXT, YES_NO, Expression
from lienthong.work.services.expressions.values import UNKNOWN, Type
from lienthong.work.services.problems import Place
from lienthong.work.services.states import Kind

OPTIONS = ("a", "b", "c")
CHOICE, CHOICES = Type(Kind.CHOICE, OPTIONS), Type(Kind.CHOICES, OPTIONS)
SCOPE = {"p": YES_NO, "q": YES_NO, "n": NUMBER, "m": NUMBER, "d": DATE, "e": DATE, "t": TEXT, "c": CHOICE, "s": CHOICES}
TODAY = date(2026, 3, 2)
ANSWERS = {
    Kind.YES_NO: st.booleans(),
    Kind.NUMBER: st.integers(-(10**16), 10**16),
    Kind.TEXT: st.text(max_size=5),
    Kind.DATE: st.dates(),
    Kind.CHOICE: st.sampled_from(OPTIONS),
    Kind.CHOICES: st.frozensets(st.sampled_from(OPTIONS)),
}
WHOLE_ANSWERS = st.fixed_dictionaries({name: ANSWERS[kind.kind] for name, kind in SCOPE.items()})
ANYTHING = st.one_of(*ANSWERS.values(), st.none(), st.floats(), st.lists(st.text()), st.binary())


def names(kind: Kind):
    return st.sampled_from([f"${name}" for name, each in SCOPE.items() if each.kind is kind])


def _op(op, *parts):
    return st.tuples(*parts).map(lambda given: {op: list(given)})


def _ops(symbols, *parts):
    return st.one_of(*(_op(op, *parts) for op in symbols))


def tree(kind: Kind, depth: int = 3):
    """Data that is an expression of that kind."""
    literal = {
        Kind.YES_NO: st.booleans(), Kind.NUMBER: st.integers(-(10**15), 10**15), Kind.TEXT: st.text("xyz", max_size=3),
        Kind.DATE: st.dates().map(date.isoformat), Kind.CHOICE: st.sampled_from(OPTIONS), Kind.CHOICES: names(Kind.CHOICES),
    }[kind]  # fmt: skip
    leaf = names(kind) | (st.just("$today") if kind is Kind.DATE else names(kind))
    if depth == 0:
        return leaf | literal if kind not in {Kind.DATE, Kind.CHOICE} else leaf

    def below(each: Kind):
        return tree(each, depth - 1)

    ways = {
        Kind.YES_NO: lambda: [
            _ops(("==", "!="), below(Kind.NUMBER), below(Kind.NUMBER)), _op("==", below(Kind.CHOICE), st.sampled_from(OPTIONS)),
            _ops(("<", "<=", ">", ">="), below(Kind.DATE), literal_or(Kind.DATE, below)), _op("==", below(Kind.TEXT), below(Kind.TEXT)),
            _ops(("and", "or"), below(Kind.YES_NO), below(Kind.YES_NO)), _op("not", below(Kind.YES_NO)),
            _op("in", below(Kind.CHOICE), st.sampled_from(OPTIONS), below(Kind.CHOICE)),
            _op("chosen", names(Kind.CHOICES), st.sampled_from(OPTIONS)),
            _op("if", below(Kind.YES_NO), below(Kind.YES_NO), below(Kind.YES_NO)),
            _op("answered", st.sampled_from([f"${name}" for name in SCOPE])),
        ],
        Kind.NUMBER: lambda: [
            _ops(("+", "-", "*", "min", "max", "sum"), below(Kind.NUMBER), below(Kind.NUMBER)),
            _op("//", below(Kind.NUMBER), st.integers(1, 9)), _op("count", names(Kind.CHOICES), below(Kind.YES_NO)),
            _ops(("days_between", "months_between", "years_between"), below(Kind.DATE), literal_or(Kind.DATE, below)),
        ],
        Kind.DATE: lambda: [_ops(("add_days", "add_months", "add_years"), literal_or(Kind.DATE, below), below(Kind.NUMBER))],
        Kind.CHOICE: lambda: [_op("if", below(Kind.YES_NO), names(Kind.CHOICE), st.sampled_from(OPTIONS))],
        Kind.TEXT: lambda: [_op("if", below(Kind.YES_NO), below(Kind.TEXT), below(Kind.TEXT))],
        Kind.CHOICES: lambda: [names(Kind.CHOICES)],
    }  # fmt: skip
    return st.one_of(leaf, *ways[kind]())


def literal_or(kind, below):
    return below(kind) | st.dates().map(date.isoformat)


def parsed(raw, wanted=YES_NO):
    problems = []
    found = parsing.parse(raw, SCOPE, wanted, lambda path: Place("f", path), problems)
    return found, [(each.code, each.place.path) for each in problems]


def sound(raw, wanted=YES_NO) -> Expression:
    found, problems = parsed(raw, wanted)
    assert not problems, problems
    return found


TREES = st.one_of(
    tree(Kind.YES_NO).map(sound),
    tree(Kind.NUMBER).map(lambda raw: sound(raw, NUMBER)),
    tree(Kind.DATE).map(lambda raw: sound(raw, DATE)),
)


@given(TREES, st.dictionaries(st.sampled_from(sorted(SCOPE)), ANYTHING), st.dates())
def test_evaluation_never_raises_and_gives_a_value_of_the_type_or_unknown(expression, answers, today):
    assert expression.type.holds(evaluate(expression, answers, today))


@given(TREES, st.dictionaries(st.sampled_from(sorted(SCOPE)), ANYTHING), st.dates())
def test_the_trace_says_of_every_part_what_that_part_is_alone(expression, answers, today):
    def walk(said):
        assert said.value == evaluate(said.expression, answers, today)
        assert tuple(part.expression for part in said.parts) == said.expression.parts
        for part in said.parts:
            walk(part)

    walk(trace(expression, answers, today))


@given(TREES, st.dictionaries(st.sampled_from(sorted(SCOPE)), ANYTHING))
def test_every_trace_can_be_said_in_sentences(expression, answers):
    said = trace(expression, answers, TODAY)
    assert all(str(line).strip() for line in saying.lines(said, Vocabulary()))


@given(TREES, WHOLE_ANSWERS, st.sets(st.sampled_from(sorted(SCOPE))))
def test_what_is_known_stays_so_whatever_is_answered_later(expression, answers, left_out):
    before = evaluate(
        expression, {name: answers[name] for name in answers if name not in left_out}, TODAY, closed=False
    )
    assert before in {UNKNOWN, evaluate(expression, answers, TODAY)}


LOGIC = st.recursive(st.sampled_from(["$p", "$q"]) | st.booleans(), lambda below: st.one_of(
    st.fixed_dictionaries({"and": st.lists(below, min_size=1, max_size=3)}), st.fixed_dictionaries({"or": st.lists(below, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"not": below})), max_leaves=8)  # fmt: skip


def python(raw, answers):
    """The same in Python's own words."""
    if not isinstance(raw, dict):
        return answers[raw[1:]] if isinstance(raw, str) else raw
    ((op, parts),) = raw.items()
    if op == "not":
        return not python(parts, answers)
    return (all if op == "and" else any)([python(part, answers) for part in parts])


@given(LOGIC, st.booleans(), st.booleans())
def test_with_everything_answered_logic_is_pythons(raw, p, q):
    assert evaluate(sound(raw), {"p": p, "q": q}, TODAY) is python(raw, {"p": p, "q": q})


@given(st.integers(-100, 100), st.integers(-100, 100), st.integers(1, 9))
def test_reckoning_is_pythons(n, m, by):
    for op, right in (("+", n + m), ("-", n - m), ("*", n * m), ("min", min(n, m)), ("max", max(n, m)), ("sum", n + m)):
        assert evaluate(sound({op: ["$n", "$m"]}, NUMBER), {"n": n, "m": m}, TODAY) == right
    assert evaluate(sound({"//": ["$n", by]}, NUMBER), {"n": n}, TODAY) == n // by
    for op, right in (("==", n == m), ("!=", n != m), ("<", n < m), ("<=", n <= m), (">", n > m), (">=", n >= m)):
        assert evaluate(sound({op: ["$n", "$m"]}), {"n": n, "m": m}, TODAY) is right


def test_every_operator_is_tried_by_the_generator_or_by_name():
    assert set(OPERATORS) == {
        "==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "in", "chosen", "answered", "if", "count", "sum", "+", "-", "*",
        "//", "min", "max", "add_days", "add_months", "add_years", "days_between", "months_between", "years_between",
    }  # fmt: skip


@pytest.mark.parametrize(("raw", "answers", "value"), [
    ({"==": ["$n", 1]}, {}, UNKNOWN),
    ({"and": ["$p", "$q"]}, {"p": False}, False),
    ({"and": ["$p", "$q"]}, {"p": True}, UNKNOWN),
    ({"or": ["$p", "$q"]}, {"p": True}, True),
    ({"or": ["$p", "$q"]}, {"p": False}, UNKNOWN),
    ({"not": "$p"}, {}, UNKNOWN),
    ({"in": ["$c", "a", "b"]}, {}, UNKNOWN),
    ({"in": ["a", "$c", "a"]}, {}, True),
    ({"in": ["$c", "a", "b"]}, {"c": "c"}, False),
    ({"answered": "$n"}, {}, False),
    ({"answered": ["$n"]}, {"n": 0}, True),
    ({"if": ["$p", "$q", "$q"]}, {"q": True}, True),
    ({"if": ["$p", True, False]}, {}, UNKNOWN),
    ({"chosen": ["$s", "a"]}, {"s": frozenset("ab")}, True),
    ({"chosen": ["$s", "$c"]}, {"s": frozenset("ab"), "c": "c"}, False),
    ({"<": ["$d", "2026-01-01"]}, {"d": date(2025, 12, 31)}, True),
    ({"==": ["$n", 1]}, {"n": True}, UNKNOWN),
    ({"==": ["$n", 1]}, {"n": 10**16}, UNKNOWN),
    ({">": [{"*": [10**15, 2]}, 0]}, {}, UNKNOWN),
    ({"==": ["$c", "a"]}, {"c": "z"}, UNKNOWN),
])  # fmt: skip
def test_not_answered_yet_has_clear_rules(raw, answers, value):
    assert evaluate(sound(raw), answers, TODAY) is value


def test_whether_something_is_answered_is_known_when_it_is_or_when_all_is_in():
    asked = sound({"not": {"answered": "$n"}})
    assert evaluate(asked, {}, TODAY, closed=False) is UNKNOWN
    assert evaluate(asked, {}, TODAY) is True
    assert evaluate(asked, {"n": 1}, TODAY, closed=False) is False


@pytest.mark.parametrize(("raw", "value"), [
    ({"add_months": ["2026-01-31", 1]}, date(2026, 2, 28)),
    ({"add_months": ["2024-01-31", 1]}, date(2024, 2, 29)),
    ({"add_months": ["2026-03-15", -3]}, date(2025, 12, 15)),
    ({"add_years": ["2024-02-29", 1]}, date(2025, 2, 28)),
    ({"add_years": ["2024-02-29", 9000]}, UNKNOWN),
    ({"add_days": ["2026-12-31", 1]}, date(2027, 1, 1)),
    ({"add_days": ["9999-12-31", 1]}, UNKNOWN),
    ({"add_days": ["$today", 0]}, TODAY),
])  # fmt: skip
def test_days_are_counted_as_the_civil_code_does(raw, value):
    assert evaluate(sound(raw, DATE), {}, TODAY) == value


@pytest.mark.parametrize(("begin", "end", "years"), [
    ("2004-05-17", "2025-05-17", 21), ("2004-05-17", "2025-05-16", 20), ("2025-05-16", "2004-05-17", -20), ("2004-02-29", "2022-02-28", 17),
    ("2004-02-29", "2022-03-01", 18), ("2026-03-02", "2026-03-02", 0),
])  # fmt: skip
def test_an_age_is_in_whole_years(begin, end, years):
    assert evaluate(sound({"years_between": [begin, end]}, NUMBER), {}, TODAY) == years


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-1000, 1000))
def test_months_are_added_and_counted_back(on, count):
    later = values.add_months(on, count)
    assert abs((later.year - on.year) * 12 + later.month - on.month) == abs(count)
    assert later.day == on.day or (later + timedelta(days=1)).day == 1
    assert values.months_between(on, later) in {count, count - (1 if count > 0 else -1)}


WRONG = [
    ({"==": ["$nobody", 1]}, "unknown-question", ".==[0]"),
    ({"eval": ["x"]}, "unknown-operator", ""),
    ({}, "unknown-operator", ""),
    ({"and": [True], "or": [True]}, "unknown-operator", ""),
    ({"==": ["$n", "$t"]}, "wrong-type", ".==[1]"),
    ({"==": ["$c", "z"]}, "no-such-option", ".==[1]"),
    ({"==": ["$d", "tomorrow"]}, "not-a-day", ".==[1]"),
    ({"<": ["$t", "a"]}, "not-a-day", ".<[1]"),
    ({"<": ["$p", True]}, "wrong-type", ".<[0]"),
    ({"and": ["$p", 1]}, "wrong-type", ".and[1]"),
    ({"not": ["$p", "$q"]}, "parts", ""),
    ({"and": []}, "parts", ""),
    ({"and": [["$p"]]}, "not-a-condition", ".and[0]"),
    ({"and": [None]}, "not-a-condition", ".and[0]"),
    ({"==": ["$n", 10**16]}, "not-a-condition", ".==[1]"),
    ({"answered": True}, "answered", ""),
    ({"==": [{"//": ["$n", 0]}, 1]}, "divided", ".==[0]"),
    ({"==": [{"//": ["$n", "$m"]}, 1]}, "divided", ".==[0]"),
    ({"chosen": ["$s", "z"]}, "no-such-option", ".chosen[1]"),
    ({"chosen": ["$c", "a"]}, "wrong-type", ".chosen[0]"),
    ({"==": ["$s", "$s"]}, "wrong-type", ".==[0]"),
    ("$n", "wrong-type", ""),
    ({"if": ["$p", 1, 2]}, "wrong-type", ""),
]


@pytest.mark.parametrize(("raw", "code", "path"), WRONG, ids=str)
def test_what_is_wrong_is_known_before_publication_with_its_place(raw, code, path):
    found, problems = parsed(raw)
    assert found is None
    assert (code, path) in problems


def test_all_that_is_wrong_is_said_at_once():
    _found, problems = parsed({"and": ["$x", {"==": ["$y", 1]}, {"or": ["$n"]}]})
    assert [code for code, _path in problems] == ["unknown-question", "unknown-question", "wrong-type"]


@pytest.mark.parametrize("raw", [
    {"and": [{"or": ["$p"] * 40}] * 40},
    {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": "$p"}}}}}}}}}}}}}}}}},
])  # fmt: skip
def test_size_and_depth_have_limits_and_are_named_once(raw):
    found, problems = parsed(raw)
    assert found is None
    assert [code for code, _path in problems] == ["condition-too-large"]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.floats(), lambda below:
       st.lists(below, max_size=3) | st.dictionaries(st.sampled_from([*OPERATORS, "x"]), below, max_size=2), max_leaves=12))  # fmt: skip
@settings(max_examples=300)
def test_any_data_at_all_is_parsed_or_refused(raw):
    found, problems = parsed(raw)
    assert (found is None) == bool(problems)


def test_choices_of_different_questions_may_be_compared_when_they_share_an_option():
    scope = {"x": Type(Kind.CHOICE, ("a", "b")), "y": Type(Kind.CHOICE, ("b", "c")), "z": Type(Kind.CHOICE, ("q", "r"))}
    for raw, sane in (
        ({"==": ["$x", "$y"]}, True),
        ({"==": ["$x", "$z"]}, False),
        ({"==": [{"if": [True, "$x", "$y"]}, "c"]}, True),
        ({"==": [{"if": [True, "$x", "$y"]}, "q"]}, False),
    ):
        problems = []
        found = parsing.parse(raw, scope, YES_NO, lambda path: Place("f", path), problems)
        assert (found is not None) is sane


def test_a_trace_is_said_with_the_words_of_the_questions():
    words = Vocabulary({"c": "Hạng", "n": "Số con"}, {("c", "a"): "A1", ("c", "b"): "B"})
    expression = sound({"or": [{"==": ["$c", "a"]}, {"not": {">": [{"sum": ["$n", 1]}, 2]}}]})
    said = [str(line) for line in saying.lines(trace(expression, {"c": "b"}, TODAY), words)]
    assert said == [
        "Ít nhất một trong những điều sau: chưa biết",
        "  “Hạng” (B) là “A1”: sai",
        "  Không phải: chưa biết",
        "    tổng của: “Số con” (chưa trả lời), 1 lớn hơn 2: chưa biết",
    ]


@pytest.mark.parametrize(("raw", "said"), [
    ({"chosen": ["$s", "a"]}, "“s” (không chọn gì) có a: sai"),
    ({"==": [{"count": [{"and": ["$p", "$q"]}]}, 1]}, "số điều đúng hoặc được chọn trong: Tất cả những điều sau: (“p” (có); “q” (không)) là 1: sai"),
    ({"<": ["$today", {"add_days": ["$today", 1]}]}, "ngày nộp hồ sơ (02/03/2026) trước ngày nộp hồ sơ (02/03/2026) cộng 1 ngày (= 03/03/2026): đúng"),
    ({"==": ["$n", 12345]}, "“n” (chưa trả lời) là 12.345: chưa biết"),
])  # fmt: skip
def test_every_kind_of_sentence(raw, said):
    answers = {"s": frozenset(), "p": True, "q": False}
    assert [str(line) for line in saying.lines(trace(sound(raw), answers, TODAY), Vocabulary())] == [said]


def test_several_choices_are_said_in_order():
    assert saying.value(frozenset("ba")) == "a, b"
    assert saying.value("x") == "x"
