"""The sequencer: commit-safe order, one at a time, and nothing lost or signed wrongly when it is killed anywhere."""

import logging
import os
import signal
import threading
import time
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lienthong.ground.journal import installation, sequencer, tiles, tlog
from lienthong.ground.journal.models import Act, Head
from lienthong.ground.journal.note import Signer, open_checkpoint
from lienthong.ground.journal.sequencer import Fenced, LogBroken, sequence_now
from lienthong.ground.journal.store import TileConflict
from lienthong.ground.journal.tests.conftest import some_acts, superuser
from lienthong.ground.journal.tests.test_tlog import mth


def published(store):
    return open_checkpoint(store.checkpoint(), installation.verifier())


def require_whole(store):
    """Places without gap, tiles and checkpoint over exactly the acts in the order of their places."""
    acts = list(Act.objects.in_the_log())
    assert [act.leaf_index for act in acts] == list(range(len(acts)))
    checkpoint = published(store)
    assert checkpoint.size == len(acts)
    assert checkpoint.root == mth([tlog.leaf_hash(bytes(act.record_digest)) for act in acts])
    assert tiles.Tree(checkpoint.size, store.read).root() == checkpoint.root


@pytest.mark.django_db
@pytest.mark.parametrize("sizes", [[1], [255, 1, 1], [3, 600, 2]])
def test_acts_get_places_and_a_signed_root(store, become_sequencer, sizes):
    one = become_sequencer()
    for size in sizes:
        some_acts(size)
        assert one.round() == size
        require_whole(store)


@pytest.mark.django_db
def test_many_acts_take_several_batches_and_one_root(store, become_sequencer):
    some_acts(300)
    one = become_sequencer()
    assert [one.round(most=128) for _ in range(4)] == [128, 128, 44, 0]
    require_whole(store)


@pytest.mark.django_db
def test_nothing_is_published_before_the_first_act(store, become_sequencer):
    assert become_sequencer().round() == 0
    assert store.checkpoint() is None
    assert str(installation.verifier()) == store.verifier_key()


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.integers(1, 300), min_size=1, max_size=4))
def test_every_checkpoint_continues_the_one_before(tmp_path_factory, steps):
    store = sequencer.installation.LogStore(tmp_path_factory.mktemp("log"))
    signer = Signer("log.example/test", installation.keys.log_signer(tmp_path_factory.mktemp("keys"), "x").private)
    with transaction.atomic():
        one = sequencer.Sequencer.take_over(store=store, signer=signer)
        before = None
        for step in steps:
            some_acts(step)
            one.round()
            after = open_checkpoint(store.checkpoint(), signer.verifier)
            if before:
                proof = tlog.prove_consistency(before.size, after.size, tiles.Tree(after.size, store.read).node)
                tlog.check_consistency(
                    old=before.size, old_root=before.root, new=after.size, new_root=after.root, proof=proof
                )
            before = after
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_partial_tiles_stay_until_a_full_one_replaces_them(store, become_sequencer):
    one = become_sequencer()
    some_acts(200)
    one.round()
    assert (store.home / "tile/0/000.p/200").exists()
    some_acts(56)
    one.round()
    assert (store.home / "tile/0/000").exists()
    assert not (store.home / "tile/0/000.p").exists()
    assert store.read(tiles.Tile(0, 0, 200)) == store.read(tiles.Tile(0, 0))[: 200 * 32]


@pytest.mark.django_db
def test_an_act_of_a_transaction_open_for_hours_gets_its_place_too(store, become_sequencer):
    one = become_sequencer()
    some_acts(1)
    one.round()
    (late,) = some_acts(1)
    hours_ago = UUID(int=late.id.int - (3 * 3_600_000 << 80))
    superuser(f"update journal_act set id = '{hours_ago}' where id = '{late.id}'")
    rounds = [one.round() for _ in range(sequencer.LOOK_EVERYWHERE_EVERY)]
    assert sum(rounds) == 1
    assert Act.objects.get(id=hours_ago).leaf_index == 1


