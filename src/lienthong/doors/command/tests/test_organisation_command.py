"""`lienthong organisation`: the directory as of any day, mergers with preview, and the way back."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from lienthong.doors.command.organisation import organisation
from lienthong.ground.organisations import queries, rules, seed
from lienthong.ground.organisations.models import Body, Change
from lienthong.kit.ids import new_id

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TABLE = "province-mergers-2025.csv"


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    monkeypatch.setattr("lienthong.kit.clock.now", lambda: NOW)
    monkeypatch.setenv("COLUMNS", "160")
    return seed.directory(NOW)


def run(*words):
    result = CliRunner().invoke(organisation, [str(word) for word in words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def in_json(*words):
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_list_is_that_of_the_day_asked_for():
    assert len(in_json("list", "--as-of", "2025-06-30")["bodies"]) == 95
    run("apply", TABLE, "--on", "2025-07-01")
    assert len(in_json("list", "--as-of", "2025-06-30")["bodies"]) == 95
    assert len(in_json("list", "--as-of", "2025-07-01")["bodies"]) == 66
    assert in_json("list")["as_of"] == "2026-03-02"


def test_the_list_reads_as_a_table_in_vietnamese_order():
    text = run("list", "--search", "tinh").stdout
    assert text.index("An Giang") < text.index("Bắc Giang") < text.index("Đắk Lắk") < text.index("Yên Bái")
    assert "58 cơ quan, ngày 02/03/2026." in text


def test_preview_changes_nothing_and_applying_twice_says_so():
    preview = run("apply", TABLE, "--on", "2025-07-01", "--preview").stdout
    assert "Ủy ban nhân dân tỉnh Yên Bái sáp nhập vào Ủy ban nhân dân tỉnh Lào Cai từ ngày 01/07/2025." in preview
    assert "Xem trước: 24 dòng sẽ thay đổi, 0 đã áp dụng trước đó, 10 không thay đổi gì." in preview
    assert "      29  cơ quan chấm dứt" in preview
    assert not Change.objects.exists()
    done, again = (run("apply", TABLE, "--on", "2025-07-01") for _time in range(2))
    assert "Đã áp dụng 24 dòng" in done.stdout
    assert (again.exit_code, again.stdout.strip()) == (0, "Đã áp dụng trước đó: 24 dòng; 10 dòng không thay đổi gì.")
    rows = in_json("apply", TABLE, "--on", "2025-07-01")["rows"]
    assert {row["standing"] for row in rows} == {"applied", "nothing"}


def test_a_table_with_one_bad_row_changes_nothing(tmp_path):
    table = tmp_path / "mergers.csv"
    table.write_text("new_code,new_name,old_codes,old_names\n15,Lào Cai,15 10,Yên Bái + Lào Cai\n98,Xa,98,Xa\n")
    with pytest.raises(queries.UnknownCode, match="98"):
        run("apply", table, "--on", "2025-07-01")
    assert not Change.objects.exists()
    with pytest.raises(rules.NotYetInForce):
        run("apply", TABLE, "--on", "2026-07-01")


def test_one_body_is_shown_as_of_a_day_by_code_or_id():
    run("apply", TABLE, "--on", "2025-07-01")
    assert in_json("show", "15", "--as-of", "2025-06-30")["name"] == "Ủy ban nhân dân tỉnh Yên Bái"
    shown = in_json("show", "15", "--as-of", "2025-07-01")
    assert shown["name"] == "Ủy ban nhân dân tỉnh Lào Cai"
    assert in_json("show", shown["id"])["predecessors"][0]["name"] == "Ủy ban nhân dân tỉnh Yên Bái"
    text = run("show", "G12").stdout
    assert "name: Bộ Tài chính" in text
    assert "000.00.00.G12" in text


def test_who_is_not_there_is_not_found():
    for words in (("show", new_id()), ("reverse", new_id())):
        with pytest.raises(Exception, match="Không có"):
            run(*words)


def test_a_change_is_listed_and_taken_back():
    run("apply", "hue-city-2025.csv", "--on", "2025-01-01")
    change = in_json("changes")["changes"][0]
    assert change["reversed_at"] is None
    assert "Đã hoàn tác: Đổi tên 01/01/2025." in run("reverse", change["id"]).stdout
    assert Body.objects.get(code="H57").name_vi == "Ủy ban nhân dân tỉnh Thừa Thiên Huế"
    assert "✓" in run("changes").stdout
    again = in_json("apply", "hue-city-2025.csv", "--on", "2025-01-01")
    assert [row["standing"] for row in again["rows"]] == ["new"]
    latest = in_json("changes")["changes"][0]
    assert in_json("reverse", latest["id"])["reversed_at"] is not None


@pytest.mark.parametrize("day", ["2025-02-30", "hôm nay"])
def test_what_is_no_day_is_a_matter_of_the_words(day):
    result = run("list", "--as-of", day)
    assert result.exit_code == 2
    assert "2025-07-01" in result.output
