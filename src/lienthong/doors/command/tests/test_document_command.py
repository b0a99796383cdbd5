"""`lienthong document` against a live server, and `lienthong token` at it."""

import json
import threading
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import Country, _office
from lienthong.doors.api.tests.conftest import a_pdf
from lienthong.doors.command.document import document
from lienthong.doors.command.token import token
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.mandates.models import MachineToken
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations import actions as organisations
from lienthong.ground.organisations.naming import Naming
from lienthong.ground.organisations.states import Rank
from lienthong.kit import clock
from lienthong.kit.errors import Refused
from lienthong.records.exchange import lanes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def today(transactional_db, own_state):
    """Two ministries, founded an hour ago by the real clock."""
    from datetime import timedelta

    from lienthong.ground.organisations.states import BodyKind
    from lienthong.ground.signatures import actions, queries

    queries.forget()
    since = clock.now() - timedelta(hours=1)
    actions.set_up_authority(now=since)
    offices = [
        _office("Bộ Tài chính", "BTC", BodyKind.MINISTRY, "G12", since, 1),
        _office("Bộ Tư pháp", "BTP", BodyKind.MINISTRY, "G15", since, 2),
    ]
    yield Country(*offices, offices[1], since=since)
    queries.forget()


def made(code, *more):
    done = CliRunner().invoke(token, ["make", "--body", code, "--name", "Thử", "--json", *more])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)["token"]


@pytest.fixture
def call(live_server, today):
    def go(secret, *words):
        done = CliRunner().invoke(
            document, [words[0], "--url", live_server.url, "--token", secret, *map(str, words[1:])]
        )
        return done.exit_code, done.output

    return go


@pytest.fixture
def pdf(tmp_path):
    place = tmp_path / "văn bản.pdf"
    place.write_bytes(a_pdf())
    return place


def test_a_document_goes_out_and_comes_in_by_command(call, today, pdf, tmp_path):
    sender, receiver = made("G12"), made("G15")
    annex = tmp_path / "phu luc.txt"
    annex.write_text("phụ lục")
    words = ("send", pdf, "--to", "G15", "--subject", "V/v thử", "--annex", annex, "--json")
    code, said = call(sender, *words)
    assert code == 0, said
    sent = json.loads(said)
    assert call(sender, *words) == (code, said)
    assert "Bộ Tư pháp" in call(sender, "send", pdf, "--to", "G15", "--subject", "V/v khác")[1]
    carry = threading.Thread(target=carried)
    carry.start()
    carry.join()

    code, said = call(receiver, "inbox", "--all", "--json")
    items = json.loads(said)["items"]
    assert [item["subject"] for item in items] == ["V/v thử", "V/v khác"]
    assert "V/v thử" in call(receiver, "inbox")[1]
    delivery = items[0]["delivery"]
    folder = tmp_path / "nhận"
    code, said = call(receiver, "fetch", delivery, "-o", folder, "--confirm", "--json")
    files = json.loads(said)["files"]
    assert [Path(file).read_bytes() for file in files] == [pdf.read_bytes(), annex.read_bytes()]
    assert call(receiver, "inbox", "--unconfirmed", "--json")[1].count('"delivery"') == 1
    assert "01" in call(sender, "status", sent["message"])[1]
    assert json.loads(call(sender, "status", sent["message"], "--json")[1])["message"] == sent["message"]
    target = tmp_path / "e.zip"
    assert call(sender, "evidence", delivery, "-o", target)[0] == 0
    assert target.read_bytes().startswith(b"PK")


def carried():
    from django.db import connection

    lanes.carry_round(clock.now())
    connection.close()


def test_refusals_are_sentences_with_a_code(call, pdf, today, tmp_path):
    code, said = call("lt_nobody", "inbox")
    assert code == 1
    assert "token-refused" in said
    code, said = call(made("G12"), "send", pdf, "--to", "G99", "--subject", "x")
    assert (code, "unknown-code" in said) == (1, True)
    code, said = call(made("G12"), "evidence", "01a202e5-aac7-773f-bde5-c2275f7bc71e", "-o", tmp_path / "e")
    assert (code, "no-such-address" in said) == (1, True)
    assert not (tmp_path / "e").exists()


def test_a_server_that_is_not_there_is_said(pdf):
    done = CliRunner().invoke(document, ["inbox", "--url", "http://127.0.0.1:1", "--token", "lt_x"])
    assert done.exit_code == 1
    assert len(done.output) > 20
    words = ["evidence", "--url", "http://127.0.0.1:1", "--token", "x", "01a202e5-aac7-773f-bde5-c2275f7bc71e"]
    assert CliRunner().invoke(document, words).exit_code == 1


def test_edxml_where_no_such_door_is_open_yet_is_said(call, today, tmp_path, monkeypatch):
    from lienthong.doors.api.endpoints import table

    file = tmp_path / "a.edxml"
    file.write_text("<edXML/>")
    code, said = call(made("G12"), "import", file)
    assert code == 1
    if not any(each.path == "/edxml" for each in table()):
        assert "edXML" in said


