"""One-time codes: right once, for five minutes and five tries, readable nowhere."""

from datetime import timedelta

import pytest

from lienthong.ground.identity import actions, carrying, queries, rules
from lienthong.ground.identity.models import OneTimeCode
from lienthong.ground.identity.states import Means, Purpose

from .conftest import NOW, PHONE

pytestmark = pytest.mark.django_db


def sent(now=NOW, address=PHONE, purpose=Purpose.SIGN_IN):
    return actions.send_code(means=Means.SMS, address=address, purpose=purpose, account=None, now=now)


def is_right(code, given, now=NOW):
    return actions.check_code(code=code, given=given, now=now)


def test_the_code_is_right_once(post):
    code = sent()
    assert is_right(code, f" {post.code[:3]} {post.code[3:]} ")
    assert not is_right(code, post.code)


def test_a_code_has_six_digits_and_its_kind_says_for_what_it_is(post):
    sent()
    assert post.code.isdigit()
    assert len(post.code) == 6
    assert post.sent[-1] == {
        "phone": PHONE, "kind": "identity.code.sign_in", "facts": {"code": post.code}, "language": "vi", "now": NOW
    }  # fmt: skip


def test_a_code_is_good_for_five_minutes(post):
    code = sent()
    assert not is_right(code, post.code, NOW + timedelta(minutes=5))
    assert is_right(code, post.code, NOW + timedelta(minutes=5) - timedelta(seconds=1))


def test_after_five_tries_even_the_right_code_is_refused(post):
    code = sent()
    wrong = f"{(int(post.code) + 1) % 1_000_000:06d}"
    assert [is_right(code, wrong) for _try in range(5)] == [False] * 5
    assert not is_right(code, post.code)


def test_a_new_code_makes_the_old_one_useless(post):
    code, first = sent(), post.code
    sent(NOW + timedelta(seconds=1))
    assert not is_right(code, first, NOW + timedelta(seconds=2))


def test_a_code_is_for_one_purpose_only(post):
    code = sent()
    assert queries.code_of(str(code.pk), purpose=Purpose.RECOVERY) is None
    assert queries.code_of(None, purpose=Purpose.SIGN_IN) is None
    code.purpose = Purpose.RECOVERY
    code.save()
    assert not is_right(code, post.code)


def test_what_is_stored_does_not_say_the_code(post):
    import hashlib

    code = OneTimeCode.objects.get(pk=sent().pk)
    plain = [post.code, f"{code.pk}{post.code}", f"{code.pk}:sign_in:{PHONE}:{post.code}"]
    assert bytes(code.digest) not in [hashlib.sha256(word.encode()).digest() for word in plain]
    assert post.code not in str(code)


def test_a_code_without_the_secret_of_the_installation_is_not_checked(post, settings):
    code = sent()
    settings.SECRET_KEY = "another-key-" + "y" * 40
    assert not is_right(code, post.code)


def test_a_number_gets_five_codes_in_a_quarter_of_an_hour_and_twenty_a_day(post):
    for minute in range(5):
        sent(NOW + timedelta(minutes=minute))
    with pytest.raises(rules.TooManyCodes):
        sent(NOW + timedelta(minutes=6))
    sent(NOW + timedelta(minutes=6), address="+84000999999")
    for turn in range(1, 4):
        for minute in range(5):
            sent(NOW + timedelta(hours=turn, minutes=minute))
    with pytest.raises(rules.TooManyCodes):
        sent(NOW + timedelta(hours=9))
    sent(NOW + timedelta(hours=25))


def test_without_anybody_to_carry_it_there_is_no_code(monkeypatch):
    monkeypatch.setattr(carrying, "_carriers", {})
    with pytest.raises(carrying.NobodyCarries):
        sent()


def test_a_stranger_gets_a_page_like_everybody_and_no_code(post, minh):
    known = actions.send_or_pretend(means=Means.SMS, address=PHONE, purpose=Purpose.RECOVERY, now=NOW)
    unknown = actions.send_or_pretend(means=Means.SMS, address="+84000000001", purpose=Purpose.RECOVERY, now=NOW)
    assert post.kinds == ["identity.code.recovery"]
    assert (known.account, unknown.account) == (minh, None)
    assert not is_right(unknown, post.code)


def test_a_locked_account_gets_no_code(post, minh):
    actions.disable_account(account=minh, by=None, now=NOW)
    actions.send_or_pretend(means=Means.SMS, address=PHONE, purpose=Purpose.RECOVERY, now=NOW)
    assert not post.sent


def test_whoever_has_an_account_already_is_told_that_somebody_tried_to_open_one(post, minh):
    code = actions.begin_opening(means=Means.SMS, address=PHONE, now=NOW)
    assert post.kinds == ["identity.account.exists"]
    assert code.account is None
    actions.begin_opening(means=Means.EMAIL, address="moi@lienthong.example", now=NOW)
    assert post.sent[-1]["email"] == "moi@lienthong.example"
    assert post.kinds[-1] == "identity.code.sign_up"
