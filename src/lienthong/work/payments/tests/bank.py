"""A bank on paper for the tests of the room: it signs calls and writes statements, all in memory."""

import json
from datetime import datetime
from decimal import Decimal

from conftest import at
from lienthong.work.payments import actions
from lienthong.work.payments.adapters import signing
from lienthong.work.payments.adapters.base import BankUnreachable
from lienthong.work.payments.adapters.mock_bank.client import MockBank

BIN = "999999"
KEY = "whsec_" + "c2VjcmV0LW9mLXRoZS1wYXBlci1iYW5rLTAwMDE="
ACCOUNT = "1010001"
PAYER = {"name": "NGUYEN VAN AN", "bank": "970436", "account": "0071000123456"}
NOW = at("09:00")


class PaperBank(MockBank):
    """Remembers orders and gives the statements it was told to; `down` = it does not answer."""

    def __init__(self, name="paper"):
        super().__init__(name, {"bin": BIN, "url": "http://127.0.0.1:9", "call_keys": [KEY], "token": "t"})
        self.statements: list[bytes] = []
        self.orders: list = []
        self.down = False

    def fetch_statement(self, since):
        if self.down:
            raise BankUnreachable
        return list(self.statements)

    def order_refund(self, order):
        if self.down:
            raise BankUnreachable
        self.orders.append(order)


def told(words="", amount="50000", transaction="T1", **more) -> dict:
    return {
        "transaction": transaction,
        "account": ACCOUNT,
        "amount": amount,
        "currency": "VND",
        "direction": "CRDT",
        "booked_at": "2026-11-16T08:59:00+07:00",
        "words": words,
        "payer": PAYER,
        **more,
    }


def call(bank, content, *, now: datetime = NOW, message="m1", key=KEY):
    """The call as it arrives, taken."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    headers = signing.sign(key=key, message_id=message, raw=raw, at=now)
    return actions.take_call(bank=bank, headers=headers, raw=raw, now=now)


def entry(facts: dict) -> str:
    payer = facts["payer"]
    return (
        f'<Ntry><Amt Ccy="{facts["currency"]}">{Decimal(facts["amount"])}</Amt><CdtDbtInd>{facts["direction"]}</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>{facts['booked_at']}</DtTm></BookgDt>"
        f"<AcctSvcrRef>{facts['transaction']}</AcctSvcrRef><BkTxCd/><NtryDtls><TxDtls>"
        f"<RltdPties><Dbtr><Pty><Nm>{payer['name']}</Nm></Pty></Dbtr>"
        f"<DbtrAcct><Id><Othr><Id>{payer['account']}</Id></Othr></Id></DbtrAcct></RltdPties>"
        f"<RltdAgts><DbtrAgt><FinInstnId><ClrSysMmbId><MmbId>{payer['bank']}</MmbId></ClrSysMmbId></FinInstnId></DbtrAgt>"
        f"</RltdAgts><RmtInf><Ustrd>{facts['words']}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def statement(*movements: dict, number="S1") -> bytes:
    """A camt.054 of the account with these movements."""
    account = movements[0]["account"] if movements else ACCOUNT
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">'
        f"<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>{number}</MsgId><CreDtTm>2026-11-16T09:00:00+07:00</CreDtTm></GrpHdr>"
        f"<Ntfctn><Id>{number}</Id><Acct><Id><Othr><Id>{account}</Id></Othr></Id></Acct>"
        f"{''.join(map(entry, movements))}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()
