"""The stand-in for the national e-ID: loud, strict, and good for a client of OpenID Connect we did not write."""

import json
import threading
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import uvicorn
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc6749.errors import MismatchingStateException
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from lienthong.doors.national_id import people, wording
from lienthong.doors.national_id.people import Person

from .conftest import BACK, ISSUER, SECRET, VERIFIER, challenge_of

MAI = "001190000101"
QUESTION = {
    "client_id": "lienthong",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": "openid profile",
    "state": "s-1",
    "nonce": "n-1",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}
ANSWER = {"person": MAI, "account_level": "2", "authentication_level": "3", "answer": "yes"}


def answered(browser, **changed):
    """Choose a person; the address that the browser is sent to, and what it carries."""
    sent = browser.post("/authorize", data=QUESTION | ANSWER | changed)
    there = urlsplit(sent.headers["location"])
    return there._replace(query="").geturl(), {name: one[0] for name, one in parse_qs(there.query).items()}


def redeem(browser, given, auth=("lienthong", SECRET), **changed):
    form = {"grant_type": "authorization_code", "code": given, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return browser.post("/token", data=form | changed, auth=auth)


def test_its_description_names_its_own_addresses_and_only_what_it_does(browser):
    found = browser.get("/.well-known/openid-configuration").json()
    assert found["issuer"] == ISSUER
    assert {found[name].removeprefix(ISSUER) for name in found if name.endswith(("_endpoint", "_uri"))} == {
        "/authorize", "/token", "/userinfo", "/jwks"
    }  # fmt: skip
    assert found["code_challenge_methods_supported"] == ["S256"]


def test_its_published_keys_hold_no_secret(browser):
    keys = browser.get("/jwks").json()["keys"]
    assert {key["alg"] for key in keys} == {"ES256", "RS256"}
    assert not any({"d", "p", "q", "k"} & set(key) for key in keys)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_its_page_says_loudly_what_it_is_and_shows_a_dozen_people(browser, language):
    page = browser.get("/authorize", params=QUESTION | {"ui_locales": language}).text
    assert page.count(wording.WORDS[language]["loud"]) >= 3
    assert page.count('name="person" value="') == 13
    assert "Nguyễn Thị Mai" in page
    assert "<script" not in page


def test_every_word_exists_in_both_languages():
    assert wording.WORDS["vi"].keys() == wording.WORDS["en"].keys()
    assert [wording.language(asked) for asked in ("en-GB,en", "fr de", "", "vi")] == ["en", "vi", "vi", "vi"]


def test_whoever_is_chosen_is_sent_back_with_a_code_the_state_and_the_issuer(browser):
    there, carried = answered(browser)
    assert there == BACK
    assert carried.keys() == {"code", "state", "iss"}
    assert (carried["state"], carried["iss"]) == ("s-1", ISSUER)


def test_the_tokens_say_who_it_is_at_which_levels_and_userinfo_says_the_number(browser):
    issued = redeem(browser, answered(browser)[1]["code"]).json()
    keys = KeySet.import_key_set(browser.get("/jwks").json())
    claims = jwt.decode(issued["id_token"], keys, algorithms=["ES256"]).claims
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (ISSUER, "lienthong", "n-1")
    assert (claims["acr"], claims["amr"]) == ("urn:lienthong:acr:2:3", ["pwd", "face"])
    assert MAI not in json.dumps(claims), "the number is not in the token, which travels and is kept"
    said = browser.get("/userinfo", headers={"authorization": f"Bearer {issued['access_token']}"}).json()
    assert said == {
        "sub": claims["sub"], "name": "Nguyễn Thị Mai", "personal_number": MAI, "birthdate": "1990-03-08"
    }  # fmt: skip


def test_two_clients_know_one_person_under_two_names_and_each_in_its_own_algorithm(browser):
    ours = redeem(browser, answered(browser)[1]["code"]).json()["id_token"]
    code = answered(browser, client_id="old")[1]["code"]
    theirs = redeem(browser, code, auth=("old", "another-secret")).json()["id_token"]
    keys = KeySet.import_key_set(browser.get("/jwks").json())
    first, second = (jwt.decode(token, keys, algorithms=["ES256", "RS256"]) for token in (ours, theirs))
    assert first.claims["sub"] != second.claims["sub"]
    assert (first.header["alg"], second.header["alg"]) == ("ES256", "RS256")


def test_anybody_may_be_somebody_else_with_twelve_digits_and_a_name(browser):
    _there, carried = answered(browser, person="", number="001 090 000 999", full_name=" Ai   Đó ")
    token = redeem(browser, carried["code"]).json()["access_token"]
    said = browser.get("/userinfo", headers={"authorization": f"Bearer {token}"}).json()
    assert (said["personal_number"], said["name"]) == ("001090000999", "Ai Đó")


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"person": ""}, id="nobody"),
        pytest.param({"person": "", "number": "123", "full_name": "Ai Đó"}, id="a short number"),
        pytest.param({"person": "", "number": "001090000999"}, id="no name"),
        pytest.param({"account_level": "3"}, id="an account level that does not exist"),
        pytest.param({"authentication_level": "9"}, id="an authentication level that does not exist"),
    ],
)
def test_whoever_chooses_nobody_is_asked_again(browser, wrong):
    again = browser.post("/authorize", data=QUESTION | ANSWER | wrong)
    assert again.status_code == 400
    assert wording.WORDS["vi"]["choose"] in again.text


