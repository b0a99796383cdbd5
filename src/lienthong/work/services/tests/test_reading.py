"""Files by people who mean no good, or were in a hurry: refused with a place, never an error of ours, never slow."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.work.services import reading


def read(data):
    problems = []
    node = reading.read(data if isinstance(data, bytes) else data.encode(), "f.yaml", problems)
    return (None if node is None else node.plain()), [(each.code, each.place.line) for each in problems]


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b]\n"


@pytest.mark.parametrize(("data", "code", "line"), [
    (BOMB, "anchor", 1),
    ("a: *x\n", "anchor", 1),
    ("<<: &x {a: 1}", "anchor", 1),
    ("a: !!python/object/apply:os.system [id]", "tag", 1),
    ("a: !!str 1", "tag", 1),
    ("! a: 1", None, 0),
    ("!x a: 1", "tag", 1),
    ("a: 1\na: 2\n", "name-twice", 2),
    ("x:\n  y: 1\n  z: {q: 1, q: 2}\n", "name-twice", 3),
    ("[" * 200 + "]" * 200, "too-deep", 1),
    ("a: " * 3, "not-yaml", 1),
    ("- [" + "x," * 50_000 + "]", "too-many", 1),
    ("a: " + "x" * 5000, "text-too-long", 1),
    ("a: 1234567890123456", "number-too-large", 1),
    ("a: " + "9" * 3000, "number-too-large", 1),
    ("a:\n", "nothing", 1),
    ("a: ~", "nothing", 1),
    ("a: null", "nothing", 1),
    ("", "empty", 1),
    ("# only a remark\n", "empty", 2),
    ("a: 1\n---\nb: 2\n", "several-documents", 2),
    ("[a, b]: 1", "name-not-text", 1),
    ("? {a: 1}\n: 1", "name-not-text", 1),
    ('a: "\\u0007"', "control-letter", 1),
    ('a: "\\uD800"', None, 0),
    ("a: [1, 2", "not-yaml", 2),
    ("a: b: c", "not-yaml", 1),
    (b"a: \xff", "not-utf-8", 0),
    (b"\x00\x01", "not-yaml", 0),
    (b"x" * (reading.MOST_BYTES + 1), "file-too-large", 0),
], ids=lambda value: str(value)[:24])  # fmt: skip
def test_a_hostile_or_careless_file_is_refused_with_its_line(data, code, line):
    begun = time.monotonic()
    _plain, problems = read(data)
    assert time.monotonic() - begun < 5
    if code:
        assert code in {found for found, _line in problems}
        assert line in {0, 1, *(where for found, where in problems if found == code)}


def test_what_looks_like_something_else_is_the_text_it_is():
    plain, problems = read(
        "a: no\nb: 1.5\nc: 2026-01-02\nd: 007\ne: 1_000\nf: 0x1f\ng: .inf\nh: 12:30\ni: 'true'\nj: '1'\nk: 1e3\n"
    )
    assert not problems
    assert plain == {
        "a": "no", "b": "1.5", "c": "2026-01-02", "d": "007", "e": "1_000", "f": "0x1f", "g": ".inf", "h": "12:30",
        "i": "true", "j": "1", "k": "1e3",
    }  # fmt: skip
    assert read("a: true\nb: false\nc: -12\nd: 0")[0] == {"a": True, "b": False, "c": -12, "d": 0}


def test_letters_are_composed_and_ends_are_trimmed():
    assert read("e\u0302: |\n  Tie\u0302\u0301ng Vie\u0323\u0302t\n")[0] == {"\u00ea": "Ti\u1ebfng Vi\u1ec7t"}


def test_every_place_has_its_path_and_line():
    problems = []
    node = reading.read(b"a:\n  - b: 1\n    c: 2\n", "f.yaml", problems)
    place = node.value["a"].value[0].value["c"].place
    assert (place.path, place.line, str(place)) == ("a[0].c", 3, "f.yaml:3 (a[0].c)")


@given(st.binary(max_size=60))
def test_no_bytes_at_all_make_the_reader_fall(data):
    plain, problems = read(data)
    assert problems or plain is not None


@given(st.text(max_size=60))
def test_no_text_at_all_makes_the_reader_fall(text):
    plain, problems = read(text.encode("utf-8", "surrogatepass"))
    assert problems or plain is not None


PLAIN = st.recursive(
    st.booleans() | st.integers(-(10**14), 10**14) | st.text("abcXYZ 0:-{}[]#&*!|>'\"%@`,?\u00e9", min_size=1, max_size=8).map(str.strip).filter(bool),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text("abc", min_size=1, max_size=3), below, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(PLAIN)
def test_json_is_read_as_what_it_is(value):
    assert read(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) == (value, [])