def test_tokens_are_listed_without_secrets_and_revoked_by_id(today):
    secret = made("G12", "--scopes", "read,verify", "--days", "7", "--email", "clerk.1@lienthong.example")
    listed = CliRunner().invoke(token, ["list", "--body", str(today.ministry.body.pk), "--json"]).output
    (row,) = json.loads(listed)
    assert row["scopes"] == ["read", "verify"]
    assert secret not in listed
    assert "Thử" in CliRunner().invoke(token, ["list", "--body", "G12"]).output
    done = CliRunner().invoke(token, ["revoke", row["id"], "--body", "G12", "--json"])
    assert json.loads(done.output)["revoked_at"]
    assert MachineToken.objects.get().revoked_at is not None


def test_a_token_that_reads_dossiers_is_the_leaders_and_all_others_are_the_clerks(today):
    body, since = today.ministry.body, today.ministry.leader.valid_from
    naming, on = Naming("Phó thủ trưởng"), date(2019, 3, 12)
    post = organisations.found_post(body=body, title=naming, rank=Rank.DEPUTY_LEADER, on=on, by=None, now=since)
    deputy = Account.objects.create_user("pho.1@lienthong.example", "Người Thử Phó")
    held = {"account": deputy, "post": post, "role": Role.LEADER, "source": "Quyết định thử", "valid_from": since}
    mandates.appoint(**held, by=None, now=since)
    for scopes, holder in (("dossiers:read", "leader.1"), ("read,verify", "clerk.1"), ("verify", "clerk.1")):
        made("G12", "--scopes", scopes)
        assert MachineToken.objects.latest("made_at").mandate.account.email == f"{holder}@lienthong.example"


@pytest.mark.parametrize(
    "words",
    [
        ["make", "--body", "G99", "--name", "x"],
        ["make", "--body", "01a202e5-aac7-773f-bde5-c2275f7bc71e", "--name", "x"],
        ["make", "--body", "G12", "--name", "x", "--email", "leader.1@lienthong.example"],
        ["make", "--body", "G12", "--name", "x", "--scopes", "send,dossiers:read"],
        ["make", "--body", "G12", "--name", "x", "--days", "4000"],
        ["revoke", "01a202e5-aac7-773f-bde5-c2275f7bc71e", "--body", "G12"],
    ],
)
def test_what_an_operator_may_not_do(words, today):
    done = CliRunner().invoke(token, words)
    assert isinstance(done.exception, Refused)
    assert not MachineToken.objects.exists()


def test_unknown_scopes_are_words_that_are_off(today):
    assert CliRunner().invoke(token, ["make", "--body", "G12", "--name", "x", "--scopes", "all"]).exit_code == 2


WHY = "Ban hành nhầm phụ lục số hai."


@pytest.fixture
def sent(call, today, pdf):
    """A document on its way and arrived, with tokens of both sides."""
    sender, receiver = made("G12"), made("G15")
    answer = json.loads(call(sender, "send", pdf, "--to", "G15", "--subject", "V/v thử", "--json")[1])
    deliver()
    return sender, receiver, answer


def deliver():
    carry = threading.Thread(target=carried)
    carry.start()
    carry.join()


def test_a_document_is_recalled_and_the_receiver_declines_then_agrees_by_command(call, sent):
    sender, receiver, answer = sent
    delivery = answer["deliveries"][0]["id"]
    ask = ("recall", answer["message"], "--reason", WHY)
    code, said = call(sender, *ask, "--json")
    assert (code, json.loads(said)["items"][0]["business"]) == (0, "recall")
    assert WHY in call(receiver, "changes")[1]
    assert call(receiver, "answer", delivery)[0] == 2
    code, said = call(receiver, "answer", delivery, "--decline", "--words", "Đã giải quyết xong.", "--json")
    assert json.loads(said)["changes"][0]["state"] == "declined"
    assert call(sender, *ask, "--delivery", delivery)[0] == 0
    assert "91" in call(receiver, "answer", delivery, "--agree")[1]
    code, said = call(sender, *ask)
    assert (code, "nothing-to-recall" in said) == (1, True)


def test_the_rules_of_the_desk_hold_by_command_too(call, sent, pdf):
    sender, receiver, answer = sent
    assert "no-such-address" in call(receiver, "recall", answer["message"], "--reason", WHY)[1]
    assert call(sender, "recall", answer["message"], "--reason", "ngắn")[0] == 1
    assert call(receiver, "replace", answer["document"], pdf, "--reason", WHY)[0] == 2
    assert call(receiver, "replace", answer["document"], pdf, "--reason", WHY, "--to", "G12")[0] == 1


@pytest.mark.parametrize(("how", "end"), [("update", "01"), ("replace", "93")])
def test_a_newer_document_goes_to_those_who_got_the_older_and_asks_them(call, sent, pdf, how, end):
    sender, receiver, answer = sent
    code, said = call(sender, how, answer["document"], pdf, "--reason", WHY, "--json")
    assert code == 0, said
    newer = json.loads(said)
    assert [each["recipient"]["code"] for each in newer["deliveries"]] == ["G15"]
    assert call(sender, how, answer["document"], pdf, "--reason", WHY, "--json")[1] == said
    deliver()
    (asked,) = json.loads(call(receiver, "changes", "--json")[1])["items"]
    assert (asked["business"], asked["newer"]) == (how, newer["deliveries"][0]["id"])
    assert json.loads(call(receiver, "answer", asked["delivery"], "--agree", "--json")[1])["status"] == end
