"""Credentials (SD-JWT VC): issued, shown in part, judged; every touched twin and every trap is refused."""

import base64
import hashlib
import json
import time
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from lienthong.ground.signatures import jose, sdjwt, statuslist
from lienthong.ground.signatures.refusals import REASONS, ClaimsInvalid, SignatureInvalid
from lienthong.ground.signatures.sdjwt_verify import STEPS, Standing, verify
from lienthong.ground.signatures.states import CredentialStatus, Profile
from lienthong.ground.signatures.tests.credential_workshop import (
    CLAIMS,
    KIND,
    LIST,
    NOW,
    House,
    chain,
    forged,
    house,
    issue,
    raw,
    rsa_seal,
    seal,
)
from lienthong.ground.signatures.trust import Trust

GOOD = {"iss": "https://lienthong.example/bodies/H41", "iat": int(NOW.timestamp()), "vct": KIND}


def listed(changes=None, *, signer=None, uri=LIST, now=NOW):
    signer = signer or seal()
    return jose.signed(signer, statuslist.draft(signer, uri=uri, changes=changes or {}, now=now))


def judged(token, *, at=NOW, trust=None, statuses=None):
    given = [listed()] if statuses is None else statuses
    return verify(token, trust=trust or house().trust, at=at, statuses=given)


def reason(token, **more):
    """Why a credential is invalid; nothing of what it says may be handed out."""
    found = judged(token, **more)
    assert (found.standing, found.claims, found.issuer, found.path) == (Standing.INVALID, {}, None, ())
    assert len(found.steps) == len(STEPS)
    assert len(found.reasons) == 1
    assert found.reasons[0] in REASONS
    return found.reasons[0]


# -- what is right ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("signer", [seal, rsa_seal], ids=["ES256", "RS256"])
def test_what_a_body_issues_is_valid_and_says_what_it_was_given(signer):
    token = issue(signer())
    found = judged(token, statuses=[listed(signer=signer())])
    assert found.standing is Standing.VALID, found.reasons
    assert found.said == CLAIMS
    assert found.claims["iss"] == GOOD["iss"]
    assert (found.issuer.organisation, found.issuer.organisation_code) == ("UBND tỉnh Nghệ An", "H41")
    assert found.path == ("UBND tỉnh Nghệ An", "Gốc thử: con dấu", "Gốc thử")
    assert (found.issued_at, found.ends_at, found.begins_at) == (NOW, NOW + timedelta(days=365), None)
    assert (found.status, found.status_as_of) == (CredentialStatus.VALID, NOW)
    assert [(step.number, step.code, step.held) for step in found.steps] == [
        (number, code, True) for number, code in enumerate(STEPS, 1)
    ]
    assert json.loads(json.dumps(found.as_json()))["valid"] is True


def test_the_signed_part_is_the_same_each_time_but_for_salts():
    first, second = (issue(rsa_seal()) for _ in range(2))
    assert first == second
    assert issue(salt=lambda: b"\1" * 16).split(".")[1] != issue(salt=lambda: b"\2" * 16).split(".")[1]
    own = [sdjwt.taken_apart(issue(salt=sdjwt._salt)).disclosures for _ in range(2)]
    assert {one.encoded for one in own[0]}.isdisjoint(one.encoded for one in own[1])
    assert all(len(jose.from_text(jose.json_in(one.encoded)[0])) == 16 for one in own[0])


def test_the_form_is_that_of_the_draft():
    signed, *disclosures = issue().split("~")
    header, payload, value = signed.split(".")
    assert jose.object_in(header)["typ"] == "dc+sd-jwt"
    assert jose.object_in(header)["alg"] == "ES256"
    assert base64.b64decode(jose.object_in(header)["x5c"][0]) == seal().certificate_der
    assert len(jose.from_text(value)) == 64
    said = jose.object_in(payload)
    assert said["status"] == {"status_list": {"idx": 4711, "uri": LIST}}
    assert said["_sd_alg"] == "sha-256"
    assert said["_sd"] == sorted(said["_sd"])
    assert set(said) == {"iss", "iat", "exp", "vct", "class", "status", "_sd", "_sd_alg"}
    assert len(disclosures) == 5
    assert disclosures[-1] == ""
    assert jose.to_text(hashlib.sha256(disclosures[0].encode()).digest()) in said["_sd"]


