"""The audit: every act in the database against the published log, and the log against itself and its signature.

Trust runs downward: the key signs the checkpoint, the checkpoint fixes the root, the root fixes the hash tiles, these
fix the entries, an entry fixes the columns of an act, and its body digest fixes body and salt. The audit walks the log
once in that order, side by side with the acts, and names what differs, first things first. A checkpoint kept outside,
given as `kept`, also catches the one thing the log alone cannot show: all of it put back to an older copy.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from lienthong.ground.journal import entries, tiles, tlog
from lienthong.ground.journal.models import Act, Head
from lienthong.ground.journal.note import Checkpoint, Verifier, open_checkpoint
from lienthong.ground.journal.queries.findings import Finding, Kind, Report
from lienthong.ground.journal.store import LogStore, TileMissing

PATIENCE = timedelta(seconds=60)
"""An act recorded longer ago than this must be in the published log (it takes about a second)."""
MOST = 20
"""Findings after which the audit stops: by then the log needs people, not more lines."""


class _EnoughFound(Exception):
    pass


def _nobody_watches(done: int, size: int) -> None:
    pass


def audit(
    *,
    store: LogStore,
    verifier: Verifier,
    now: datetime,
    kept: Sequence[str] = (),
    progress: Callable[[int, int], None] = _nobody_watches,
) -> Report:
    """Re-read everything. `kept` are signed checkpoints from outside; `progress` hears of acts done and the log's size.

    Reads only; may run beside the living product.
    """
    walk = _Audit(store=store, verifier=verifier, now=now, progress=progress)
    with suppress(_EnoughFound):
        walk.run(kept)
    return walk.report


class _Audit:
    def __init__(
        self, *, store: LogStore, verifier: Verifier, now: datetime, progress: Callable[[int, int], None]
    ) -> None:
        self.store, self.verifier, self.now, self.progress = store, verifier, now, progress
        self.report = Report()

    def found(self, kind: Kind, detail: str, *, place: int | None = None, act: UUID | None = None) -> None:
        self.report.findings.append(Finding(kind, detail, place, act))
        if len(self.report.findings) >= MOST:
            raise _EnoughFound

    def run(self, kept: Sequence[str]) -> None:
        checkpoint = self._published()
        self.report.size, self.report.root = checkpoint.size, checkpoint.root
        remembered = self._remembered(kept, checkpoint)
        self._walk(checkpoint, remembered)
        self._look_behind(checkpoint)

    # -- checkpoints --------------------------------------------------------------------------------------------
    def _published(self) -> Checkpoint:
        note = self.store.checkpoint()
        if note is None:
            if Head.objects.filter(size__gt=0).exists():
                self.found(Kind.CHECKPOINT, "the log has no checkpoint, although acts have places in it")
            return Checkpoint(self.verifier.name, 0, tlog.EMPTY_ROOT)
        try:
            return open_checkpoint(note, self.verifier)
        except ValueError as reason:
            self.found(Kind.CHECKPOINT, str(reason))
            raise _EnoughFound from reason

    def _remembered(self, kept: Sequence[str], checkpoint: Checkpoint) -> dict[int, list[bytes]]:
        """Roots the log must have had, by size."""
        roots: dict[int, list[bytes]] = {}
        for note in kept:
            try:
                old = open_checkpoint(note, self.verifier)
            except ValueError as reason:
                self.found(Kind.CHECKPOINT, f"the kept checkpoint cannot be used: {reason}")
                continue
            self.report.kept_size = max(old.size, self.report.kept_size or 0)
            if old.size > checkpoint.size:
                detail = f"the kept checkpoint knows {old.size} acts, the published log only {checkpoint.size}"
                self.found(Kind.ROLLED_BACK, detail, place=checkpoint.size)
            elif old.size == 0:
                self.found(Kind.CHECKPOINT, "the kept checkpoint is of an empty log and proves nothing")
            else:
                roots.setdefault(old.size, []).append(old.root)
        return roots

    # -- the walk -----------------------------------------------------------------------------------------------
    def _walk(self, checkpoint: Checkpoint, remembered: dict[int, list[bytes]]) -> None:
        acts, frontier, growth = _Acts(checkpoint.size), tlog.Frontier(), tiles.Growth()
        for first in range(0, checkpoint.size, tiles.WIDTH):
            leaves = self._leaves(tiles.tile_at(0, first // tiles.WIDTH, checkpoint.size))
            if leaves is None:
                return
            for leaf in leaves:
                self._check_tiles(growth.add_hash(leaf))
            self._check_acts(acts, first, self._trusted(leaves, first))
            frontier = self._grow(frontier, leaves, remembered)
            self.progress(frontier.size, checkpoint.size)
        self._check_tiles(growth.partial())
        self.report.acts_read = acts.count
        if frontier.root() != checkpoint.root:
            self.found(Kind.TILE, "the tiles give another root than the signed checkpoint")

    def _leaves(self, tile: tiles.Tile) -> list[bytes] | None:
        """The leaf hashes of one tile; None where the log cannot be read on."""
        try:
            leaves = tiles.hashes_in(self.store.read(tile))
        except TileMissing as reason:
            self.found(Kind.TILE, str(reason), place=tile.index * tiles.WIDTH)
            return None
        if len(leaves) != tile.width or len(leaves[-1]) != tlog.HASH_BYTES:
            self.found(Kind.TILE, f"{tile.path} does not hold {tile.width} hashes", place=tile.index * tiles.WIDTH)
            return None
        return leaves

    def _trusted(self, leaves: Sequence[bytes], first: int) -> list[bytes | None]:
        """The leaf hashes that the bundle of entries bears out; None where tile and bundle contradict each other."""
        bundle = tiles.Tile(tiles.ENTRIES, first // tiles.WIDTH, len(leaves))
        try:
            published = [tlog.leaf_hash(entry) for entry in tiles.unbundle(self.store.read(bundle))]
        except (TileMissing, tiles.TileMalformed) as reason:
            self.found(Kind.TILE, str(reason), place=first)
            return list(leaves)
        if published != leaves:
            self.found(Kind.TILE, f"{bundle.path} does not fit the hash tile of the same place", place=first)
        published += [b""] * (len(leaves) - len(published))
        return [leaf if leaf == other else None for leaf, other in zip(leaves, published, strict=False)]

    def _grow(
        self, frontier: tlog.Frontier, leaves: Sequence[bytes], remembered: dict[int, list[bytes]]
    ) -> tlog.Frontier:
        """The edge after these leaves, compared with the kept checkpoints on the way."""
        start, end = frontier.size, frontier.size + len(leaves)
        for size in sorted({*(size for size in remembered if start < size <= end), end}):
            frontier = frontier.grown(leaves[frontier.size - start : size - start])
            if any(root != frontier.root() for root in remembered.get(size, [])):
                self.found(Kind.REWRITTEN, f"a kept checkpoint of {size} acts has another root", place=size - 1)
        return frontier

    def _check_tiles(self, grown: Iterator[tuple[tiles.Tile, bytes]]) -> None:
        for tile, data in grown:
            try:
                same = self.store.read(tile) == data
            except TileMissing as reason:
                self.found(Kind.TILE, str(reason))
                continue
            if not same:
                self.found(Kind.TILE, f"{tile.path} does not follow from the tiles below it")

    def _check_acts(self, acts: "_Acts", first: int, leaves: Sequence[bytes | None]) -> None:
        by_place: dict[int, Act] = {}
        for place, act in acts.up_to(first + len(leaves)):
            if by_place.setdefault(place, act) is not act:
                self.found(Kind.ADDED, "two acts claim one place", place=place, act=act.id)
        for place, leaf in enumerate(leaves, start=first):
            self._check_place(place, leaf, by_place.get(place))
        self._check_erased([act for act in by_place.values() if act.salt is None])

    def _check_place(self, place: int, leaf: bytes | None, act: Act | None) -> None:
        if act is None:
            moved = _act_of(leaf) if leaf else None
            if moved is None:
                self.found(Kind.MISSING, "the act at this place is gone", place=place)
            else:
                self.found(
                    Kind.REORDERED, f"the act of this place stands at {moved.leaf_index}", place=place, act=moved.id
                )
            return
        fault = _fault_of(act)
        if fault:
            self.found(Kind.ALTERED, fault, place=place, act=act.id)
        elif leaf and tlog.leaf_hash(bytes(act.record_digest)) != leaf:
            self._name_stranger(place, leaf, act)

    def _name_stranger(self, place: int, leaf: bytes, act: Act) -> None:
        """The act is whole in itself, but it is not the one the log has at this place."""
        rightful = _act_of(leaf)
        if rightful is None:
            detail = "the act was altered and its digests made anew: the log has another one at this place"
            self.found(Kind.ALTERED, detail, place=place, act=act.id)
        else:
            detail = f"the log has act {rightful.id} at this place, which stands at {rightful.leaf_index}"
            self.found(Kind.REORDERED, detail, place=place, act=act.id)

    def _check_erased(self, erased: Sequence[Act]) -> None:
        if not erased:
            return
        said = Act.objects.filter(
            verb="journal.act.erased", subject_kind="journal.act", subject_id__in=[act.id for act in erased]
        ).values_list("subject_id", flat=True)
        silent = {act.id for act in erased} - set(said)
        for act in erased:
            if act.id in silent:
                self.found(Kind.ERASED_SILENTLY, "no act says who erased it", place=act.leaf_index, act=act.id)

    # -- what is behind the published log -----------------------------------------------------------------------
    def _look_behind(self, checkpoint: Checkpoint) -> None:
        head = Head.objects.first() or Head(size=0, root=tlog.EMPTY_ROOT)
        if head.size < checkpoint.size:
            detail = f"the log has {checkpoint.size} acts, the head in the database {head.size}"
            self.found(Kind.ROLLED_BACK, detail, place=head.size)
        elif head.size == checkpoint.size and bytes(head.root) != checkpoint.root:
            self.found(Kind.ALTERED, "the head in the database has another root than the signed checkpoint")
        self._check_added(checkpoint)
        self._check_waiting(checkpoint)

    def _check_added(self, checkpoint: Checkpoint) -> None:
        """Places at or behind the head, seen together with the head: the sequencer has not given them."""
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, leaf_index from journal_act where leaf_index >="
                " greatest(%s, (select coalesce(max(size), 0) from journal_head)) order by leaf_index limit %s",
                [checkpoint.size, MOST],
            )
            for identity, place in cursor.fetchall():
                self.found(Kind.ADDED, "the sequencer never gave this place", place=place, act=identity)

    def _check_waiting(self, checkpoint: Checkpoint) -> None:
        behind = Act.objects.filter(leaf_index__isnull=True) | Act.objects.filter(leaf_index__gte=checkpoint.size)
        self.report.waiting = behind.count()
        late = behind.filter(id__lt=_first_id_at(self.now - PATIENCE)).order_by("id").first()
        if late:
            self.found(Kind.LATE, "is the sequencer running?", act=late.id)


class _Acts:
    """The acts that claim places below `size`, in order, read once."""

    def __init__(self, size: int) -> None:
        self.count = 0
        self._rows = Act.objects.in_the_log().filter(leaf_index__lt=size).iterator(chunk_size=2_000)
        self._next = next(self._rows, None)

    def up_to(self, end: int) -> Iterator[tuple[int, Act]]:
        """The acts below this place that were not given before, each with the place it claims."""
        while self._next is not None and self._next.leaf_index is not None and self._next.leaf_index < end:
            yield self._next.leaf_index, self._next
            self.count += 1
            self._next = next(self._rows, None)


def _fault_of(act: Act) -> str:
    """In which way an act contradicts its own digests; empty when it does not."""
    if not _body_holds(act):
        return "body or salt are not those that were recorded"
    if entries.entry_of(act.record()) != bytes(act.record_digest):
        return "its columns are not those that were recorded"
    return ""


def _body_holds(act: Act) -> bool:
    if act.body is None or act.salt is None:
        return act.body is None and act.salt is None
    try:
        return entries.body_digest(bytes(act.salt), act.body) == bytes(act.body_digest)
    except ValueError:  # what RFC 8785 cannot write, `record` never wrote
        return False


def _act_of(leaf: bytes) -> Act | None:
    """The act that the log means by a leaf hash, wherever it stands now. Reads the whole table."""
    return Act.objects.extra(where=[r"sha256('\x00'::bytea || record_digest) = %s"], params=[leaf]).first()


def _first_id_at(at: datetime) -> UUID:
    """The smallest UUIDv7 of an instant: ids carry when an act was really recorded, whatever its `at` says."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
