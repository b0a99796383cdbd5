"""Limits, repeats, validators and what is hostile: always an answer with a sentence, never a failure."""

import json
import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from lienthong.doors.api import jobs, limits
from lienthong.doors.api.models import Answer, Spending
from lienthong.doors.api.tests.conftest import TODAY, Software, a_pdf, token_for
from lienthong.kit import clock
from lienthong.records.documents.models import Document, Number
from lienthong.records.exchange.models import Message

pytestmark = pytest.mark.django_db


def problem(response, status, code):
    assert response.headers["Content-Type"] == "application/problem+json", response.content
    found = json.loads(response.content)
    assert (response.status_code, found["code"]) == (status, code), found
    assert found["trace_id"] == response.headers["X-Trace-Id"]
    assert len(found["detail"]) > 15
    return found


# -- everything under /api is problem-JSON ----------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/nothing", "/api/v1/documents/not-a-uuid"])
def test_an_address_that_is_none(path, sender):
    problem(sender.client.get(path), 404, "no-such-address")
    problem(sender.client.post(path), 404, "no-such-address")


def test_a_method_that_is_not_taken(sender):
    for method in ("put", "delete", "patch", "options"):
        response = getattr(sender.client, method)("/api/v1/bodies")
        problem(response, 405, "method-unknown")
        assert response.headers["Allow"] == "GET, HEAD"


def test_content_of_another_type(sender, letter):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        response = sender.client.post("/api/v1/documents", "a=b", content_type=kind, headers={"Idempotency-Key": "k"})
        problem(response, 415, "media-type-unknown")
    for kind in ("application/x-www-form-urlencoded", "application/json"):
        problem(sender.client.post("/api/v1/files", "x", content_type=kind), 415, "media-type-unknown")


def test_content_that_is_too_large(sender, settings):
    response = sender.client.post(
        "/api/v1/documents",
        b'"' + b"x" * (1024 * 1024 + 10) + b'"',
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )
    problem(response, 413, "content-too-large")
    settings.FILES_LARGEST_BYTES = 1000
    response = sender.client.post("/api/v1/files?name=a.pdf", b"%PDF-" + b"x" * 2000, content_type="application/pdf")
    problem(response, 413, "file-too-large")
    response = sender.client.post("/api/v1/verify", b"%PDF-" + b"x" * 2000, content_type="application/pdf")
    problem(response, 413, "content-too-large")


def test_a_failure_of_ours_is_told_with_its_trace_and_logged(sender, monkeypatch, caplog):
    from lienthong.doors.api import access

    def broken(*_, **__):
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(access, "require_scope", broken)
    response = sender.client.get("/api/v1/bodies")
    found = problem(response, 500, "server-failed")
    assert "fire" not in response.content.decode()
    assert found["trace_id"] in [getattr(record, "trace_id", "") for record in caplog.records if record.exc_info]


def test_refusals_speak_the_language_asked_for(country):
    secret = token_for(country.ministry.clerk)
    english = Software(secret, "en").client.get("/api/v1/nothing").json()["title"]
    vietnamese = Software(secret, "vi").client.get("/api/v1/nothing").json()["title"]
    assert english
    assert vietnamese