def test_whoever_stops_is_sent_back_with_the_reason(browser):
    assert answered(browser, answer="no")[1]["error"] == "access_denied"


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "stranger"},
        {"redirect_uri": BACK + "x"},
        {"redirect_uri": BACK.rstrip("/")},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": ""},
    ],
    ids=["client", "longer", "shorter", "elsewhere", "nowhere"],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered_letter_by_letter(browser, wrong):
    for asked in (
        browser.get("/authorize", params=QUESTION | wrong),
        browser.post("/authorize", data=QUESTION | ANSWER | wrong),
    ):
        assert asked.status_code == 400
        assert "location" not in asked.headers


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
    ],
)
def test_a_request_that_is_not_in_order_goes_back_with_the_reason(browser, wrong, error):
    sent = browser.get("/authorize", params=QUESTION | wrong)
    assert f"error={error}" in sent.headers["location"]
    assert "state=s-1" in sent.headers["location"]


def test_a_code_works_once_and_its_second_use_takes_the_token_back(browser):
    code = answered(browser)[1]["code"]
    token = redeem(browser, code).json()["access_token"]
    bearer = {"authorization": f"Bearer {token}"}
    assert browser.get("/userinfo", headers=bearer).status_code == 200
    again = redeem(browser, code)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})
    assert browser.get("/userinfo", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "w" * 64}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": BACK + "x"}, "invalid_grant"),
        ({"code": "another"}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
    ids=["verifier", "no verifier", "redirect", "code", "grant"],
)
def test_a_code_is_not_redeemed_by_whoever_lacks_what_belongs_to_it(browser, changed, error):
    answer = redeem(browser, answered(browser)[1]["code"], **changed)
    assert (answer.status_code, answer.json()) == (400, {"error": error})


@pytest.mark.parametrize("auth", [("lienthong", "wrong"), ("stranger", SECRET), ("lienthong", ""), ("old", SECRET)])
def test_a_code_is_not_redeemed_without_the_secret(browser, auth):
    assert redeem(browser, answered(browser)[1]["code"], auth=auth).status_code == 401


def test_a_code_of_another_client_is_not_redeemed(browser):
    code = answered(browser)[1]["code"]
    assert redeem(browser, code, auth=("old", "another-secret")).json() == {"error": "invalid_grant"}


