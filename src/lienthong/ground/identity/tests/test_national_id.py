"""The national e-ID: an answer is believed when all of it holds, and each tampered twin signs nobody in."""

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from lienthong.ground.identity import actions, queries, standing
from lienthong.ground.identity.adapters.national_id import provider as providers
from lienthong.ground.identity.models import Account, Session
from lienthong.ground.identity.states import AccountLevel, Level

from .conftest import EMAIL, NOW, PASSWORD
from .test_standing import request_of

ISSUER = "https://dinh-danh.example"
SECRET = "a-secret-of-the-tests"
NUMBER = "001190000101"
THERE, BACK = "/citizen/national-id/", "/citizen/national-id/back/"


class Provider:
    """A provider that answers as told, right or wrong; nothing leaves the process."""

    def __init__(self, keys) -> None:
        self.keys = keys
        self.published = [key.as_dict(private=False) for key in keys.values()]
        self.described: dict = {}
        self.claims: dict = {}
        self.header: dict = {}
        self.said: dict = {}
        self.sign_with = "ES256"
        self.token: str | None = None
        self.silent: set[str] = set()
        self.status: dict[str, int] = {}
        self.calls: list[str] = []
        self.forms: list[dict] = []
        self.asked: dict = {}
        self.auths: list = []

    def request(self, method, address, **more) -> httpx.Response:
        path = urlsplit(address).path
        self.calls.append(path)
        if path in self.silent:
            raise httpx.ConnectError("nobody answers")
        answers = {"/.well-known/openid-configuration": self.describe, "/jwks": self.jwks, "/me": self.me}
        body = self.issue(more) if path == "/token" else answers[path]()
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(self.status.get(path, 200), content=content)

    def describe(self) -> dict:
        addresses = {
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "userinfo_endpoint": f"{ISSUER}/me",
            "jwks_uri": f"{ISSUER}/jwks",
        }
        return {"issuer": ISSUER, **addresses, **self.described}

    def jwks(self):
        return {"keys": self.published}

    def me(self) -> dict:
        return {"sub": "person-1", "name": "Nguyễn Thị Mai", "personal_number": NUMBER, **self.said}

    def issue(self, more: dict) -> dict:
        self.forms.append(dict(more["data"]))
        self.auths.append(more.get("auth"))
        return {"access_token": "token-1", "token_type": "Bearer", "id_token": self.token or self.id_token()}

    def id_token(self) -> str:
        key = self.keys[self.sign_with]
        header = {"alg": self.sign_with, "kid": key.kid, **self.header}
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": "lienthong",
            "sub": "person-1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked.get("nonce"),
            "acr": "urn:lienthong:acr:2:3",
            **self.claims,
        }
        kept = {name: said for name, said in claims.items() if said is not ...}
        return jwt.encode(header, kept, key, algorithms=[self.sign_with])


@pytest.fixture(scope="session")
def keys():
    made = {
        "ES256": ECKey.generate_key("P-256", {"use": "sig"}),
        "RS256": RSAKey.generate_key(2048, {"use": "sig"}),
        "ES384": ECKey.generate_key("P-384", {"use": "sig"}),
    }
    for key in made.values():
        key.ensure_kid()
    return made


@pytest.fixture
def provider(keys, settings, monkeypatch) -> Provider:
    settings.NATIONAL_ID = {"issuer": ISSUER, "client_id": "lienthong", "client_secret": SECRET}
    standing_in = Provider(keys)
    monkeypatch.setattr(httpx, "request", standing_in.request)
    providers.forget()
    yield standing_in
    providers.forget()


def go(client, provider, **more) -> dict:
    """Off to the provider; what it was asked."""
    sent = client.get(THERE, more)
    assert sent.status_code == 302, sent.content.decode()
    provider.asked = {name: one[0] for name, one in parse_qs(urlsplit(sent["location"]).query).items()}
    return provider.asked


def come_back(client, provider, **changed):
    """Back with a code; `...` leaves a word out."""
    words = {"code": "code-1", "state": provider.asked["state"], **changed}
    return client.get(BACK, {name: said for name, said in words.items() if said is not ...})


def is_inside(client) -> bool:
    return "_auth_user_id" in client.session


def test_without_a_provider_there_is_no_button_and_no_way(client, db):
    assert "định danh điện tử" not in client.get("/citizen/sign-in/").content.decode()
    assert client.get(THERE).status_code == 404