# -- validators -------------------------------------------------------------------------------------------------------
def test_an_unchanged_answer_is_a_short_one(sender):
    first = sender.get("/bodies")
    again = sender.client.get("/api/v1/bodies", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = sender.client.get("/api/v1/bodies?search=x", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first.headers["Vary"]


def test_head_answers_as_get_without_the_content(sender):
    response = sender.client.head("/api/v1/bodies")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["ETag"] == sender.get("/bodies").headers["ETag"]


# -- directory --------------------------------------------------------------------------------------------------------
def test_the_directory_is_read_page_by_page_without_doubles(sender):
    seen, cursor = [], ""
    while True:
        page = sender.get(f"/bodies?limit=1&cursor={cursor}").json()
        seen += [item["code"] for item in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert sorted(seen) == ["G12", "G15", "H41"]
    assert seen == [item["code"] for item in sender.get("/bodies").json()["items"]]


def test_a_body_by_code_in_both_styles_by_id_and_by_a_units_code(sender, country):
    body = country.other.body
    for wanted in ("G15", "000.00.00.G15", str(body.pk)):
        found = sender.get(f"/bodies/{wanted}").json()
        assert (found["body"]["id"], found["receives"]) == (str(body.pk), None)
        assert [unit["code"] for unit in found["units"]] == ["G15.01"]
    unit = sender.get("/bodies/G15.01").json()
    assert unit["receives"]["unit"]["code"] == "G15.01"
    assert sender.get("/bodies?on=2018-01-01").json()["items"] == []
    for wrong, status in (("G99", 404), ("không phải mã", 422), (str(uuid.uuid4()), 404)):
        assert sender.get(f"/bodies/{wrong}").status_code == status


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "cursor=WyJcdTAwMDAiLCAiMSJd",
        "cursor=WyJcdWQ4MDAiLCAiMSJd",
        "cursor=%F0%9F%98%80",
        "cursor=AAAA",
        "limit=201",
        "limit=x",
        "on=2025-13-01",
        "cursor=xx",
        "nothing=1",
        "search=a&search=b",
        "search=%00",
    ],
)
def test_a_query_that_makes_no_sense(query, sender):
    assert sender.get(f"/bodies?{query}").status_code == 422


def test_the_inbox_takes_only_cursors_that_are_positions(receiver):
    for never_given in ("1", "9223372036854775807", "99999999999999999999999"):
        refused = receiver.get(f"/inbox?cursor={never_given}")
        assert (refused.status_code, refused.json()["code"]) == (422, "no-such-place")
        assert "beginning" in refused.json()["detail"]
    assert receiver.get("/inbox?cursor=-1").status_code == 422


# -- how often --------------------------------------------------------------------------------------------------------
def test_a_token_is_told_what_is_left_and_stopped_when_nothing_is(sender, settings):
    settings.API_LIMITS = {"token": 3}
    left = [sender.get("/bodies").headers["RateLimit"] for _ in range(3)]
    assert [one.split(";")[1] for one in left] == ["r=2", "r=1", "r=0"]
    response = sender.get("/bodies")
    problem(response, 429, "too-often")
    assert 0 < int(response.headers["Retry-After"]) <= limits.WINDOW_SECONDS
    assert response.headers["RateLimit-Policy"].startswith('"token";q=3')


def test_an_address_is_stopped_before_its_tokens_are_looked_at(country, settings):
    settings.API_LIMITS = {"address": 5}
    guesser = Client(headers={"Authorization": "Bearer lt_guess"}, REMOTE_ADDR="203.0.113.9")
    assert [guesser.get("/api/v1/bodies").status_code for _ in range(7)] == [401] * 5 + [429] * 2
    elsewhere = Client(headers={"Authorization": "Bearer lt_guess"}, REMOTE_ADDR="203.0.113.10")
    assert elsewhere.get("/api/v1/bodies").status_code == 401


def test_a_new_window_begins_at_nothing(monkeypatch):
    monkeypatch.setattr(limits, "WINDOW_SECONDS", 60)
    assert [limits.count("token", "a", TODAY).used for _ in range(2)] == [1, 2]
    assert limits.count("token", "a", TODAY + timedelta(seconds=60)).used == 1
    assert limits.forget(TODAY) == 0
    assert limits.forget(TODAY + timedelta(hours=1)) == 1


# -- repeats ----------------------------------------------------------------------------------------------------------
def test_a_repeat_gets_the_first_answer_and_sends_nothing_twice(sender, letter, plain_pdf):
    file = sender.upload(plain_pdf).json()["id"]
    first = sender.post("/documents", letter(file), key="một".encode().hex())
    again = sender.post("/documents", letter(file), key="một".encode().hex())
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.headers["Location"] == again.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Message.objects.count() == 1


def test_a_key_used_for_other_content_is_refused(sender, letter, plain_pdf):
    file = sender.upload(plain_pdf).json()["id"]
    assert sender.post("/documents", letter(file), key="k").status_code == 201
    problem(sender.post("/documents", letter(file, subject="Khác"), key="k"), 422, "key-used-for-other")
    assert Message.objects.count() == 1


def test_a_refused_request_leaves_its_key_free(sender, letter, plain_pdf):
    file = sender.upload(plain_pdf).json()["id"]
    assert sender.post("/documents", letter(file, {"code": "G99"}), key="k").status_code == 404
    assert not Answer.objects.exists()
    assert sender.post("/documents", letter(file), key="k").status_code == 201


def test_two_tokens_may_use_one_key(sender, country, letter, plain_pdf):
    file = sender.upload(plain_pdf).json()["id"]
    other = Software(token_for(country.ministry.clerk))
    assert sender.post("/documents", letter(file), key="k").status_code == 201
    assert other.post("/documents", letter(file), key="k").status_code == 201
    assert Message.objects.count() == 2


def test_sending_without_a_key_and_keys_that_are_none(sender, letter):
    problem(sender.post("/documents", letter(str(uuid.uuid4()))), 400, "key-needed")
    for key in ("x" * 201, "có dấu".encode().decode("latin-1"), "a b"):
        problem(sender.post("/documents", letter(str(uuid.uuid4())), key=key), 400, "key-malformed")


def test_a_repeated_upload_is_told_by_its_bytes(sender, plain_pdf):
    first = sender.post("/files?name=a.pdf", plain_pdf, key="k", kind="application/pdf")
    again = sender.post("/files?name=a.pdf", plain_pdf, key="k", kind="application/pdf")
    assert first.json() == again.json()
    other = sender.post("/files?name=a.pdf", a_pdf(2), key="k", kind="application/pdf")
    problem(other, 422, "key-used-for-other")


def test_answers_and_counters_are_forgotten_after_their_time(sender, plain_pdf, monkeypatch):
    sender.post("/files?name=a.pdf", plain_pdf, key="k", kind="application/pdf")
    monkeypatch.setattr(clock, "now", lambda: TODAY + timedelta(hours=24))
    jobs.forget()
    assert Answer.objects.count() == 1
    monkeypatch.setattr(clock, "now", lambda: TODAY + timedelta(hours=49))
    jobs.forget()
    assert not Answer.objects.exists()
    assert not Spending.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_fifty_repeats_at_once_have_one_effect_and_one_answer(country, letter, plain_pdf):
    sender = Software(token_for(country.ministry.clerk))
    file = sender.upload(plain_pdf).json()["id"]
    content, gate, answers = letter(file), threading.Barrier(50, timeout=60), []

    def repeat():
        client = Client(headers={"Authorization": f"Bearer {sender.secret}", "Idempotency-Key": "storm"})
        gate.wait()
        response = client.post("/api/v1/documents", json.dumps(content), content_type="application/json")
        answers.append((response.status_code, response.content))
        connection.close()

    threads = [threading.Thread(target=repeat) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert len(answers) == 50
    assert {status for status, _body in answers} == {201}
    assert len({body for _status, body in answers}) == 1
    assert (Message.objects.count(), Document.objects.count(), Number.objects.count()) == (1, 1, 1)


# -- hostile ----------------------------------------------------------------------------------------------------------
HOSTILE = {
    "nothing": (b"", 415),
    "not JSON": (b"{", 400),
    "not UTF-8": (b'{"kind": "\xff"}', 400),
    "a list": (b"[]", 422),
    "a word": (b'"x"', 422),
    "nested": (b"[" * 100_000 + b"]" * 100_000, 400),
    "nested objects": (b'{"to":' * 5_000 + b"1" + b"}" * 5_000, 400),
    "a field too many": (b'{"kind": "cong_van", "is_admin": true}', 422),
    "numbers for words": (b'{"kind": 1, "subject": 2, "file": 3, "to": 4}', 422),
    "a huge number": (b'{"kind": ' + b"9" * 5000 + b"}", 422),
    "not a number": (b'{"kind": NaN}', 400),
    "half a character": (b'{"subject": "\\ud800"}', 400),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_json_is_refused_with_a_sentence(name, sender):
    data, status = HOSTILE[name]
    kind = "application/json" if data else "text/plain"
    response = sender.client.post(
        "/api/v1/documents", data, content_type=kind, headers={"Idempotency-Key": "k", "Accept-Language": "vi"}
    )
    found = json.loads(response.content)
    assert response.status_code in {status, 422 if status == 400 else status}, found
    assert len(found["detail"]) > 15


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "a\u0000b"),
        ("subject", "a\u0007b"),
        ("subject", ""),
        ("subject", "   "),
        ("subject", "x" * 501),
        ("kind", "cong_vann"),
        ("file", "not-a-uuid"),
        ("urgency", "now"),
        ("urgency", "express_timed"),
        ("to", []),
        ("to", [{}]),
        ("to", [{"code": "G15", "id": "01a202e5-aac7-773f-bde5-c2275f7bc71e"}]),
        ("to", [{"code": "G12"}]),
        ("to", [{"code": "G15"}] * 1001),
        ("issued_on", "2026-11-13"),
        ("given", "9999999999/QĐ-BTC"),
        ("given", "1/" + "x" * 70),
        ("given", "QĐ-BTC"),
        ("given", "²/QĐ-BTC"),
        ("number_and_symbol", "07/QĐ-BTC"),
        ("express_due_at", "2026-11-13T10:00:00"),
    ],
)
def test_one_wrong_field_is_refused_and_nothing_is_sent(field, value, sender, letter, plain_pdf):
    file = sender.upload(plain_pdf).json()["id"]
    given = {"number_and_symbol": value, "issued_on": "2026-11-13"}
    content = {**letter(file), **(given if field == "given" else {field: value})}
    response = sender.post("/documents", content, key="k")
    assert 400 <= response.status_code < 500, response.content
    assert len(response.json()["detail"]) > 15
    assert not Message.objects.exists()
    assert not Document.objects.exists()


