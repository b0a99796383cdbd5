"""Texts to people who need no account: sent, tried again, waiting for the morning, and holding no secret afterwards."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client

from conftest import at
from lienthong.ground.identity import carrying
from lienthong.ground.identity.states import Means
from lienthong.ground.notices import actions, jobs, queries, states, wording
from lienthong.ground.notices.adapters.no_sms import NoSms
from lienthong.ground.notices.adapters.sms_simulator import is_fictional
from lienthong.ground.notices.models import Text
from lienthong.kit.testing.browser import axe, fits, look

PHONE = "+84000123456"
CODE = {"code": "482913"}


def texted(phone=PHONE, kind="identity.code.sign_in", facts=None, now="09:00", **more):
    return actions.text(phone=phone, kind=kind, facts=facts or CODE, now=at(now), **more)


def tried(text, now="09:00"):
    actions.send_text(text=text, now=at(now))
    text.refresh_from_db()
    return text


def test_a_text_is_sent_by_a_job_and_shown_on_the_page_of_the_demonstration(db, run_jobs, monkeypatch):
    monkeypatch.setattr(jobs, "now", lambda: at("09:00"))
    texted()
    assert run_jobs() == ["notices.text.send"]
    page = Client().get("/demo/sms/").content.decode()
    assert "482913 là mã đăng nhập" in page
    assert "0000 123 456" in page
    assert "MÔ PHỎNG" in page
    assert "482913" not in Client().get("/demo/sms/?number=0000 999 999").content.decode()
    assert "482913" in Client().get("/demo/sms/?number=0000 123 456").content.decode()


def test_the_page_of_simulated_texts_exists_in_the_demonstration_only(db, settings):
    settings.DEMO = False
    assert Client().get("/demo/sms/").status_code == 404


def test_a_code_is_unreadable_while_it_waits_and_gone_when_it_was_sent(db):
    text = texted()
    assert "482913" not in str(Text.objects.values().get(pk=text.pk))
    assert tried(text).facts == {}
    assert text.state == "sent"


def test_to_a_real_number_nothing_is_shown_and_without_a_provider_nothing_sent(db):
    text = tried(texted("+84912345678"))
    assert (text.state, text.shown, text.facts) == ("refused", "", {})
    assert not is_fictional("+84912345678")
    assert NoSms.simulates is False


def test_a_number_that_does_not_exist_is_not_tried_again(db):
    text = tried(tried(texted("+84000120404")), "09:01")
    assert (text.state, text.attempts) == ("refused", 1)


def test_a_temporary_failure_is_tried_again_after_a_minute(db):
    text = tried(texted("+84000120500", "identity.contact.changed", {"masked": "x"}))
    assert (text.state, text.next_try_at) == ("waiting", at("09:01"))
    assert tried(text, "09:00").attempts == 1, "not before its pause is over"
    for minute in ("09:01", "09:06", "09:11"):
        tried(text, minute)
    assert (text.state, text.attempts) == ("sent", 4)


def test_after_the_last_attempt_it_is_given_up(db):
    text = texted("+84000120500", "identity.contact.changed", {"masked": "x"})
    text.attempts = states.MOST_ATTEMPTS - 1
    text.save()
    Text.objects.filter(pk=text.pk).update(address="+84000120404")
    assert tried(text).state == "refused"


def test_the_ladder_of_texts_has_an_end(db, monkeypatch):
    from lienthong.ground.notices.adapters import sms_simulator

    monkeypatch.setattr(sms_simulator, "_TEMPORARY", 10_000)
    text = texted("+84000120500", "identity.contact.changed", {"masked": "x"})
    Text.objects.filter(pk=text.pk).update(attempts=states.MOST_ATTEMPTS - 1)
    assert tried(text).state == "given_up"


def test_a_code_that_is_five_minutes_old_is_of_no_use_and_not_sent(db):
    text = tried(texted(), "09:05")
    assert (text.state, text.attempts, text.shown) == ("given_up", 0, "")


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("20:59", at("20:59")),
        ("21:00", at("07:00", day=date(2026, 11, 17))),
        ("23:59", at("07:00", day=date(2026, 11, 17))),
        ("00:00", at("07:00")),
        ("06:59", at("07:00")),
        ("07:00", at("07:00")),
    ],
)
def test_what_can_wait_wakes_nobody_between_nine_and_seven(moment, leaves):
    assert states.after_the_night(at(moment)) == leaves


def test_only_a_kind_that_can_wait_waits_and_only_a_telephone_rings(db, monkeypatch):
    monkeypatch.setitem(wording.TEXTS, "a.b.c", wording.Kind("Chào %(name)s"))
    facts = {"name": "Lan"}
    assert texted(kind="a.b.c", facts=facts, now="22:00").next_try_at > at("22:00")
    assert texted(now="22:00").next_try_at == at("22:00")
    letter = actions.write(email="a@lienthong.example", kind="a.b.c", facts=facts, now=at("22:00"))
    assert letter.next_try_at == at("22:00")


def test_the_same_is_written_to_an_e_mail_address_in_the_readers_language(db):
    tried(
        actions.write(
            email="lan@lienthong.example", kind="identity.code.sign_up", facts=CODE, now=at("09:00"), language="en"
        )
    )
    assert "482913 is the code to open your account" in mail.outbox[0].body
    assert mail.outbox[0].subject == "Liên Thông: a message for you"


def test_every_minute_what_is_due_is_tried_again(db, monkeypatch):
    texted(kind="identity.contact.changed", facts={"masked": "x"})
    monkeypatch.setattr(jobs, "now", lambda: at("09:00") + timedelta(minutes=1))
    jobs.send_due_texts(timestamp=0)
    assert len(queries.simulated_texts(PHONE)) == 1
    assert str(Text.objects.get()) == f"identity.contact.changed → {PHONE}"


def test_the_codes_of_identity_are_carried_by_this_room(db):
    carrying.carry(Means.SMS, PHONE, kind="identity.code.sign_in", facts=CODE, language="vi", now=at("09:00"))
    carrying.carry(
        Means.EMAIL, "a@lienthong.example", kind="identity.code.sign_in", facts=CODE, language="vi", now=at("09:00")
    )
    assert sorted(Text.objects.values_list("means", flat=True)) == ["email", "sms"]


@pytest.mark.parametrize("kind", wording.TEXTS)
def test_a_text_is_short_and_never_holds_an_address_of_a_page(kind):
    said = wording.text(
        kind,
        {
            "code": "H41.06-261116-123456",
            "masked": "•••• ••• 678",
            "name": "Lan",
            "due": "17:00 ngày 23/11/2026",
            "second": "K7M2QX",
            "what": "đã được tiếp nhận",
            "secret": "ABCDEFGHJKMN",
        },
    )
    assert len(said) <= 200
    assert not any(mark in said.lower() for mark in ("http", "www", ".vn", "://"))


def test_an_unknown_kind_is_a_mistake_of_the_program(db):
    with pytest.raises(KeyError):
        texted(kind="no.such.kind")


@pytest.mark.browser
@pytest.mark.foreign("chromium")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "language", "dark"), [(360, "vi", False), (1280, "en", True)])
def test_the_page_of_simulated_texts_is_looked_at(page_at, width, language, dark):
    from django.db import transaction

    page = page_at(width, language, dark=dark)
    page.goto("/demo/sms/")
    look(page, f"sms-empty-{width}-{language}")
    with transaction.atomic():
        for kind in ("identity.code.sign_in", "identity.contact.changed"):
            tried(texted(kind=kind, facts=CODE | {"masked": "•••• ••• 678"}, language=language))
    page.goto("/demo/sms/")
    fits(page)
    axe(page)
    look(page, f"sms-{width}-{language}")