def test_the_question_holds_pkce_state_nonce_and_the_exact_way_back(client, provider, db):
    assert "Dùng định danh điện tử" in client.get("/citizen/sign-in/").content.decode()
    asked = go(client, provider)
    assert asked["redirect_uri"] == f"http://testserver{BACK}"
    assert (asked["response_type"], asked["code_challenge_method"], asked["client_id"]) == ("code", "S256", "lienthong")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 32
    assert asked["scope"].split()[0] == "openid"
    assert go(client, provider)["state"] != asked["state"]


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_who_comes_back_is_signed_in_to_an_account_of_their_own(client, provider, db, algorithm):
    provider.sign_with = algorithm
    go(client, provider, next="/desk/books/")
    assert come_back(client, provider)["location"] == "/desk/books/"
    account = queries.account_of(NUMBER, _now())
    assert client.session["_auth_user_id"] == str(account.pk)
    assert (account.full_name, account.email, account.phone) == ("Nguyễn Thị Mai", None, None)
    assert Session.objects.get(account=account).way == "national_id"
    sure = standing.of_request(_request(client, account))
    assert sure.level == Level(AccountLevel.TWO, 3)
    assert sure.proven_by == "national_id"


def test_the_code_is_redeemed_with_our_secret_and_the_verifier_that_was_promised(client, provider, db):
    asked = go(client, provider)
    come_back(client, provider)
    form = provider.forms[0]
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
    assert provider.auths == [("lienthong", SECRET)]
    assert (form["code"], form["redirect_uri"]) == ("code-1", asked["redirect_uri"])


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(client, provider, db):
    provider.described = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    go(client, provider)
    come_back(client, provider)
    assert (provider.forms[0]["client_secret"], provider.auths) == (SECRET, [None])


def test_the_same_person_comes_back_to_the_same_account(client, provider, db):
    for _time in range(2):
        go(client, provider)
        assert come_back(client, provider).status_code == 302
        client.logout()
    assert Account.objects.count() == 1


def test_whoever_asks_for_a_level_keeps_their_account_and_has_just_proven_themselves(client, provider, lan):
    client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    go(client, provider, **{"for": "level", "next": "/citizen/level/"})
    answer = come_back(client, provider)
    assert answer["location"] == "/citizen/level/"
    assert queries.account_of(NUMBER, _now()) == lan
    assert client.session["_auth_user_id"] == str(lan.pk)
    assert client.get("/step-up/").status_code == 302, "it counts as a fresh proof"
    assert "Bằng định danh điện tử quốc gia" in client.get("/citizen/level/").content.decode()


def test_a_person_of_another_account_is_not_bound_to_this_one(client, provider, lan, stranger):
    actions.meet(number=NUMBER, full_name="Lê Văn Giả", level=AccountLevel.TWO, evidence="t", account=stranger, now=NOW)
    client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    go(client, provider, **{"for": "level"})
    assert come_back(client, provider).status_code == 409
    assert queries.identification_of(lan, _now()) is None


def test_an_account_that_is_locked_stays_locked(client, provider, lan):
    actions.meet(number=NUMBER, full_name="Trần Thị Lan", level=AccountLevel.TWO, evidence="t", account=lan, now=NOW)
    actions.disable_account(account=lan, by=None, now=NOW)
    go(client, provider)
    assert come_back(client, provider)["location"] == "/sign-in/locked/"
    assert not is_inside(client)


def test_nobody_is_led_to_another_host(client, provider, db):
    go(client, provider, next="https://evil.example/")
    assert come_back(client, provider)["location"] == "/"


