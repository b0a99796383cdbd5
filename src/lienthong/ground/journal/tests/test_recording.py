"""Recording: one INSERT, digests that prove, and a database that refuses every change."""

import contextlib
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from lienthong.ground.journal import actions, entries
from lienthong.ground.journal.models import Act
from lienthong.kit import canonical

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
DOCUMENT = ("documents.document", UUID("01930000-0000-7000-8000-000000000001"))
CLERK = ("mandates.mandate", UUID("01930000-0000-7000-8000-000000000002"))

pytestmark = pytest.mark.django_db


def recorded(**more):
    given = {"by": CLERK, "at": AT, "body": {"arrival_number": 7}} | more
    return actions.record("exchange.document.accepted", DOCUMENT, **given)


def test_an_act_costs_its_caller_one_insert(django_assert_num_queries):
    with django_assert_num_queries(1):
        recorded()


def test_many_acts_cost_one_insert_together(django_assert_num_queries):
    acts = [actions.compose("exchange.document.sent", DOCUMENT, by=None, at=AT) for _ in range(3)]
    with django_assert_num_queries(1):
        actions.record_many(acts)
    assert Act.objects.about(DOCUMENT).count() == 3


def test_the_digests_in_the_row_are_those_of_the_row():
    act = Act.objects.get(id=recorded(for_whom=DOCUMENT, capacity="TM.").id)
    assert entries.body_digest(bytes(act.salt), act.body) == bytes(act.body_digest)
    assert entries.entry_of(act.record()) == bytes(act.record_digest)
    assert act.record()["for_whom"] == {"kind": "documents.document", "id": str(DOCUMENT[1])}
    assert len(act.salt) == entries.SALT_BYTES


def test_two_acts_with_the_same_body_do_not_show_it_by_their_digests():
    first, second = recorded(), recorded()
    assert first.body == second.body
    assert first.body_digest != second.body_digest


def test_the_subject_and_the_person_may_be_rows_or_pairs():
    act = recorded()
    about_it = actions.record("journal.act.read", act, by=act, at=AT)
    assert (about_it.subject_kind, about_it.subject_id) == ("journal.act", act.id)
    assert (about_it.by_kind, about_it.by_id) == ("journal.act", act.id)


def test_a_subject_without_a_uuid_is_refused():
    from lienthong.ground.journal.models import Head

    with pytest.raises(entries.Unprovable, match=r"journal\.head has no UUID"):
        actions.record("journal.head.seen", Head(), by=None, at=AT)


def test_the_product_itself_may_act():
    act = recorded(by=None)
    assert act.record()["by"] is None
    assert act.by_id is None


@pytest.mark.parametrize("verb", ["accepted", "Exchange.Accepted", "exchange..accepted", "exchange.accepted ", ""])
def test_a_verb_that_does_not_read_room_noun_verb_is_refused(verb):
    with pytest.raises(entries.Unprovable, match="lower-case words"):
        actions.record(verb, DOCUMENT, by=None, at=AT)


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        recorded(at=datetime(2026, 11, 22))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"share": 0.5}, "body.share"),
        ({"big": 2**53}, "body.big"),
        ({"list": [1, {"deep": object()}]}, r"body.list\[1\].deep"),
        ({"nul": "a\x00b"}, "body.nul"),
        ({"half": "\ud800"}, "body.half"),
        ({"a\x00": 1}, "body"),
    ],
)
def test_a_body_that_would_not_come_back_as_it_went_in_is_refused_and_the_place_is_named(body, place):
    with pytest.raises(entries.Unprovable, match=place):
        recorded(body=body)


def test_a_body_of_every_allowed_kind_comes_back_the_same():
    body = {
        "text": "Đổi bằng",
        "number": -(2**53) + 1,
        "yes": True,
        "none": None,
        "at": AT,
        "id": DOCUMENT[1],
        "on": AT.date(),
        "list": (1, "x"),
    }
    act = Act.objects.get(id=recorded(body=body).id)
    assert act.body == canonical.plain(body)
    assert entries.body_digest(bytes(act.salt), act.body) == bytes(act.body_digest)


