"""Receipts and proofs of acts, read from the published log."""

from lienthong.ground.journal import installation, receipts, tiles, tlog
from lienthong.ground.journal.models import Act
from lienthong.ground.journal.note import Checkpoint, open_checkpoint
from lienthong.ground.journal.store import LogStore
from lienthong.kit.errors import Conflict


class NotInTheLogYet(Conflict):
    """This act is not in the published log yet. Try again in a second or two."""


def published(store: LogStore | None = None) -> tuple[Checkpoint, str]:
    """The last published checkpoint and its signed note. Refuses: NoLogYet."""
    note = (store or installation.store()).checkpoint()
    if note is None:
        raise installation.NoLogYet
    return open_checkpoint(note, installation.verifier()), note


def receipt_of(act: Act, *, with_body: bool = True) -> receipts.Receipt:
    """The receipt of an act under the last checkpoint; without body and salt for holders who may not read them.

    Refuses: NoLogYet, NotInTheLogYet.
    """
    return receipts_of([act], with_body=with_body)[0]


def receipts_of(acts: list[Act], *, with_body: bool = True) -> list[receipts.Receipt]:
    """Receipts of several acts, all under one and the same checkpoint. Refuses: NoLogYet, NotInTheLogYet."""
    store = installation.store()
    checkpoint, note = published(store)
    tree = tiles.Tree(checkpoint.size, store.read)
    return [_receipt(act, tree, note, with_body=with_body) for act in acts]


def _receipt(act: Act, tree: tiles.Tree, note: str, *, with_body: bool) -> receipts.Receipt:
    if act.leaf_index is None or act.leaf_index >= tree.size:
        raise NotInTheLogYet
    show = with_body and act.salt is not None
    return receipts.make(
        record=act.record(),
        salt=bytes(act.salt) if show and act.salt is not None else None,
        body=act.body if show else None,
        index=act.leaf_index,
        proof=tlog.prove_inclusion(act.leaf_index, tree.size, tree.node),
        checkpoint=note,
    )


def consistency_since(size: int) -> tuple[Checkpoint, list[bytes]]:
    """The last checkpoint, and the proof that it continues the log as it was with `size` entries.

    Refuses: NoLogYet, and ProofRefused for size 0 or a size beyond the checkpoint.
    """
    store = installation.store()
    checkpoint, _ = published(store)
    return checkpoint, tlog.prove_consistency(size, checkpoint.size, tiles.Tree(checkpoint.size, store.read).node)
