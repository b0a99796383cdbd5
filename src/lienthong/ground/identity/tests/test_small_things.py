"""Devices in words, faces from names, addresses where passkeys can work, names turned for sorting."""

import pytest

from lienthong.ground.identity import devices, faces, passkeys
from lienthong.ground.identity.naming import given_name_first


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/128.0 Safari/537.36 Edg/128.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/128.0 Safari/537.36", "Chrome, macOS"),
        ("curl/8.5.0", "curl"),
        ("", "Thiết bị không rõ"),
    ],
)
def test_a_device_is_said_in_words_a_person_recognises(agent, words):
    assert devices.recognise(agent) == words


def test_a_face_is_the_same_at_every_visit_and_another_for_another_name():
    assert faces.face("Trần Thị Lan") == faces.face("Trần Thị Lan")
    assert len({faces.face(f"Người Thử {number}") for number in range(60)}) > 20


def test_a_face_escapes_what_it_is_given_and_asks_for_no_style():
    drawn = faces.face("x", css='"><script>')
    assert "<script" not in drawn
    assert "style=" not in drawn
    assert 'aria-hidden="true"' in drawn


@pytest.mark.parametrize(
    ("host", "secure", "works", "elsewhere"),
    [
        ("localhost:8000", False, True, ""),
        ("localhost", False, True, ""),
        ("127.0.0.1:8000", False, False, "http://localhost:8000/account/?a=1"),
        ("127.0.0.1", False, False, "http://localhost/account/?a=1"),
        ("[::1]:8000", False, False, "http://localhost:8000/account/?a=1"),
        ("203.0.113.7", True, False, ""),
        ("vanban.gov.vn", True, True, ""),
        ("vanban.gov.vn", False, False, ""),
    ],
)
def test_passkeys_work_under_a_name_with_https_or_on_localhost(rf, host, secure, works, elsewhere):
    request = rf.get("/account/?a=1", headers={"host": host}, secure=secure)
    assert passkeys.place_of(request) == passkeys.Place(works, elsewhere)


def test_people_are_sorted_by_given_name():
    assert given_name_first("Nguyễn Văn An") == "An Nguyễn Văn"
    assert given_name_first("An") == "An"
