"""The queue at the counter: numbers of the day, calls to a window, and people who take their dossier over."""

from datetime import date

import pytest

from conftest import at, offered, submitted
from lienthong.ground.identity import actions as identity
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.states import AccountLevel, Proof
from lienthong.ground.mandates.rules import NotInThisRole
from lienthong.ground.notices.models import Text
from lienthong.work.onestop import actions, queues, rules, telling
from lienthong.work.onestop import events as announced
from lienthong.work.onestop.actions.queueing import NobodyWaits
from lienthong.work.onestop.states import Kind
from lienthong.work.services.models import Application

TUESDAY = date(2026, 11, 17)


def test_tickets_are_numbered_by_day_and_called_in_their_order(shop):
    first, second = (actions.take_ticket(unit=shop.desk, now=at(hour)) for hour in ("08:00", "08:01"))
    assert [first.label, second.label] == ["A001", "A002"]
    assert actions.take_ticket(unit=shop.desk, now=at("08:00", day=TUESDAY)).label == "A001"
    assert queues.ahead_of(second) == 1
    called = actions.call_next(by=shop.receiver, window=" 3 ", now=at("08:05"))
    assert (called.label, called.window, called.call_count) == ("A001", "3", 1)
    assert queues.in_hand(shop.receiver, now=at("08:06")) == first
    queue = queues.queue_of(shop.desk, now=at("08:06"))
    assert ([each.label for each in queue.called], queue.waiting, queue.next_label) == (["A001"], 1, "A002")


def test_calling_the_next_lets_the_one_before_go_and_an_empty_queue_is_said(shop):
    for hour in ("08:00", "08:01"):
        actions.take_ticket(unit=shop.desk, now=at(hour))
    first = actions.call_next(by=shop.receiver, window="3", now=at("08:05"))
    second = actions.call_next(by=shop.receiver, window="3", now=at("08:15"))
    first.refresh_from_db()
    assert (first.ended_at, first.missed) == (at("08:15"), False)
    again = actions.recall(ticket=second, by=shop.receiver, now=at("08:16"))
    assert again.call_count == 2
    gone = actions.end_ticket(ticket=second, by=shop.receiver, now=at("08:20"), missed=True)
    assert gone.missed
    assert queues.in_hand(shop.receiver, now=at("08:21")) is None
    assert queues.queue_of(shop.desk, now=at("08:21")).next_label == ""
    with pytest.raises(NobodyWaits):
        actions.call_next(by=shop.receiver, window="3", now=at("08:22"))
    with pytest.raises(rules.NotAtYourWindow):
        actions.recall(ticket=second, by=shop.receiver, now=at("08:23"))


def test_what_can_be_handed_in_stands_by_field_and_name_not_by_code(shop, country):
    for key in ("xac_nhan_tinh_trang_hon_nhan", "chung_thuc_ban_sao", "dang_ky_khai_tu"):
        offered(shop, key, owner=country.ministry.body)
    names = [each.current.name for each in queues.services_at(shop.desk)]
    assert names == [
        "Chứng thực bản sao từ bản chính", "Cấp giấy xác nhận tình trạng hôn nhân", "Đăng ký khai tử",
        "Đổi giấy phép lái xe",
    ], names  # fmt: skip


def test_a_queue_is_kept_where_dossiers_are_taken_in_and_called_by_who_takes_them_in(shop):
    with pytest.raises(rules.NoQueueHere):
        actions.take_ticket(unit=shop.division, now=at("08:00"))
    with pytest.raises(queues.NoSuchCounter):
        queues.counter_of(shop.division.pk)
    assert queues.counter_of(shop.desk.pk) == shop.desk
    assert [each.key for each in queues.services_at(shop.desk)] == ["doi_giay_phep_lai_xe"]
    with pytest.raises(NotInThisRole):
        actions.call_next(by=shop.officer, window="3", now=at("08:00"))
    for window in (" ", "a window far away"):
        with pytest.raises(rules.WindowMissing):
            actions.call_next(by=shop.receiver, window=window, now=at("08:00"))
    assert queues.in_hand(shop.leader, now=at("08:00")) is None
    shop.receiver.post.unit = None
    with pytest.raises(rules.NoQueueHere):
        actions.call_next(by=shop.receiver, window="3", now=at("08:00"))


def proven_otherwise(account):
    """The same account, proven to be another person's."""
    identity.identify(
        account=account,
        number="001190012399",
        level=AccountLevel.TWO,
        way=Proof.NATIONAL_ID,
        evidence="thử",
        by=None,
        now=at("08:00"),
    )
    return account


def test_the_person_it_is_about_takes_a_dossier_over_once_proven(shop):
    dossier = submitted(shop)
    stranger = Account.objects.create_user("nguoi.la@lienthong.example", "Người Lạ")
    for prove in (lambda account: account, proven_otherwise):
        with pytest.raises(rules.NotAboutYou):
            actions.take_over(dossier=dossier, by=prove(stranger), now=at("09:30"))
    Application.objects.filter(pk=dossier.application_id).update(applicant=stranger)
    person = shop.citizen
    held = actions.take_over(dossier=dossier, by=person, now=at("09:30"))
    assert held.application.applicant_id == person.pk
    last = held.events.in_order().last()
    assert (last.kind, last.by_citizen) == (Kind.TAKEN_OVER, person.pk)
    assert actions.take_over(dossier=dossier, by=person, now=at("09:31")).last_seq == last.seq


def test_who_has_no_account_is_texted_where_a_telephone_was_given(shop):
    dossier = submitted(shop)
    application = dossier.application
    application.applicant, application.entered_by, application.phone = None, shop.receiver, "+84912345678"
    application.save()
    actions.receive(dossier=dossier, by=shop.receiver, now=at("10:00"))
    events = {each.kind: each for each in dossier.events.in_order()}
    for kind in (Kind.RECEIVED, Kind.PAID):
        telling.tell_applicant(announced.happened(kind, events[kind].pk, at=at("10:00")))
    assert list(Text.objects.order_by("kind").values_list("address", "kind")) == [
        ("+84912345678", "onestop.text.moved"), ("+84912345678", "onestop.text.received"),
    ]  # fmt: skip
    application.phone = ""
    application.save()
    telling.tell_applicant(announced.happened(Kind.PAID, events[Kind.PAID].pk, at=at("10:00")))
    assert Text.objects.count() == 2
