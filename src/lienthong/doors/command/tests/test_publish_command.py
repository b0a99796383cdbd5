"""`lienthong procedure publish`: checked, rehearsed over recent dossiers, sealed; nothing is published half or unread."""

import json
import shutil

import pytest
from django.utils import translation

from conftest import ANSWERS, NUMBER, at, submitted
from lienthong.doors.command import main as command
from lienthong.kit import clock
from lienthong.work.services.models import Procedure, Version
from lienthong.work.services.packages import SHIPPED
from lienthong.work.services.queries import is_sealed

KEY = "doi_giay_phep_lai_xe"
NOW = at("14:00")


@pytest.fixture
def run(monkeypatch, capsysbinary):
    """The command line in this process; gives exit code, standard output and standard error."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("LIENTHONG_LANGUAGE", "vi")

    def call(*words):
        with pytest.raises(SystemExit) as end:
            command.main(["procedure", "publish", *map(str, words)])
        said = capsysbinary.readouterr()
        return end.value.code, said.out.decode(), said.err.decode()

    with translation.override("vi"):
        yield call


@pytest.fixture
def folder(tmp_path):
    """The licence's package with another fee, its examples too."""
    made = tmp_path / KEY
    shutil.copytree(SHIPPED / KEY, made)
    for file in (made / "tables.yaml", *(made / "examples").iterdir()):
        file.write_text(file.read_text().replace("135000", "155000"))
    return made


def test_what_would_change_is_told_and_published_only_when_it_was_said_yes_to(shop, country, run, folder):
    submitted(shop)
    owner = country.ministry.body
    code, out, err = run(folder, "--body", owner.code)
    assert code == 1
    assert "Chạy thử trên 1 hồ sơ gần đây: 1 hồ sơ sẽ khác." in out
    assert "155.000 đ — 1 hồ sơ; dòng ordinary → ordinary" in out
    assert "--yes" in err
    assert Version.objects.filter(procedure__key=KEY).count() == 1
    code, out, _ = run(folder, "--body", owner.code, "--yes")
    assert code == 0
    version = Procedure.objects.get(key=KEY).current
    assert f"Đã công bố {KEY}, phiên bản 2: {version.address}" in out
    assert is_sealed(version, at=NOW)
    assert "phiên bản" not in run(folder, "--body", owner.code, "--yes")[1]
    assert Version.objects.filter(procedure__key=KEY).count() == 2


def test_machines_get_one_document_and_nobody_is_in_it(shop, country, run, folder):
    submitted(shop)
    code, out, _ = run(folder, "--body", country.ministry.body.code, "--json")
    error = json.loads(out)["error"]
    assert (code, error["code"], error["rehearsal"]["changed"]) == (1, "judged-otherwise", 1)
    assert NUMBER not in out
    assert ANSWERS["applicant"]["full_name"] not in out
    done = json.loads(run(folder, "--body", country.ministry.body.code, "--json", "--yes")[1])
    assert (done["key"], done["number"]) == (KEY, 2)


def test_a_first_version_changes_nothing_for_anybody(country, run):
    done = json.loads(run("dang_ky_khai_tu", "--body", country.ministry.body.code, "--json")[1])
    assert (done["number"], done["rehearsal"]) == (1, {"count": 0, "changed": 0, "shifts": []})


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--key", "Đổi bằng"), "not-a-key"),
        (("--key", "a" * 81), "not-a-key"),
        (("--body", "H99"), "unknown-code"),
        (("--body", "unit"), "not-a-body"),
        (("--body", "other"), "not-your-procedure"),
    ],
    ids=["name", "long name", "nobody", "unit", "another body"],
)
def test_what_cannot_be_published_is_refused_with_its_reason(shop, country, run, folder, words, code):
    codes = {"unit": f"{shop.office.body.code}.07", "other": country.other.body.code}
    given = ["--body", country.ministry.body.code, *(codes.get(word, word) for word in words)]
    exit_code, out, _ = run(folder, *given, "--json", "--yes")
    assert (exit_code, json.loads(out)["error"]["code"]) == (1, code)
    assert Version.objects.count() == 1


def test_examples_that_fail_end_it_before_anything_is_rehearsed(shop, country, run, folder):
    file = folder / "examples" / "withheld.yaml"
    file.write_text(file.read_text().replace("fee: 0", "fee: 1"))
    code, out, err = run(folder, "--body", country.ministry.body.code, "--yes")
    assert code == 1
    assert "examples/withheld.yaml" in err
    assert "Chạy thử" not in out
    assert Version.objects.count() == 1
