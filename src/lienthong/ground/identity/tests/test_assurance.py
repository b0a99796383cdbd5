"""How sure we are: what each way of signing in proves, and that a gate which cannot tell stays shut."""

import json
from datetime import UTC, datetime

import pytest

from lienthong.ground.identity import assurance
from lienthong.ground.identity.assurance import Assurance, SessionFacts
from lienthong.ground.identity.states import AccountLevel, AuthenticationLevel, Level, Proof, Way
from lienthong.kit.errors import Refused

AT = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
PASSWORD = {"method": "password", "at": 1.0}
SMS = {"method": "sms", "at": 2.0}
MAIL = {"method": "email_code", "at": 2.0}
APP = {"method": "mfa", "type": "totp", "at": 3.0}
SPARE = {"method": "mfa", "type": "recovery_codes", "at": 3.0}
KEY_AFTER = {"method": "mfa", "type": "webauthn", "at": 3.0}
KEY_ALONE = {"method": "mfa", "type": "webauthn", "passwordless": True, "at": AT.timestamp()}
SIMULATED = {"method": "demonstration", "at": 1.0}


def of(*records, demonstration=False, account=AccountLevel.TWO):
    return assurance.of_session(SessionFacts(records, account, Proof.COUNTER, Way.PASSWORD, demonstration))


@pytest.mark.parametrize(
    ("records", "level"),
    [
        pytest.param([PASSWORD], 1, id="a password"),
        pytest.param([{"method": "link", "at": 1.0}], 1, id="a one-time link"),
        pytest.param([PASSWORD, SMS], 2, id="a password and a code by SMS"),
        pytest.param([PASSWORD, MAIL], 1, id="a password and a code by e-mail"),
        pytest.param([PASSWORD, PASSWORD], 1, id="one password twice"),
        pytest.param([SMS, APP], 1, id="two things one has"),
        pytest.param([PASSWORD, APP], 2, id="a password and an app"),
        pytest.param([PASSWORD, SPARE], 2, id="a password and a recovery code"),
        pytest.param([PASSWORD, KEY_AFTER], 2, id="a password and a key"),
        pytest.param([KEY_ALONE], 2, id="a passkey alone"),
        pytest.param([PASSWORD, SMS, APP, KEY_ALONE], 2, id="all of ours together"),
        pytest.param([SIMULATED], 0, id="a simulated sign-in outside the demonstration"),
        pytest.param([{"method": "telepathy", "at": 1.0}], 0, id="a method nobody knows"),
        pytest.param([{"method": "mfa", "type": "telepathy", "at": 1.0}], 0, id="a factor nobody knows"),
        pytest.param([{"at": 1.0}], 0, id="a record without a method"),
    ],
)
def test_a_session_proves_as_much_as_the_kinds_of_factors_it_showed(records, level):
    assert of(*records).authentication_level == level


@pytest.mark.parametrize(("said", "level"), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 0), ("3", 0), (None, 0)])
def test_the_national_e_id_says_its_own_level_and_what_it_cannot_say_counts_as_nothing(said, level):
    assert of({"method": "national_id", "authentication_level": said, "at": 1.0}).authentication_level == level


def test_nothing_but_the_national_e_id_may_say_a_level():
    assert of({"method": "password", "authentication_level": 4, "at": 1.0}).authentication_level == 1


def test_in_the_demonstration_a_simulated_sign_in_counts_as_two_factors():
    assert of(SIMULATED, demonstration=True).authentication_level == 2


def test_a_session_without_any_proof_proves_nothing():
    assert of() is None


def test_what_was_shown_last_says_when():
    assert of(PASSWORD, KEY_ALONE).at == AT


def test_an_assurance_is_kept_as_json_and_read_back_the_same():
    sure = of(PASSWORD, KEY_ALONE)
    assert assurance.from_plain(json.loads(json.dumps(sure.plain()))) == sure
    bare = Assurance(AccountLevel.UNPROVEN, AuthenticationLevel.ONE_FACTOR, Way.LINK, AT)
    assert assurance.from_plain(bare.plain()) == bare


@pytest.mark.parametrize("wrong", [{"account_level": 3}, {"way": "magic"}, {"proven_by": "hearsay"}])
def test_an_assurance_altered_into_something_unknown_is_not_read(wrong):
    with pytest.raises(ValueError):
        assurance.from_plain(of(PASSWORD).plain() | wrong)


def sure(account, authentication):
    return Assurance(AccountLevel(account), AuthenticationLevel(authentication), Way.PASSWORD, AT)


def reaches(account, authentication, needed):
    try:
        assurance.require(sure(account, authentication), needed)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("needed_account", AccountLevel.values)
@pytest.mark.parametrize("needed_authentication", AuthenticationLevel.values[1:])
def test_a_gate_lets_pass_exactly_those_who_reach_both_axes(needed_account, needed_authentication):
    needed = Level(AccountLevel(needed_account), AuthenticationLevel(needed_authentication))
    for account in AccountLevel.values:
        for authentication in AuthenticationLevel.values:
            enough = account >= needed_account and authentication >= needed_authentication
            assert reaches(account, authentication, needed) is enough


TWO_BY_TWO = Level(AccountLevel.TWO, AuthenticationLevel.TWO_FACTORS)


@pytest.mark.parametrize(
    ("held", "refusal", "where"),
    [
        pytest.param(None, assurance.SignInFirst, "/citizen/sign-in/", id="nobody"),
        pytest.param(sure(2, 0), assurance.SignInFirst, "/citizen/sign-in/", id="nothing shown"),
        pytest.param(sure(1, 4), assurance.ProofOfPersonNeeded, "/citizen/level/", id="not proven enough"),
        pytest.param(sure(2, 1), assurance.StrongerProofNeeded, "/citizen/level/", id="one factor"),
    ],
)
def test_a_refusal_says_where_to_go_and_what_is_missing(held, refusal, where):
    with pytest.raises(refusal) as refused:
        assurance.require(held, TWO_BY_TWO)
    assert refused.value.facts["where"] == where
    assert refused.value.facts["needed"] == {"account_level": 2, "authentication_level": 2}
    assert refused.value.status == 403


def test_even_the_least_level_is_not_reached_by_nobody():
    with pytest.raises(assurance.SignInFirst):
        assurance.require(None, Level())


def test_whoever_passes_gets_the_assurance_to_keep():
    held = sure(2, 3)
    assert assurance.require(held, TWO_BY_TWO) is held


def test_several_gates_are_one_gate_of_the_highest_on_each_axis():
    found = assurance.strongest([Level(AccountLevel.TWO), Level(authentication=AuthenticationLevel.HIGHEST)])
    assert found == Level(AccountLevel.TWO, AuthenticationLevel.HIGHEST)
    assert assurance.strongest([]) == Level()
