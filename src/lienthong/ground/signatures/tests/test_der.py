"""DER by hand: what is written is read back, what is not DER is refused."""

from datetime import UTC, datetime

import pytest
from asn1crypto import core
from hypothesis import example, given
from hypothesis import strategies as st

from lienthong.ground.signatures import der


@given(st.integers(-(2**200), 2**200))
@example(-128)
@example(127)
@example(128)
@example(-32768)
def test_integers_are_written_as_asn1crypto_writes_them(number):
    assert der.integer(number) == core.Integer(number).dump()
    assert der.read(der.integer(number)).as_integer() == number


@given(st.binary(max_size=70_000))
def test_octets_of_any_length_come_back(content):
    assert der.octets(content) == core.OctetString(content).dump()
    assert der.read(der.octets(content)).expect(der.OCTET_STRING).content == content


@given(st.lists(st.integers(0, 2**40), max_size=8))
def test_object_identifiers_are_written_as_asn1crypto_writes_them(arcs):
    dotted = ".".join(map(str, [1, 39, *arcs]))
    assert der.oid(dotted) == core.ObjectIdentifier(dotted).dump()


@given(st.lists(st.binary(max_size=6).map(der.octets), max_size=6))
def test_a_set_is_sorted_by_encoding(members):
    assert [child.encoded for child in der.read(der.set_of(*members)).children()] == sorted(members)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_and_never_more(content):
    try:
        value = der.read(content)
        assert value.encoded == content
        value.children()
    except der.NotDer:
        pass


@pytest.mark.parametrize(
    "encoded",
    [
        b"",
        b"\x30",
        b"\x30\x05\x00",
        b"\x30\x80\x00\x00",  # indefinite length
        b"\x04\x81\x01x",  # longer length than needed
        b"\x04\x82\x00\x81" + b"x" * 0x81,  # a leading zero in the length
        b"\x04\x85\x00\x00\x00\x00\x01x",  # a length of five octets
        b"\x04\x82\x01",
        b"\x1f\x81\x01\x00",  # tag of several octets
        b"\x04\x00\x00",  # left over
    ],
)
def test_what_is_not_der_is_refused(encoded):
    with pytest.raises(der.NotDer):
        der.read(encoded)


@pytest.mark.parametrize("encoded", [b"\x02\x00", b"\x02\x02\x00\x01", b"\x02\x02\xff\x80", b"\x04\x01\x01"])
def test_padded_empty_or_foreign_integers_are_refused(encoded):
    with pytest.raises(der.NotDer):
        der.read(encoded).as_integer()


def test_a_primitive_value_has_no_parts():
    with pytest.raises(der.NotDer):
        der.read(b"\x04\x00").children()


def test_time_changes_its_form_in_2050():
    assert der.time(datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)) == b"\x17\x0d491231235959Z"
    assert der.time(datetime(2050, 1, 1, tzinfo=UTC)) == b"\x18\x0f20500101000000Z"


def test_a_context_tag_may_replace_a_primitive_one():
    assert der.context(2, b"a", constructed=False) == b"\x82\x01a"
