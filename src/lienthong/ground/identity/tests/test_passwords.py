"""What a password must be, and what it need not be."""

import unicodedata

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from lienthong.ground.identity import passwords
from lienthong.ground.identity.hashing import Argon2id
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.rules import stands_alone

pytestmark = pytest.mark.django_db


def refused(password: str, account: Account | None = None) -> bool:
    try:
        validate_password(password, account)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize(
    "password",
    ["con trâu đi trước cái cày", "tám mươi tư nghìn chín", "qd3kf92mzx74hba", "correct horse battery staple"],
)
def test_a_sentence_or_a_long_jumble_is_taken_without_capitals_digits_or_signs(password):
    assert not refused(password)


@pytest.mark.parametrize("password", ["", "ngắn", "Ab1!Ab2@Ab3#xy"])
def test_fourteen_characters_alone_are_too_few_however_wild(password):
    assert len(password) < 15
    assert refused(password)


def test_eight_are_enough_beside_a_second_factor_and_seven_are_not(lan):
    from allauth.mfa.models import Authenticator

    assert refused("tre xanh", lan)
    Authenticator.objects.create(user=lan, type=Authenticator.Type.TOTP, data={})
    assert not refused("tre xanh", lan)
    assert refused("tre xan", lan)


def test_recovery_codes_are_no_second_factor(lan):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=lan, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert refused("tre xanh", lan)


@pytest.mark.parametrize(
    "password",
    [
        "matkhaumatkhaumatkhau",
        "Mật Khẩu Mật Khẩu Mật Khẩu",
        "matkhau123456789",
        "passwordpassword",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "1234567890123456",
        "qwertyuiopasdfghjkl",
        "abcdefghijklmnop",
        "0000000000000000",
        "iloveyou1234567890",
    ],
)
def test_what_everybody_tries_first_is_refused_however_long(password):
    assert len(password) >= 15
    assert refused(password)


@pytest.mark.parametrize(
    "password", ["Trần Thị Lan 2026", "tranthilan.tranthilan", "lan@lienthong.example".upper()[:3] * 6]
)
def test_ones_own_name_is_no_password(lan, password):
    with pytest.raises(ValidationError):
        passwords.NotOneself().validate(password, lan)


def test_a_name_inside_a_longer_sentence_does_no_harm(lan):
    passwords.NotOneself().validate("bà Trần Thị Lan kể chuyện ngày xưa", lan)
    passwords.NotOneself().validate("ai cũng được", None)


def test_five_hundred_and_twelve_characters_are_the_most():
    sentence = "".join(chr(0x4E00 + number) for number in range(513))
    assert not refused(sentence[:512])
    assert refused(sentence)


def test_what_is_asked_is_said_beside_the_field():
    assert "15" in passwords.LongEnough().get_help_text()
    assert passwords.NotCommon().get_help_text() == passwords.NotOneself().get_help_text() == ""


@given(st.text(alphabet="aăâđêôơưếộị ", min_size=1, max_size=30))
def test_a_password_is_the_same_whichever_way_the_keyboard_composes_it(password):
    hasher = Argon2id()
    hasher.time_cost, hasher.memory_cost = 1, 8
    together, apart = (unicodedata.normalize(form, password) for form in ("NFC", "NFD"))
    assert hasher.verify(apart, hasher.encode(together, "saltsaltsalt"))
    assert not hasher.verify(apart + "x", hasher.encode(together, "saltsaltsalt"))


def test_hashes_are_argon2id_at_nineteen_mebibytes(lan):
    assert lan.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_whether_it_stands_alone_is_remembered_when_it_is_set(lan):
    from lienthong.ground.identity import actions

    from .conftest import NOW

    assert lan.password_stands_alone
    actions.set_password(account=lan, password="tre xanh", by=lan, now=NOW)
    lan.refresh_from_db()
    assert not lan.password_stands_alone
    assert not stands_alone("x" * 14)
    assert stands_alone("x" * 15)


def test_an_empty_password_is_neither_repeated_nor_a_walk():
    with pytest.raises(ValidationError):
        passwords.NotCommon().validate("")
