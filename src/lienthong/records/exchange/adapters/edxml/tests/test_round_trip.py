"""What is written is read again as the same message, whatever it holds."""

import hashlib
import io
import unicodedata
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.kit.clock import VIETNAM
from lienthong.records.exchange.adapters.edxml import message as m
from lienthong.records.exchange.adapters.edxml.tests.corpus import read_bytes, read_the_long_way
from lienthong.records.exchange.adapters.edxml.writer import Enclosure, write

WORDS = [
    "Về việc",
    "Ủy ban nhân dân",
    "Đường",
    "<&>\"'",
    "]]>",
    "năm 2026",
    "a\r\nb",
    "\t",
    "𝔘",
    "đ",
    "ﬁ",
    "-->",
    "&#13;",
]
LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")


@st.composite
def texts(draw, *, least=0):
    text = " ".join(draw(st.lists(st.sampled_from(WORDS) | st.text(LETTERS, max_size=8), max_size=4)))
    form = draw(st.sampled_from(["NFC", "NFD", ""]))
    text = (unicodedata.normalize(form, text) if form else text).strip()
    return text if text or not least else "x"


CODES = st.from_regex(r"[A-Y][0-9]{2}(\.[0-9A-Z]{1,4}){0,4}", fullmatch=True) | st.from_regex(
    r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Y][0-9]{2}", fullmatch=True
)
NUMBERS = st.none() | st.integers(0, 999_999_999)
DAYS = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31))
INSTANTS = st.none() | st.integers(-(2**31), 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, VIETNAM))
NAMES = (
    texts()
    .filter(lambda name: not set("/\\\r\n\t") & set(name) and name[1:2] != ":" and name not in (".", ".."))
    .filter(lambda name: name.isprintable() or not name)
)


def lists(of, most=3):
    return st.lists(of, max_size=most).map(tuple)


ORGANS = st.builds(m.Organ, CODES, *[texts()] * 7)
RESPONSES = st.builds(m.Response, texts(), texts(), DAYS, texts())
STAFF = st.builds(m.Staff, *[texts()] * 6)
CHANGES = st.builds(
    m.DocumentChange, NUMBERS, NUMBERS, lists(st.builds(m.Receiver, st.sampled_from(m.ReceiverChange), texts()))
)
TRANSACTIONS = st.builds(
    m.Transaction,
    st.sampled_from(m.Business),
    texts(),
    CHANGES,
    texts(),
    STAFF,
    NUMBERS,
    lists(st.builds(m.Replacement, texts(), lists(texts(least=1)))),
)
OTHERS = st.builds(
    m.Other, st.sampled_from(m.Urgency), texts(), texts(), NUMBERS, NUMBERS, lists(texts(least=1)), texts(), texts()
)
ATTACHMENTS = st.lists(
    st.builds(m.Attachment, st.from_regex(r"[A-Za-z0-9._-]{1,12}", fullmatch=True), NAMES, texts(), texts()),
    max_size=3,
    unique_by=lambda attachment: attachment.content_id,
).map(tuple)
DOCUMENTS = st.builds(
    m.DocumentMessage,
    sender=ORGANS,
    recipients=st.lists(ORGANS, min_size=1, max_size=3).map(tuple),
    document_id=texts(least=1),
    code=st.builds(m.Code, texts(least=1), texts()),
    promulgation=st.builds(m.Promulgation, texts(), DAYS),
    type=st.builds(m.DocumentType, texts(), texts(), texts()),
    subject=texts(),
    content=texts(),
    signer=st.builds(m.Signer, texts(), texts(), texts()),
    due_on=DAYS,
    other=OTHERS,
    responses=lists(RESPONSES),
    steering=st.none() | st.sampled_from(m.Steering),
    task_codes=lists(texts(least=1)),
    application_type=texts(),
    to_places=lists(texts(least=1)),
    traces=lists(st.builds(m.Trace, texts(), INSTANTS)),
    transaction=TRANSACTIONS,
    attachments=ATTACHMENTS,
)
STATUSES = st.builds(
    m.StatusMessage,
    response=st.builds(m.Response, CODES, texts(), DAYS, texts(least=1)),
    sender=ORGANS,
    status=st.sampled_from(m.Status),
    recipients=lists(ORGANS),
    description=texts(),
    at=INSTANTS,
    staff=STAFF,
)


@settings(deadline=None, max_examples=60)
@given(message=DOCUMENTS, content=st.binary(max_size=2000), long=st.booleans())
def test_a_document_comes_back_as_it_was_sent(message, content, long):
    out = io.BytesIO()
    files = [Enclosure(attachment.content_id, lambda: io.BytesIO(content)) for attachment in message.attachments]
    digest = write(message, out, enclosures=files)
    received, sinks = (read_the_long_way if long else read_bytes)(out.getvalue())
    assert received.message == message
    assert [sink.getvalue() for sink in sinks.values()] == [content] * len(message.attachments)
    assert all(each.sha256 == hashlib.sha256(content).hexdigest() for each in received.attachments)
    assert long or received.sha256 == digest


@settings(deadline=None, max_examples=40)
@given(message=STATUSES, long=st.booleans())
def test_a_status_comes_back_as_it_was_sent(message, long):
    out = io.BytesIO()
    write(message, out)
    received, _sinks = (read_the_long_way if long else read_bytes)(out.getvalue())
    assert received.message == message


@settings(deadline=None, max_examples=20)
@given(content=st.binary(max_size=300_000), cut=st.integers(1, 70_000))
def test_an_attachment_of_any_length_comes_back_whatever_the_pieces(content, cut):
    class Dripping(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, cut))

    attachment = m.Attachment("a", "a.bin")
    message = m.DocumentMessage(m.Organ("G12"), (m.Organ("H01"),), "x", m.Code("1"), attachments=(attachment,))
    out = io.BytesIO()
    write(message, out, enclosures=[Enclosure("a", lambda: Dripping(content))])
    _received, sinks = read_bytes(out.getvalue())
    assert sinks["a"].getvalue() == content
