"""`lienthong procedure`: an author without a server writes, checks, compiles, compares and tries a package."""

import hashlib
import json

import pytest
from django.utils import translation

from lienthong.doors.command import main as command
from lienthong.work.services.packages import SHIPPED


@pytest.fixture
def run(monkeypatch, capsysbinary):
    """The command line in this process; gives exit code, standard output and standard error."""
    monkeypatch.setenv("LANG", "C.UTF-8")

    def call(*words, language="vi"):
        monkeypatch.setenv("LIENTHONG_LANGUAGE", language)
        with pytest.raises(SystemExit) as end:
            command.main(["procedure", *map(str, words)])
        said = capsysbinary.readouterr()
        return end.value.code, said.out.decode(), said.err.decode()

    with translation.override("vi"):
        yield call


EXAMPLE = SHIPPED / "dang_ky_khai_sinh" / "examples" / "late-with-witness.yaml"


def test_a_new_package_is_whole_and_is_never_written_over(run, tmp_path):
    folder = tmp_path / "mine"
    assert run("new", folder)[0] == 0
    code, out, _ = run("check", folder)
    assert code == 0
    assert "đạt; 22 chỗ chờ cơ quan công bố xác nhận." in out
    code, _, err = run("new", folder)
    assert (code, "Hãy chọn một thư mục chưa có." in err) == (1, True)
    assert json.loads(run("new", folder, "--json")[1])["error"]["code"] == "folder-in-use"
    assert json.loads(run("new", tmp_path / "other", "--json")[1]) == {"folder": str(tmp_path / "other")}


def test_what_is_shipped_is_known_by_name_and_passes(run):
    code, out, _ = run("check", "dang_ky_khai_sinh", "doi_giay_phep_lai_xe", "cap_giay_phep_lai_xe", "--json")
    assert code == 0
    assert [each["problems"] for each in json.loads(out)["packages"]] == [[], [], []]


@pytest.mark.parametrize(
    ("old", "new", "code"), [("share: 100", "share: 90", "shares"), ("share: 100", "part: 90", "unknown-name")]
)
def test_what_is_wrong_is_named_with_file_and_line_and_ends_with_one(run, tmp_path, old, new, code):
    folder = tmp_path / "mine"
    run("new", folder)
    file = folder / "steps.yaml"
    file.write_text(file.read_text().replace(old, new))
    exit_code, out, _ = run("check", folder, "dang_ky_khai_sinh")
    assert exit_code == 1
    assert "steps.yaml:" in out
    assert "chỗ cần sửa." in out
    exit_code, out, _ = run("check", folder, "--json", language="en")
    assert exit_code == 1
    assert code in {each["code"] for each in json.loads(out)["packages"][0]["problems"]}


def test_a_folder_that_is_not_there_does_not_keep_the_others_from_being_checked(run):
    code, out, _ = run("check", "nothing-here", "dang_ky_khai_sinh", "--json")
    assert code == 1
    assert [[each["code"] for each in found["problems"]] for found in json.loads(out)["packages"]] == [
        ["no-such-package"],
        [],
    ]


def test_compiled_bytes_have_the_address_that_is_printed(run, tmp_path):
    _, compiled, _ = run("compile", "dang_ky_khai_sinh")
    _, address, _ = run("compile", "dang_ky_khai_sinh", "--address")
    assert hashlib.sha256(compiled.encode()).hexdigest() == address.strip()
    file = tmp_path / "compiled.json"
    file.write_bytes(compiled.encode())
    assert run("compile", file, "--address")[1] == address
    assert json.loads(run("compile", file, "--json")[1]) == {
        "address": address.strip(),
        "package": json.loads(compiled),
    }
    assert json.loads(run("compile", file, "--answers-schema")[1])["properties"]["exempt"]["type"] == "array"
    assert json.loads(run("compile", file, "--address", "--json")[1]) == {"address": address.strip()}


def test_what_changed_is_said_in_the_language_asked_for(run, tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    run("new", old)
    run("new", new)
    file = new / "tables.yaml"
    file.write_text(file.read_text().replace("amount: 10000", "amount: 12000"))
    assert run("diff", old, new)[1] == "Bảng phí, lệ phí › dòng › urgent › mức: 10000 → 12000\n1 thay đổi.\n"
    assert run("diff", old, new, language="en")[1].startswith("Table of fees and charges › row › urgent")
    assert json.loads(run("diff", old, new, "--json")[1])["changes"][0]["after"] == 12000


def test_answers_are_tried_with_papers_fee_day_and_reasons(run):
    code, out, _ = run("simulate", "dang_ky_khai_sinh", "--answers", EXAMPLE, "--on", "2026-08-20T10:00")
    assert code == 0
    assert "Phí, lệ phí — 8.000 đ" in out
    assert "Hạn: 16:30 thứ Hai 24/08/2026." in out
    english = run("simulate", "dang_ky_khai_sinh", "--answers", EXAMPLE, "--on", "2026-08-20", language="en")[1]
    assert (
        "days from “When was the child born?” (05/01/2026) to the date of application (20/08/2026) (= 227) is above 60: true"
        in english
    )
    plain = json.loads(run("simulate", "dang_ky_khai_sinh", "--answers", EXAMPLE, "--on", "2026-08-20", "--json")[1])
    assert (plain["fee"], plain["closed"]) == (8000, True)


def test_what_is_handed_in_with_it_is_tried_with_the_same_answers(run):
    together = SHIPPED / "dang_ky_khai_sinh" / "examples" / "with-residence-and-card.yaml"
    words = ("simulate", "dang_ky_khai_sinh", "--answers", together, "--on", "2026-03-04")
    _code, out, _err = run(*words)
    assert "Nơi giải quyết: Công an cấp xã" in out
    assert out.count("Bắt đầu khi có Họ, chữ đệm và tên của trẻ đã đăng ký") == 2
    home, card = json.loads(run(*words, "--json")[1])["linked"]
    assert (home["procedure"], home["fee"], home["says"]["closed"]) == ("dang_ky_thuong_tru", 0, False)
    assert card["waits_for"]["child_number"] == "personal_number"
    alone = json.loads(run("simulate", "dang_ky_khai_sinh", "--answers", EXAMPLE, "--on", "2026-08-20", "--json")[1])
    assert alone["linked"] == []


@pytest.mark.parametrize(("words", "code", "error"), [
    (("simulate", "dang_ky_khai_sinh", "--answers", EXAMPLE, "--on", "tomorrow"), 2, "usage"),
    (("simulate", "dang_ky_khai_sinh", "--answers", EXAMPLE, "--on", "2099-01-01"), 1, "beyond-calendar"),
    (("simulate", "dang_ky_khai_sinh", "--answers", SHIPPED / "dang_ky_khai_sinh" / "steps.yaml", "--on", "2026-01-05"), 1, "answers-refused"),
    (("compile", "nothing-here"), 1, "no-such-package"),
    (("diff", "dang_ky_khai_sinh", "nothing-here"), 1, "no-such-package"),
])  # fmt: skip
def test_what_cannot_be_done_is_refused(run, words, code, error):
    found, out, _ = run(*words, "--json")
    assert (found, json.loads(out)["error"]["code"]) == (code, error)
    found, out, err = run(*words)
    assert (found, out) == (code, "")
    assert err