def test_a_secret_may_come_in_the_form_and_a_header_that_is_no_base64_counts_for_nothing(browser):
    code = answered(browser)[1]["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    broken = browser.post("/token", data=form, headers={"authorization": "Basic ä!".encode("latin-1")})
    assert broken.status_code == 401
    given = {"client_id": "lienthong", "client_secret": SECRET}
    assert browser.post("/token", data=form | given).status_code == 200


def test_a_code_holds_a_minute_and_a_token_ten(stand_in, browser):
    stand_in.clock = lambda: 1000.0
    late, good = answered(browser)[1]["code"], answered(browser)[1]["code"]
    token = redeem(browser, good).json()["access_token"]
    stand_in.clock = lambda: 1061.0
    assert redeem(browser, late).status_code == 400
    bearer = {"authorization": f"Bearer {token}"}
    assert browser.get("/userinfo", headers=bearer).status_code == 200
    stand_in.clock = lambda: 1601.0
    assert browser.get("/userinfo", headers=bearer).status_code == 401
    answered(browser)
    assert token not in stand_in.granted.tokens, "what is long over is forgotten"
    assert good not in stand_in.granted.spent


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic x"])
def test_userinfo_tells_nothing_without_a_token(browser, header):
    assert browser.get("/userinfo", headers={"authorization": header} if header else {}).status_code == 401


def test_what_is_put_into_a_request_does_not_become_part_of_the_page(browser):
    page = browser.get("/authorize", params=QUESTION | {"state": '"><script>alert(1)</script>'}).text
    assert "<script" not in page


def test_of_a_field_that_comes_twice_the_first_counts(browser):
    body = "&".join(f"{name}={said}" for name, said in (QUESTION | ANSWER).items())
    sent = browser.post(
        "/authorize",
        content=f"{body}&redirect_uri=https://evil.example/",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert sent.headers["location"].startswith(BACK)


def test_its_first_page_says_that_it_runs_and_its_style_is_served(browser):
    assert "MÔ PHỎNG" in browser.get("/").text
    assert browser.get("/static/style.css").status_code == 200


def test_the_people_come_from_one_file_that_another_may_replace(tmp_path):
    assert len(people.read()) == 12
    place = tmp_path / "people.json"
    place.write_text('[{"number": "001190000999", "full_name": "Ai Đó"}]', encoding="utf-8")
    assert people.read(place) == {"001190000999": Person("001190000999", "Ai Đó")}


@pytest.fixture
def listening(stand_in):
    """The stand-in behind a real port of this machine."""
    server = uvicorn.Server(uvicorn.Config(stand_in.application(), port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_a_client_we_did_not_write_signs_somebody_in_and_a_tampered_answer_does_not(listening, stand_in, monkeypatch):
    """Authlib: PKCE, state, token endpoint by Basic, its own judgement of the claims."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    session = OAuth2Session(
        "lienthong", SECRET, scope="openid profile", redirect_uri=BACK, code_challenge_method="S256"
    )
    address, state = session.create_authorization_url(f"{listening}/authorize", nonce="n-7", code_verifier=VERIFIER)
    asked = {name: one[0] for name, one in parse_qs(urlsplit(address).query).items()}
    sent = httpx.post(f"{listening}/authorize", data=asked | ANSWER)
    answer = sent.headers["location"]
    with pytest.raises(MismatchingStateException):
        session.fetch_token(f"{listening}/token", authorization_response=answer, state="other", code_verifier=VERIFIER)
    token = session.fetch_token(
        f"{listening}/token", authorization_response=answer, state=state, code_verifier=VERIFIER
    )
    keys = KeySet.import_key_set(session.get(f"{listening}/jwks", withhold_token=True).json())
    found = jwt.decode(token["id_token"], keys, algorithms=["ES256"])
    judged = {"iss": {"value": ISSUER}, "aud": {"value": "lienthong"}}
    said = {"nonce": "n-7", "client_id": "lienthong", "access_token": token["access_token"]}
    CodeIDToken(found.claims, found.header, judged, said).validate()
    assert session.get(f"{listening}/userinfo").json()["sub"] == found.claims["sub"]
    with pytest.raises(JoseError):
        CodeIDToken(found.claims, found.header, judged, said | {"nonce": "n-8"}).validate()
    with pytest.raises(OAuthError):
        session.fetch_token(f"{listening}/token", authorization_response=answer, state=state, code_verifier=VERIFIER)