TAMPERED = {
    "another nonce": {"nonce": "other"},
    "no nonce": {"nonce": ...},
    "another issuer": {"iss": "https://evil.example"},
    "issuer with a slash": {"iss": ISSUER + "/"},
    "another audience": {"aud": "somebody-else"},
    "an audience that begins alike": {"aud": "lienthong2"},
    "no audience": {"aud": ...},
    "two audiences without a party": {"aud": ["lienthong", "other"]},
    "another authorised party": {"azp": "other"},
    "expired": {"exp": int(time.time()) - 61},
    "no expiry": {"exp": ...},
    "expiry that is a word": {"exp": "9999999999"},
    "expiry that is true": {"exp": True},
    "of the future": {"iat": int(time.time()) + 3600, "exp": int(time.time()) + 7200},
    "of yesterday": {"iat": int(time.time()) - 86_400},
    "not valid yet": {"nbf": int(time.time()) + 3600},
    "no subject": {"sub": ...},
    "an empty subject": {"sub": ""},
    "a subject that is a number": {"sub": 7},
    "another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    "a level nobody knows": {"acr": "urn:lienthong:acr:3:9"},
    "no level": {"acr": ...},
    "a level that is a list": {"acr": ["urn:lienthong:acr:2:4"]},
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_token_tampered_with_signs_nobody_in(client, provider, db, what):
    go(client, provider)
    provider.claims = TAMPERED[what]
    assert come_back(client, provider).status_code == 403
    assert not is_inside(client)
    assert not Account.objects.exists()


def test_a_clock_a_minute_off_is_forgiven(client, provider, db):
    go(client, provider)
    provider.claims = {"iat": int(time.time()) + 50, "exp": int(time.time()) - 50, "nbf": int(time.time()) + 50}
    assert come_back(client, provider).status_code == 302


def test_two_audiences_with_us_as_the_party_and_a_bound_access_token_are_fine(client, provider, db):
    go(client, provider)
    half = base64.urlsafe_b64encode(hashlib.sha256(b"token-1").digest()[:16]).rstrip(b"=").decode()
    provider.claims = {"aud": ["lienthong", "other"], "azp": "lienthong", "at_hash": half}
    assert come_back(client, provider).status_code == 302


def unsigned(provider) -> str:
    _head, body, _signature = provider.id_token().split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{none}.{body}."


def signed_with_the_public_key_as_a_password(provider) -> str:
    public = provider.keys["RS256"].as_pem(private=False)
    head = json.dumps({"alg": "HS256", "kid": provider.keys["RS256"].kid}).encode()
    said = b".".join([_closed(head), provider.id_token().split(".")[1].encode()])
    return b".".join([said, _closed(hmac.digest(public, said, "sha256"))]).decode()


def signed_by_a_stranger(provider) -> str:
    stranger = ECKey.generate_key("P-256", {"kid": provider.keys["ES256"].kid})
    body = json.loads(_opened(provider.id_token().split(".")[1]))
    return jwt.encode({"alg": "ES256", "kid": stranger.kid}, body, stranger)


def with_a_key_of_its_own_in_the_header(provider) -> str:
    own = ECKey.generate_key("P-256")
    body = json.loads(_opened(provider.id_token().split(".")[1]))
    return jwt.encode({"alg": "ES256", "jwk": own.as_dict(private=False)}, body, own)


def one_letter_changed(provider) -> str:
    head, body, signature = provider.id_token().split(".")
    changed = body[:-3] + ("A" if body[-3] != "A" else "B") + body[-2:]
    assert changed != body
    return f"{head}.{changed}.{signature}"


def with_padding(provider) -> str:
    return provider.id_token() + "=="


def in_an_algorithm_we_do_not_take(provider) -> str:
    provider.sign_with = "ES384"
    try:
        return provider.id_token()
    finally:
        provider.sign_with = "ES256"


def with_a_condition_we_do_not_know(provider) -> str:
    provider.header = {"crit": ["b64"], "b64": True}
    try:
        return provider.id_token()
    finally:
        provider.header = {}


def no_token_at_all(provider) -> str:
    return "x"


FORGERIES = [
    unsigned, signed_with_the_public_key_as_a_password, signed_by_a_stranger, with_a_key_of_its_own_in_the_header,
    one_letter_changed, with_padding, in_an_algorithm_we_do_not_take, with_a_condition_we_do_not_know, no_token_at_all,
]  # fmt: skip


def _closed(plain: bytes) -> bytes:
    return base64.urlsafe_b64encode(plain).rstrip(b"=")


def _opened(word: str) -> bytes:
    return base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_a_forged_signature_signs_nobody_in(client, provider, db, forge):
    go(client, provider)
    provider.token = forge(provider)
    assert come_back(client, provider).status_code == 403
    assert not is_inside(client)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"state": "other"}, id="another state"),
        pytest.param({"state": ...}, id="no state"),
        pytest.param({"state": "ư"}, id="a state that is no ASCII"),
        pytest.param({"code": ...}, id="no code"),
        pytest.param({"error": "server_error"}, id="an error"),
        pytest.param({"iss": "https://evil.example"}, id="the answer of another provider"),
        pytest.param({"error": "access_denied", "code": ...}, id="stopped by the person"),
    ],
)
def test_an_answer_that_is_not_to_our_question_signs_nobody_in(client, provider, db, changed):
    go(client, provider)
    assert come_back(client, provider, **changed).status_code == 403
    assert "/token" not in provider.calls
    assert not is_inside(client)


