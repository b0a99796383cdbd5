"""The audit against an administrator: every way to alter the past, done with all rights, is named at its first place."""

import shutil
from datetime import timedelta

import pytest
from django.db import connection

from lienthong.ground.journal import actions, entries, installation, tlog
from lienthong.ground.journal.models import Act, Head
from lienthong.ground.journal.note import Checkpoint
from lienthong.ground.journal.queries import audit as audits
from lienthong.ground.journal.queries.audit import audit
from lienthong.ground.journal.queries.findings import Kind
from lienthong.ground.journal.sequencer import sequence_now
from lienthong.ground.journal.tests.conftest import AT, some_acts, superuser
from lienthong.kit import clock

pytestmark = pytest.mark.django_db
SIZE = 300


@pytest.fixture
def log(store):
    """A published log of 300 acts (one full tile and a partial one)."""
    some_acts(SIZE)
    sequence_now()
    return store


def audited(store, *, kept=(), later=timedelta(0), **more):
    return audit(store=store, verifier=installation.verifier(), now=clock.now() + later, kept=kept, **more)


def first(store, **more):
    """Kind and place of the first finding."""
    findings = audited(store, **more).findings
    assert findings, "the audit saw nothing"
    return findings[0].kind, findings[0].place


def act_at(place):
    return Act.objects.get(leaf_index=place)


def test_an_honest_log_is_clean(log):
    heard = []
    report = audited(log, kept=[log.checkpoint()], progress=lambda done, size: heard.append((done, size)))
    assert report.clean
    assert (report.size, report.acts_read, report.waiting, report.kept_size) == (SIZE, SIZE, 0, SIZE)
    assert report.root == bytes(Head.objects.get().root)
    assert heard == [(256, SIZE), (SIZE, SIZE)]


def test_a_log_without_acts_is_clean(become_sequencer, store):
    become_sequencer()
    assert audited(store).clean


def test_an_honest_erasure_is_clean(log):
    actions.erase(act=act_at(7), by=None, now=AT)
    sequence_now()
    assert audited(log).clean


def test_acts_not_placed_yet_are_counted_and_fine_for_a_minute(log):
    some_acts(2)
    report = audited(log)
    assert (report.clean, report.waiting) == (True, 2)


def test_acts_that_wait_too_long_are_named(log):
    (late,) = some_acts(1)
    report = audited(log, later=timedelta(seconds=61))
    assert [(finding.kind, finding.act) for finding in report.findings] == [(Kind.LATE, late.id)]


def test_an_act_dated_back_by_its_author_is_not_late(log):
    actions.record(
        "documents.document.signed", ("documents.document", act_at(0).id), by=None, at=AT - timedelta(days=90)
    )
    assert audited(log).clean


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'exchange.document.refused'",
        "subject_kind = 'documents.other'",
        "subject_id = gen_random_uuid()",
        "by_kind = 'x.y', by_id = gen_random_uuid()",
        "for_whom_kind = 'x.y', for_whom_id = gen_random_uuid()",
        "capacity = 'TM.'",
        "at = at + interval '1 microsecond'",
        "id = gen_random_uuid()",
        "body = '{\"number\": 8}'",
        "body = '{\"number\": 7.5}'",
        "body = '{\"number\": 99999999999999999999}'",
        "body = 'null'",
        "salt = '\\x00'",
        "body_digest = sha256('x')",
        "record_digest = sha256('x')",
    ],
)
@pytest.mark.parametrize("place", [7, 256])
def test_an_altered_column_is_named_with_its_act(log, change, place):
    superuser(f"update journal_act set {change} where leaf_index = {place}")
    assert [(finding.kind, finding.place, finding.act) for finding in audited(log).findings] == [
        (Kind.ALTERED, place, act_at(place).id)
    ]


def test_the_first_of_several_alterations_comes_first(log):
    superuser("update journal_act set verb = 'x.y' where leaf_index in (290, 12, 100)")
    assert [finding.place for finding in audited(log).findings] == [12, 100, 290]


def test_an_altered_act_whose_digests_were_made_anew_is_named(log):
    act = act_at(7)
    act.body = {"number": 8}
    act.body_digest = entries.body_digest(bytes(act.salt), act.body)
    digest = entries.entry_of(act.record())
    superuser(
        f"update journal_act set body = '{{\"number\": 8}}', body_digest = '\\x{act.body_digest.hex()}',"
        f" record_digest = '\\x{digest.hex()}' where leaf_index = 7"
    )
    assert first(log) == (Kind.ALTERED, 7)
    assert "digests made anew" in audited(log).findings[0].detail


