"""The gateway takes what the action takes, many at once, answers after the commit, and one bad message sinks alone."""

import asyncio
import base64
import json
import random
import threading

import pytest
from django.db import connection

from lienthong.doors.gateway import batching, work
from lienthong.doors.gateway.answers import Answer
from lienthong.doors.gateway.application import Gateway
from lienthong.doors.gateway.refusals import Busy
from lienthong.doors.gateway.tests.conftest import post, speak
from lienthong.doors.gateway.work import Asked
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.mandates.states import Scope
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures.cms_verify import verify_detached
from lienthong.kit import clock
from lienthong.kit.testing.loops import run_apart
from lienthong.records.documents.models import Document
from lienthong.records.exchange import lanes
from lienthong.records.exchange.adapters.edxml.message import Business, Replacement, Transaction
from lienthong.records.exchange.intake.known import Known
from lienthong.records.exchange.intake.tests.messages import PDF, document, paper, status, written
from lienthong.records.exchange.models import ChangeRequest, Delivery, Intake, Message, RefusedMessage


@pytest.fixture
def sealed(country_on_disk):
    """Makes messages signed now by the ministry."""

    def make(number="15", **more):
        message, contents = document(number=str(number), **more)
        return written(message, contents, by=country_on_disk.ministry.body, now=clock.now())

    return make


def test_many_messages_at_once_are_each_kept_once_and_answered_with_their_receipt(country_on_disk, token, sealed):
    secret = token(country_on_disk.ministry)
    replies = speak(*(post(secret, sealed(number)) for number in range(1, 21)))
    assert {reply.status for reply in replies} == {201}
    assert len({reply.json["receipt"]["message"] for reply in replies}) == 20
    assert Message.objects.count() == Intake.objects.count() == Document.objects.count() == 20
    assert Delivery.objects.count() == 40
    assert Act.objects.filter(verb="exchange.message.imported").count() == 20


def test_the_receipt_in_the_answer_is_the_sealed_one_byte_for_byte(country_on_disk, token, sealed):
    (reply,) = speak(post(token(country_on_disk.ministry), sealed()))
    receipt = reply.body[len(b'{"receipt":') : reply.body.index(b',"seal":')]
    now = clock.now()
    verify_detached(base64.b64decode(reply.json["seal"]), receipt, trust=signatures.trust(now), at=now)
    assert json.loads(receipt)["message_id"] == "G12,2026/11/16,15/BTC-VP"
    assert reply.headers[b"x-trace-id"]


def test_what_the_gateway_took_travels_on_like_everything_else(country_on_disk, token, sealed):
    speak(post(token(country_on_disk.ministry), sealed()))
    assert Intake.objects.get().unpacked_at is None
    assert lanes.carry_round(clock.now()) == 2
    assert {delivery.state for delivery in Delivery.objects.all()} == {"01"}
    kept = Document.objects.get().latest.file
    assert kept.size_bytes == len(PDF)


def test_a_recall_before_its_document_leaves_a_record_and_is_taken_after_it(country_on_disk, token, sealed):
    secret = token(country_on_disk.ministry)
    asks = Transaction(Business.RECALL, "Sai thời hạn báo cáo", document_id="G12,2026/11/16,15/BTC-VP")
    recall = sealed(15, files=(), transaction=asks)
    replies = [speak(post(secret, data))[0] for data in (recall, sealed(), recall)]
    assert [reply.status for reply in replies] == [409, 201, 201]
    assert replies[0].json["code"] == RefusedMessage.objects.get().code == "original-unknown"
    assert {delivery.state for delivery in Delivery.objects.all()} == {"91"}


def test_a_message_twice_in_one_batch_and_once_again_gets_one_receipt(country_on_disk, token, sealed):
    secret, data = token(country_on_disk.ministry), sealed()
    first, second = speak(post(secret, data), post(secret, data))
    (third,) = speak(post(secret, data))
    assert sorted([first.status, second.status, third.status]) == [200, 200, 201]
    assert first.json["seal"] == second.json["seal"] == third.json["seal"]
    assert Message.objects.count() == 1


def test_the_same_id_with_other_content_is_a_conflict_that_is_recorded(country_on_disk, token, sealed):
    secret = token(country_on_disk.ministry)
    replies = speak(post(secret, sealed()), post(secret, sealed(subject="V/v việc khác")))
    assert sorted(reply.status for reply in replies) == [201, 409]
    assert RefusedMessage.objects.get().code == "identifier-taken"


