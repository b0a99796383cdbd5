"""Statements: what no call told of is found there, what a call told of is not counted again."""

import pytest
from pyiso20022.camt import camt_054_001_08
from xsdata.formats.dataclass.parsers import XmlParser

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.work.payments import actions, camt, jobs
from lienthong.work.payments.camt import StatementUnreadable
from lienthong.work.payments.models import Credit, Intent, Refund, Statement
from lienthong.work.payments.tests.bank import NOW, PaperBank, call, statement, told


def fresh(intent) -> Intent:
    return Intent.objects.get(pk=intent.pk)


def test_a_lost_call_is_found_in_the_statement(bank, intent):
    bank.statements = [statement(told(intent.reference))]
    (taken,) = actions.reconcile(bank=bank, now=NOW)
    credit = Credit.objects.get()
    assert (fresh(intent).state, taken.new_count, str(taken)[:5]) == ("paid", 1, "paper")
    assert (credit.payer_name, credit.payer_bin, credit.payer_number) == ("NGUYEN VAN AN", "970436", "0071000123456")
    assert (credit.statement, credit.booked_at) == (taken, at("08:59"))


def test_the_same_statement_twice_and_the_call_after_it_count_once(bank, intent):
    bank.statements = [statement(told(intent.reference))]
    assert actions.reconcile(bank=bank, now=NOW) == actions.reconcile(bank=bank, now=at("09:03"))
    assert call(bank, told(intent.reference)).outcome == "repeated"
    assert (Credit.objects.count(), Statement.objects.count()) == (1, 1)


def test_a_statement_after_the_call_tells_nothing_new(bank, intent):
    call(bank, told(intent.reference))
    taken = actions.take_statement(bank=bank, content=statement(told(intent.reference)), now=NOW)
    assert (taken.entry_count, taken.new_count, taken.contradicting_count) == (1, 0, 0)
    assert Credit.objects.get().call is not None


def test_a_statement_that_contradicts_a_call_says_so(bank, intent):
    call(bank, told(intent.reference))
    taken = actions.take_statement(bank=bank, content=statement(told(intent.reference, "40000")), now=NOW)
    assert (taken.contradicting_count, Credit.objects.get().amount_dong) == (1, 50_000)
    assert Act.objects.filter(verb="payments.credit.contradicted").count() == 1


def test_a_bank_that_is_down_holds_nobody_up_and_is_asked_again(bank, intent, monkeypatch):
    broken = PaperBank("broken")
    broken.down = True
    bank.statements = [statement(told(intent.reference))]
    monkeypatch.setattr(jobs, "banks", lambda: [broken, bank])
    jobs.reconcile(timestamp=0)
    assert fresh(intent).state == "paid"
    broken.down, broken.statements = False, [statement(told("khac", transaction="T9"))]
    jobs.reconcile(timestamp=0)
    assert set(Credit.objects.values_list("bank", "transaction")) == {("paper", "T1"), ("broken", "T9")}


def test_a_statement_we_cannot_read_whole_counts_nothing(bank, intent):
    good, bad = told(intent.reference), told(intent.reference, transaction="")
    with pytest.raises(StatementUnreadable):
        actions.take_statement(bank=bank, content=statement(good, bad), now=NOW)
    assert not Credit.objects.exists()


def test_what_has_run_out_is_looked_for_by_a_job(ask):
    intent = ask(expires_at=at("08:00"))
    jobs.expire(timestamp=0)
    assert fresh(intent).state == "cancelled"


def test_a_refund_is_done_when_the_statement_shows_the_debit(bank, intent, monkeypatch):
    call(bank, told(intent.reference, "70000"))
    monkeypatch.setattr(jobs, "banks", lambda: [bank])
    jobs.send_refunds(timestamp=0)
    jobs.send_refunds(timestamp=0)
    (order,) = bank.orders
    assert (order.amount_dong, order.to_bin, order.to_number, order.of_transaction) == (
        20_000,
        "970436",
        "0071000123456",
        "T1",
    )
    left = told(f"HOAN TRA {order.reference}", "20000", "T2", direction="DBIT")
    taken = actions.take_statement(bank=bank, content=statement(left), now=at("09:30"))
    refund = Refund.objects.get()
    assert (refund.state, refund.transaction, fresh(intent).state) == ("done", "T2", "paid")
    assert (Credit.objects.get().refunded_dong, taken.entry_count) == (20_000, 1)
    assert call(bank, left, message="m2").outcome == "repeated"
    assert call(bank, {**left, "transaction": "T3"}, message="m3").outcome == "contradicts"


