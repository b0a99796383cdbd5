"""Numbers: unique and gap-free under a crowd, the same one after a crash, every gap with a row that says why."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.rules import NotInThisRole, NotYours
from lienthong.records.documents import actions, queries, rules
from lienthong.records.documents.actions.numbering import YEAR_IS_OVER, NumberNotReserved
from lienthong.records.documents.models import Document, Number, NumberSequence
from lienthong.records.documents.states import DocumentState, NumberState, WrongState
from lienthong.records.documents.tests.drafts import REASON, signed

CROWD = 50
NEW_YEAR = at("09:00", day=date(2027, 1, 4))


def waiting_for_a_number(country, *, kind="cong_van", subject="Chờ số"):
    """A signed document without its pages: enough for the sequence, and quick."""
    return Document.objects.create(
        body=country.ministry.body,
        unit=country.ministry.unit,
        kind=kind,
        subject=subject,
        state=DocumentState.SIGNED,
        created_at=at("08:00"),
        changed_at=at("08:00"),
    )


def values():
    return sorted(Number.objects.values_list("value", flat=True))


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_get_fifty_numbers_without_gap_or_double(country):
    clerk = country.ministry.clerk
    documents = [waiting_for_a_number(country) for _ in range(CROWD // 2)]
    failures, start = [], threading.Barrier(CROWD)

    def take(place):
        try:
            start.wait(timeout=30)
            with transaction.atomic():
                if place < len(documents):
                    actions.reserve_number(document=documents[place], by=clerk, now=at("09:00"))
                else:
                    actions.reserve_paper_number(kind="cong_van", subject="Giấy", by=clerk, now=at("09:00"))
        except Exception as problem:  # noqa: BLE001 - whatever a thread meets is shown by the test
            failures.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(place,)) for place in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not failures
    assert values() == list(range(1, CROWD + 1))
    assert NumberSequence.objects.get().last == CROWD


@pytest.mark.django_db(transaction=True)
def test_a_failed_taker_leaves_no_gap(country):
    clerk, document = country.ministry.clerk, waiting_for_a_number(country)

    def take_and_fail():
        with transaction.atomic():
            actions.reserve_number(document=document, by=clerk, now=at("09:00"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        take_and_fail()
    with transaction.atomic():
        actions.reserve_paper_number(kind="cong_van", subject="Giấy", by=clerk, now=at("09:00"))
        actions.reserve_number(document=document, by=clerk, now=at("09:01"))
    assert values() == [1, 2]
    assert queries.held_number(document).value == 2


def test_a_crash_after_reserving_keeps_the_number_for_the_document(country):
    document, clerk = signed(country), country.ministry.clerk
    first = actions.reserve_number(document=document, by=clerk, now=at("09:20"))
    actions.reserve_paper_number(kind="cong_van", subject="Giấy", by=clerk, now=at("09:21"))
    assert queries.expected_number(document, now=at("09:22")) == "01/BTC-VP"
    assert actions.reserve_number(document=document, by=clerk, now=at("09:30")) == first
    numbered = actions.number(document=document, by=clerk, now=at("09:30"))
    assert numbered.number_and_symbol == "01/BTC-VP"
    assert queries.expected_number(numbered, now=at("09:31")) == "01/BTC-VP"
    assert actions.reserve_number(document=numbered, by=clerk, now=at("09:31")) == first
    assert Number.objects.get(pk=first.pk).state == NumberState.USED
    with pytest.raises(rules.NumberInUse):
        actions.void_number(number=first, by=clerk, now=at("09:32"), reason=REASON)


def test_every_number_up_to_the_last_has_a_row_whatever_became_of_it(country):
    clerk = country.ministry.clerk
    documents = [waiting_for_a_number(country) for _ in range(4)]
    held = [actions.reserve_number(document=one, by=clerk, now=at("09:00")) for one in documents]
    actions.void_number(number=held[1], by=clerk, now=at("09:01"), reason=REASON)
    again = actions.reserve_number(document=documents[1], by=clerk, now=at("09:02"))
    actions.reserve_paper_number(kind="cong_van", subject="Giấy", by=clerk, now=at("09:03"))
    assert again.value == 5
    last = NumberSequence.objects.get().last
    assert values() == list(range(1, last + 1))
    voided = Number.objects.get(value=2)
    assert (voided.state, voided.reason) == (NumberState.VOID, REASON)
    act = Act.objects.get(verb="documents.number.voided")
    assert act.body == {"reason": REASON, "number": 2, "year": 2026}


def test_each_kind_and_each_year_counts_from_one(country):
    clerk, letter = country.ministry.clerk, waiting_for_a_number(country)
    decision = waiting_for_a_number(country, kind="quyet_dinh")
    assert queries.expected_number(decision, now=at("09:00")) == "01/QĐ-BTC"
    assert actions.reserve_number(document=letter, by=clerk, now=at("09:00")).value == 1
    assert actions.reserve_number(document=decision, by=clerk, now=at("09:00")).value == 1
    later = waiting_for_a_number(country)
    assert actions.reserve_number(document=later, by=clerk, now=NEW_YEAR).value == 1


def test_a_number_held_over_the_new_year_is_voided_and_the_new_year_counts(country):
    document, clerk = signed(country), country.ministry.clerk
    old = actions.reserve_number(document=document, by=clerk, now=at("17:00", day=date(2026, 12, 31)))
    with pytest.raises(NumberNotReserved), transaction.atomic():
        actions.number(document=document, by=clerk, now=NEW_YEAR)
    assert queries.expected_number(document, now=NEW_YEAR) == "01/BTC-VP"
    new = actions.reserve_number(document=document, by=clerk, now=NEW_YEAR)
    assert new.sequence.year == 2027
    old.refresh_from_db()
    assert (old.state, old.reason) == (NumberState.VOID, YEAR_IS_OVER)
    assert actions.number(document=document, by=clerk, now=NEW_YEAR).issued_on == date(2027, 1, 4)


def test_a_number_is_not_given_before_it_is_reserved_nor_before_the_signature(country):
    document, clerk = waiting_for_a_number(country), country.ministry.clerk
    with pytest.raises(NumberNotReserved), transaction.atomic():
        actions.number(document=document, by=clerk, now=at("09:00"))
    Document.objects.filter(pk=document.pk).update(state=DocumentState.DRAFT)
    with pytest.raises(WrongState):
        actions.reserve_number(document=document, by=clerk, now=at("09:00"))


def test_only_the_clerk_of_the_body_gives_and_voids_numbers(country):
    document = waiting_for_a_number(country)
    with pytest.raises(NotInThisRole):
        actions.reserve_number(document=document, by=country.ministry.leader, now=at("09:00"))
    with pytest.raises(NotYours):
        actions.reserve_number(document=document, by=country.other.clerk, now=at("09:00"))
    held = actions.reserve_number(document=document, by=country.ministry.clerk, now=at("09:00"))
    with pytest.raises(NotInThisRole):
        actions.void_number(number=held, by=country.ministry.specialist, now=at("09:00"), reason=REASON)
    with pytest.raises(NotYours):
        actions.void_number(number=held, by=country.other.clerk, now=at("09:00"), reason=REASON)
    with pytest.raises(rules.ReasonNeeded):
        actions.void_number(number=held, by=country.ministry.clerk, now=at("09:00"), reason="  vì thế ")
    assert queries.held_number(document) == held


def test_a_paper_number_needs_to_say_for_what(country):
    with pytest.raises(rules.NoSubject):
        actions.reserve_paper_number(kind="cong_van", subject="  ", by=country.ministry.clerk, now=at("09:00"))
    assert not NumberSequence.objects.exists()