def test_a_bad_message_is_refused_by_line_and_its_neighbours_are_kept(country_on_disk, token, sealed):
    secret = token(country_on_disk.ministry)
    bad = sealed(7, to=("G15", "G98"))
    good, refused, also_good = speak(post(secret, sealed(1)), post(secret, bad), post(secret, sealed(2)))
    assert (good.status, refused.status, also_good.status) == (201, 422, 201)
    assert refused.headers[b"content-type"] == b"application/problem+json"
    assert b"G98" in bad.splitlines()[refused.json["line"] - 1]
    record = RefusedMessage.objects.get()
    assert (record.code, record.element, record.size_bytes) == ("recipient-unknown", "To/OrganId", len(bad))


def test_a_recall_and_a_replacement_are_taken_in_a_batch_with_other_messages(country_on_disk, token, sealed):
    secret, old = token(country_on_disk.ministry), "G12,2026/11/16,15/BTC-VP"
    speak(post(secret, sealed(15)))
    lanes.carry_round(clock.now())
    recall = sealed(15, to=("H41",), files=(), transaction=Transaction(Business.RECALL, "Gửi nhầm", document_id=old))
    instead = Transaction(Business.REPLACE, "Sai thời hạn", replacements=(Replacement(old, ("G15",)),))
    replies = speak(post(secret, recall), post(secret, recall), post(secret, sealed(16, transaction=instead)))
    assert sorted(reply.status for reply in replies) == [200, 201, 201]
    lanes.carry_round(clock.now())
    asked = ChangeRequest.objects.filter(delivery__message__document__identifier=old)
    assert set(asked.values_list("business", "delivery__recipient", "reason")) == {
        (1, country_on_disk.province.body.pk, "Gửi nhầm"),
        (3, country_on_disk.other.body.pk, "Sai thời hạn"),
    }


def test_a_message_that_poisons_the_transaction_sinks_alone(country_on_disk, token, sealed, monkeypatch):
    def poisoned(*, rows, now):
        if any("13" in each.key[1] for each in rows):
            with connection.cursor() as cursor:
                cursor.execute("select 1/0")
        return stored(rows=rows, now=now)

    stored = work.storing.store
    monkeypatch.setattr(work.storing, "store", poisoned)
    secret = token(country_on_disk.ministry)
    batch = [Asked(secret, sealed(number), "t") for number in ("1", "13", "2")]
    answers = work.Worker(Known()).serve(batch, clock.now())
    assert [answer.status for answer in answers] == [201, 500, 201]
    assert Message.objects.count() == 2


def test_a_status_by_the_gateway_moves_the_delivery(country_on_disk, token, sealed):
    speak(post(token(country_on_disk.ministry), sealed()))
    lanes.carry_round(clock.now())
    said = written(status("G12,2026/11/16,15/BTC-VP", "03"))
    (reply,) = speak(post(token(country_on_disk.other), said))
    assert (reply.status, reply.json["status"]) == (200, "03")
    (refused,) = speak(post(token(country_on_disk.other), written(status("G12,2026/11/16,15/BTC-VP", "01"))))
    assert refused.status == 409


def test_a_large_message_takes_the_way_of_the_file_store(country_on_disk, token, sealed):
    large = sealed(files=(("lon.pdf", paper(random.Random(2).randbytes(400_000))),))
    secret = token(country_on_disk.ministry)
    half = len(large) // 2
    whole, again = speak(post(secret, large[:half], large[half:])), speak(post(secret, large))
    assert (whole[0].status, again[0].status) == (201, 200)
    assert Intake.objects.get().original is None
    (refused,) = speak(post(secret, large.replace(b"<edXML:Subject>V/v", b"<edXML:Subject>V-v")))
    assert refused.status == 422
    assert RefusedMessage.objects.get().code == "signature-refused"


def test_who_may_not_is_told_so(country_on_disk, token, sealed):
    data = sealed()
    reading = token(country_on_disk.ministry, Scope.READ)
    missing, unknown, unscoped = speak(
        ("POST", "/api/v1/edxml", [], (data,)), post("lt_unknown", data), post(reading, data)
    )
    assert (missing.status, unknown.status, unscoped.status) == (401, 401, 403)
    assert missing.headers[b"www-authenticate"].startswith(b"Bearer")
    assert not Message.objects.exists()


