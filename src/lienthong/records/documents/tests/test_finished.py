"""Documents finished elsewhere: into the outgoing book under their own number or ours, or refused with a reason."""

import io
from datetime import date

import pikepdf
import pytest

from conftest import at
from lienthong.ground.files import actions as files
from lienthong.ground.mandates.rules import NotInThisRole
from lienthong.kit.errors import Refused
from lienthong.records.documents import kinds, rules
from lienthong.records.documents.actions import finished
from lienthong.records.documents.actions.drafting import Address, TimedWithoutTime
from lienthong.records.documents.actions.finished import Finished, GivenNumber, take_over
from lienthong.records.documents.models import Document, Number, Recipient, StateChange
from lienthong.records.documents.states import Urgency

NOW = at("09:00")


def a_pdf() -> bytes:
    made, out = pikepdf.Pdf.new(), io.BytesIO()
    made.add_blank_page(page_size=(595, 842))
    made.save(out)
    return out.getvalue()


@pytest.fixture
def pdf(country):
    return files.keep(io.BytesIO(a_pdf()), name="a.pdf", by=country.ministry.clerk, now=NOW)


@pytest.fixture
def whole(country, pdf):
    def make(**changed):
        given = {"kind": "cong_van", "subject": "V/v thử", "file": pdf, "addresses": [Address(country.other.body)]}
        return Finished(**{**given, **changed})

    return make


def test_it_is_numbered_by_us_and_stands_ready_to_be_sent(country, whole):
    document = take_over(finished=whole(), by=country.ministry.clerk, now=NOW)
    assert (document.state, document.number_and_symbol) == ("sealed", "01/BTC-VP")
    assert document.identifier == "G12,2026/11/16,01/BTC-VP"
    assert Number.objects.get(document=document).state == "used"
    assert [change.after for change in StateChange.objects.filter(document=document)] == ["sealed"]
    assert document.latest.step == "finished"


def test_a_recipient_named_twice_is_written_once(country, whole):
    twice = [Address(country.other.body), Address(country.other.body, copy=True), Address(country.province.body)]
    document = take_over(finished=whole(addresses=twice), by=country.ministry.clerk, now=NOW)
    assert Recipient.objects.filter(document=document).count() == 2


def test_two_of_one_number_on_one_day_are_one_too_many_even_when_the_first_look_missed_it(country, whole, monkeypatch):
    given = GivenNumber("12a/QĐ-BTC", date(2026, 11, 13))
    first = take_over(finished=whole(given=given, kind="quyet_dinh"), by=country.ministry.clerk, now=NOW)
    assert (first.number, first.number_and_symbol) == (12, "12a/QĐ-BTC")

    def blind(document, given):
        document.number, document.notation = 12, "QĐ-BTC"
        document.number_and_symbol, document.issued_on = "12a/QĐ-BTC", given.issued_on

    monkeypatch.setattr(finished, "_use_given", blind)
    with pytest.raises(finished.NumberTaken):
        take_over(finished=whole(given=given, kind="quyet_dinh"), by=country.ministry.clerk, now=NOW)
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"kind": "nothing"}, kinds.UnknownKind),
        ({"subject": "  "}, rules.NoSubject),
        ({"addresses": []}, rules.NoRecipients),
        ({"urgency": Urgency.EXPRESS_TIMED}, TimedWithoutTime),
        ({"given": GivenNumber("1/QĐ-BTC", date(2026, 11, 17))}, finished.DatedInTheFuture),
        ({"given": GivenNumber("QĐ", date(2026, 11, 13))}, kinds.SymbolNotReadable),
        ({"given": GivenNumber("1234567890/QĐ", date(2026, 11, 13))}, kinds.SymbolNotReadable),
    ],
)
def test_what_is_not_whole_is_refused(changed, refusal, country, whole):
    with pytest.raises(refusal):
        take_over(finished=whole(**changed), by=country.ministry.clerk, now=NOW)
    assert issubclass(refusal, Refused)
    assert not Document.objects.exists()


def test_only_a_pdf_can_be_the_document_and_only_a_clerk_takes_it_over(country, whole):
    text = files.keep(io.BytesIO(b"words"), name="a.txt", by=country.ministry.clerk, now=NOW)
    with pytest.raises(finished.NotAPdf):
        take_over(finished=whole(file=text), by=country.ministry.clerk, now=NOW)
    with pytest.raises(NotInThisRole):
        take_over(finished=whole(), by=country.ministry.specialist, now=NOW)
