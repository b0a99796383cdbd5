"""A folder is read strictly, every problem is named at once, and the same folder is the same bytes everywhere."""

import hashlib
import json
import random
from pathlib import Path

import jsonschema
import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lienthong.ground.identity.states import AccountLevel
from lienthong.work.services import form, packages, reading, shapes, starting
from lienthong.work.services.problems import PackageRefused, Place, Problem
from lienthong.work.services.reading import Node
from lienthong.work.services.states import LifeEvent

SHIPPED = packages.shipped()
SCHEMA = json.loads((packages.SHIPPED.parent / "package.schema.json").read_text())
JUDGE = jsonschema.Draft202012Validator(SCHEMA)


def test_what_comes_with_the_product_is_known_by_name_in_order_and_read_once():
    assert len(SHIPPED) >= 13
    assert list(SHIPPED) == sorted(SHIPPED)
    assert SHIPPED[0] == "bhxh_mot_lan"
    assert packages.read_shipped("dang_ky_khai_sinh") is packages.read_shipped("dang_ky_khai_sinh")
    for stranger in ("nothing", "../new", ""):
        with pytest.raises(packages.NoSuchPackage):
            packages.read_shipped(stranger)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_compiles_to_canonical_json_that_its_schema_accepts(name):
    package = packages.read_shipped(name)
    assert package.encoded == rfc8785.dumps(package.plain)
    assert package.address == hashlib.sha256(package.encoded).hexdigest()
    JUDGE.validate(package.plain)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_says_what_it_is_in_everyday_words_and_shows_its_rules_by_examples(name):
    plain = packages.read_shipped(name).plain
    procedure, examples = plain["procedure"], plain["examples"]
    assert procedure["summary"]["en"]
    assert len(set(procedure["also_called"])) == len(procedure["also_called"]) >= 5
    assert {LifeEvent(each).label for each in procedure["life_events"]}
    assert len(examples) >= 4
    assert {each["expect"]["eligible"] for each in examples} == {True, False}


def test_registers_and_packages_share_names_so_that_one_register_serves_them_all():
    gifts = {}
    for name in SHIPPED:
        for register in packages.read_shipped(name).plain["registers"]["registers"]:
            gifts.setdefault(register["name"], {"connected": set(), "gives": {}})["connected"].add(
                register["connected"]
            )
            for gift in register["gives"]:
                kept = gifts[register["name"]]["gives"].setdefault(gift["name"], (gift["about"], gift["type"]))
                assert kept == (gift["about"], gift["type"]), f"{name}: {register['name']}.{gift['name']}"
    connected = {name for name, each in gifts.items() if each["connected"] == {True}}
    assert connected == {"dan_cu", "giay_phep", "ho_tich", "kham_suc_khoe", "sat_hach"}
    assert all(len(each["connected"]) == 1 for each in gifts.values())
    assert gifts["dan_cu"]["gives"]["identity_number"] == ("person_identity_number", "text")


@pytest.mark.parametrize("name", ["dang_ky_khai_sinh", "cap_phieu_ly_lich_tu_phap"])
def test_compiling_what_is_compiled_changes_nothing(name, tmp_path):
    package = packages.read_shipped(name)
    file = tmp_path / "compiled.json"
    file.write_bytes(package.encoded)
    assert packages.read(file).encoded == package.encoded


def test_the_schema_refuses_what_the_reader_refuses(birth):
    package = birth.read()
    for spoiled in (
        {**package.plain, "more": 1},
        {**package.plain, "steps": {}},
        {**package.plain, "procedure": {**package.plain["procedure"], "audience": []}},
    ):
        assert not JUDGE.is_valid(spoiled)
        with pytest.raises(PackageRefused):
            packages.read_compiled(json.dumps(spoiled).encode())


def test_the_shipped_schema_is_the_one_the_form_writes():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert form.compiled_schema() == SCHEMA


def dump(value, shuffle, depth=0):
    """The value as YAML in flow style with the names in any order."""
    if isinstance(value, dict):
        items = list(value.items())
        shuffle(items)
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {dump(v, shuffle)}" for k, v in items) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(dump(each, shuffle) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_the_order_of_names_spacing_and_line_ends_do_not_matter(small, seed):
    before = small.read()
    shuffle = random.Random(seed).shuffle
    for name in form.FILES:
        text = dump(before.plain[name], shuffle).replace(", ", ",\r\n  ")
        small.write(f"{name}.yaml", text)
    assert small.read().encoded == before.encoded


def test_the_order_of_rows_pages_and_steps_does_matter(licence):
    before = licence.read().address
    licence.change("steps.yaml", "share: 40", "share: 41").change("steps.yaml", "share: 41", "share: 40")
    assert licence.read().address == before
    text = (licence.path / "tables.yaml").read_text()
    first, second = text.index("    - name: not_on_record"), text.index("    - name: withheld")
    third = text.index("    - name: ended")
    licence.write("tables.yaml", text[:first] + text[second:third] + text[first:second] + text[third:])
    assert licence.read().address != before


