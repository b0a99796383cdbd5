"""`lienthong procedure offer`: opened with units of the body, changed, stopped and listed, for people and machines."""

import json

import pytest
from django.utils import translation

from conftest import at
from lienthong.doors.command import main as command
from lienthong.kit import clock
from lienthong.work.services import actions, packages
from lienthong.work.services.models import Offering

KEY = "dang_ky_khai_tu"
NOW = at("14:00")


@pytest.fixture
def run(monkeypatch, capsysbinary):
    """The command line in this process; gives exit code, standard output and standard error."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("LIENTHONG_LANGUAGE", "vi")

    def call(*words):
        with pytest.raises(SystemExit) as end:
            command.main(["procedure", "offer", *map(str, words)])
        said = capsysbinary.readouterr()
        return end.value.code, said.out.decode(), said.err.decode()

    with translation.override("vi"):
        yield call


@pytest.fixture
def published(shop, country):
    package = packages.read_shipped(KEY)
    return actions.publish(key=KEY, package=package, owner=country.ministry.body, by=None, now=NOW).procedure


@pytest.fixture
def words(shop, published):
    """A whole call: the receiving unit by its abbreviation, the roles by a code."""
    code = shop.office.body.code
    units = [word for role in published.current.package.roles for word in ("--unit", f"{role}={code}.07")]
    return [KEY, "--body", code, "--receives", "hcc", *units]


def test_it_is_opened_changed_and_stopped(shop, published, words, run):
    role = next(iter(published.current.package.roles))
    code, out, _ = run(*words)
    assert (code, f"{shop.office.body.name_vi} đang nhận {KEY}." in out) == (0, True)
    made = published.offerings.get()
    assert (made.receiving_unit, made.unit_for(role)) == (shop.desk, shop.division.pk)
    # the same again changes nothing
    assert run(*words)[0] == 0
    assert published.offerings.get() == made
    done = json.loads(run(*[word.replace("hcc", "GPLX") for word in words], "--json")[1])
    assert (done["procedure"], done["receives"]["name"]) == (KEY, shop.division.name_vi)
    assert done["units"][role]["code"] == f"{shop.office.body.code}.07"
    assert published.offerings.open().get().receiving_unit == shop.division
    assert "Đã thôi nhận" in run(KEY, "--body", shop.office.body.code, "--stop")[1]
    assert not published.offerings.open().exists()
    code, out, _ = run(KEY, "--body", shop.office.body.code, "--stop", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "not-offered-there")


def test_what_is_offered_is_listed_and_the_roles_of_a_procedure_are_named(shop, country, published, words, run):
    whole = json.loads(run("--list", "--json")[1])
    assert [each["procedure"] for each in whole["offerings"]] == ["doi_giay_phep_lai_xe"]
    found = json.loads(run(KEY, "--list", "--json")[1])
    assert [each["role"] for each in found["roles"]] == list(published.current.package.roles)
    assert found["offerings"] == []
    run(*words)
    code, out, _ = run("--list", "--body", shop.office.body.code)
    assert code == 0
    assert f"{KEY} @ {shop.office.body.code} {shop.office.body.name_vi}" in out
    assert f"--receives: {shop.desk.name_vi}" in out
    assert "2 nơi nhận." in out
    assert "0 nơi nhận." in run("--list", "--body", country.other.body.code)[1]
    assert next(iter(published.current.package.roles)) in run(KEY, "--list")[1]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"--body": "unit"}, "not-a-body"),
        ({"--body": "H99"}, "unknown-code"),
        ({"--receives": "KHONG"}, "no-such-unit"),
        ({"--unit": "khac=HCC"}, "unknown-role"),
        ({"--unit": None}, "role-open"),
        ({"key": "khong_co"}, "no-such-procedure"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_with_its_reason(shop, words, run, change, code):
    given = list(words)
    for name, value in change.items():
        if name == "key":
            given[0] = value
        elif name == "--unit":
            given = given[:5] if value is None else [*given, name, value]
        else:
            given[given.index(name) + 1] = f"{shop.office.body.code}.07" if value == "unit" else value
    exit_code, out, _ = run(*given, "--json")
    assert (exit_code, json.loads(out)["error"]["code"]) == (1, code)
    assert Offering.objects.count() == 1


@pytest.mark.parametrize(
    "given", [(), (KEY,), (KEY, "--body", "H01"), (KEY, "--unit", "khac"), (KEY, "--unit", "a=1", "--unit", "a=2")]
)
def test_a_call_that_lacks_something_ends_with_two(db, run, given):
    assert run(*given)[0] == 2