def test_two_acts_that_changed_places_are_both_named(log):
    superuser(
        "update journal_act set leaf_index = 100000 where leaf_index = 7",
        "update journal_act set leaf_index = 7 where leaf_index = 9",
        "update journal_act set leaf_index = 9 where leaf_index = 100000",
    )
    assert [(finding.kind, finding.place) for finding in audited(log).findings] == [
        (Kind.REORDERED, 7),
        (Kind.REORDERED, 9),
    ]


@pytest.mark.parametrize("place", [0, 7, 255, 256, 299])
def test_a_deleted_act_is_missed_at_its_place(log, place):
    superuser(f"delete from journal_act where leaf_index = {place}")
    assert [(finding.kind, finding.place) for finding in audited(log).findings] == [(Kind.MISSING, place)]


def test_an_act_sent_back_to_wait_is_named_by_the_place_it_had(log):
    act = act_at(7)
    superuser("update journal_act set leaf_index = null where leaf_index = 7")
    finding = audited(log).findings[0]
    assert (finding.kind, finding.place, finding.act) == (Kind.REORDERED, 7, act.id)


def test_a_later_act_moved_over_a_deleted_one_is_named(log):
    superuser(
        "delete from journal_act where leaf_index = 7", "update journal_act set leaf_index = 7 where leaf_index = 299"
    )
    assert [(finding.kind, finding.place) for finding in audited(log).findings] == [
        (Kind.ALTERED, 7),
        (Kind.REORDERED, 299),
    ]


@pytest.mark.parametrize("place", [SIZE, SIZE + 5])
def test_an_act_inserted_with_a_forged_place_is_named(log, place):
    superuser(
        f"""insert into journal_act select gen_random_uuid(), verb, subject_kind, subject_id, by_kind, by_id, for_whom_kind,
        for_whom_id, capacity, at, body, salt, body_digest, record_digest, {place} from journal_act where leaf_index = 7"""
    )
    assert first(log) == (Kind.ADDED, place)


def test_a_second_act_at_a_taken_place_is_named(log):
    with connection.cursor() as cursor:
        cursor.execute("select conname from pg_constraint where conrelid = 'journal_act'::regclass and contype = 'u'")
        (unique,) = cursor.fetchone()
    superuser(
        f"alter table journal_act drop constraint {unique}",
        """insert into journal_act select gen_random_uuid(), verb, subject_kind, subject_id, by_kind, by_id, for_whom_kind,
        for_whom_id, capacity, at, body, salt, body_digest, record_digest, 7 from journal_act where leaf_index = 7""",
    )
    assert first(log) == (Kind.ADDED, 7)


def test_a_body_wiped_without_saying_so_is_named(log):
    superuser("update journal_act set body = null, salt = null where leaf_index = 7")
    finding = audited(log).findings[0]
    assert (finding.kind, finding.place, finding.act) == (Kind.ERASED_SILENTLY, 7, act_at(7).id)


# -- the end of the log cut off, and old copies -----------------------------------------------------------------
def test_a_truncated_end_is_named_at_its_first_act(log):
    superuser("delete from journal_act where leaf_index >= 290")
    assert first(log) == (Kind.MISSING, 290)


def test_a_truncated_end_with_a_head_to_match_is_named_too(log):
    superuser("delete from journal_act where leaf_index >= 290")
    edge = tlog.Frontier().grown(tlog.leaf_hash(bytes(act.record_digest)) for act in Act.objects.in_the_log())
    Head.objects.update(size=290, root=edge.root(), frontier=edge.encode())
    report = audited(log)
    assert (report.findings[0].kind, report.findings[0].place) == (Kind.MISSING, 290)
    assert (report.findings[-1].kind, report.findings[-1].place) == (Kind.ROLLED_BACK, 290)


@pytest.fixture
def put_back(log, tmp_path):
    """The whole product, tiles and checkpoint too, put back to the 300 acts it had before two more came."""
    shutil.copytree(log.home, tmp_path / "old")
    head = Head.objects.get()
    some_acts(2)
    sequence_now()
    kept = log.checkpoint()
    superuser("delete from journal_act where leaf_index >= 300")
    Head.objects.update(size=head.size, root=head.root, frontier=head.frontier)
    shutil.rmtree(log.home)
    shutil.copytree(tmp_path / "old", log.home)
    return kept


def test_an_old_copy_looks_clean_until_it_is_held_against_a_kept_checkpoint(log, put_back):
    assert audited(log).clean
    assert first(log, kept=[put_back]) == (Kind.ROLLED_BACK, 300)


def test_an_old_copy_that_grew_other_acts_is_rewritten_history(log, put_back):
    some_acts(5)
    sequence_now()
    assert audited(log).clean
    assert first(log, kept=[put_back]) == (Kind.REWRITTEN, 301)


def test_a_checkpoint_kept_long_ago_still_fits_an_honest_log(log):
    kept = log.checkpoint()
    some_acts(400)
    sequence_now()
    report = audited(log, kept=[kept, log.checkpoint()])
    assert (report.clean, report.kept_size) == (True, 700)


