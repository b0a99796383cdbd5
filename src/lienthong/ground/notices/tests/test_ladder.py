from datetime import timedelta
from itertools import pairwise

import pytest
from django.core import mail

from conftest import at
from lienthong.ground.identity.models import Account
from lienthong.ground.notices import actions, jobs, queries, states, templates
from lienthong.ground.notices.adapters.base import NeverAgain, TryAgainLater
from lienthong.ground.notices.adapters.email import Smtp
from lienthong.ground.notices.models import Email, Notice

FACTS = {
    "subject": "Báo cáo quý III", "sender": "Bộ Tài chính", "recipient": "Bộ Tư pháp",
    "code": "H41.06-261116-0001", "title": "Đổi giấy phép lái xe", "words": "Đã gọi lại.",
    "what": "Ngày sinh", "claimed": "02/05/1990", "reason": "Giấy khai sinh ghi khác.", "person": "Lê Thị Bưởi",
    "body": "Bộ Y tế", "amount": "135.000 đ", "who": "Lê Văn An",
}  # fmt: skip


@pytest.fixture
def person(db):
    def make(name="an", domain="simulator.lienthong.example", **more):
        return Account.objects.create_user(f"{name}@{domain}", "Người Thử", **more)

    return make


def told(account, now="09:00", **more):
    return actions.notify(
        account=account, kind="exchange.document.arrived", facts=FACTS, url="/desk/", now=at(now), **more
    )


def test_a_notice_stands_in_the_inbox_and_its_email_is_sent_by_a_job(person, run_jobs):
    account = person("delivered")
    told(account)
    assert queries.unread_count(account) == 1
    assert run_jobs() == ["notices.email.send"]
    assert Email.objects.get().state == "sent"


def test_the_sentence_is_in_the_language_of_the_reader(person, run_jobs):
    told(person("minh", domain="lienthong.example"))
    run_jobs()
    assert mail.outbox[0].subject == "Văn bản mới đến từ Bộ Tài chính: Báo cáo quý III"
    assert "http://127.0.0.1:8000/desk/" in mail.outbox[0].body


def test_what_is_told_once_is_told_once(person):
    account = person()
    assert told(account, once_key="late-1") is not None
    assert told(account, once_key="late-1") is None
    assert Notice.objects.count() == 1


def test_synthetic_people_get_no_email(person):
    told(person(synthetic=True))
    assert not Email.objects.exists()


def test_a_temporary_failure_is_tried_again_after_a_minute_then_every_five(person):
    told(person("temporary-fail"))
    email, moment, tries = Email.objects.get(), at("09:00"), []
    while email.state == "waiting":
        actions.send_email(email=email, now=moment)
        email.refresh_from_db()
        tries.append(moment)
        moment = max(email.next_try_at, moment)
    assert email.state == "sent"
    assert [(b - a).seconds // 60 for a, b in pairwise(tries)] == [1, 5, 5]


def test_after_48_attempts_in_four_hours_it_is_given_up_where_the_operator_sees_it(person):
    told(person("slow-fail"))
    email, moment = Email.objects.get(), at("09:00")
    while email.state == "waiting":
        actions.send_email(email=email, now=moment)
        email.refresh_from_db()
        moment = email.next_try_at
    assert (email.state, email.attempts) == ("given_up", states.MOST_ATTEMPTS)
    assert timedelta(hours=3) < email.settled_at - at("09:00") < timedelta(hours=4)
    assert queries.failed_emails() == [email]


def test_an_address_that_does_not_exist_is_not_tried_again(person):
    told(person("permanent-fail"))
    email = Email.objects.get()
    actions.send_email(email=email, now=at("09:00"))
    actions.send_email(email=email, now=at("09:30"))
    email.refresh_from_db()
    assert (email.state, email.attempts) == ("refused", 1)


def test_an_email_is_not_sent_before_its_pause_is_over(person):
    told(person("delivered"), now="10:00")
    actions.send_email(email=Email.objects.get(), now=at("09:59"))
    assert Email.objects.get().attempts == 0


def test_every_minute_what_is_due_is_tried_again(person, monkeypatch):
    told(person("delivered"))
    monkeypatch.setattr(jobs, "now", lambda: at("09:10"))
    jobs.send_due(timestamp=0)
    assert Email.objects.get().state == "sent"


def test_notices_are_marked_read_one_by_one_or_all(person):
    account = person()
    first, _second = told(account), told(account)
    actions.mark_read(notice=first, now=at("09:05"))
    assert queries.unread_count(account) == 1
    actions.mark_all_read(account=account, now=at("09:06"))
    assert queries.unread_count(account) == 0
    first.refresh_from_db()
    assert first.read_at == at("09:05")


@pytest.mark.parametrize(("code", "expected"), [(550, NeverAgain), (451, TryAgainLater)])
def test_the_mail_servers_word_decides_whether_to_try_again(monkeypatch, code, expected):
    import smtplib

    def refuse(self, fail_silently=False):
        raise smtplib.SMTPRecipientsRefused({"x@y": (code, b"no")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with pytest.raises(expected):
        Smtp().carry(address="x@y", subject="s", text="t", attempt=1)


def test_a_mail_server_that_cannot_be_reached_is_tried_again(monkeypatch):
    def unreachable(self, fail_silently=False):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", unreachable)
    with pytest.raises(TryAgainLater):
        Smtp().carry(address="x@y", subject="s", text="t", attempt=1)


@pytest.mark.parametrize("kind", templates.SENTENCES)
def test_every_kind_has_a_sentence_that_its_facts_fill(kind):
    told = templates.title(kind, FACTS)
    assert any(FACTS[name] in told for name in ("subject", "code", "what", "title"))
