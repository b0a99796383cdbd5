"""The Merkle tree of RFC 6962 section 2.1 (the same as RFC 9162 section 2.1): roots, proofs, and their checking.

Pure. Where hashes come from is an argument: `node(level, index)` answers the root of the perfect subtree over the
entries `index * 2^level` up to `(index + 1) * 2^level`. Proving walks the definition of the tree; checking follows the
step-by-step algorithms of RFC 9162, so that one can be tested against the other.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Node = Callable[[int, int], bytes]


class ProofRefused(ValueError):
    """The proof does not prove it."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry as a leaf: SHA-256 over a zero byte and the entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256 over a one byte and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """The right edge of a tree: the roots of its perfect subtrees from left to right, largest first.

    Enough to grow the tree and to know its root; at most 64 hashes however large the tree is.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hashes) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} entries has {self.size.bit_count()} perfect subtrees on its edge")

    def grown(self, leaves: Iterable[bytes]) -> "Frontier":
        """The edge after these leaf hashes were appended."""
        hashes, size = list(self.hashes), self.size
        for leaf in leaves:
            top, height = leaf, size
            while height & 1:
                top = node_hash(hashes.pop(), top)
                height >>= 1
            hashes.append(top)
            size += 1
        return Frontier(size, tuple(hashes))

    def root(self) -> bytes:
        """The root of the whole tree."""
        return fold(self.hashes)

    def encode(self) -> bytes:
        """The hashes one after the other."""
        return b"".join(self.hashes)

    @classmethod
    def decode(cls, size: int, data: bytes) -> "Frontier":
        """Back from `encode`. Refuses a number of hashes that does not fit the size."""
        return cls(size, tuple(data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)))

    @classmethod
    def of(cls, size: int, node: Node) -> "Frontier":
        """The edge of a tree whose inner hashes are known."""
        return cls(size, tuple(node(level, index) for level, index in perfect_subtrees(0, size)))


def fold(hashes: Sequence[bytes]) -> bytes:
    """One root from the roots of perfect subtrees, left to right: the smallest, rightmost ones are joined first."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def perfect_subtrees(low: int, high: int) -> list[tuple[int, int]]:
    """`(level, index)` of the perfect subtrees that make up the subtree over the entries `low` up to `high`."""
    parts: list[tuple[int, int]] = []
    while low < high:
        level = (high - low).bit_length() - 1
        parts.append((level, low >> level))
        low += 1 << level
    return parts


def subtree_root(low: int, high: int, node: Node) -> bytes:
    """Merkle tree hash over the entries `low` up to `high`, where a subtree of the tree begins at `low`."""
    return fold([node(level, index) for level, index in perfect_subtrees(low, high)])


def _split(count: int) -> int:
    """The largest power of two smaller than `count` (RFC 6962 calls it k)."""
    return 1 << ((count - 1).bit_length() - 1)


def prove_inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """Proof that entry `index` is in the tree of `size` entries: the siblings from the leaf up (RFC 6962 2.1.1)."""
    if not 0 <= index < size:
        raise ProofRefused(f"entry {index} is not in a tree of {size}")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(subtree_root(middle, high, node))
            high = middle
        else:
            path.append(subtree_root(low, middle, node))
            low = middle
    return path[::-1]


def prove_consistency(old: int, new: int, node: Node) -> list[bytes]:
    """Proof that the tree of `new` entries only added to the tree of `old` entries (RFC 6962 2.1.2).

    Refuses `old` = 0: an empty tree is the beginning of every tree, so such a proof would prove nothing.
    """
    _require_sizes(old, new)
    proof: list[bytes] = []
    low, high, old_is_whole = 0, new, True
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            proof.append(subtree_root(middle, high, node))
            high = middle
        else:
            proof.append(subtree_root(low, middle, node))
            low, old_is_whole = middle, False
    if not old_is_whole:
        proof.append(subtree_root(low, high, node))
    return proof[::-1]


def _require_sizes(old: int, new: int) -> None:
    if old < 1:
        raise ProofRefused("a proof from an empty tree proves nothing")
    if new < old:
        raise ProofRefused(f"a tree of {new} entries cannot continue one of {old}")


def _require_hashes(proof: Sequence[bytes]) -> None:
    if any(len(sibling) != HASH_BYTES for sibling in proof):
        raise ProofRefused("a proof is made of hashes of 32 bytes")


def check_inclusion(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Refuse unless `proof` leads from the leaf hash at `index` to `root` (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        raise ProofRefused(f"entry {index} is not in a tree of {size}")
    _require_hashes(proof)
    at, last, top = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofRefused("the proof is too long")
        if at & 1 or at == last:
            top = node_hash(sibling, top)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            top = node_hash(top, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofRefused("the proof is too short")
    if top != root:
        raise ProofRefused("the proof leads to another root")


def check_consistency(*, old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Refuse unless `proof` shows that the new tree continues the old one (RFC 9162 2.1.4.2). Refuses `old` = 0."""
    _require_sizes(old, new)
    _require_hashes(proof)
    if old == new:
        if proof or old_root != new_root:
            raise ProofRefused("two trees of one size must be the same tree")
        return
    path = [old_root, *proof] if old.bit_count() == 1 else list(proof)
    if not path:
        raise ProofRefused("the proof is empty")
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old_top = new_top = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofRefused("the proof is too long")
        if at & 1 or at == last:
            old_top, new_top = node_hash(sibling, old_top), node_hash(sibling, new_top)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new_top = node_hash(new_top, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofRefused("the proof is too short")
    if old_top != old_root or new_top != new_root:
        raise ProofRefused("the proof leads to another root")