def test_a_subject_in_decomposed_letters_is_stored_composed(send):
    import unicodedata

    subject = "V/v đề nghị phối hợp"
    decomposed = unicodedata.normalize("NFD", subject)
    assert decomposed != subject
    assert send(subject=decomposed).status_code == 201
    assert Document.objects.get().subject == subject


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a%00b.pdf", None),
        ("C:\\x\\y.pdf", "y.pdf"),
        ("t%C3%AA%CC%81p.pdf", None),
    ],
)
def test_names_of_files_are_tamed(name, kept, sender, plain_pdf):
    response = sender.post(f"/files?name={name}", plain_pdf, kind="application/pdf")
    if kept:
        assert response.json()["name"] == kept
    else:
        assert response.status_code in {201, 422}
        assert "\x00" not in response.content.decode()


@pytest.mark.parametrize(
    ("data", "name", "status"),
    [
        (b"", "a.pdf", 422),
        (b"MZ\x90\x00", "a.pdf", 422),
        (b"%PDF-1.7 cut", "a.pdf", 422),
        (b"<html><script>alert(1)</script>", "a.html", 422),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "a.xml", 422),
    ],
)
def test_files_that_are_not_taken(data, name, status, sender):
    response = sender.post(f"/files?name={name}", data, kind="application/octet-stream")
    assert response.status_code == status
    assert len(response.json()["detail"]) > 15


