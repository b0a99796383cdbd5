"""Accounts at the terminal: the first administrator, links, disabling."""

import json
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from lienthong.doors.command.user import user
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.rules import AccountExists, NoSuchAccount, NotAnAddress
from lienthong.ground.journal.models import Act

pytestmark = pytest.mark.django_db

LONG = "con trâu đi trước cái cày theo sau"


def run(*words: str):
    done = CliRunner().invoke(user, list(words))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_the_first_administrator_is_made_at_the_terminal_and_enters_by_a_link(client):
    assert not Account.objects.exists(), "no default accounts"
    said = json.loads(run("add", "quan.tri@btc.gov.vn", "Nguyễn Thị Quản Trị", "--json"))
    path = urlsplit(said["link"]).path
    assert client.get(path).status_code == 200
    answer = client.post(path, {"password1": LONG, "password2": LONG})
    assert (answer.status_code, answer["location"]) == (302, "/account/")
    assert client.session["_auth_user_id"] == said["id"]


def test_the_link_is_said_in_words_too():
    said = run("add", "lan@btc.gov.vn", "Trần Thị Lan", "--hours", "2")
    assert "Trần Thị Lan" in said
    assert "/sign-in/link/" in said


def test_the_same_address_is_not_taken_twice_whatever_its_case():
    run("add", "lan@btc.gov.vn", "Trần Thị Lan")
    with pytest.raises(AccountExists):
        run("add", "LAN@btc.gov.vn", "Lan khác")


def test_what_is_no_address_is_refused():
    with pytest.raises(NotAnAddress):
        run("add", "lan", "Trần Thị Lan")
    assert not Account.objects.exists()


def test_accounts_are_listed_by_given_name_and_found_without_tones():
    for name, email in [("Trần Thị Lan", "b@x.vn"), ("Lê Văn Ánh", "a@x.vn"), ("Đỗ Thị Bích", "c@x.vn")]:
        run("add", email, name)
    listed = [row["name"] for row in json.loads(run("list", "--json"))["accounts"]]
    assert listed == ["Lê Văn Ánh", "Đỗ Thị Bích", "Trần Thị Lan"]
    found = json.loads(run("list", "--search", "do bich", "--json"))["accounts"]
    assert [row["email"] for row in found] == ["c@x.vn"]
    assert "Trần Thị Lan" in run("list")


@pytest.mark.parametrize("machine", [True, False])
def test_disabling_and_enabling_are_acts_on_the_record(machine):
    run("add", "lan@btc.gov.vn", "Trần Thị Lan")
    more = ["--json"] if machine else []
    assert "lan@btc.gov.vn" in run("disable", "lan@btc.gov.vn", *more)
    assert not Account.objects.get().is_active
    assert "bị khoá" in run("list")
    assert "lan@btc.gov.vn" in run("enable", "lan@btc.gov.vn", *more)
    assert Account.objects.get().is_active
    verbs = set(Act.objects.values_list("verb", flat=True))
    assert verbs == {f"identity.account.{verb}" for verb in ("created", "invited", "disabled", "enabled")}


def test_a_new_link_makes_the_old_one_useless(client):
    old = urlsplit(json.loads(run("add", "lan@btc.gov.vn", "Trần Thị Lan", "--json"))["link"]).path
    new = urlsplit(json.loads(run("link", "lan@btc.gov.vn", "--json"))["link"]).path
    assert client.get(old).status_code == 403
    assert client.get(new).status_code == 200


@pytest.mark.parametrize("verb", ["link", "disable", "enable"])
def test_nobody_of_that_address_is_said(verb):
    with pytest.raises(NoSuchAccount):
        run(verb, "ai@btc.gov.vn")