def every_map(plain, path=()):
    if isinstance(plain, dict):
        yield path
        for name, each in plain.items():
            yield from every_map(each, (*path, name))
    elif isinstance(plain, list):
        for index, each in enumerate(plain):
            yield from every_map(each, (*path, index))


def _conditions(path):
    return "when" in path or "amount" in path or "answers" in path


PLAIN = packages.read_shipped("doi_giay_phep_lai_xe").plain
MAPS = [path for path in every_map(PLAIN) if not _conditions(path)]


@settings(max_examples=60)
@given(st.sampled_from(MAPS), st.from_regex(r"[a-z]{3}_x", fullmatch=True))
def test_an_unknown_name_is_refused_wherever_it_stands(path, name):
    spoiled = json.loads(json.dumps(PLAIN))
    place = spoiled
    for step in path:
        place = place[step]
    place[name] = 1
    with pytest.raises(PackageRefused) as caught:
        packages.read_compiled(json.dumps(spoiled, ensure_ascii=False).encode(), "c.json")
    assert {(each.code, each.place.path.rpartition(".")[2]) for each in caught.value.problems} == {
        ("unknown-name", name)
    }


def test_all_problems_of_all_files_are_named_at_once_with_file_line_and_place(small):
    small.change("steps.yaml", "share: 100", "share: 101").change("questions.yaml", "type: yes_no", "type: maybe")
    small.change("procedure.yaml", "format: 1", "format: 2").write("registers.yaml", "registers: {}")
    small.write("examples/urgent.yaml", "[]").write("note.txt", "x").write("examples/x.txt", "x")
    with pytest.raises(PackageRefused) as caught:
        small.read()
    assert [(each.code, each.place.file, each.place.path, each.place.line) for each in caught.value.problems] == [
        ("not-a-map", "examples/urgent.yaml", "", 1),
        ("unknown-file", "examples/x.txt", "", 0),
        ("unknown-file", "note.txt", "", 0),
        ("not-whole", "procedure.yaml", "format", 2),
        ("not-in-list", "questions.yaml", "pages[0].questions[0].type", 6),
        ("not-a-list", "registers.yaml", "registers", 1),
        ("not-whole", "steps.yaml", "steps[0].share", 4),
    ]
    assert "questions.yaml:6" in str(caught.value)
    assert caught.value.problem()["problems"][0]["sentence"]


def test_what_is_missing_or_no_file_is_said(small, tmp_path):
    (small.path / "steps.yaml").unlink()
    (small.path / "tables.yaml").unlink()
    (small.path / "tables.yaml").symlink_to("/etc/passwd")
    assert small.refused() == [("no-file", "steps.yaml:"), ("no-file", "tables.yaml:")]
    with pytest.raises(PackageRefused):
        packages.read(tmp_path / "nothing")
    with pytest.raises(PackageRefused):
        packages.read_folder(tmp_path / "nothing")


def test_an_example_that_cannot_be_read_and_a_name_that_stands_twice_are_named(small):
    small.write("examples/bad.yaml", "a: [")
    assert small.refused() == [("not-yaml", "examples/bad.yaml:")]
    with pytest.raises(PackageRefused) as caught:
        packages.read_compiled(b'{"more": 1, "more": 2, "steps": 1}', "c.json")
    assert [each.code for each in caught.value.problems] == ["name-twice", "not-a-map"]


def test_what_cannot_be_reached_is_not_there(small, tmp_path):
    with pytest.raises(packages.NoSuchPackage):
        starting.find(tmp_path / ("x" * 5000))
    (small.path / "examples").rename(tmp_path / "elsewhere")
    (small.path / "examples").symlink_to(tmp_path / "elsewhere")
    assert ("no-file", "examples:") in small.refused()


def test_a_file_that_may_not_be_read_is_named(small, monkeypatch):
    def refuses(self, *words):
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.open", refuses)
    assert ("no-file", "steps.yaml:") in small.refused()


def test_a_folder_without_examples_is_read(small):
    (small.path / "examples" / "urgent.yaml").unlink()
    (small.path / "examples").rmdir()
    assert small.read().plain["examples"] == []


def test_too_many_examples_are_refused(small):
    for index in range(packages.MOST_EXAMPLES):
        small.write(f"examples/e{index}.yaml", "{}")
    assert small.refused()[0] == ("list-length", "examples:")


@pytest.mark.parametrize("data", [b"[]", b"1", b'"x"', b"{}", b"", b'{"procedure": 1}', b'{"a":' * 5000])
def test_a_compiled_file_that_is_none_is_refused(data):
    with pytest.raises(PackageRefused):
        packages.read_compiled(data, "c.json")