def test_a_form_without_its_file_or_cut_short(sender):
    kind = "multipart/form-data; boundary=x"
    empty = sender.client.post("/api/v1/files", b"--x--\r\n", content_type=kind)
    problem(empty, 422, "shape-wrong")
    broken = sender.client.post("/api/v1/files", b"no boundary at all", content_type="multipart/form-data")
    problem(broken, 400, "not-whole")


def test_a_word_document_cannot_be_the_document_itself(sender, letter):
    file = sender.post("/files?name=a.txt", "chữ".encode(), kind="text/plain").json()["id"]
    response = sender.post("/documents", letter(file), key="k")
    assert response.status_code == 422


def test_a_letter_to_oneself_to_a_unknown_unit_and_to_a_stranger_are_refused(send, country):
    assert send({"code": "G12"}).json()["code"] == "sender-may-not-receive"
    unit = str(country.province.unit.pk)
    assert send({"code": "G15", "unit": unit}).status_code == 404
    assert send({"id": str(uuid.uuid4())}).status_code == 404
    assert not Message.objects.exists()


def test_units_are_reached_by_code_by_id_and_by_their_body(send, country):
    unit = country.other.unit
    sent = send({"code": "G15.01"}, {"id": str(country.province.unit.pk)}, {"id": str(country.other.body.pk)}).json()
    units = {d["recipient"]["code"]: d["recipient"]["unit"] for d in sent["deliveries"]}
    assert len(sent["deliveries"]) == 3
    assert units["H41"]["id"] == str(country.province.unit.pk)
    assert send({"code": "G15", "unit": str(unit.pk)}).status_code == 201