def test_only_what_was_chosen_is_shown_and_the_rest_is_counted():
    found = judged(sdjwt.present(issue(decoys=3), ["name"]))
    assert found.standing is Standing.VALID
    assert found.said == {"class": "B", "name": CLAIMS["name"]}
    assert found.withheld_count == 6
    assert judged(sdjwt.present(issue(), [])).said == {"class": "B"}
    with pytest.raises(ClaimsInvalid):
        sdjwt.present(issue(), ["shoe_size"])


def test_without_anything_to_withhold_there_are_no_digests():
    token = issue(disclosable=[], status=None, ends_at=None)
    found = judged(token)
    assert (found.standing, found.said, found.withheld_count) == (Standing.VALID, CLAIMS, 0)
    assert "_sd" not in jose.object_in(token.split(".")[1])
    assert (found.ends_at, found.names_status, found.steps[-1].held) == (None, False, None)


def test_the_older_type_is_read_as_well():
    token = forged(GOOD, header=lambda own: own | {"typ": "vc+sd-jwt"})
    assert judged(token).standing is Standing.VALID
    assert sdjwt.looks_like(token.encode())


def test_a_holders_key_is_carried_and_does_not_prove_who_shows_it():
    key = {"kty": "EC", "crv": "P-256", "x": "x", "y": "y"}
    assert judged(issue(holder_key=key)).claims["cnf"] == {"jwk": key}
    assert reason(issue() + "a.b.c") == "holder-proof"


def test_spaces_around_a_pasted_text_do_no_harm():
    assert judged(f"\n {issue()}\r\n").is_valid


def test_what_stands_deeper_is_opened_too():
    street = _disclosure(["s1", "street", "12 Lê Lợi"])
    address = _disclosure(["s2", "address", {"_sd": [street[1]], "province": "Nghệ An"}])
    second = _disclosure(["s3", "VN"])
    payload = GOOD | {"_sd": [address[1]], "of": [{"...": second[1]}, {"...": "withheld"}, {"a": [1]}], "n": None}
    found = judged(forged(payload, tail=_tail(street, address, second)))
    assert found.said == {
        "address": {"street": "12 Lê Lợi", "province": "Nghệ An"},
        "of": ["VN", {"a": [1]}],
        "n": None,
    }
    assert found.withheld_count == 1


def _disclosure(value):
    encoded = raw(value)
    return encoded, jose.to_text(hashlib.sha256(encoded.encode()).digest())


def _tail(*disclosures):
    return "~" + "".join(f"{encoded}~" for encoded, _digest in disclosures)


# -- time and status --------------------------------------------------------------------------------------------------
def test_it_ends_and_it_may_begin_later():
    ended = judged(issue(), at=NOW + timedelta(days=365), statuses=[listed(now=NOW + timedelta(days=365))])
    assert (ended.standing, ended.reasons, ended.said) == (Standing.ENDED, ("credential-ended",), CLAIMS)
    later = judged(forged(GOOD | {"nbf": GOOD["iat"] + 60}))
    assert (later.standing, later.begins_at) == (Standing.NOT_YET, NOW + timedelta(minutes=1))
    assert judged(forged(GOOD | {"nbf": GOOD["iat"]})).is_valid


def test_a_credential_outlives_the_certificate_it_was_signed_with():
    late = NOW + timedelta(days=5 * 365)
    own = house().body(now=late)
    found = judged(issue(ends_at=None), at=late, statuses=[listed(signer=own, now=late)])
    assert found.standing is Standing.VALID


def test_without_a_list_the_answer_is_not_known_rather_than_valid():
    for statuses in ([], [listed(uri="https://elsewhere.example/1")]):
        found = judged(issue(), statuses=statuses)
        assert (found.standing, found.is_valid, found.reasons) == (Standing.STATUS_UNKNOWN, False, ("status-unknown",))
        assert found.said == CLAIMS
        assert (found.status, found.status_as_of, found.names_status) == (None, None, True)


@pytest.mark.parametrize(
    ("status", "standing"),
    [(CredentialStatus.REVOKED, Standing.REVOKED), (CredentialStatus.SUSPENDED, Standing.SUSPENDED),
     (CredentialStatus.OTHER, Standing.REVOKED)],
    ids=["revoked", "suspended", "other"],
)  # fmt: skip
def test_the_list_says_revoked_or_suspended(status, standing):
    found = judged(issue(), statuses=[listed({4711: status})])
    assert (found.standing, found.status) == (standing, status)
    assert judged(issue(), statuses=[listed({4710: status, 4712: status})]).is_valid


