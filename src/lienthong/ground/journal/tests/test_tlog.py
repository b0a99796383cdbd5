"""The tree against the definition of RFC 6962, written again here as naively as it can be, and against known values."""

import hashlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lienthong.ground.journal import tlog

# The reference inputs and values that Certificate Transparency implementations have shared since RFC 6962.
INPUTS = [
    bytes.fromhex(x)
    for x in ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATH_0_8 = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
CONSISTENCY_6_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]

LEAVES = [tlog.leaf_hash(index.to_bytes(2, "big")) for index in range(601)]
sizes = st.integers(1, 600) | st.sampled_from([255, 256, 257, 511, 512, 513])


def mth(leaves):
    """MTH of RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m, leaves):
    """PATH of RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m, leaves, whole):
    """SUBPROOF of RFC 6962 section 2.1.2."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], whole=False), mth(leaves[:k])]


def node_of(leaves):
    return lambda level, index: mth(leaves[index << level : (index + 1) << level])


NODE = node_of(LEAVES)


def test_the_empty_tree_has_the_root_of_nothing():
    assert tlog.Frontier().root() == hashlib.sha256(b"").digest() == tlog.EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, 9))
def test_known_roots(size):
    assert tlog.Frontier().grown(map(tlog.leaf_hash, INPUTS[:size])).root().hex() == ROOTS[size - 1]


def test_known_proofs():
    node = node_of([tlog.leaf_hash(entry) for entry in INPUTS])
    assert [step.hex() for step in tlog.prove_inclusion(0, 8, node)] == PATH_0_8
    assert [step.hex() for step in tlog.prove_consistency(1, 8, node)] == PATH_0_8
    assert [step.hex() for step in tlog.prove_consistency(6, 8, node)] == CONSISTENCY_6_8


@given(sizes, sizes)
def test_the_edge_grows_to_the_root_of_the_definition_in_one_go_or_in_two(size, part):
    part = min(size, part)
    two = tlog.Frontier().grown(LEAVES[:part]).grown(LEAVES[part:size])
    assert two == tlog.Frontier().grown(LEAVES[:size]) == tlog.Frontier.of(size, NODE)
    assert two.root() == mth(LEAVES[:size])
    assert tlog.Frontier.decode(size, two.encode()) == two


def test_an_edge_that_does_not_fit_its_size_is_refused():
    with pytest.raises(ValueError, match="perfect subtrees"):
        tlog.Frontier.decode(3, bytes(32))


@given(sizes, st.data())
@example(257, None)
def test_inclusion_is_proven_as_the_definition_says_and_checked(size, data):
    index = data.draw(st.integers(0, size - 1)) if data else 256
    proof = tlog.prove_inclusion(index, size, NODE)
    assert proof == path(index, LEAVES[:size])
    tlog.check_inclusion(leaf=LEAVES[index], index=index, size=size, proof=proof, root=mth(LEAVES[:size]))


@given(sizes, st.data())
def test_consistency_is_proven_as_the_definition_says_and_checked(new, data):
    old = data.draw(st.integers(1, new) | st.sampled_from([size for size in (1, 255, 256, 257, 512) if size <= new]))
    proof = tlog.prove_consistency(old, new, NODE)
    assert proof == subproof(old, LEAVES[:new], whole=True)
    tlog.check_consistency(old=old, old_root=mth(LEAVES[:old]), new=new, new_root=mth(LEAVES[:new]), proof=proof)


@given(st.integers(2, 600), st.data())
def test_a_changed_inclusion_proof_is_refused(size, data):
    index = data.draw(st.integers(0, size - 1))
    good = {
        "leaf": LEAVES[index],
        "index": index,
        "size": size,
        "proof": path(index, LEAVES[:size]),
        "root": mth(LEAVES[:size]),
    }
    changed = data.draw(st.sampled_from(["leaf", "index", "flip", "drop", "extend", "root"]))
    bad = dict(good)
    if changed == "leaf":
        bad["leaf"] = LEAVES[600]
    elif changed == "index":
        bad["index"] = data.draw(st.integers(-1, size).filter(lambda other: other != index))
    elif changed == "flip":
        place = data.draw(st.integers(0, len(good["proof"]) - 1))
        bad["proof"] = [LEAVES[600] if at == place else step for at, step in enumerate(good["proof"])]
    elif changed == "drop":
        bad["proof"] = good["proof"][:-1]
    elif changed == "extend":
        bad["proof"] = [*good["proof"], LEAVES[600]]
    else:
        bad["root"] = LEAVES[600]
    assert bad != good
    with pytest.raises(tlog.ProofRefused):
        tlog.check_inclusion(**bad)


@given(st.integers(2, 600), st.data())
def test_a_changed_consistency_proof_is_refused(new, data):
    old = data.draw(st.integers(1, new - 1))
    good = {
        "old": old,
        "old_root": mth(LEAVES[:old]),
        "new": new,
        "new_root": mth(LEAVES[:new]),
        "proof": subproof(old, LEAVES[:new], whole=True),
    }
    changed = data.draw(st.sampled_from(["old_root", "new_root", "flip", "drop", "extend", "empty", "short"]))
    bad = dict(good)
    if changed in {"old_root", "new_root"}:
        bad[changed] = LEAVES[600]
    elif changed == "flip":
        place = data.draw(st.integers(0, len(good["proof"]) - 1))
        bad["proof"] = [LEAVES[600] if at == place else step for at, step in enumerate(good["proof"])]
    elif changed == "drop":
        bad["proof"] = good["proof"][:-1]
    elif changed == "extend":
        bad["proof"] = [*good["proof"], LEAVES[600]]
    elif changed == "empty":
        bad["proof"] = []
    else:
        bad["proof"] = [step[:31] for step in good["proof"]]
    assert bad != good
    with pytest.raises(tlog.ProofRefused):
        tlog.check_consistency(**bad)


@given(sizes, st.data())
def test_another_history_is_never_consistent(new, data):
    """The tree whose entry `altered` was exchanged after the old root was signed has no proof that is accepted."""
    old = data.draw(st.integers(1, new))
    altered = data.draw(st.integers(0, old - 1))
    forged = [*LEAVES[:altered], LEAVES[600], *LEAVES[altered + 1 : new]]
    with pytest.raises(tlog.ProofRefused):
        tlog.check_consistency(
            old=old, old_root=mth(LEAVES[:old]), new=new, new_root=mth(forged), proof=subproof(old, forged, whole=True)
        )


def test_consistency_from_an_empty_tree_is_neither_given_nor_accepted():
    with pytest.raises(tlog.ProofRefused, match="empty tree"):
        tlog.prove_consistency(0, 5, NODE)
    with pytest.raises(tlog.ProofRefused, match="empty tree"):
        tlog.check_consistency(old=0, old_root=tlog.EMPTY_ROOT, new=5, new_root=mth(LEAVES[:5]), proof=[])


def test_a_tree_does_not_continue_a_longer_one():
    with pytest.raises(tlog.ProofRefused, match="cannot continue"):
        tlog.prove_consistency(6, 5, NODE)


def test_two_trees_of_one_size_are_the_same_or_refused():
    with pytest.raises(tlog.ProofRefused, match="same tree"):
        tlog.check_consistency(old=5, old_root=mth(LEAVES[:5]), new=5, new_root=mth(LEAVES[1:6]), proof=[])


@pytest.mark.parametrize("index", [-1, 5, 6])
def test_an_entry_outside_the_tree_has_no_proof(index):
    with pytest.raises(tlog.ProofRefused, match="not in a tree of 5"):
        tlog.prove_inclusion(index, 5, NODE)
