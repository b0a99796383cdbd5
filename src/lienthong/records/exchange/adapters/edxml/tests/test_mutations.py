"""A good message with something broken in it: read, or refused; by both ways alike; never anything else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.records.exchange.adapters.edxml.refusals import EdxmlRefused
from lienthong.records.exchange.adapters.edxml.tests.corpus import generate, read_bytes, read_the_long_way

GOOD = [data for data, _deviations in generate.samples().values()]
SPLINTERS = st.sampled_from(
    [
        b"<",
        b">",
        b"&",
        b"&#x0;",
        b"&lt;",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<?x?>",
        b"xmlns:edXML=''",
        b'"',
        b"/>",
        b"</edXML>",
        b"<edXML:From>",
        b"cid:",
        b"\x00",
        b"\xff\xfe",
        "\u202e".encode(),
        b"=",
        b"<Attachment>",
        b" Id='envelope'",
    ]
) | st.binary(max_size=4)


def outcome(way, data):
    """What was read, or why it was refused; anything else fails the test."""
    try:
        received, sinks = way(data)
    except EdxmlRefused:
        return None
    return received.message, {key: sink.getvalue() for key, sink in sinks.items()}


@settings(deadline=None, max_examples=400)
@given(data=st.data())
def test_a_broken_message_is_read_or_refused_and_both_ways_agree(data):
    whole = data.draw(st.sampled_from(GOOD))
    start = data.draw(st.integers(0, len(whole)))
    removed = data.draw(st.sampled_from([0, 0, 1, 2, 10, 100, 500]))
    broken = whole[:start] + data.draw(SPLINTERS) + whole[start + removed :]
    assert outcome(read_bytes, broken) == outcome(read_the_long_way, broken)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_refused(data):
    assert outcome(read_bytes, data) is None
