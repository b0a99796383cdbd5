"""The sequencer: gives committed acts their places in the log, grows the tree, signs the checkpoint.

One round is three steps, each safe to be cut off at any point and done again:

1. *assign*: in one transaction, the next places for acts that are visible, hence committed, and the new head;
2. *tile*: write the files from the last checkpoint up to the head; what is there already must be the same;
3. *publish*: prove to ourselves that the tree continues the last checkpoint, then sign and publish the next one.

Places follow the order in which acts are seen after their commit, never ids: a transaction that commits late gets a
later place, one that aborts leaves no gap. Fenced twice: in the database by an epoch on the head, which only the newest
sequencer knows, and on disk by a lock and by never replacing a checkpoint by a shorter one.
This file is an edge: it opens its own transactions, and nothing in the product calls it but the worker and the command.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from lienthong.ground.journal import installation, tiles, tlog
from lienthong.ground.journal.models import Act, Head
from lienthong.ground.journal.note import Checkpoint, Signer, open_checkpoint
from lienthong.ground.journal.store import LogStore

BATCH = 5_000
"""Most acts that get their places in one transaction."""

LOOK_BACK_MILLISECONDS = 60_000
"""An ordinary round looks for waiting acts among ids younger than this, counted from the newest act placed."""
LOOK_EVERYWHERE_EVERY = 100
"""Each so many rounds (20 seconds) all ids are searched: for acts of very long transactions and of wrong clocks. Why
not always: each placed act leaves a dead entry in the index of waiting acts until PostgreSQL cleans up."""

_LEADER_LOCK = 0x6C69656E74686F6E  # eight letters of the product's name, as PostgreSQL wants a number
log = logging.getLogger("lienthong.journal")


class Fenced(RuntimeError):
    """Another sequencer has taken over. This one stops without writing anything."""


class LogBroken(RuntimeError):
    """Acts, tiles and checkpoint contradict each other: nothing more is signed. Keep everything and run the audit."""


def no_fault(step: str) -> None:
    """In production nothing happens between the steps; tests give a function that fails at a step of their choice."""


class Sequencer:
    """The one that holds the newest epoch. Made by `take_over`."""

    def __init__(self, *, epoch: int, store: LogStore, signer: Signer, fault: Callable[[str], None] = no_fault) -> None:
        """`fault` is told each step by name before it is done."""
        self.epoch = epoch
        self.store = store
        self.signer = signer
        self._fault = fault
        self._rounds = 0
        self._look_from = UUID(int=0)

    @classmethod
    def take_over(cls, *, store: LogStore, signer: Signer, fault: Callable[[str], None] = no_fault) -> "Sequencer":
        """Become the sequencer; whoever was it before is fenced off. Refuses (LogBroken) a log that is not ours."""
        with transaction.atomic():
            Head.objects.bulk_create([Head(root=tlog.EMPTY_ROOT)], ignore_conflicts=True)
            head = Head.objects.select_for_update().get()
            head.epoch += 1
            head.save(update_fields=["epoch"])
        sequencer = cls(epoch=head.epoch, store=store, signer=signer, fault=fault)
        sequencer.require_not_behind()
        sequencer.publish_key()
        return sequencer

    def round(self, *, most: int = BATCH) -> int:
        """One round; returns how many acts got their places. Raises Fenced, LogBroken, TileConflict, TileMissing."""
        self.require_not_behind()
        assigned = self.assign(most=most)
        published, head = self.published(), Head.objects.get()
        if head.size > published.size:
            self.tile(published.size, head)
            self.publish(head)
        return assigned

    def require_not_behind(self) -> None:
        """Refuse (LogBroken) a database that is older than the published log: it was rolled back."""
        published, head = self.published(), Head.objects.get()  # in this order: the head never lags behind the log
        if head.size < published.size:
            raise LogBroken(f"{published.size} acts are published, the database knows of {head.size}")

    # -- 1. assign ----------------------------------------------------------------------------------------------
    def assign(self, *, most: int = BATCH) -> int:
        """Give the next places to committed acts and move the head, in one transaction."""
        with transaction.atomic():
            waiting = self._waiting(most)
            if not waiting:
                return 0
            head = self._fenced_head()
            _place([identity for identity, _ in waiting], first=head.size)
            frontier = tlog.Frontier.decode(head.size, bytes(head.frontier))
            frontier = frontier.grown(tlog.leaf_hash(entry) for _, entry in waiting)
            head.size, head.root, head.frontier = frontier.size, frontier.root(), frontier.encode()
            head.save(update_fields=["size", "root", "frontier"])
            self._fault("assign")
        self._fault("assigned")
        return len(waiting)

    def _waiting(self, most: int) -> list[tuple[UUID, bytes]]:
        everywhere = self._rounds % LOOK_EVERYWHERE_EVERY == 0
        self._rounds += 1
        acts = Act.objects.waiting().filter(id__gte=UUID(int=0) if everywhere else self._look_from)
        waiting = [(identity, bytes(entry)) for identity, entry in acts.values_list("id", "record_digest")[:most]]
        if waiting:
            newest = max(identity for identity, _ in waiting)
            self._look_from = UUID(int=max((newest.int >> 80) - LOOK_BACK_MILLISECONDS, 0) << 80)
        return waiting

    def _fenced_head(self) -> Head:
        head = Head.objects.select_for_update().get()
        if head.epoch != self.epoch:
            raise Fenced
        return head

    # -- 2. tile ------------------------------------------------------------------------------------------------
    def tile(self, since: int, head: Head) -> None:
        """Write the tiles of the acts from `since` up to the head."""
        growth = tiles.Growth(since, self.store.read)
        acts = Act.objects.in_the_log().filter(leaf_index__gte=since, leaf_index__lt=head.size)
        for index, entry in acts.values_list("leaf_index", "record_digest").iterator(chunk_size=BATCH):
            if index != growth.size:
                raise LogBroken(f"the act at place {growth.size} is missing")
            for tile, data in growth.add(bytes(entry)):
                self._write(tile, data)
        if growth.size != head.size:
            raise LogBroken(f"the act at place {growth.size} is missing")
        for tile, data in growth.partial():
            self._write(tile, data)

    def _write(self, tile: tiles.Tile, data: bytes) -> None:
        self._fault(tile.path)
        self.store.write(tile, data)

    # -- 3. publish ---------------------------------------------------------------------------------------------
    def published(self) -> Checkpoint:
        """What was published last (an empty tree before the first). Refuses (LogBroken) what our key did not sign."""
        note = self.store.checkpoint()
        if note is None:
            return Checkpoint(self.signer.name, 0, tlog.EMPTY_ROOT)
        try:
            return open_checkpoint(note, self.signer.verifier)
        except ValueError as reason:
            raise LogBroken(f"the published checkpoint is not of this log and key: {reason}") from reason

    def publish_key(self) -> None:
        """Publish the verifier key once. Refuses (LogBroken) when another key is published."""
        ours, there = str(self.signer.verifier), self.store.verifier_key()
        if there is None:
            self.store.publish_verifier_key(ours)
        elif there != ours:
            raise LogBroken("another verifier key is published than that of our key")

    def publish(self, head: Head) -> None:
        """Sign and publish the checkpoint of the head, if the tree on disk is the head's and continues the last one."""
        self._fault("publish")
        with self.store.locked(), transaction.atomic():
            self._fenced_head()
            before = self.published()
            tree = tiles.Tree(head.size, self.store.read)
            _require_continues(before, tree, head)
            note = self.signer.sign(Checkpoint(self.signer.name, head.size, bytes(head.root)).text())
            self._fault("signed")
            self.store.publish(note)
        self._fault("published")
        self._sweep(before.size, head.size)

    def _sweep(self, before: int, size: int) -> None:
        """Remove the partial tiles that full ones have replaced."""
        for level in (tiles.ENTRIES, *range(tiles.LEVELS)):
            shift = tiles.HEIGHT * max(level, 0)
            for index in range((before >> shift) // tiles.WIDTH, (size >> shift) // tiles.WIDTH):
                self.store.drop_partial(tiles.Tile(level, index))


def _place(ids: Sequence[object], *, first: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update journal_act set leaf_index = place.at from unnest(%s::uuid[], %s::bigint[]) as place (id, at)"
            " where journal_act.id = place.id",
            [list(ids), list(range(first, first + len(ids)))],
        )


def _require_continues(before: Checkpoint, tree: tiles.Tree, head: Head) -> None:
    """Never sign what is inconsistent with what was signed before (C2SP tlog-checkpoint)."""
    if tree.root() != bytes(head.root):
        raise LogBroken("the tiles give another root than the head in the database")
    if before.size == 0:
        return
    try:
        proof = tlog.prove_consistency(before.size, tree.size, tree.node)
        tlog.check_consistency(
            old=before.size, old_root=before.root, new=tree.size, new_root=bytes(head.root), proof=proof
        )
    except tlog.ProofRefused as reason:
        raise LogBroken(f"the log does not continue its last checkpoint: {reason}") from reason


def sequence_now() -> int:
    """Take over, place and publish every committed act, and return how many there were. For commands and tests."""
    sequencer = Sequencer.take_over(store=installation.store(), signer=installation.signer())
    total = 0
    while placed := sequencer.round():
        total += placed
    return total


def run_sequencer(stop: threading.Event, interval: float = 0.2) -> None:
    """Keep the log going until `stop` is set: a round each `interval` seconds, at once while acts are waiting.

    Waits in the background while another process is the sequencer. Survives the loss of the database. A broken log is
    an alarm that repeats each interval times fifty, and nothing is signed meanwhile.
    """
    while not stop.is_set():
        try:
            pause = _lead(stop, interval)
        except DatabaseError:
            log.exception("the database is away; the sequencer will try again")
            pause = interval * 5
        except Fenced:
            log.warning("another sequencer took over")
            pause = interval * 5
        except (RuntimeError, LookupError, OSError, ValueError):
            log.exception("the log cannot go on; run `lienthong log audit`")
            pause = interval * 50
        finally:
            connection.close()
        stop.wait(pause)


def _lead(stop: threading.Event, interval: float) -> float:
    """Be the sequencer as long as this connection lives; returns the pause before trying to be it again."""
    if not _advisory("pg_try_advisory_lock"):
        return interval * 5
    try:
        sequencer = Sequencer.take_over(store=installation.store(), signer=installation.signer())
        log.info("this process is the sequencer", extra={"epoch": sequencer.epoch})
        while not stop.is_set():
            if not sequencer.round():
                stop.wait(interval)
        return 0
    finally:
        with suppress(DatabaseError):
            _advisory("pg_advisory_unlock")


def _advisory(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s)", [_LEADER_LOCK])
        return bool(cursor.fetchone()[0])
