"""What tests stand on: the country laid from a snapshot is the one the actions make, and no test sees another's rows."""

import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from conftest import SINCE, found_country
from lienthong.ground.journal.models import Act
from lienthong.ground.organisations.models import Body, Post
from lienthong.ground.signatures import queries
from lienthong.ground.signatures.models import Certificate
from lienthong.kit.testing import snapshots


def filled():
    with connection.cursor() as cursor:
        return snapshots.filled_tables(cursor)


def shape():
    """Every table that holds rows with their number, and what does not differ from one founding to the next."""
    with connection.cursor() as cursor:
        counts = []
        for table in snapshots.filled_tables(cursor):
            cursor.execute(f'select count(*) from "{table}"')
            counts.append((table, *cursor.fetchone()))
    acts = sorted(Act.objects.values_list("verb", "subject_kind", "capacity", "at"))
    certificates = sorted(Certificate.objects.values_list("profile", "name", "holder_name", "not_before", "not_after"))
    return counts, acts, certificates, sorted(Post.objects.values_list("title_vi", "rank", "established_on"))


@pytest.fixture
def laid_shape(country):
    return shape()


def test_the_laid_country_is_the_one_the_actions_found(laid_shape):
    snapshots.empty()
    assert set(filled()) == snapshots.OF_THE_MIGRATIONS
    queries.forget()
    found_country(SINCE)
    assert shape() == laid_shape


@pytest.mark.parametrize("turn", [1, 2])
def test_rows_and_objects_of_a_country_are_each_tests_own(country, turn):
    assert country.ministry.body.name_vi == "Bộ Tài chính"
    assert Body.objects.get(pk=country.ministry.body.pk).name_vi == "Bộ Tài chính"
    Body.objects.filter(pk=country.ministry.body.pk).update(name_vi="Bộ khác")
    country.ministry.body.name_vi = "Bộ khác"


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_what_a_test_committed_is_gone_for_the_next(country, turn):
    assert Body.objects.count() == 3
    assert Certificate.objects.count() == 17
    Body.objects.filter(pk=country.other.body.pk).update(name_vi="Bộ khác")
    connection.close()
    assert Body.objects.filter(name_vi="Bộ khác").count() == 1
    assert Body.objects.count() == 3


done = []


def deeds(country):
    done.append(country.ministry.body.pk)
    Body.objects.filter(pk=country.other.body.pk).update(name_vi="Bộ khác")
    country.other.body.refresh_from_db()
    store = Path(settings.FILES_STORE) / "a" / "b"
    store.parent.mkdir(parents=True)
    store.write_bytes(b"kept")
    store.chmod(0o640)


@pytest.mark.parametrize("turn", [1, 2])
def test_deeds_on_top_of_a_country_are_done_once_and_laid_with_their_files(country_after, turn):
    country = country_after(deeds)
    assert done == [country.ministry.body.pk]
    assert country.other.body.name_vi == "Bộ khác"
    assert Body.objects.filter(name_vi="Bộ khác").count() == 1
    place = Path(settings.FILES_STORE) / "a" / "b"
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (b"kept", 0o640)
    assert (Path(settings.KEYS_HOME) / "passphrase").stat().st_mode & 0o777 == 0o600
    assert queries.signer_of(country.other.body, now=SINCE).key
    place.unlink()
    country.other.body.name_vi = "Bộ nào"


@pytest.mark.django_db(transaction=True)
def test_who_still_writes_is_waited_for_before_the_database_is_emptied():
    begun = threading.Event()

    def write_slowly():
        with transaction.atomic():
            found_country(SINCE)
            begun.set()
            time.sleep(0.1)
        connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert begun.wait(20)
    snapshots.empty()
    writer.join(20)
    assert not writer.is_alive()
    assert set(filled()) == snapshots.OF_THE_MIGRATIONS


@pytest.mark.django_db
def test_before_a_test_there_is_what_the_migrations_left_and_nothing_else():
    assert set(filled()) == snapshots.OF_THE_MIGRATIONS


def test_a_snapshot_begins_in_an_empty_database(country):
    with pytest.raises(AssertionError, match="organisations_body"):
        snapshots.take(lambda: Body.objects.update(name_vi="Bộ khác"))


@pytest.mark.django_db
def test_what_the_maker_of_a_snapshot_wrote_is_taken_back():
    snapshots.take(lambda: found_country(SINCE))
    queries.forget()
    assert not Body.objects.exists()