def test_an_assignment_needs_one_unit_of_ones_own(send, receiver, country):
    from lienthong.records.exchange import lanes

    delivery = send().json()["deliveries"][0]["id"]
    lanes.carry_round(clock.now())
    receiver.post(f"/deliveries/{delivery}/accept")
    both = {"unit_code": "G15.01", "unit": str(country.other.unit.pk)}
    for wrong, status in (({}, 422), (both, 422), ({"unit_code": "G15"}, 404), ({"unit": str(uuid.uuid4())}, 404)):
        assert receiver.post(f"/deliveries/{delivery}/assign", wrong).status_code == status
    theirs = receiver.post(f"/deliveries/{delivery}/assign", {"unit_code": "H41.01"})
    assert theirs.json()["code"] == "unit-of-another-body"
    mine = receiver.post(f"/deliveries/{delivery}/assign", {"unit": str(country.other.unit.pk)})
    assert mine.json()["status"] == "04"


def test_annexes_travel_and_are_fetched_by_their_place(sender, receiver, letter, plain_pdf):
    from lienthong.records.exchange import lanes

    file, annex = sender.upload(plain_pdf).json()["id"], sender.upload(a_pdf(2), "phu-luc.pdf").json()
    content = letter(file, annexes=[{"file": annex["id"], "title": "Phụ lục I"}])
    document = sender.post("/documents", content, key="k").json()["document"]
    lanes.carry_round(clock.now())
    got = receiver.get(f"/documents/{document}/annexes/1")
    assert b"".join(got.streaming_content) == a_pdf(2)
    for number in (2, 99999999999999999999):
        assert receiver.get(f"/documents/{document}/annexes/{number}").status_code == 404
    assert [f["role"] for f in receiver.get(f"/documents/{document}").json()["files"]] == ["document", "annex"]


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing at all\n%%EOF", b"%PDF-1.7\n" + b"1 0 obj <<" * 200 + b"\n%%EOF"])
def test_a_pdf_that_cannot_be_read_is_not_sent(data, sender, letter):
    file = sender.upload(data).json()["id"]
    response = sender.post("/documents", letter(file), key="k")
    problem(response, 422, "signature-broken")
    assert response.json()["reasons"]


def test_a_pdf_signed_elsewhere_names_its_signer_and_a_changed_one_is_not_sent(sender, letter, country, plain_pdf):
    from lienthong.ground.signatures import queries
    from lienthong.ground.signatures.pdf import images, prepare, sign

    leader = country.ministry.leader
    signer = queries.signer_of(leader.account_id, now=TODAY)
    signed = sign.sign_person(
        prepare.prepare(plain_pdf),
        signer,
        appearance_png=images.personal_signature("Người Thử"),
        at=TODAY,
        capacity="KT.",
    )

    file = sender.upload(signed).json()["id"]
    sent = sender.post("/documents", letter(file), key="k").json()
    assert (sent["signature"]["standing"], sent["for_information"]) == ("valid", False)
    document = Document.objects.get()
    assert (document.signer_name, document.signer_capacity) == (leader.account.full_name, "KT.")
    twin = signed.replace(b"/MediaBox [ 0 0 595 842 ]", b"/MediaBox [ 0 0 595 843 ]", 1)
    assert twin != signed
    changed = sender.upload(twin).json()["id"]
    problem(sender.post("/documents", letter(changed), key="l"), 422, "signature-broken")