@pytest.mark.parametrize(("file", "old", "new", "code", "place"), [
    ("steps.yaml", "unit: route", "unit: nobody", "undeclared", "steps.yaml:steps[0].unit"),
    ("tables.yaml", "give: don", "give: nothing", "undeclared", "tables.yaml:papers.rows[0].give"),
    ("tables.yaml", "give: le_phi", "give: nothing", "undeclared", "tables.yaml:fee.rows[0].give"),
    ("tables.yaml", "give: co_quan", "give: nothing", "undeclared", "tables.yaml:route.rows[0].give"),
    ("tables.yaml", "act: VB-1", "act: VB-9", "undeclared", "tables.yaml:eligibility.rows[0].law"),
    ("tables.yaml", "when: $urgent", "when: $urgen", "unknown-question", "tables.yaml:fee.rows[0].when"),
    ("tables.yaml", "amount: 10000", "amount: $urgent", "wrong-type", "tables.yaml:fee.rows[0].amount"),
    ("tables.yaml", "policy: collect", "policy: first", "not-in-list", "tables.yaml:papers.policy"),
    ("procedure.yaml", "copies: {electronic: 1}", "copies: {electronic: 1}, instead_of: x", "undeclared", "procedure.yaml:papers[0].instead_of"),
    ("procedure.yaml", "code: don", "code: Đơn", "pattern", "procedure.yaml:papers[0].code"),
    ("procedure.yaml", "en: Field", "en: 5", "not-text", "procedure.yaml:field.en"),
    ("procedure.yaml", 'number: "…"', 'number: "' + "x" * 101 + '"', "text-too-long", "procedure.yaml:law[0].number"),
    ("procedure.yaml", '"…", confirm: true', '"…", confirm: yes', "not-yes-no", "procedure.yaml:code.confirm"),
    ("procedure.yaml", "field:", "felt:", "missing", "procedure.yaml:"),
    ("procedure.yaml", "audience: [citizen]", "audience: [citizen, citizen, citizen, citizen, citizen]", "list-length", "procedure.yaml:audience"),
    ("questions.yaml", "type: yes_no", "type: choice", "options", "questions.yaml:pages[0].questions[0]"),
    ("questions.yaml", "name: urgent", "name: today", "twice", "questions.yaml:pages[0].questions[0].name"),
    ("examples/urgent.yaml", "received: 2026-03-02T09:00", "received: 2026-03-02", "not-a-day", "examples/urgent.yaml:received"),
    ("examples/urgent.yaml", "received: 2026-03-02T09:00", "received: 2026-02-30T09:00", "not-a-day", "examples/urgent.yaml:received"),
    ("examples/urgent.yaml", "  urgent: true", "  urgent: {a: 1}", "not-an-answer", "examples/urgent.yaml:answers.urgent"),
    ("examples/urgent.yaml", "  urgent: true", "  ! : true", "pattern", "examples/urgent.yaml:answers."),
    ("examples/urgent.yaml", "answers:\n  urgent: true", "answers: 1", "not-a-map", "examples/urgent.yaml:answers"),
], ids=lambda value: str(value)[:30])  # fmt: skip
def test_every_rule_of_the_form_has_a_twin_that_breaks_it(small, *, file, old, new, code, place):
    small.read()
    assert (code, place) in small.change(file, old, new).refused()


def test_two_things_of_one_name_are_refused(small):
    small.change("tables.yaml", "    - {name: form", "    - {name: form, give: don}\n    - {name: form")
    assert ("twice", "tables.yaml:papers.rows[1]") in small.refused()


def test_too_many_answers_are_refused():
    node = Node({f"a{index}": Node(1, Place("f")) for index in range(201)}, Place("f"))
    problems = []
    shapes.MapOf(form.Either()).read(node, problems)
    assert [each.code for each in problems] == ["list-length"]


def test_the_reader_of_compiled_files_allows_more_but_not_anything(small):
    assert reading.read(b" " * 10, "f", [], most_bytes=5) is None
    small.path.joinpath("big.json").write_bytes(b" " * (packages.MOST_COMPILED_BYTES + 1))
    with pytest.raises(PackageRefused) as caught:
        packages.read(small.path / "big.json")
    assert caught.value.problems[0].code == "file-too-large"


def test_a_place_that_is_not_known_is_the_nearest_around_it(small):
    package = small.read()
    assert package.place("tables.fee.rows[0].when.and[3]").path == "fee.rows[0].when"
    assert package.place("tables.nothing[9].at.all") == package.place("tables")
    assert package.place("nothing") == Place("package")
    assert str(Problem("x", Place("f"), "Sai.")) == "f: Sai."
    assert package.unconfirmed == 22


@pytest.mark.parametrize("name", packages.shipped())
def test_what_is_shipped_says_how_surely_the_applicant_must_be_known_and_that_it_is_to_be_confirmed(name):
    package = packages.read_shipped(name)
    said = package.plain["procedure"]["assurance"]
    assert said["confirm"], "no provision in force was compared with it yet"
    assert said["law"]["act"] in {"ND-69-2024", "ND-168-2025"}
    assert package.assurance.account >= AccountLevel.ONE


def test_a_new_package_is_never_written_over_something(tmp_path):
    starting.start(tmp_path / "new")
    with pytest.raises(starting.FolderInUse):
        starting.start(tmp_path / "new")
    with pytest.raises(packages.NoSuchPackage):
        starting.find(tmp_path / "none")
    assert starting.find(tmp_path / "new") == tmp_path / "new"
    assert starting.find(Path(SHIPPED[0])) == packages.SHIPPED / SHIPPED[0]