def test_a_kept_checkpoint_of_another_log_cannot_be_used(log):
    assert first(log, kept=["nonsense\n"]) == (Kind.CHECKPOINT, None)


def test_a_kept_checkpoint_of_an_empty_log_proves_nothing(log):
    empty = installation.signer().sign(Checkpoint(installation.signer().name, 0, tlog.EMPTY_ROOT).text())
    assert first(log, kept=[empty]) == (Kind.CHECKPOINT, None)


# -- the files --------------------------------------------------------------------------------------------------
def flip(file, at=40):
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("tile/0/000", "tile/entries/000 does not fit"),
        ("tile/entries/000", "tile/entries/000 does not fit"),
        ("tile/entries/001.p/44", r"tile/entries/001.p/44 does not fit"),
        ("tile/1/000.p/1", "tile/1/000.p/1 does not follow"),
    ],
)
def test_a_file_with_one_flipped_bit_is_named(log, name, says):
    flip(log.home / name, at=20)
    finding = audited(log).findings[0]
    assert finding.kind is Kind.TILE
    assert says in finding.detail


def test_a_flipped_bit_in_a_hash_tile_does_not_accuse_an_honest_act(log):
    flip(log.home / "tile/0/000")
    assert {finding.kind for finding in audited(log).findings} == {Kind.TILE}


def test_a_deleted_act_is_missed_even_where_the_tile_is_broken_too(log):
    superuser("delete from journal_act where leaf_index = 1")
    flip(log.home / "tile/0/000")
    assert (Kind.MISSING, 1) in [(finding.kind, finding.place) for finding in audited(log).findings]


@pytest.mark.parametrize("name", ["tile/0/000", "tile/entries/000", "tile/1/000.p/1", "tile/0/001.p/44"])
def test_a_missing_file_is_named(log, name):
    (log.home / name).unlink()
    finding = audited(log).findings[0]
    assert (finding.kind, finding.detail) == (Kind.TILE, f"{name} is missing")


@pytest.mark.parametrize("length", [0, 32, 8191])
def test_a_hash_tile_cut_short_is_named(log, length):
    file = log.home / "tile/0/000"
    file.write_bytes(file.read_bytes()[:length])
    assert first(log) == (Kind.TILE, 0)


def test_a_bundle_cut_short_is_named(log):
    file = log.home / "tile/entries/000"
    file.write_bytes(file.read_bytes()[:-1])
    assert first(log) == (Kind.TILE, 0)
    file.write_bytes(file.read_bytes()[: 34 * 10])
    assert first(log) == (Kind.TILE, 0)


def test_an_entry_exchanged_in_act_bundle_and_tile_alike_shows_in_the_root(log):
    """All that can be done without the key is done; the signed root remains."""
    act = act_at(299)
    superuser("update journal_act set verb = 'x.y' where leaf_index = 299")
    act.refresh_from_db()
    digest = entries.entry_of(act.record())
    superuser(f"update journal_act set record_digest = '\\x{digest.hex()}' where leaf_index = 299")
    bundle, hashes = log.home / "tile/entries/001.p/44", log.home / "tile/0/001.p/44"
    bundle.write_bytes(bundle.read_bytes()[:-32] + digest)
    hashes.write_bytes(hashes.read_bytes()[:-32] + tlog.leaf_hash(digest))
    findings = audited(log).findings
    assert [(finding.kind, finding.detail) for finding in findings] == [
        (Kind.TILE, "the tiles give another root than the signed checkpoint")
    ]


def test_a_missing_checkpoint_is_named(log):
    (log.home / "checkpoint").unlink()
    assert first(log) == (Kind.CHECKPOINT, None)


def test_a_checkpoint_signed_by_nobody_we_know_ends_the_audit(log):
    file = log.home / "checkpoint"
    file.write_text(file.read_text().replace("\n300\n", "\n299\n"))
    report = audited(log)
    assert [finding.kind for finding in report.findings] == [Kind.CHECKPOINT]
    assert report.acts_read == 0


def test_an_altered_head_is_named(log):
    superuser("update journal_head set root = sha256('x')")
    assert [finding.kind for finding in audited(log).findings] == [Kind.ALTERED]


def test_a_lost_head_is_named(log):
    superuser("delete from journal_head")
    assert first(log) == (Kind.ROLLED_BACK, 0)


def test_the_audit_stops_when_it_has_found_enough(log):
    superuser("update journal_act set verb = 'x.y'")
    assert len(audited(log).findings) == audits.MOST


def test_every_finding_has_words_for_a_person(log):
    superuser("delete from journal_act where leaf_index = 3")
    assert audited(log).findings[0].title == "Thiếu hành vi"
