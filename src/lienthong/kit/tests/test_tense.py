"""What was done is said as done, in English too."""

from django.utils.translation import gettext, override

from lienthong.kit.tense import done, told


def test_a_button_says_what_to_do_and_a_history_what_was_done():
    with override("en"):
        assert (gettext("Tiếp nhận"), told("Tiếp nhận"), str(done("Tiếp nhận"))) == ("Accept", "Accepted", "Accepted")
    with override("vi"):
        assert gettext("Tiếp nhận") == told("Tiếp nhận") == str(done("Tiếp nhận")) == "Tiếp nhận"


def test_a_verb_with_one_wording_is_told_with_it():
    with override("en"):
        assert told("Tạo tài khoản") == gettext("Tạo tài khoản") == "Created an account"
