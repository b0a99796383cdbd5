"""The mock bank's statements: camt.053 of an account and day, camt.054 of everything since an instant. Version 001.08.

Written after the message definition; a foreign reader (`pyiso20022`) checks it in the tests. The same movements give
the same bytes, so that a statement fetched again is known to be the same.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from lxml import etree

from lienthong.kit.clock import local
from lienthong.work.payments.adapters.mock_bank.ledger import BIN, Entry

STATEMENT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
NOTIFICATION = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"
_LONGEST_USTRD = 140
_LONGEST_REFERENCE = 35


def camt053(account: str, day: date, entries: Sequence[Entry], *, opening: int, made_at: datetime) -> bytes:
    """The booked statement of one account for one day, with opening and closing balance."""
    root = _document(STATEMENT)
    message = _under(root, "BkToCstmrStmt")
    number = f"{account[:18]}-{day:%Y%m%d}"
    _header(message, number, made_at)
    report = _under(message, "Stmt")
    _under(report, "Id", number)
    _under(report, "CreDtTm", _time(made_at))
    _account(report, account)
    closing = opening + sum(entry.amount if entry.direction == "CRDT" else -entry.amount for entry in entries)
    for code, amount in (("OPBD", opening), ("CLBD", closing)):
        _balance(report, code, amount, day)
    for entry in entries:
        _entry(report, entry)
    return _written(root)


def camt054(entries: Sequence[Entry]) -> bytes:
    """The notification of these movements, one part for each account."""
    root = _document(NOTIFICATION)
    message = _under(root, "BkToCstmrDbtCdtNtfctn")
    digest = hashlib.sha256("".join(entry.number for entry in entries).encode()).hexdigest()
    made_at = max(entry.booked_at for entry in entries)
    _header(message, digest[:32], made_at)
    for place, (account, own) in enumerate(groupby(sorted(entries, key=_by_account), key=lambda one: one.account), 1):
        report = _under(message, "Ntfctn")
        _under(report, "Id", f"{digest[:24]}-{place}")
        _under(report, "CreDtTm", _time(made_at))
        _account(report, account)
        for entry in own:
            _entry(report, entry)
    return _written(root)


def _document(namespace: str) -> etree._Element:
    names: Any = {None: namespace}
    return etree.Element(f"{{{namespace}}}Document", nsmap=names)


def _by_account(entry: Entry) -> tuple[str, int]:
    return entry.account, entry.serial


def _header(message: etree._Element, number: str, made_at: datetime) -> None:
    header = _under(message, "GrpHdr")
    _under(header, "MsgId", number)
    _under(header, "CreDtTm", _time(made_at))


def _account(report: etree._Element, account: str) -> None:
    found = _under(report, "Acct")
    _under(found, "Id/Othr/Id", account)
    _under(found, "Ccy", "VND")
    _under(found, "Svcr/FinInstnId/ClrSysMmbId/MmbId", BIN)


def _balance(report: etree._Element, code: str, amount: int, day: date) -> None:
    balance = _under(report, "Bal")
    _under(balance, "Tp/CdOrPrtry/Cd", code)
    _under(balance, "Amt", str(abs(amount)), Ccy="VND")
    _under(balance, "CdtDbtInd", "CRDT" if amount >= 0 else "DBIT")
    _under(balance, "Dt/Dt", day.isoformat())


def _entry(report: etree._Element, entry: Entry) -> None:
    found = _under(report, "Ntry")
    _under(found, "NtryRef", entry.number)
    _under(found, "Amt", str(entry.amount), Ccy="VND")
    _under(found, "CdtDbtInd", entry.direction)
    _under(found, "Sts/Cd", "BOOK")
    _under(found, "BookgDt/DtTm", _time(entry.booked_at))
    _under(found, "ValDt/Dt", local(entry.booked_at).date().isoformat())
    _under(found, "AcctSvcrRef", entry.number)
    _under(found, "BkTxCd/Prtry/Cd", "NAPAS247")
    _details(_under(found, "NtryDtls/TxDtls"), entry)


def _details(found: etree._Element, entry: Entry) -> None:
    references = _under(found, "Refs")
    _under(references, "AcctSvcrRef", entry.number)
    _under(references, "EndToEndId", (entry.reference or "NOTPROVIDED")[:_LONGEST_REFERENCE])
    _under(found, "Amt", str(entry.amount), Ccy="VND")
    _under(found, "CdtDbtInd", entry.direction)
    side, agent = ("Dbtr", "DbtrAgt") if entry.direction == "CRDT" else ("Cdtr", "CdtrAgt")
    if entry.payer_account:
        parties = _under(found, "RltdPties")
        _under(parties, f"{side}/Pty/Nm", entry.payer_name)
        _under(parties, f"{side}Acct/Id/Othr/Id", entry.payer_account)
        _under(found, f"RltdAgts/{agent}/FinInstnId/ClrSysMmbId/MmbId", entry.payer_bank)
    if entry.words:
        _under(found, "RmtInf/Ustrd", entry.words[:_LONGEST_USTRD])


def _under(parent: etree._Element, path: str, text: str | None = None, **attributes: str) -> etree._Element:
    """A fresh element at the end of a path of fresh elements, in the namespace of its parent."""
    namespace = str(parent.tag).partition("}")[0]
    for name in path.split("/"):
        parent = etree.SubElement(parent, f"{namespace}}}{name}")
    parent.text = text
    for name, value in attributes.items():
        parent.set(name, value)
    return parent


def _time(at: datetime) -> str:
    return local(at).isoformat(timespec="milliseconds")


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