def test_a_revoked_token_is_refused_when_its_few_seconds_are_over(country_on_disk, token, sealed):
    made, secret = token(country_on_disk.ministry, Scope.SEND, now=clock.now())
    moment = [0.0]
    known = Known(clock=lambda: moment[0])
    worker = work.Worker(known)
    assert worker.serve([Asked(secret, sealed(1), "t")], clock.now())[0].status == 201
    mandates.revoke_token(token=made, by=country_on_disk.ministry.clerk, now=clock.now())
    moment[0] = 5.1
    assert worker.serve([Asked(secret, sealed(2), "t")], clock.now())[0].status == 401


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (("GET", "/healthz", [], (b"",)), 200),
        (("GET", "/api/v1/edxml", [], (b"",)), 405),
        (("POST", "/elsewhere", [], (b"",)), 404),
        (post("lt_x", b"<a/>", content_type="multipart/form-data; boundary=x"), 415),
        (post("lt_x", b"<a/>", content_encoding="gzip"), 415),
        (post("lt_x", b"<a/>", content_length="999999999999"), 413),
        (post("lt_x", b"<a/>", None), 400),
        (post("lt_x", b"<a/>", content_length="50"), 400),
        (post("é" * 3, b"<a/>"), 401),
        (post("", b"<a/>"), 401),
        (post("x" * 300, b"<a/>"), 401),
    ],
)  # fmt: skip
def test_every_call_that_is_no_message_is_answered_with_a_sentence(country_on_disk, request_, expected):
    (reply,) = speak(request_)
    assert reply.status == expected
    assert reply.json.get("alive") or reply.json["detail"]


def test_a_full_line_sends_away_with_a_time_to_come_back():
    line = batching.Line(lambda asked, now: [], after=lambda: None, most_waiting=1)

    async def crowd():
        line.submit(Asked("s", b"", "t"))
        with pytest.raises(Busy) as busy:
            line.submit(Asked("s", b"", "t"))
        return busy.value

    assert run_apart(crowd()).facts["retry_after"] == 1


def test_closing_the_line_finishes_what_waits_and_takes_nothing_more():
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def serve(asked, _now):
        begun.set()
        go_on.wait(10)
        return [Answer(200, each.content) for each in asked]

    line = batching.Line(serve, after=ended.set, threads=1)

    async def work_on():
        line.start()
        first = line.submit(Asked("s", b"1", "t"))
        await asyncio.to_thread(begun.wait, 10)
        second = line.submit(Asked("s", b"2", "t"))
        closing = asyncio.create_task(asyncio.to_thread(line.close))
        go_on.set()
        answers = [await first, await second]
        await closing
        with pytest.raises(Busy):
            line.submit(Asked("s", b"3", "t"))
        return [answer.body for answer in answers]

    assert run_apart(work_on()) == [b"1", b"2"]
    assert ended.is_set()


def test_those_who_were_answered_together_are_served_together_again():
    sizes = []

    def serve(asked, _now):
        sizes.append(len(asked))
        return [Answer(200, b"") for _ in asked]

    line = batching.Line(serve, after=lambda: None, pause_share=1e9, longest_pause=30)

    async def send_without_end():
        while len(sizes) < 6:
            await line.submit(Asked("s", b"", "t"))

    async def four():
        senders = [asyncio.create_task(send_without_end()) for _ in range(4)]
        await asyncio.sleep(0)
        line.start()
        await asyncio.wait_for(asyncio.gather(*senders), 20)
        line.close()

    run_apart(four())
    assert sizes == [4] * 6


def test_a_message_alone_after_many_is_kept_for_a_moment_only():
    line = batching.Line(
        lambda asked, _now: [Answer(200, each.content) for each in asked],
        after=lambda: None,
        pause_share=1e9,
        longest_pause=0.02,
    )

    async def three_and_one():
        many = [line.submit(Asked("s", b"", "t")) for _ in range(3)]
        line.start()
        await asyncio.gather(*many)
        alone = await asyncio.wait_for(line.submit(Asked("s", b"alone", "t")), 10)
        line.close()
        return alone.body

    assert run_apart(three_and_one()) == b"alone"


def test_a_closing_line_ends_its_pause():
    line = batching.Line(
        lambda asked, _now: [Answer(200, b"") for _ in asked], after=lambda: None, pause_share=1e9, longest_pause=60
    )

    async def one():
        line.start()
        await line.submit(Asked("s", b"", "t"))
        line.close(patience=10)
        return [thread.is_alive() for thread in line._threads]

    assert run_apart(one()) == [False]


def test_a_line_whose_work_breaks_answers_everybody_and_goes_on(caplog):
    def serve(asked, _now):
        if asked[0].content == b"bad":
            raise RuntimeError("broken on purpose")
        return [Answer(200, b"") for _ in asked]

    line = batching.Line(serve, after=lambda: None, threads=1)

    async def two():
        line.start()
        bad = await line.submit(Asked("s", b"bad", "t"))
        good = await line.submit(Asked("s", b"good", "t"))
        line.close()
        return bad.status, good.status

    assert run_apart(two()) == (500, 200)
    assert "a batch failed" in caplog.text


def test_without_an_authority_the_gateway_starts_and_takes_nothing(transactional_db):
    (reply,) = speak(("GET", "/healthz", [], (b"",)), gateway=Gateway())
    assert reply.status == 200