def test_whoever_stops_reads_that_nothing_was_changed(client, provider, db):
    go(client, provider)
    page = come_back(client, provider, error="access_denied", code=...).content.decode()
    assert "Bạn đã dừng ở nơi định danh điện tử" in page


def test_a_provider_that_promises_to_name_itself_must_do_so(client, provider, db):
    provider.described = {"authorization_response_iss_parameter_supported": True}
    go(client, provider)
    assert come_back(client, provider).status_code == 403
    go(client, provider)
    assert come_back(client, provider, iss=ISSUER).status_code == 302


def test_an_answer_works_once_and_in_its_own_browser_only(client, provider, db):
    from django.test import Client

    go(client, provider)
    assert come_back(Client(), provider).status_code == 403
    assert come_back(client, provider).status_code == 302
    client.logout()
    assert come_back(client, provider).status_code == 403


def test_an_answer_that_comes_after_a_quarter_of_an_hour_is_too_late(client, provider, db):
    go(client, provider)
    session = client.session
    session["national_id"][provider.asked["state"]]["at"] -= 901
    session.save()
    assert come_back(client, provider).status_code == 403


def test_only_the_last_five_questions_wait_for_answers(client, provider, db):
    first = go(client, provider)
    for _time in range(5):
        go(client, provider)
    assert len(client.session["national_id"]) == 5
    assert first["state"] not in client.session["national_id"]


@pytest.mark.parametrize(
    "said",
    [
        {"sub": "person-2"},
        {"personal_number": None},
        {"personal_number": 1190000101},
        {"name": " "},
        {"name": None},
    ],
    ids=["another person", "no number", "a number that is not text", "a blank name", "no name"],
)
def test_what_is_said_of_the_person_must_be_whole_and_of_the_same_one(client, provider, db, said):
    go(client, provider)
    provider.said = said
    assert come_back(client, provider).status_code == 403
    assert not is_inside(client)


def test_a_number_that_has_not_twelve_digits_is_refused(client, provider, db):
    go(client, provider)
    provider.said = {"personal_number": "123"}
    assert come_back(client, provider).status_code == 422
    assert not is_inside(client)


def test_an_operator_may_set_other_words_for_the_levels_and_another_claim(client, provider, db, settings):
    settings.NATIONAL_ID |= {"levels": "cao=2:4 thap=1:1 nonsense=9:9", "number_claim": "cccd"}
    provider.claims, provider.said = {"acr": "cao"}, {"cccd": NUMBER, "personal_number": None}
    go(client, provider)
    come_back(client, provider)
    account = queries.account_of(NUMBER, _now())
    assert standing.of_request(_request(client, account)).authentication_level == 4
    client.logout()
    provider.claims = {"acr": "nonsense"}
    go(client, provider)
    assert come_back(client, provider).status_code == 403


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks", "/me"])
@pytest.mark.parametrize("how", ["does not answer", "fails"])
def test_when_the_provider_is_out_the_page_says_what_still_works(client, provider, db, path, how):
    provider.silent = {path} if how == "does not answer" else set()
    provider.status = {path: 503} if how == "fails" else {}
    if path == "/.well-known/openid-configuration":
        answer = client.get(THERE)
    else:
        go(client, provider)
        answer = come_back(client, provider)
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "chưa trả lời" in page
    assert "hồ sơ nháp" in page
    assert not is_inside(client)


def test_nobody_is_sent_to_a_provider_that_went_out_since_it_was_asked(client, provider, db):
    go(client, provider)
    provider.silent = {"/.well-known/openid-configuration"}
    assert client.get(THERE).status_code == 302, "asked a moment ago"
    providers.provider().described_at -= 31
    assert client.get(THERE).status_code == 503


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://dinh-danh.example/token"},
        {"jwks_uri": ""},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=["another issuer", "without https", "no keys", "no address"],
)
def test_a_description_that_is_not_in_order_sends_nobody_anywhere(client, provider, db, described):
    provider.described = described
    assert client.get(THERE).status_code == 403