def test_while_the_bank_is_down_refunds_wait(bank, intent, monkeypatch):
    call(bank, told(intent.reference, "70000"))
    bank.down = True
    monkeypatch.setattr(jobs, "banks", lambda: [bank])
    jobs.send_refunds(timestamp=0)
    assert Refund.objects.get().state == "asked"


# -- the format --------------------------------------------------------------------------------------------------------


def test_our_example_is_camt_for_the_foreign_reader_too():
    content = statement(told("LE PHI"))
    document = XmlParser().from_bytes(content, camt_054_001_08.Document)
    (theirs,) = document.bk_to_cstmr_dbt_cdt_ntfctn.ntfctn[0].ntry
    (ours,) = camt.read(content)
    assert (theirs.acct_svcr_ref, theirs.amt.value, theirs.amt.ccy) == (ours.transaction, ours.amount, ours.currency)
    assert theirs.ntry_dtls[0].tx_dtls[0].rmt_inf.ustrd == [ours.words]


HEAD = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>VN1</IBAN></Id></Acct>'
TAIL = "</Stmt></BkToCstmrStmt></Document>"
ENTRY = (
    '<Ntry><Amt Ccy="VND">5000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-16</Dt></BookgDt>'
    "<AcctSvcrRef>B1</AcctSvcrRef><AddtlNtryInf>LE PHI</AddtlNtryInf></Ntry>"
)


def read(*entries: str):
    return camt.read(f"{HEAD}{''.join(entries)}{TAIL}".encode())


def test_an_older_camt_053_with_a_bare_day_is_read_as_well():
    (found,) = read("<!-- ghi chú -->", ENTRY)
    assert (found.account_number, found.words, found.payer_bin) == ("VN1", "LE PHI", "")
    assert found.booked_at == at("23:59").replace(second=59, microsecond=999999)


def test_what_is_not_booked_yet_is_passed_over():
    assert read(ENTRY.replace("BOOK", "PDNG")) == []


def test_a_batch_is_read_transaction_by_transaction():
    parts = "".join(
        f"<TxDtls><Refs><AcctSvcrRef>B1/{n}</AcctSvcrRef></Refs><AmtDtls><TxAmt><Amt Ccy='VND'>{n}000</Amt></TxAmt></AmtDtls></TxDtls>"
        for n in (2, 3)
    )
    found = read(ENTRY.replace("<AddtlNtryInf>", f"<NtryDtls>{parts}</NtryDtls><AddtlNtryInf>"))
    assert [(each.transaction, each.whole_dong) for each in found] == [("B1/2", 2000), ("B1/3", 3000)]


BATCH_WITHOUT_PARTS = ENTRY.replace("<AddtlNtryInf>", "<NtryDtls><TxDtls/><TxDtls/></NtryDtls><AddtlNtryInf>")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<Document/>",
        b"<Other><BkToCstmrStmt/></Other>",
        b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><Document>&e;</Document>',
        (HEAD + ENTRY.replace("CRDT", "UP") + TAIL).encode(),
        (HEAD + ENTRY.replace("5000", "5,0") + TAIL).encode(),
        (HEAD + ENTRY.replace("2026-11-16", "16/11") + TAIL).encode(),
        (HEAD + ENTRY.replace("B1", "B" * 101) + TAIL).encode(),
        (HEAD.replace("VN1", "") + ENTRY + TAIL).encode(),
        (HEAD + BATCH_WITHOUT_PARTS + TAIL).encode(),
        (HEAD + BATCH_WITHOUT_PARTS.replace("<TxDtls/>", "<TxDtls><Refs><AcctSvcrRef>1</AcctSvcrRef></Refs></TxDtls>") + TAIL).encode(),
    ],
    ids=["nothing", "empty", "other", "entity", "way", "sum", "day", "long", "account", "batch", "batch-sums"],
)  # fmt: skip
def test_what_is_no_statement_is_refused_as_a_whole(content):
    with pytest.raises(StatementUnreadable):
        camt.read(content)
