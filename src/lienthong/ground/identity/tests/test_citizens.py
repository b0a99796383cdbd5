"""The citizens' door: opening an account, coming in with password and code, raising a level, changing the contact."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from lienthong.ground.identity import actions, queries, rules
from lienthong.ground.identity.models import Account, Session, SignIn
from lienthong.ground.identity.states import AccountLevel, Means, Proof
from lienthong.ground.journal.models import Act
from lienthong.kit import clock

from .conftest import EMAIL, NOW, PASSWORD, PHONE, SPOKEN_PHONE
from .test_standing import request_of

SHORT = "tre xanh bóng mát"


def text(answer) -> str:
    return answer.content.decode()


def enter(client, address=SPOKEN_PHONE, password=SHORT, **more):
    return client.post("/citizen/sign-in/", {"address": address, "password": password, **more})


def begin(client, address=SPOKEN_PHONE, name="Phạm Văn Minh", **more):
    return client.post("/citizen/sign-up/", {"full_name": name, "address": address, **more})


def choose(client, password=SHORT, again=None):
    return client.post("/citizen/sign-up/password/", {"password1": password, "password2": again or password})


def is_inside(client) -> bool:
    return "_auth_user_id" in client.session


def level_of(client, account):
    from lienthong.ground.identity import standing

    sure = standing.of_request(request_of(client, account))
    return sure.account_level, sure.authentication_level


@pytest.mark.parametrize("name", ["Minh 😀", "Phạm Văn 3", "M", "<b>Minh</b>"])
def test_a_name_has_letters_only(client, post, db, name):
    refused = begin(client, name=name)
    assert "location" not in refused
    assert "bằng chữ, không có chữ số" in text(refused)
    assert client.get("/citizen/sign-up/code/").status_code == 302


def test_an_account_is_opened_with_a_telephone_number_a_code_and_a_password(client, post, db):
    assert begin(client, next="/desk/books/")["location"] == "/citizen/sign-up/code/"
    assert "••••\u00a0•••\u00a0456" in text(client.get("/citizen/sign-up/code/"))
    assert client.post("/citizen/sign-up/code/", {"code": post.code})["location"] == "/citizen/sign-up/password/"
    assert choose(client)["location"] == "/desk/books/"
    account = Account.objects.get(phone=PHONE)
    assert (account.email, account.full_name, str(account.reached_at)) == (None, "Phạm Văn Minh", PHONE)
    assert client.session["_auth_user_id"] == str(account.pk)
    assert level_of(client, account) == (AccountLevel.UNPROVEN, 2)
    assert Act.objects.about(account).filter(verb="identity.account.opened").exists()


def test_an_account_is_opened_with_an_e_mail_address_and_needs_a_long_password_then(client, post, db):
    begin(client, "Minh@Lienthong.example")
    client.post("/citizen/sign-up/code/", {"code": post.code})
    assert "ít nhất 15 ký tự" in text(choose(client, "tre xanh"))
    assert choose(client, PASSWORD)["location"] == "/"
    account = Account.objects.get(email="minh@lienthong.example")
    assert level_of(client, account) == (AccountLevel.UNPROVEN, 1)


def test_two_passwords_that_differ_a_short_and_a_common_one_are_refused(client, post, db):
    begin(client)
    client.post("/citizen/sign-up/code/", {"code": post.code})
    assert "Hai lần nhập không giống nhau." in text(choose(client, again="khác hẳn"))
    assert "ít nhất 8 ký tự" in text(choose(client, "ngắn"))
    assert "dễ bị đoán" in text(choose(client, "matkhau123"))
    assert "không được lấy từ họ tên" in text(choose(client, "phạm văn minh"))
    assert not Account.objects.filter(phone=PHONE).exists()


def test_without_the_right_code_no_account_is_opened(client, post, db):
    begin(client)
    assert choose(client)["location"] == "/citizen/sign-up/"
    wrong = client.post("/citizen/sign-up/code/", {"code": "abc"})
    assert "Mã không đúng" in text(wrong)
    assert choose(client)["location"] == "/citizen/sign-up/"
    assert not Account.objects.exists()


def test_the_proof_of_an_address_holds_half_an_hour(client, post, db):
    with time_machine.travel(clock.now(), tick=False) as clocks:
        begin(client)
        client.post("/citizen/sign-up/code/", {"code": post.code})
        clocks.shift(timedelta(minutes=31))
        assert choose(client)["location"] == "/citizen/sign-up/"


def test_another_code_is_sent_when_asked_for_and_the_first_is_useless(client, post, db):
    begin(client)
    first = post.code
    assert client.post("/citizen/sign-up/code/", {"again": "1"})["location"] == "/citizen/sign-up/code/"
    assert "Mã không đúng" in text(client.post("/citizen/sign-up/code/", {"code": first}))
    assert client.post("/citizen/sign-up/code/", {"code": post.code}).status_code == 302


def test_the_pages_after_the_first_lead_back_to_it(client, db):
    for page in ("code", "password"):
        assert client.get(f"/citizen/sign-up/{page}/")["location"] == "/citizen/sign-up/"


def test_nobody_learns_from_the_pages_who_has_an_account(client, post, minh):
    answer = begin(client)
    assert answer["location"] == "/citizen/sign-up/code/"
    assert post.kinds == ["identity.account.exists"]
    assert "••••\u00a0•••\u00a0456" in text(client.get("/citizen/sign-up/code/"))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("0912 345 678", "bắt đầu bằng 0000"),
        ("12", "Ghi số di động"),
        ("lan@", "Ghi số di động"),
        ("", "Nhập số điện thoại hoặc thư điện tử."),
    ],
)
def test_an_address_that_reaches_nobody_is_refused_in_words(client, db, address, said):
    assert said in text(begin(client, address))


def test_too_many_codes_for_one_number_are_said_on_the_page(client, post, db):
    for _time in range(5):
        begin(client)
    assert "Đã gửi quá nhiều mã" in text(begin(client))


def test_signing_in_takes_the_password_and_the_code_that_is_sent(client, post, minh):
    assert enter(client, next="/desk/books/")["location"] == "/citizen/sign-in/code/"
    assert not is_inside(client)
    assert post.sent[-1]["phone"] == PHONE
    assert "Mã không đúng" in text(client.post("/citizen/sign-in/code/", {"code": "000 000 x"}))
    assert client.post("/citizen/sign-in/code/", {"code": post.code})["location"] == "/desk/books/"
    assert client.session["_auth_user_id"] == str(minh.pk)
    assert level_of(client, minh) == (AccountLevel.UNPROVEN, 2)
    assert Session.objects.get(account=minh).way == "password"


def test_another_code_is_sent_while_signing_in(client, post, minh):
    enter(client)
    first = post.code
    client.post("/citizen/sign-in/code/", {"again": "1"})
    assert len(post.sent) == 2
    assert "Mã không đúng" in text(client.post("/citizen/sign-in/code/", {"code": first}))
    assert client.post("/citizen/sign-in/code/", {"code": post.code})["location"] == "/"


def test_the_code_page_cannot_be_entered_without_the_password(client, db):
    assert client.get("/citizen/sign-in/code/")["location"] == "/citizen/sign-in/"


def test_whoever_has_an_e_mail_address_only_gets_the_code_there(client, post, lan):
    assert enter(client, EMAIL.upper(), PASSWORD)["location"] == "/citizen/sign-in/code/"
    assert post.sent[-1]["email"] == EMAIL
    client.post("/citizen/sign-in/code/", {"code": post.code})
    assert level_of(client, lan) == (AccountLevel.UNPROVEN, 1), "a letter proves nothing that the password did not"


def test_the_officials_door_asks_no_code_of_whoever_has_no_telephone_there(client, post, lan):
    assert client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})["location"] == "/desk/"
    assert not post.sent


def test_a_proven_telephone_is_asked_for_at_every_door(client, post, lan):
    actions.change_contact(account=lan, means=Means.SMS, address=PHONE, by=lan, now=NOW)
    assert client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})["location"] == "/citizen/sign-in/code/"


def test_an_authenticator_app_takes_the_place_of_the_code(client, post, minh):
    TOTP.activate(minh, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert enter(client)["location"] == "/sign-in/second-step/"
    assert not post.sent


@pytest.mark.parametrize("address", [SPOKEN_PHONE, "0000 999 999", "ai đó", "ai@lienthong.example"])
def test_what_is_wrong_sounds_the_same_for_a_stranger_and_for_a_wrong_password(client, minh, address):
    answer = enter(client, address, "không phải mật khẩu này")
    assert "hoặc mật khẩu không đúng" in text(answer)
    assert SignIn.objects.get().outcome == "refused"


def test_guessing_at_one_number_is_stopped(client, minh):
    for _time in range(8):
        enter(client, password="đoán mò lần nữa")
    assert "Sai quá nhiều lần" in text(enter(client))


def test_an_empty_form_says_what_is_missing(client, db):
    said = text(enter(client, "", ""))
    assert "Nhập số điện thoại hoặc thư điện tử." in said
    assert "Nhập mật khẩu." in said


def test_a_disabled_account_learns_that_it_is_locked_and_gets_no_code(client, post, minh):
    actions.disable_account(account=minh, by=None, now=NOW)
    assert enter(client)["location"] == "/sign-in/locked/"
    assert not post.sent


def test_whoever_is_inside_is_not_asked_again(client, minh):
    client.force_login(minh)
    for page in ("sign-in", "sign-up"):
        assert client.get(f"/citizen/{page}/?next=/account/")["location"] == "/account/"


def test_nobody_is_led_to_another_host(client, post, minh):
    enter(client, next="https://evil.example/")
    assert client.post("/citizen/sign-in/code/", {"code": post.code})["location"] == "/"


def inside_with_one_factor(client, account):
    from allauth.account.internal.flows import login

    client.force_login(account)
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": clock.now().timestamp()}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(account.pk)
    session.save()


def test_a_code_to_ones_own_telephone_raises_the_session_to_two_factors(client, post, minh):
    inside_with_one_factor(client, minh)
    page = text(client.get("/citizen/level/?next=/account/"))
    assert "Một yếu tố" in page
    assert client.post("/citizen/level/code/", {"again": "1"})["location"] == "/citizen/level/code/"
    assert "Nhập mã xác nhận" in text(client.get("/citizen/level/code/"))
    assert client.post("/citizen/level/code/", {"code": post.code})["location"] == "/account/"
    assert level_of(client, minh) == (AccountLevel.UNPROVEN, 2)
    assert "Hai yếu tố" in text(client.get("/citizen/level/"))


def test_whoever_has_no_telephone_is_led_to_adding_one(client, lan):
    inside_with_one_factor(client, lan)
    assert client.get("/citizen/level/code/")["location"] == "/citizen/level/"
    assert "Thêm số điện thoại" in text(client.get("/citizen/level/"))


def test_the_page_of_levels_says_who_one_was_proven_to_be_without_showing_the_number(client, lan):
    actions.identify(
        account=lan,
        number="001090000123",
        level=AccountLevel.TWO,
        way=Proof.NATIONAL_ID,
        evidence="t",
        by=None,
        now=NOW,
    )
    client.force_login(lan)
    page = text(client.get("/citizen/level/"))
    assert "Định danh mức độ 2" in page
    assert "0123" in page
    assert "001090000123" not in page


@pytest.mark.parametrize("page", ["level", "level/code", "contact", "contact/code"])
def test_a_stranger_is_sent_to_the_citizens_door(client, db, page):
    assert client.get(f"/citizen/{page}/")["location"].startswith("/citizen/sign-in/?next=")


def test_the_contact_is_changed_after_a_proof_and_a_code_and_the_old_one_is_warned(inside, post, lan):
    assert inside.post("/citizen/contact/", {"address": SPOKEN_PHONE})["location"] == "/citizen/contact/code/"
    assert post.sent[-1]["phone"] == PHONE
    inside.post("/citizen/contact/code/", {"again": "1"})
    assert "Nhập mã xác nhận" in text(inside.get("/citizen/contact/code/"))
    assert inside.post("/citizen/contact/code/", {"code": post.code})["location"] == "/citizen/level/"
    lan.refresh_from_db()
    assert (lan.phone, lan.email) == (PHONE, EMAIL)
    assert (post.sent[-1]["email"], post.kinds[-1]) == (EMAIL, "identity.contact.changed")
    assert post.sent[-1]["facts"] == {"masked": "••••\u00a0•••\u00a0456"}


def test_the_contact_cannot_be_changed_in_a_session_left_open(client, lan):
    client.force_login(lan)
    assert client.post("/citizen/contact/", {"address": SPOKEN_PHONE})["location"].startswith("/step-up/")


def test_a_code_to_a_new_contact_is_good_for_the_one_who_asked_only(inside, post, lan, stranger):
    inside.post("/citizen/contact/", {"address": SPOKEN_PHONE})
    session = inside.session
    code = session["contact_code"]
    inside.force_login(stranger)
    session = inside.session
    session["contact_code"] = code
    session.save()
    assert inside.post("/citizen/contact/code/", {"code": post.code})["location"] == "/citizen/contact/"


def test_too_many_codes_to_a_new_contact_are_said_on_the_page(inside, post, lan):
    for _time in range(5):
        inside.post("/citizen/contact/", {"address": SPOKEN_PHONE})
    assert "Đã gửi quá nhiều mã" in text(inside.post("/citizen/contact/", {"address": SPOKEN_PHONE}))


def test_a_contact_that_belongs_to_another_account_is_not_taken_over(post, lan, minh):
    with pytest.raises(rules.PhoneTaken):
        actions.change_contact(account=lan, means=Means.SMS, address=PHONE, by=lan, now=NOW)
    with pytest.raises(rules.AccountExists):
        actions.change_contact(account=minh, means=Means.EMAIL, address=EMAIL, by=minh, now=NOW)
    actions.change_contact(account=minh, means=Means.EMAIL, address="minh@lienthong.example", by=minh, now=NOW)
    assert queries.reached_by("minh@lienthong.example") == minh


def test_an_address_that_was_taken_meanwhile_opens_no_second_account(minh, lan):
    for means, address, refusal in (
        (Means.SMS, PHONE, rules.PhoneTaken),
        (Means.EMAIL, EMAIL, rules.AccountExists),
    ):
        with pytest.raises(refusal):
            actions.open_account(means=means, address=address, full_name="Ai Đó", password=PASSWORD, now=NOW)


def test_people_who_do_not_exist_get_no_letters(post, stranger):
    stranger.phone = PHONE
    actions.warn(account=stranger, kind="identity.recovery.asked", facts={}, now=NOW)
    assert [message.get("phone") for message in post.sent] == [PHONE]


def test_the_last_factor_may_go_when_a_proven_telephone_stays(minh):
    app = TOTP.activate(minh, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").instance
    rules.require_may_remove(app, minh)
    assert Authenticator.objects.filter(user=minh).count() == 1
    assert rules.shortest_password(None) == rules.ALONE


def test_an_administrator_makes_an_account_for_an_address_that_is_one_and_is_free(lan):
    for email, refusal in (("lan", rules.NotAnAddress), (EMAIL.upper(), rules.AccountExists)):
        with pytest.raises(refusal):
            actions.create_account(email=email, full_name="Ai Đó", by=None, now=NOW)


def test_an_account_that_was_disabled_is_opened_again(client, post, minh):
    actions.disable_account(account=minh, by=None, now=NOW)
    actions.enable_account(account=minh, by=None, now=NOW)
    assert enter(client)["location"] == "/citizen/sign-in/code/"
