"""The whole command line: every verb answers in the language asked for, and `--json` is JSON also when it is refused."""

import json

import click
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.utils import translation

from lienthong.doors.command import doctor, speech
from lienthong.doors.command import main as command
from lienthong.doors.command.visits import house


@pytest.fixture
def run(monkeypatch, capsys):
    """The command line in this process; gives exit code, standard output and standard error."""
    monkeypatch.setattr(command, "start_django", lambda: None)
    for name in ("LANG", "LANGUAGE"):
        monkeypatch.setenv(name, "C.UTF-8")

    def call(*words, language="vi"):
        monkeypatch.setenv("LIENTHONG_LANGUAGE", language)
        with pytest.raises(SystemExit) as end:
            command.main([str(word) for word in words])
        said = capsys.readouterr()
        return end.value.code, said.out, said.err

    with translation.override("vi"):
        yield call


def everything(group: click.Command, *before: str):
    """Every command of the tree with the words that call it."""
    yield before, group
    for name in group.list_commands(click.Context(group)) if isinstance(group, click.Group) else ():
        yield from everything(group.get_command(click.Context(group), name), *before, name)


TREE = dict(everything(command.cli))
NO_SUCH = "00000000-0000-4000-8000-00000000dead"


@pytest.mark.parametrize("words", TREE, ids=" ".join)
def test_every_help_is_in_the_language_asked_for(run, words):
    code, in_vietnamese, _ = run(*words, "--help", language="vi")
    assert code == 0
    _, in_english, _ = run(*words, "--help", language="en")
    assert ("Cách dùng:" in in_vietnamese, "Usage:" in in_english) == (True, True)
    assert in_vietnamese != in_english


def test_every_sentence_of_help_has_its_vietnamese():
    vietnamese = json.loads((speech.LOCALE / "parts" / "vi" / "command.json").read_text())
    said = [thing for _, each in TREE.items() for thing in (each, *each.params)]
    english = [vars(thing).get("english") or "" for thing in said]
    missing = {
        part for text in english for part in (" ".join(p.split()) for p in text.split("\n\n")) if part not in vietnamese
    }
    assert missing <= {""}


@pytest.mark.parametrize("words", [words for words in TREE if not isinstance(TREE[words], click.Group)], ids=" ".join)
def test_every_verb_answers_in_json(words):
    assert "--json" in {name for option in TREE[words].params for name in option.opts}


@pytest.mark.parametrize(("asked", "there", "expected"), [
    ("en", "vi_VN.UTF-8", "en"), ("", "en_US.UTF-8", "en"), ("", "C.UTF-8", "vi"), ("", "", "vi"), ("fr", "en_US", "vi"),
])  # fmt: skip
def test_the_language_is_the_one_asked_for_then_that_of_the_terminal(monkeypatch, asked, there, expected):
    monkeypatch.setenv("LIENTHONG_LANGUAGE", asked)
    monkeypatch.setenv("LANG", there)
    assert speech.language() == expected


def test_the_doctor_speaks_the_language_asked_for(run, monkeypatch, settings):
    monkeypatch.setattr(doctor, "EXAMINATIONS", {"settings": house.examine})
    settings.SECRET_KEY = "abcdefghij" * 6
    assert "The secret key is strong enough." in run("doctor", language="en")[1]
    assert "Khóa bí mật của hệ thống đủ mạnh." in run("doctor", language="vi")[1]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "said"), [("en", "There is no account"), ("vi", "Không có tài khoản")])
def test_a_refusal_is_a_sentence_of_that_language(run, language, said):
    code, out, err = run("user", "disable", "nobody@lienthong.example", language=language)
    assert (code, out) == (1, "")
    assert said in err


OFF = [
    ("user", "add"),
    ("verify", "no such file"),
    ("document", "status", "--url", "http://127.0.0.1:1", "--token", "x", "not an id"),
    ("serve", "--port", "x"),
    ("worker", "--no-such"),
    ("no-such-command",),
]
REFUSED = [
    ("user", "disable", "nobody@lienthong.example"),
    ("user", "link", "nobody@lienthong.example"),
    ("token", "list", "--body", NO_SUCH),
    ("organisation", "show", NO_SUCH),
    ("organisation", "reverse", NO_SUCH),
    ("log", "receipt", NO_SUCH),
    ("restore", __file__),
    ("log", "verify", __file__),
    ("document", "status", "--url", "http://127.0.0.1:1", "--token", "x", NO_SUCH),
    ("document", "inbox", "--url", "http://127.0.0.1:1", "--token", "x"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "expected"), [*((w, 2) for w in OFF), *((w, 1) for w in REFUSED)], ids=str)
def test_what_is_refused_is_one_json_document_and_nothing_else(run, words, expected):
    code, out, _ = run(*words, "--json")
    error = json.loads(out)["error"]
    assert code == expected
    assert error["code"]
    assert error["detail"]


@pytest.mark.parametrize("form", [[], ["--json"]])
@pytest.mark.parametrize(("broken", "said"), [
    (OperationalError("connection refused\nand more"), "database-unreached"),
    (ImproperlyConfigured("DATABASES: connection refused"), "database-unreached"),
    (SystemExit("LIENTHONG_SECRET_KEY is not set: 50 random characters, kept with the other secrets"), "not-set-up"),
    (click.Abort(), "interrupted"),
])  # fmt: skip
def test_what_keeps_a_command_from_its_work_is_said(run, monkeypatch, form, broken, said):
    def fails():
        raise broken

    monkeypatch.setattr(command, "start_django", fails)
    code, out, err = run("doctor", *form)
    assert code == (speech.BY_A_SIGNAL if said == "interrupted" else 1)
    assert (json.loads(out)["error"]["code"] == said) if form else not out
    assert form or said == "interrupted" or "LIENTHONG_SECRET_KEY" in err or "connection refused" in err


def test_the_unexpected_has_its_trace_on_standard_error_and_is_json_still(run, monkeypatch):
    def fails():
        raise ZeroDivisionError("never")

    monkeypatch.setattr(command, "start_django", fails)
    code, out, err = run("doctor", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "unexpected")
    assert "Traceback" in err
    with pytest.raises(ZeroDivisionError):
        command.main(["doctor"])


@pytest.mark.django_db
def test_migrating_says_in_json_what_was_waiting(run):
    code, out, _ = run("migrate", "--dry-run", "--json")
    assert (code, json.loads(out)) == (0, {"dry_run": True, "steps": []})
    assert "0" in run("migrate", "--dry-run")[1]
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'exchange'")
    assert any(step.startswith("exchange.") for step in json.loads(run("migrate", "--dry-run", "--json")[1])["steps"])