def test_an_act_vanishes_with_the_transaction_that_fails():
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        recorded(capacity=str(1 // len(recorded().capacity)))
    assert not Act.objects.exists()


def test_erasing_takes_body_and_salt_and_leaves_the_digests_and_an_act():
    act = recorded(body={"name": "Nguyễn Thị Mẫu"})
    before = bytes(act.record_digest)
    erasing = actions.erase(act=act, by=CLERK, now=AT)
    kept = Act.objects.get(id=act.id)
    assert (kept.body, kept.salt, kept.is_erased) == (None, None, True)
    assert bytes(kept.record_digest) == before == entries.entry_of(kept.record())
    assert (erasing.verb, erasing.subject_id) == ("journal.act.erased", act.id)


def test_what_is_erased_cannot_be_erased_again():
    act = recorded()
    actions.erase(act=act, by=CLERK, now=AT)
    with pytest.raises(actions.AlreadyErased):
        actions.erase(act=act, by=CLERK, now=AT)


def test_a_stored_act_cannot_be_saved_again():
    with pytest.raises(TypeError, match="never changed"):
        recorded().save()


@pytest.mark.parametrize(
    "statement",
    [
        "update journal_act set verb = 'other.noun.done'",
        "update journal_act set body = '{}'",
        "update journal_act set salt = '\\x00'",
        "update journal_act set at = at + interval '1 second'",
        "update journal_act set leaf_index = null",
        "update journal_act set leaf_index = 9",
        "update journal_act set leaf_index = null, body = null, salt = null",
        "update journal_act set by_id = null, by_kind = ''",
        "delete from journal_act",
        "set local lienthong.throw_away_database = 'off'; truncate journal_act",
        """insert into journal_act select gen_random_uuid(), verb, subject_kind, subject_id, by_kind, by_id,
        for_whom_kind, for_whom_id, capacity, at, body, salt, body_digest, record_digest, 5 from journal_act""",
    ],
)
def test_the_database_refuses_to_change_delete_or_forge_an_act(statement):
    act = recorded()
    Act.objects.filter(id=act.id).update(leaf_index=0)
    with pytest.raises(DatabaseError, match=r"an act is (never|given)"), transaction.atomic(), connection.cursor() as c:
        c.execute(statement)


def test_the_database_wants_body_and_salt_together():
    act = recorded()
    with pytest.raises(DatabaseError), transaction.atomic():
        Act.objects.filter(id=act.id).update(salt=None)


def test_an_act_reads_as_one_line():
    assert str(recorded()) == f"exchange.document.accepted documents.document {DOCUMENT[1]}"


def test_the_entry_of_a_known_record_never_changes():
    """The format of the record is for ever: this digest was computed once by `sha256sum` over the text below."""
    record = entries.record(
        act_id=UUID("01930000-0000-7000-8000-00000000000a"),
        verb="exchange.document.accepted",
        subject=entries.party("documents.document", DOCUMENT[1]),
        by=entries.party("mandates.mandate", CLERK[1]),
        for_whom=None,
        capacity="TM.",
        at=AT,
        body_digest=bytes(32),
    )
    text = (
        '{"at":"2026-11-22T02:00:00.000000Z","body_digest":"' + "0" * 64 + '","by":{"id":"01930000-0000-7000-8000-'
        '000000000002","kind":"mandates.mandate"},"capacity":"TM.","for_whom":null,"id":"01930000-0000-7000-8000-'
        '00000000000a","subject":{"id":"01930000-0000-7000-8000-000000000001","kind":"documents.document"},"v":1,'
        '"verb":"exchange.document.accepted"}'
    )
    assert canonical.encode(record) == text.encode()
    assert entries.entry_of(record).hex() == "f9781e4b20004651a45fe4ed84ade59c0fb39b0aad7b20058be1a6049d7f2f1e"
