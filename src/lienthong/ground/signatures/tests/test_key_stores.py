"""Where keys live: in encrypted rows, and on a token."""

import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import load_der_public_key

from lienthong.ground.signatures import actions, cms, queries
from lienthong.ground.signatures.adapters.base import StoredKey, key_store
from lienthong.ground.signatures.adapters.pkcs11.store import TokenKeys
from lienthong.ground.signatures.adapters.pkcs11.store import store as token_store
from lienthong.ground.signatures.adapters.soft.store import SoftwareKeys, passphrase_in
from lienthong.ground.signatures.adapters.soft.store import store as soft_store
from lienthong.ground.signatures.refusals import KeyUnavailable
from lienthong.ground.signatures.tests.conftest import NOW, run, sha256

MODULE = "/usr/lib/softhsm/libsofthsm2.so"


def require_works(stored, store):
    public = load_der_public_key(stored.public_key)
    value = store.open(stored).sign(b"data")
    if stored.algorithm == "rsa":
        public.verify(value, b"data", padding.PKCS1v15(), hashes.SHA256())
    else:
        public.verify(value, b"data", ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("algorithm", ["ecdsa", "rsa"])
def test_a_software_key_signs_and_is_never_kept_in_the_clear(algorithm):
    store = SoftwareKeys(b"passphrase")
    stored = store.make("a", algorithm=algorithm)
    require_works(stored, store)
    with pytest.raises(KeyUnavailable):
        SoftwareKeys(b"other").open(stored)
    with pytest.raises(KeyUnavailable):
        store.open(StoredKey("soft", "a", "ecdsa", None, b""))


def test_the_software_store_says_loudly_what_it_is(caplog):
    SoftwareKeys(b"passphrase")
    assert "demonstration and development only" in caplog.text


def test_a_passphrase_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    home = tmp_path / "keys"
    first = passphrase_in(home)
    assert passphrase_in(home) == first
    assert len(first) >= 40
    assert (home / "passphrase").stat().st_mode & 0o077 == 0
    assert [place.name for place in home.iterdir()] == ["passphrase"]


def test_two_processes_that_start_at_once_agree_on_a_passphrase(tmp_path, monkeypatch):
    home = tmp_path / "keys"
    first = passphrase_in(home)
    monkeypatch.setattr("pathlib.Path.exists", lambda self: False)
    assert passphrase_in(home) == first


def test_a_given_passphrase_is_taken(settings):
    settings.KEYS_PASSPHRASE = "given"
    stored = SoftwareKeys(b"given").make("a")
    require_works(stored, soft_store())


def test_a_key_store_is_one_a_process():
    assert key_store("soft") is key_store("soft")


@pytest.fixture(scope="session")
def token(tmp_path_factory):
    """A SoftHSM2 token of this run's own, under its driver's own settings file."""
    home = tmp_path_factory.mktemp("softhsm")
    (home / "tokens").mkdir()
    (home / "softhsm2.conf").write_text(f"directories.tokendir = {home}/tokens\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(home / "softhsm2.conf")
    code, said = run(
        "softhsm2-util", "--init-token", "--free", "--label", "lienthong", "--so-pin", "12345678", "--pin", "1234",
        cwd=home,
    )  # fmt: skip
    assert code == 0, said
    yield TokenKeys(module=MODULE, token="lienthong", pin="1234")
    del os.environ["SOFTHSM2_CONF"]


pkcs11 = pytest.mark.foreign("softhsm2-util", MODULE)


@pkcs11
@pytest.mark.parametrize("algorithm", ["ecdsa", "rsa"])
def test_a_token_makes_keys_that_sign(token, algorithm):
    require_works(token.make(f"key-{algorithm}", algorithm=algorithm), token)


@pkcs11
def test_the_session_is_kept_and_a_child_process_opens_its_own(token, monkeypatch):
    assert token.session() is token.session()
    token._process = -1
    token._session = None
    assert token.session() is not None
    assert token._process == os.getpid()


@pkcs11
def test_a_wrong_token_pin_or_label_is_refused(token):
    with pytest.raises(KeyUnavailable):
        TokenKeys(module=MODULE, token="nobody", pin="1234").session()
    with pytest.raises(KeyUnavailable):
        TokenKeys(module="/nowhere.so", token="lienthong", pin="1234").session()
    with pytest.raises(KeyUnavailable):
        token.open(StoredKey("pkcs11", "nobody", "ecdsa", None, b""))


@pkcs11
def test_a_whole_authority_lives_on_a_token(db, token, settings, monkeypatch):
    """Root, authorities and seals on the token: nothing but public halves in the database."""
    settings.KEY_STORE = "pkcs11"
    settings.PKCS11_MODULE, settings.PKCS11_TOKEN, settings.PKCS11_PIN = MODULE, "lienthong", "1234"
    assert isinstance(token_store(), TokenKeys)
    real = key_store("soft").__class__
    monkeypatch.setattr("lienthong.ground.signatures.actions.certifying.key_store", lambda _: token)
    monkeypatch.setattr("lienthong.ground.signatures.queries.key_store", lambda _: token)
    assert not isinstance(token, real)
    queries.forget()
    actions.set_up_authority(now=NOW)
    from uuid import uuid4

    seal = actions.issue_seal(body_id=uuid4(), name="Bộ Y tế", code="G30", by=None, now=NOW)
    assert seal.key.wrapped is None
    signature = cms.detached(queries.signer_with(seal), sha256(b"content"), timestamp=queries.stamper(NOW))
    assert cms.verify_detached(signature, b"content", trust=queries.trust(NOW), at=NOW).holder.name == "Bộ Y tế"
    queries.forget()
