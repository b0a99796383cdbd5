"""Receipts: made from the published log, checked offline, and refused with any byte changed."""

import copy
import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.ground.journal import actions, installation, receipts, tlog
from lienthong.ground.journal.models import Act
from lienthong.ground.journal.note import open_checkpoint
from lienthong.ground.journal.queries import proofs
from lienthong.ground.journal.receipts import Verdict, holds, verify_receipt
from lienthong.ground.journal.sequencer import sequence_now
from lienthong.ground.journal.tests.conftest import AT, some_acts


@pytest.fixture
def vkey(db, store):
    some_acts(300)
    sequence_now()
    return str(installation.verifier())


@pytest.fixture
def receipt(vkey):
    return proofs.receipt_of(Act.objects.get(leaf_index=7))


def verdicts(receipt, vkey):
    return {step.code: step.verdict.value for step in verify_receipt(receipt, vkey)}


def test_every_receipt_of_a_log_holds(vkey):
    acts = list(Act.objects.in_the_log())
    for receipt in proofs.receipts_of(acts):
        assert holds(verify_receipt(receipt, vkey))


def test_a_receipt_says_what_was_checked(receipt, vkey):
    steps = verify_receipt(receipt, vkey)
    assert [step.verdict for step in steps] == [Verdict.PASSED] * 4
    assert steps[0].title == "Biên nhận đúng định dạng"
    assert receipt["body"] == Act.objects.get(leaf_index=7).body


def test_a_receipt_survives_the_way_through_a_file(receipt, vkey):
    assert receipts.decode(receipts.encode(receipt)) == receipt
    assert holds(verify_receipt(json.loads(receipts.encode(receipt)), vkey))


def test_a_receipt_given_long_ago_still_holds(receipt, vkey):
    some_acts(700)
    sequence_now()
    assert holds(verify_receipt(receipt, vkey))


def test_a_receipt_after_erasure_proves_the_act_and_no_longer_its_body(vkey):
    act = Act.objects.get(leaf_index=7)
    actions.erase(act=act, by=None, now=AT)
    assert holds(steps := verify_receipt(proofs.receipt_of(act), vkey))
    assert steps[1].verdict is Verdict.ABSENT


def test_a_receipt_may_be_given_without_the_body(vkey):
    receipt = proofs.receipt_of(Act.objects.get(leaf_index=7), with_body=False)
    assert (receipt["body"], receipt["salt"]) == (None, None)
    assert holds(verify_receipt(receipt, vkey))


def test_an_act_without_place_has_no_receipt_yet(vkey):
    (act,) = some_acts(1)
    with pytest.raises(proofs.NotInTheLogYet):
        proofs.receipt_of(act)


def test_an_act_with_a_place_that_is_not_published_has_no_receipt_yet(vkey, become_sequencer):
    (act,) = some_acts(1)
    become_sequencer().assign()
    act.refresh_from_db()
    assert act.leaf_index == 300
    with pytest.raises(proofs.NotInTheLogYet):
        proofs.receipt_of(act)


def test_without_a_log_there_is_no_receipt(db, store):
    (act,) = some_acts(1)
    with pytest.raises(installation.NoLogYet):
        proofs.receipt_of(act)


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        ({"format": "lienthong-receipt/2"}, {"format"}),
        ({"extra": 1}, {"format"}),
        ({"cosignatures": {}}, {"format"}),
        ({"record": None}, {"format", "body", "inclusion"}),
        ({"body": {"number": 4711}}, {"body"}),
        ({"body": None}, {"body"}),
        ({"salt": None}, {"body"}),
        ({"salt": "00"}, {"body"}),
        ({"salt": 5}, {"body"}),
        ({"index": 8}, {"inclusion"}),
        ({"index": 7.0}, {"inclusion"}),
        ({"index": True}, {"inclusion"}),
        ({"index": 2**70}, {"inclusion"}),
        ({"inclusion": []}, {"inclusion"}),
        ({"inclusion": ["00"] * 9}, {"inclusion"}),
        ({"inclusion": None}, {"inclusion"}),
        ({"checkpoint": ""}, {"checkpoint", "inclusion"}),
        ({"checkpoint": None}, {"checkpoint", "inclusion"}),
    ],
)
def test_a_changed_receipt_fails_at_the_step_that_sees_it(receipt, vkey, change, failed):
    changed = receipt | change
    assert changed != receipt or change == {"index": 7.0}
    found = verdicts(changed, vkey)
    assert {code for code, verdict in found.items() if verdict == "failed"} == failed
    assert not holds(verify_receipt(changed, vkey))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("verb", "x.y"),
        ("id", "0"),
        ("at", "2026-11-22T02:00:00.000001Z"),
        ("capacity", "TM."),
        ("by", {}),
        ("v", 2),
        ("subject", None),
        ("body_digest", "00"),
    ],
)
def test_a_changed_record_is_not_in_the_log(receipt, vkey, field, value):
    changed = copy.deepcopy(receipt)
    changed["record"][field] = value
    assert changed != receipt
    assert verdicts(changed, vkey)["inclusion"] == "failed"


def test_a_record_with_another_field_is_refused(receipt, vkey):
    changed = copy.deepcopy(receipt)
    changed["record"]["more"] = 1
    assert verdicts(changed, vkey)["format"] == "failed"


def test_a_receipt_under_another_key_does_not_hold(receipt, vkey):
    other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert verdicts(receipt, other)["checkpoint"] == "failed"
    assert verdicts(receipt, "nonsense")["checkpoint"] == "failed"


@settings(max_examples=50)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_at_all_is_judged_and_never_holds(value):
    receipt = value if isinstance(value, dict) else {"format": receipts.FORMAT, "record": value}
    assert not holds(verify_receipt(receipt, "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"))


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"\xff", b'{"a":1,"a":2}', b"[" * 100_000, b" " * (receipts.MOST_BYTES + 1)]
)
def test_a_file_that_holds_no_receipt_is_refused(data):
    with pytest.raises((ValueError, TypeError)):
        receipts.decode(data)


def test_a_receipt_is_checked_on_a_machine_without_django_settings_and_database(receipt, vkey, tmp_path):
    """The checking code runs in a bare interpreter: nothing of the installation, no network, no settings."""
    (tmp_path / "receipt.json").write_bytes(receipts.encode(receipt))
    program = (
        "import json, sys; from lienthong.ground.journal import receipts;"
        "steps = receipts.verify_receipt(receipts.decode(open(sys.argv[1], 'rb').read()), sys.argv[2]);"
        "print(receipts.holds(steps), 'django.db' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "receipt.json", vkey],
        capture_output=True,
        text=True,
        check=True,
        env={},
    )
    assert done.stdout.split() == ["True", "False"]


def test_the_log_proves_that_it_continues_a_kept_checkpoint(vkey, store):
    old = open_checkpoint(store.checkpoint(), installation.verifier())
    some_acts(5)
    sequence_now()
    new, proof = proofs.consistency_since(old.size)
    tlog.check_consistency(old=old.size, old_root=old.root, new=new.size, new_root=new.root, proof=proof)
    with pytest.raises(tlog.ProofRefused, match="empty tree"):
        proofs.consistency_since(0)
