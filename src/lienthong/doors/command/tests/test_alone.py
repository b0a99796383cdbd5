"""What needs no installation asks for none: an author and an auditor with nothing but the package."""

import pytest

from lienthong.doors.command.tests.alone import run_alone
from lienthong.work.services.packages import SHIPPED

EXAMPLE = SHIPPED / "dang_ky_khai_sinh" / "examples" / "late-with-witness.yaml"


def test_an_author_writes_checks_compiles_compares_and_tries_a_package_with_no_settings(tmp_path):
    for words in (
        ("new", "mine"),
        ("check", "mine"),
        ("compile", "--address", "mine"),
        ("diff", "mine", "dang_ky_khai_sinh"),
        ("simulate", "dang_ky_khai_sinh", "--answers", EXAMPLE, "--on", "2026-03-02"),
    ):
        code, out, err = run_alone(tmp_path, "procedure", *words)
        assert (code, err) == (0, ""), (words, err)
        assert out


def test_publish_names_the_missing_option_before_it_asks_for_settings(tmp_path):
    code, _out, err = run_alone(tmp_path, "procedure", "publish", "dang_ky_khai_sinh")
    assert code == 2
    assert "--body" in err
    assert "LIENTHONG_SECRET_KEY" not in err
    code, _out, err = run_alone(tmp_path, "procedure", "publish", "dang_ky_khai_sinh", "--body", "G12")
    assert (code, "LIENTHONG_SECRET_KEY" in err) == (1, True)


@pytest.mark.parametrize(("language", "words"), [("vi", "Tệp phải bắt đầu bằng"), ("en", "The file must start")])
def test_a_file_of_no_events_is_told_in_the_language_asked_for(tmp_path, language, words):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    (tmp_path / "receipt.json").write_text("{}")
    call = ("figures", "verify", "x.csv", "--receipt", "receipt.json", "--vkey", "k")
    code, _out, err = run_alone(tmp_path, *call, LIENTHONG_LANGUAGE=language)
    assert code == 1
    assert words in err


def test_who_has_no_installation_is_told_what_to_give_not_a_secret_to_set(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n")
    for more in ((), ("--vkey", "k")):
        code, _out, err = run_alone(tmp_path, "figures", "verify", "x.csv", *more)
        assert code == 2
        assert "--receipt" in err
        assert "LIENTHONG_SECRET_KEY" not in err


def test_a_receipt_is_checked_with_the_key_in_hand_and_no_settings(tmp_path):
    """Neither installation nor secret: a stranger with a receipt and the log's key."""
    (tmp_path / "receipt.json").write_text("{}")
    code, _out, err = run_alone(tmp_path, "log", "verify", "receipt.json", "--vkey", "k")
    assert code == 2, "this is no key of a log"
    assert "LIENTHONG_SECRET_KEY" not in err
    assert run_alone(tmp_path, "log", "--help")[0] == 0
    code, _out, err = run_alone(tmp_path, "log", "verify", "receipt.json")
    assert (code, "LIENTHONG_SECRET_KEY" in err) == (1, True)
    assert not (tmp_path / "var").exists(), "looking for a demonstration leaves nothing behind"