@pytest.mark.django_db(transaction=True)
def test_order_is_that_of_commits_and_an_abort_leaves_no_gap(store, become_sequencer):
    """A begins first and commits last; C begins in between and aborts."""
    one = become_sequencer()
    begun, go_on = threading.Event(), threading.Event()
    made = {}

    def late():
        try:
            with transaction.atomic():
                made["late"] = some_acts(1)[0]
                begun.set()
                go_on.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    begun.wait(10)
    with transaction.atomic():
        some_acts(2)
        transaction.set_rollback(True)
    early = some_acts(1)[0]
    assert early.id > made["late"].id
    assert one.round() == 1
    go_on.set()
    thread.join()
    assert one.round() == 1
    assert list(Act.objects.in_the_log()) == [early, made["late"]]
    require_whole(store)


@pytest.mark.django_db
def test_a_stale_sequencer_neither_places_nor_publishes(store, become_sequencer):
    stale = become_sequencer()
    some_acts(3)
    newest = become_sequencer()
    with pytest.raises(Fenced):
        stale.round()
    assert not Act.objects.in_the_log().exists()
    assert newest.round() == 3
    before = store.checkpoint()
    with pytest.raises(Fenced):
        stale.publish(Head.objects.get())
    assert store.checkpoint() == before


@pytest.mark.django_db
def test_a_sequencer_fenced_off_while_it_writes_tiles_does_not_sign(store, become_sequencer):
    def somebody_takes_over(step):
        if step == "publish":
            become_sequencer()

    slow = become_sequencer(fault=somebody_takes_over)
    some_acts(3)
    with pytest.raises(Fenced):
        slow.round()
    assert store.checkpoint() is None