@pytest.mark.parametrize("body", [b"<html>", b"[]"], ids=["no JSON", "no object"])
def test_an_answer_of_the_provider_that_is_no_object_is_not_believed(client, provider, db, body, monkeypatch):
    go(client, provider)
    monkeypatch.setattr(provider, "me", lambda: body)
    assert come_back(client, provider).status_code == 403


@pytest.mark.parametrize(
    "published", ["keys", [{"kty": "EC"}], [{"kty": "oct", "k": "AAAA"}]], ids=["word", "torn", "secret"]
)
def test_keys_that_are_none_are_not_used(client, provider, db, published):
    go(client, provider)
    provider.published = published
    assert come_back(client, provider).status_code == 403


def test_keys_are_fetched_once_and_again_when_the_provider_has_changed_them(client, provider, db, monkeypatch):
    go(client, provider)
    come_back(client, provider)
    client.logout()
    go(client, provider)
    come_back(client, provider)
    assert provider.calls.count("/jwks") == 1
    assert provider.calls.count("/.well-known/openid-configuration") == 1
    fresh = ECKey.generate_key("P-256", {"use": "sig"})
    fresh.ensure_kid()
    monkeypatch.setitem(provider.keys, "ES256", fresh)
    provider.published = [fresh.as_dict(private=False)]
    client.logout()
    go(client, provider)
    assert come_back(client, provider).status_code == 403, "asked a moment ago: a stranger cannot make us ask all day"
    providers.provider().keys_at -= 31
    go(client, provider)
    assert come_back(client, provider).status_code == 302
    assert provider.calls.count("/jwks") == 2


def test_a_token_that_names_no_key_is_fine_when_there_is_only_one(client, provider, db):
    provider.header = {"kid": None}
    provider.published = [provider.keys["ES256"].as_dict(private=False)]
    original = provider.id_token
    go(client, provider)
    provider.token = _without_kid(original, provider)
    assert come_back(client, provider).status_code == 302
    providers.forget()
    client.logout()
    provider.published = [key.as_dict(private=False) for key in provider.keys.values()]
    go(client, provider)
    provider.token = _without_kid(original, provider)
    assert come_back(client, provider).status_code == 403


def _without_kid(original, provider) -> str:
    provider.header = {}
    body = json.loads(_opened(original().split(".")[1]))
    return jwt.encode({"alg": "ES256"}, body, provider.keys["ES256"])


def _now():
    from lienthong.kit import clock

    return clock.now()


def _request(client, account):
    request = request_of(client, account)
    request.now = _now()
    return request


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_a_provider_we_did_not_write_signs_somebody_in(client, provider, db, settings, monkeypatch):
    """oidc-provider-mock: a whole provider on Flask and Authlib, reached without a socket."""
    import oidc_provider_mock
    from oidc_provider_mock import User

    claims = {"name": "Lê Thị Thu Hà", "personal_number": "048195000103", "acr": "urn:lienthong:acr:2:2"}
    app = oidc_provider_mock.app(require_nonce=True, user_claims=[User(sub="ha", claims=claims)])
    through = httpx.Client(transport=httpx.WSGITransport(app.wsgi_app), base_url="http://localhost")
    settings.NATIONAL_ID |= {"issuer": "http://localhost"}

    def request(method, address, *, timeout, follow_redirects, **more):
        return through.request(method, address, follow_redirects=follow_redirects, **more)

    monkeypatch.setattr(httpx, "request", request)
    there = client.get(THERE)["location"]
    sent = through.post(there, data={"sub": "ha"})
    back = urlsplit(sent.headers["location"])
    answer = client.get(f"{back.path}?{back.query}")
    assert answer.status_code == 302, answer.content.decode()
    account = queries.account_of("048195000103", _now())
    assert client.session["_auth_user_id"] == str(account.pk)
    client.logout()
    there = client.get(THERE)["location"]
    back = urlsplit(through.post(there, data={"sub": "ha"}).headers["location"])
    session = client.session
    asked = next(iter(session["national_id"].values()))
    asked["nonce"] = "another"
    session.save()
    assert client.get(f"{back.path}?{back.query}").status_code == 403