def test_the_newest_list_counts_and_an_old_one_only_when_it_revokes():
    revoked = {4711: CredentialStatus.REVOKED}
    later, end = NOW + timedelta(hours=1), NOW + statuslist.LIFETIME
    assert judged(issue(), at=later, statuses=[listed(now=later), listed(revoked)]).is_valid
    assert judged(issue(), at=later, statuses=[listed(revoked, now=later), listed()]).standing is Standing.REVOKED
    old = judged(issue(), at=end)
    assert (old.standing, old.reasons, old.status_as_of) == (Standing.STATUS_UNKNOWN, ("status-old",), NOW)
    assert judged(issue(), at=end, statuses=[listed(revoked)]).standing is Standing.REVOKED


def test_a_revoked_and_ended_credential_is_called_revoked():
    late = NOW + timedelta(days=400)
    found = judged(issue(), at=late, statuses=[listed({4711: CredentialStatus.REVOKED}, now=late)])
    assert (found.standing, found.reasons) == (Standing.REVOKED, ("credential-ended", "credential-revoked"))


def test_a_list_of_another_body_or_a_touched_one_says_nothing():
    other = house().body("Bộ Tư pháp", "G15")
    found = judged(issue(), statuses=[listed(signer=other)])
    assert (found.standing, found.reasons) == (Standing.STATUS_UNKNOWN, ("status-differs",))
    revoked = listed({4711: CredentialStatus.REVOKED})
    mixed = ".".join([revoked.split(".")[0], listed().split(".")[1], revoked.split(".")[2]])
    found = judged(issue(), statuses=[mixed])
    assert (found.standing, found.reasons) == (Standing.STATUS_UNKNOWN, ("value-wrong",))
    foreign = judged(issue(), statuses=[listed(signer=House("Gốc lạ").body())])
    assert foreign.reasons == ("no-path",)


def test_a_place_beyond_the_list_makes_it_invalid():
    assert reason(issue(status=sdjwt.StatusPlace(LIST, statuslist.SIZE))) == "status-differs"


# -- who signed -------------------------------------------------------------------------------------------------------
def test_a_stranger_is_unknown_and_nothing_of_what_he_says_is_handed_out():
    found = judged(issue(House("Gốc lạ").body()))
    assert (found.standing, found.claims, found.reasons) == (Standing.UNKNOWN_SIGNER, {}, ("no-path",))


def test_silence_about_revocation_is_not_valid_where_it_must_be_known():
    found = judged(issue(), trust=Trust([house().root]))
    assert (found.standing, found.reasons) == (Standing.UNKNOWN_SIGNER, ("revocation-unknown",))


def test_nobody_speaks_in_another_bodys_name():
    assert reason(issue(issuer="https://lienthong.example/bodies/G15")) == "issuer-differs"
    assert judged(issue(issuer="urn:body:H41")).is_valid
    nameless = house().body("Cơ quan không mã", "")
    own = listed(signer=nameless)
    assert judged(issue(nameless, issuer="https://x.example"), statuses=[own]).is_valid


def test_weak_keys_and_wrong_certificates_are_refused():
    p384 = house().body(key=ec.generate_private_key(ec.SECP384R1()))
    with pytest.raises(SignatureInvalid):
        issue(p384)
    assert reason(forged(GOOD, header=lambda own: own | {"x5c": [text(p384.certificate_der)]})) == "algorithm-unknown"
    stamping = house().body(profile=Profile.TIME_STAMP)
    assert reason(issue(stamping)) == "wrong-purpose"
    assert reason(issue(issued_at=NOW - timedelta(days=9))) == "not-yet-valid"


def text(data):
    return base64.b64encode(data).decode()


def test_a_key_reported_lost_is_not_believed_for_any_moment(monkeypatch):
    from lienthong.ground.signatures.revocation import Revocations

    trust = Trust([house().root], require_revocation=False)
    monkeypatch.setattr(Revocations, "is_key_in_doubt", lambda self, below, above: True)
    assert reason(issue(), trust=trust) == "key-lost"


