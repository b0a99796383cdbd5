"""Telephone numbers and contacts: read as people write them, shown, hidden, refused."""

import pytest

from lienthong.ground.identity import phones, rules, sealing
from lienthong.ground.identity.states import Means
from lienthong.ground.identity.templatetags.phones import masked, phone


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("(091) 234-5678", "+84912345678"),
        ("+84 912345678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("0000 123 456", "+84000123456"),
        ("+84000123456", "+84000123456"),
        ("+4915112345678", "+4915112345678"),
        ("024 3825 1234", None),
        ("0912 345 67", None),
        ("+84 12", None),
        ("lan", None),
        ("", None),
        ("٠٩١٢٣٤٥٦٧٨", None),
    ],
)
def test_a_number_is_read_as_people_write_it(written, kept):
    assert phones.read(written) == kept


@pytest.mark.parametrize(
    ("kept", "shown", "hidden"),
    [
        ("+84912345678", "0912 345 678", "••••\u00a0•••\u00a0678"),
        ("+84000123456", "0000 123 456", "••••\u00a0•••\u00a0456"),
        ("+4915112345678", "+4915112345678", "••••\u00a0•••\u00a0678"),
    ],
)
def test_a_number_is_shown_in_groups_or_mostly_hidden(kept, shown, hidden):
    assert (phone(kept), masked(kept)) == (shown, hidden)
    assert phones.read(shown) == kept


def test_an_e_mail_address_is_hidden_too_and_nothing_stays_nothing():
    assert masked("lan.nguyen@example.vn") == "l•••@example.vn"
    assert (phone(None), masked(None)) == ("", "")


def test_in_the_demonstration_only_numbers_nobody_can_hold_are_taken(settings):
    assert rules.require_reachable("0000 123 456") == (Means.SMS, "+84000123456")
    with pytest.raises(rules.OnlyFictionalNumbers):
        rules.require_reachable("0912 345 678")
    settings.DEMO = False
    assert rules.require_reachable("0912 345 678") == (Means.SMS, "+84912345678")


def test_an_e_mail_address_is_kept_in_small_letters():
    assert rules.require_reachable(" Lan@Example.VN ") == (Means.EMAIL, "lan@example.vn")


@pytest.mark.parametrize("wrong", ["lan@", "@x", "12345", "a@b@c"])
def test_what_reaches_nobody_is_refused(wrong):
    with pytest.raises(rules.NotReachable):
        rules.require_reachable(wrong)


def test_facts_are_sealed_and_opened_again_also_after_the_secret_was_replaced(settings):
    sealed = sealing.seal({"code": "123456"})
    assert "123456" not in sealed
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" + "y" * 40
    assert sealing.unseal(sealed) == {"code": "123456"}