STEPS = [
    "assign",
    "assigned",
    "tile/entries/000",
    "tile/0/000",
    "tile/entries/001.p/44",
    "tile/1/000.p/1",
    "publish",
    "signed",
    "published",
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_next_sequencer_goes_on_and_the_log_continues(store, become_sequencer, step):
    some_acts(100)
    become_sequencer().round()
    before = published(store)
    some_acts(200)
    child = os.fork()
    if child == 0:
        try:
            connection.connection = None  # the parent's; the child opens one of its own
            become_sequencer(
                fault=lambda reached: os.kill(os.getpid(), signal.SIGKILL) if reached == step else None
            ).round()
        finally:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL, f"step {step} was never reached"
    some_acts(1)
    sequence_now()
    require_whole(store)
    after = published(store)
    assert (before.size, after.size) == (100, 301)
    proof = tlog.prove_consistency(before.size, after.size, tiles.Tree(after.size, store.read).node)
    tlog.check_consistency(old=before.size, old_root=before.root, new=after.size, new_root=after.root, proof=proof)


@pytest.mark.django_db
def test_lost_tiles_are_made_again_from_the_acts(store, become_sequencer):
    some_acts(300)
    become_sequencer().round()
    before = store.checkpoint()
    for file in sorted(store.home.rglob("*")):
        if file.is_file():
            file.unlink()
    sequence_now()
    assert store.checkpoint() == before
    require_whole(store)


# -- what it refuses to sign ------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_database_older_than_the_log_is_refused(store, become_sequencer):
    some_acts(3)
    one = become_sequencer()
    one.round()
    superuser("delete from journal_act where leaf_index = 2", "update journal_head set size = 2")
    some_acts(1)
    with pytest.raises(LogBroken, match="3 acts are published, the database knows of 2"):
        one.round()
    with pytest.raises(LogBroken):
        become_sequencer()


@pytest.mark.django_db
def test_an_act_altered_before_it_was_published_is_not_signed(store, become_sequencer):
    some_acts(3)
    one = become_sequencer()
    one.assign()
    superuser("update journal_act set record_digest = sha256('x') where leaf_index = 1")
    with pytest.raises(LogBroken, match="another root than the head"):
        one.round()
    assert store.checkpoint() is None


@pytest.mark.django_db
@pytest.mark.parametrize("place", [1, 2])
def test_an_act_taken_out_before_it_was_published_is_missed(store, become_sequencer, place):
    some_acts(3)
    one = become_sequencer()
    one.assign()
    superuser(f"delete from journal_act where leaf_index = {place}")
    with pytest.raises(LogBroken, match=f"the act at place {place} is missing"):
        one.round()


@pytest.mark.django_db
def test_a_forged_head_is_not_signed(store, become_sequencer):
    """Head, tiles and acts agree with each other, but not with what was signed before."""
    some_acts(2)
    one = become_sequencer()
    one.round()
    for name in ("entries", "0"):
        (store.home / f"tile/{name}/000.p/2").unlink()
    superuser("update journal_act set record_digest = sha256('x') where leaf_index = 0")
    forged = tlog.Frontier().grown(tlog.leaf_hash(bytes(act.record_digest)) for act in Act.objects.in_the_log())
    Head.objects.update(root=forged.root(), frontier=forged.encode())
    growth = tiles.Growth()
    for act in Act.objects.in_the_log():
        list(growth.add(bytes(act.record_digest)))
    for tile, data in growth.partial():
        store.write(tile, data)
    some_acts(1)
    with pytest.raises(LogBroken, match="does not continue"):
        one.round()


@pytest.mark.django_db
def test_a_full_tile_that_holds_other_bytes_stops_the_log(store, become_sequencer):
    some_acts(100)
    one = become_sequencer()
    one.round()
    store.write(tiles.Tile(0, 0), bytes(8192))
    some_acts(200)
    with pytest.raises(TileConflict, match="tile/0/000"):
        one.round()


@pytest.mark.django_db
def test_a_checkpoint_by_another_key_stops_the_log(store, become_sequencer, log_home):
    some_acts(1)
    become_sequencer().round()
    (log_home / "keys/log.key").unlink()
    with pytest.raises(LogBroken, match="not of this log and key"):
        become_sequencer()


@pytest.mark.django_db
def test_another_key_than_the_published_one_stops_the_log(store, become_sequencer, log_home):
    become_sequencer()
    (log_home / "keys/log.key").unlink()
    with pytest.raises(LogBroken, match="another verifier key"):
        become_sequencer()


# -- the loop ---------------------------------------------------------------------------------------------------
@pytest.fixture
def running(store):
    """The loop in a thread, as the worker runs it; a function starts one and all are stopped at the end."""
    stop, threads = threading.Event(), []

    def start():
        threads.append(threading.Thread(target=sequencer.run_sequencer, args=(stop, 0.02)))
        threads[-1].start()
        return threads[-1]

    yield start
    stop.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def wait_until(condition, *, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        threading.Event().wait(0.01)


@pytest.mark.django_db(transaction=True)
def test_the_loop_publishes_within_a_second_of_a_commit(store, running):
    """The best of three, so that a busy machine is not taken for a slow log."""
    running()
    wait_until(lambda: store.verifier_key() is not None)
    seconds = []
    for size in (1, 2, 3):
        some_acts(1)
        committed = time.monotonic()
        wait_until(lambda size=size: store.checkpoint() is not None and published(store).size == size)
        seconds.append(time.monotonic() - committed)
    assert min(seconds) < 1


@pytest.mark.django_db(transaction=True)
def test_two_loops_make_one_log(store, running):
    running(), running()
    for _ in range(5):
        some_acts(20)
    wait_until(lambda: store.checkpoint() is not None and published(store).size == 100)
    require_whole(store)
    assert Head.objects.get().epoch == 1


@pytest.mark.django_db(transaction=True)
def test_the_loop_survives_the_loss_of_its_connection(store, running, caplog):
    running()
    some_acts(1)
    wait_until(lambda: store.checkpoint() is not None)
    with caplog.at_level(logging.ERROR), connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()"
        )
        some_acts(1)
        wait_until(lambda: published(store).size == 2)
    assert "the database is away" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_loop_taken_over_goes_on_afterwards(store, running, caplog):
    with caplog.at_level(logging.WARNING):
        running()
        wait_until(lambda: Head.objects.filter(epoch=1).exists())
        Head.objects.update(epoch=7)
        some_acts(1)
        wait_until(lambda: store.checkpoint() is not None)
    assert "another sequencer took over" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_broken_log_is_an_alarm_and_signs_nothing(store, running, caplog):
    some_acts(2)
    sequence_now()
    before = store.checkpoint()
    superuser("update journal_head set size = 1")
    with caplog.at_level(logging.ERROR):
        running()
        wait_until(lambda: "lienthong log audit" in caplog.text)
    assert store.checkpoint() == before