# -- touched twins ----------------------------------------------------------------------------------------------------
def _payload_touched(token):
    header, payload, rest = token.split(".", 2)
    said = jose.object_in(payload)
    return f"{header}.{raw(said | {'class': 'C'})}.{rest}"


def _disclosure_touched(token):
    signed, first, *others = token.split("~")
    salt, name, _value = jose.json_in(first)
    return "~".join([signed, raw([salt, name, "another"]), *others])


def _signature_touched(token):
    signed, rest = token.split("~", 1)
    head, value = signed.rsplit(".", 1)
    changed = bytearray(jose.from_text(value))
    changed[40] ^= 1
    return f"{head}.{jose.to_text(bytes(changed))}~{rest}"


def _header(**change):
    def touch(token):
        header, rest = token.split(".", 1)
        return f"{raw(jose.object_in(header) | change)}.{rest}"

    return touch


def _chain_swapped(token):
    other = house().body("Bộ Tư pháp", "G15")
    return _header(x5c=[text(one) for one in chain(other)])(token)


def _chain_turned(token):
    return _header(x5c=[text(one) for one in reversed(chain(seal()))])(token)


TWINS = {
    "payload": (_payload_touched, "value-wrong"),
    "disclosure": (_disclosure_touched, "disclosure-unknown"),
    "signature": (_signature_touched, "value-wrong"),
    "none": (_header(alg="none"), "algorithm-unknown"),
    "HS256": (_header(alg="HS256"), "algorithm-unknown"),
    "RS256": (_header(alg="RS256"), "algorithm-unknown"),
    "PS256": (_header(alg="PS256"), "algorithm-unknown"),
    "x5c of another": (_chain_swapped, "value-wrong"),
    "x5c turned": (_chain_turned, "value-wrong"),
    "x5c of none": (_header(x5c=[]), "certificate-missing"),
    "x5c as text": (_header(x5c="AA=="), "certificate-missing"),
    "x5c too long": (_header(x5c=["AA=="] * 6), "token-too-large"),
    "x5c of noise": (_header(x5c=["AAAA"]), "certificate-damaged"),
    "x5c of numbers": (_header(x5c=[7]), "certificate-damaged"),
    "x5c with loose bits": (_header(x5c=["AAB="]), "certificate-damaged"),
    "type": (_header(typ="JWT"), "type-differs"),
    "crit": (_header(crit=["b64"]), "critical-unknown"),
    "cut": (lambda token: token[: len(token) // 2], "token-format"),
    "no tilde": (lambda token: token.split("~")[0], "token-format"),
    "two parts": (lambda token: token.split(".", 1)[1], "token-format"),
    "twice the same": (lambda token: token + token.split("~")[1] + "~", "disclosure-repeated"),
    "empty disclosure": (lambda token: token + "~", "token-format"),
}


@pytest.mark.parametrize("name", TWINS)
def test_a_touched_twin_is_refused(name):
    touch, why = TWINS[name]
    token = issue()
    twin = touch(token)
    assert twin != token
    assert reason(twin) == why


@pytest.mark.parametrize("signer", [seal, rsa_seal], ids=["ES256", "RS256"])
def test_a_signature_of_another_length_is_refused(signer):
    signed = issue(signer()).split("~")[0]
    head, value = signed.rsplit(".", 1)
    for changed in (b"\0" + jose.from_text(value), jose.from_text(value)[:-1], b""):
        assert reason(f"{head}.{jose.to_text(changed)}~") == "value-wrong"


def test_a_chain_put_together_by_another_is_refused():
    stranger = house().body("Bộ Tư pháp", "G15")
    mixed = [text(seal().certificate_der), text(stranger.certificate_der)]
    assert reason(forged(GOOD, header=lambda own: own | {"x5c": mixed})) == "certificate-differs"


# -- traps in the form ------------------------------------------------------------------------------------------------
def _json(extra):
    return json.dumps(GOOD)[:-1] + f", {extra}}}"


A, B = _disclosure(["s", "a", 1]), _disclosure(["s", "a", 2])
TRAPS = {
    "a name twice": (_json('"iss": "x"'), "~", "names-repeated"),
    "a name twice, deeper": (_json('"a": {"b": 1, "b": 1}'), "~", "names-repeated"),
    "a fraction": (_json('"a": 1.0'), "~", "number-forbidden"),
    "an exponent": (_json('"a": 1e3'), "~", "number-forbidden"),
    "minus nought": (_json('"a": -0'), "~", "number-forbidden"),
    "a huge number": (_json('"a": 9007199254740992'), "~", "number-forbidden"),
    "an endless number": (_json('"a": ' + "9" * 5000), "~", "number-forbidden"),
    "not a number": (_json('"a": NaN'), "~", "number-forbidden"),
    "half a character": (_json('"a": "\\ud800"'), "~", "token-format"),
    "too deep": (_json('"a": ' + "[" * 50_000 + "]" * 50_000), "~", "token-format"),
    "no JSON": ("{", "~", "token-format"),
    "a list": ("[]", "~", "token-format"),
    "no issuer": ({**GOOD, "iss": ""}, "~", "claim-missing"),
    "issuer of another kind": ({**GOOD, "iss": 5}, "~", "claim-missing"),
    "no type": ({**GOOD, "vct": None}, "~", "claim-missing"),
    "no time": ({"iss": "x/H41", "vct": "x"}, "~", "claim-missing"),
    "time as text": ({**GOOD, "iat": "1"}, "~", "claim-missing"),
    "time as truth": ({**GOOD, "iat": True}, "~", "claim-missing"),
    "time as nothing": ({**GOOD, "exp": None}, "~", "claim-missing"),
    "end before all time": ({**GOOD, "exp": -1}, "~", "claim-missing"),
    "end after all time": ({**GOOD, "exp": 253402300800}, "~", "claim-missing"),
    "status of another kind": ({**GOOD, "status": {"other": 1}}, "~", "claim-missing"),
    "status as text": ({**GOOD, "status": "good"}, "~", "claim-missing"),
    "place below nought": ({**GOOD, "status": {"status_list": {"idx": -1, "uri": LIST}}}, "~", "claim-missing"),
    "place as truth": ({**GOOD, "status": {"status_list": {"idx": True, "uri": LIST}}}, "~", "claim-missing"),
    "place without list": ({**GOOD, "status": {"status_list": {"idx": 1}}}, "~", "claim-missing"),
    "tomorrow": ({**GOOD, "iat": GOOD["iat"] + 86400}, "~", "issued-in-future"),
    "another hash": ({**GOOD, "_sd_alg": "sha-1"}, "~", "algorithm-unknown"),
    "digests as text": ({**GOOD, "_sd": "x"}, "~", "disclosure-malformed"),
    "digest as number": ({**GOOD, "_sd": [1]}, "~", "disclosure-malformed"),
    "digest twice": ({**GOOD, "_sd": ["x", "x"]}, "~", "disclosure-repeated"),
    "digest twice, deeper": ({**GOOD, "_sd": ["x"], "a": {"_sd": ["x"]}}, "~", "disclosure-repeated"),
    "three dots": ({**GOOD, "...": "x"}, "~", "disclosure-malformed"),
    "three dots and more": ({**GOOD, "a": [{"...": "x", "b": 1}]}, "~", "disclosure-malformed"),
    "claim twice": ({**GOOD, "_sd": [A[1], B[1]]}, _tail(A, B), "disclosure-repeated"),
    "claim there already": ({**GOOD, "a": 0, "_sd": [A[1]]}, _tail(A), "disclosure-repeated"),
    "disclosure of nothing": (GOOD, _tail(A), "disclosure-unknown"),
    "named in a list": ({**GOOD, "a": [{"...": A[1]}]}, _tail(A), "disclosure-malformed"),
}  # fmt: skip
for _name, _value in {
    "unnamed in an object": ["s", 1], "salt as number": [1, "a", 1], "four parts": ["s", "a", 1, 1], "one part": ["s"],
    "name as number": ["s", 1, 1], "an object": {"a": 1}, "named _sd": ["s", "_sd", []], "named dots": ["s", "...", 1],
    "named iss": ["s", "iss", "x"], "named exp": ["s", "exp", 1], "named status": ["s", "status", {}],
    "named vct": ["s", "vct", "x"],
}.items():  # fmt: skip
    _one = _disclosure(_value)
    TRAPS[f"disclosure {_name}"] = ({**GOOD, "_sd": [_one[1]]}, _tail(_one), "disclosure-malformed")


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_refused_though_really_signed(name):
    payload, tail, why = TRAPS[name]
    assert reason(forged(payload, tail=tail)) == why


@pytest.mark.parametrize(
    "spoiled",
    ["A", "AA=", "AA==", "AB", "A+/A", "A A", "AAA\n", "Ａ", "éé"],
    ids=["one letter", "padded", "padded twice", "loose bits", "plain", "space", "line", "wide", "letters"],
)
def test_base64url_is_written_in_one_way_only(spoiled):
    with pytest.raises(SignatureInvalid):
        jose.from_text(spoiled)
    assert reason(issue().split("~")[0] + f"~{spoiled}~") in {"token-format", "disclosure-malformed"}


def test_huge_texts_and_ten_thousand_disclosures_are_refused_at_once():
    many = [_disclosure([str(n), f"n{n}", n]) for n in range(10_000)]
    token = forged(GOOD | {"_sd": [digest for _encoded, digest in many]}, tail=_tail(*many))
    began = time.perf_counter()
    assert reason(token) == "token-too-large"
    assert reason("e" * 50_000_000) == "token-too-large"
    assert reason(".".join(["e" * 2_000_000] * 3) + "~") == "token-too-large"
    assert time.perf_counter() - began < 1
    some = many[: sdjwt.MOST_DISCLOSURES]
    assert judged(forged(GOOD | {"_sd": [digest for _e, digest in some]}, tail=_tail(*some))).is_valid
    with pytest.raises(SignatureInvalid):
        jose.read("e" * 2_000_000, kinds=sdjwt.KINDS)


@pytest.mark.parametrize(("depth", "holds"), [(32, True), (33, False), (900, False)])
def test_disclosures_one_inside_the_other_go_only_so_deep(depth, holds):
    inner = _disclosure(["s", "x", 1])
    all_of_them = [inner]
    for _ in range(depth):
        inner = _disclosure(["s", "x", {"_sd": [inner[1]]}])
        all_of_them.append(inner)
    found = judged(forged(GOOD | {"_sd": [inner[1]]}, tail=_tail(*all_of_them)))
    assert found.is_valid is holds
    assert found.reasons == (() if holds else ("token-too-large",))


def test_a_fault_of_ours_while_judging_makes_it_invalid(monkeypatch):
    from lienthong.ground.signatures import disclosing

    monkeypatch.setattr(disclosing, "opened", lambda *_given: 1 / 0)
    assert reason(issue()) == "unreadable"


# -- what cannot be issued --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "more",
    [{"claims": {"iss": "x"}}, {"claims": {"_sd": []}}, {"claims": {"a": 1.5}}, {"claims": {"a": object()}},
     {"claims": {"a": 2**60}}, {"disclosable": ["absent"]}],
    ids=["reserved", "digests", "fraction", "object", "huge", "absent"],
)  # fmt: skip
def test_what_nobody_could_read_is_not_issued(more):
    with pytest.raises(ClaimsInvalid):
        issue(**({"disclosable": []} | more))
    with pytest.raises(ClaimsInvalid):
        issue(claims={str(n): n for n in range(1001)}, disclosable=[str(n) for n in range(1001)])


@pytest.mark.parametrize("start", [b"", b"x", b"eyJ9 x", b"%PDF-1.7", b"eyJ9.\xff", b"{}"])
def test_other_files_do_not_look_like_a_credential(start):
    assert not sdjwt.looks_like(start)


@pytest.mark.parametrize(
    ("token", "where"),
    [(issue, LIST), (lambda: issue(status=None), ""), (lambda: "x", ""), (lambda: "x~", ""), (lambda: "a.b.c~", ""),
     (lambda: forged(GOOD | {"status": []}), ""), (lambda: forged(GOOD | {"status": {"status_list": 1}}), "")],
    ids=["there", "not there", "no credential", "one part", "no JSON", "a list", "a number"],
)  # fmt: skip
def test_where_the_status_stands_is_read_before_anything_is_proven(token, where):
    assert sdjwt.status_address(token()) == where


def test_the_digests_are_those_of_the_examples_in_the_standard():
    """RFC 9901 §4.2.3: a claim and a member of a list."""
    named, unnamed = sdjwt.taken_apart(
        "x~WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
        "~WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0~"
    ).disclosures
    assert (named.name, named.value) == ("family_name", "Möbius")
    assert named.digest == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert (unnamed.name, unnamed.value) == (None, "FR")
    assert unnamed.digest == "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs"
