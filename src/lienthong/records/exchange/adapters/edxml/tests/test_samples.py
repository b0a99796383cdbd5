"""Messages as the field writes them: read, and what deviates is said."""

import pytest

from lienthong.records.exchange.adapters.edxml import message as m
from lienthong.records.exchange.adapters.edxml.tests.corpus import (
    VECTORS,
    generate,
    read_bytes,
    read_the_long_way,
)

SAMPLES = generate.samples()


def said(received):
    return {note.deviation.value for note in received.warnings}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_read_and_its_deviations_are_said(name):
    data, deviations = SAMPLES[name]
    received, sinks = read_bytes(data)
    assert said(received) - {"signature-missing"} == set(deviations)
    assert all(note.sentence() for note in received.warnings)
    for attachment in received.attachments:
        assert sinks[attachment.content_id].getvalue() == generate.CONTENT
        assert attachment.size_bytes == len(generate.CONTENT)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_short_and_the_long_way_read_the_same(name):
    data, _deviations = SAMPLES[name]
    short, short_sinks = read_bytes(data)
    long, long_sinks = read_the_long_way(data)
    assert long.message == short.message
    assert long.attachments == short.attachments
    assert said(long) == said(short)
    assert {key: sink.getvalue() for key, sink in long_sinks.items()} == {
        key: sink.getvalue() for key, sink in short_sinks.items()
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_kept_in_the_repository_are_those_the_generator_makes(name):
    assert (VECTORS / "good" / f"{name}.edxml").read_bytes() == SAMPLES[name][0]


def test_every_field_of_a_document_is_where_it_belongs():
    received, _sinks = read_bytes(SAMPLES["document"][0])
    document = received.message
    assert isinstance(document, m.DocumentMessage)
    assert document.sender == m.Organ("000.00.00.G22", name="Văn phòng thử nghiệm")
    assert [organ.code for organ in document.recipients] == ["H37.DN.001"]
    assert document.code.full == "7816/VP-TTĐT"
    assert document.promulgation.issued_on.isoformat() == "2015-09-30"
    assert document.traces[0].at.isoformat() == "2015-09-30T08:00:00+07:00"
    assert document.transaction.business is m.Business.NEW
    assert received.attachments[0].name == "cong-van.pdf"


def test_a_status_says_which_document_and_what_became_of_it():
    status = read_bytes(SAMPLES["status"][0])[0].message
    assert isinstance(status, m.StatusMessage)
    assert status.status is m.Status.ACCEPTED
    assert status.response.document_id == "000.00.00.G22,2015/09/30,7816/VP-TTĐT"
    assert status.staff.name == "Người Thử"


@pytest.mark.parametrize("name", ["day-first-date", "iso-date"])
def test_a_date_in_another_form_means_the_same_day(name):
    document = read_bytes(SAMPLES[name][0])[0].message
    assert document.promulgation.issued_on.isoformat() == "2015-09-30"


def test_an_instant_with_a_zone_is_the_same_instant_in_viet_nam():
    document = read_bytes(SAMPLES["iso-instant"][0])[0].message
    assert document.traces[0].at.isoformat() == "2015-09-30T08:00:00+07:00"


def test_where_names_differ_the_manifest_decides():
    received, _sinks = read_bytes(SAMPLES["attachment-called-otherwise"][0])
    assert received.attachments[0].name == "cong-van.pdf"
    (note,) = [note for note in received.warnings if note.deviation == "attachment-name"]
    assert "khac.pdf" in note.sentence()


def test_the_older_signature_is_told_what_it_leaves_open():
    signature = read_bytes(SAMPLES["older-signature"][0])[0].signature
    assert signature.not_covered == ("MessageHeader", "TraceHeaderList", "edXMLManifest")
    assert signature.insecure == (
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "http://www.w3.org/2000/09/xmldsig#sha1",
    )
