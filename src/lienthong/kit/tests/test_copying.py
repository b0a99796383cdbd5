"""Rows written by COPY: whole, in order, in the caller's transaction, refused as Django refuses."""

import socket
from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction

from lienthong.kit import copying
from lienthong.kit.copying import copy_in, table_of, together

AT = datetime(2026, 11, 28, tzinfo=UTC)


def row(key, data="x"):
    return table_of(Session).row(session_key=key, session_data=data, expire_date=AT)


def fail_after(*rows):
    """As an action that breaks in the middle."""
    with together():
        copy_in(Session, rows)
        raise ZeroDivisionError


def write(*rows):
    with transaction.atomic(), together():
        for one in rows:
            copy_in(Session, [one])


def keys():
    return list(Session.objects.order_by("session_key").values_list("session_key", flat=True))


class SlowServer:
    """A connection whose server takes one piece, then says one thing, each only at the second asking."""

    def __init__(self, near):
        self.socket, self.unsent, self.silent, self.took_in = near.fileno(), [1, 0], [1, 0], 0

    def flush(self):
        return self.unsent.pop(0)

    def is_busy(self):
        return self.silent.pop(0)

    def consume_input(self):
        self.took_in += 1

    def get_result(self):
        return "said"


def test_a_server_slow_to_take_and_to_answer_is_waited_for():
    near, far = socket.socketpair()
    with near, far:
        far.send(b"x")
        server = SlowServer(near)
        assert copying._next_result(server) == "said"
    assert (server.unsent, server.silent, server.took_in) == ([], [], 2)


@pytest.mark.django_db
def test_rows_are_written_as_given(django_assert_num_queries):
    with django_assert_num_queries(1):
        copy_in(Session, [row("a", "Đổi bằng lái xe"), row("b", "")])
    assert Session.objects.get(session_key="a").session_data == "Đổi bằng lái xe"
    assert Session.objects.get(session_key="b").expire_date == AT


@pytest.mark.django_db
def test_together_writes_everything_at_the_end_with_one_command(django_assert_num_queries):
    with django_assert_num_queries(1), together():
        copy_in(Session, [row("a")])
        copy_in(Session, [])
        copy_in(Session, [row("b"), row("c")])
    assert keys() == ["a", "b", "c"]


@pytest.mark.django_db
def test_what_fails_inside_writes_nothing():
    with pytest.raises(ZeroDivisionError):
        fail_after(row("a"))
    copy_in(Session, [row("b")])
    assert keys() == ["b"]


@pytest.mark.django_db
def test_nothing_to_write_says_nothing_to_the_server(django_assert_num_queries):
    with django_assert_num_queries(0), together():
        copy_in(Session, [])


@pytest.mark.django_db
def test_a_row_that_is_there_already_is_refused_and_the_connection_goes_on():
    copy_in(Session, [row("a")])
    with pytest.raises(IntegrityError, match="session"):
        write(row("b"), row("a"), row("c"))
    assert keys() == ["a"]


@pytest.mark.django_db
def test_much_more_than_a_socket_takes_at_once():
    much = "ấ" * 3_000_000
    copy_in(Session, [row("a", much), row("b", much)])
    assert Session.objects.get(session_key="b").session_data == much


@pytest.mark.django_db(transaction=True)
def test_the_first_words_of_a_transaction_may_be_a_copy():
    with transaction.atomic():
        copy_in(Session, [row("a")])
        transaction.set_rollback(True)
    assert keys() == []
    copy_in(Session, [row("b")])
    connection.close()
    assert keys() == ["b"]


@pytest.mark.parametrize(("piece", "end"), [(0, 1), (1, 0)])
def test_a_buffer_that_cannot_grow_is_an_error_and_no_loss(piece, end):
    class Full:
        def put_copy_data(self, _piece):
            return piece

        def put_copy_end(self):
            return end

    with pytest.raises(MemoryError):
        copying._send_data(Full(), b"x")
