"""Statements and notifications of a bank in ISO 20022: camt.053 and camt.054, whatever their version. Pure.

Read are booked entries (`Sts` = BOOK) with account, amount, direction, the bank's own number (`AcctSvcrRef`), booking
time, words and payer. A batch entry is read transaction by transaction. Names are matched without their namespace,
whose last part is only the version; what we do not use is passed over. Source: ISO 20022 message definition reports
"Bank-to-Customer Cash Management", camt.053.001 and camt.054.001.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from lxml import etree

from lienthong.ground.signatures import xml_reading
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.kit.errors import Invalid
from lienthong.work.payments.movements import Movement, Unreadable, amount_of, instant_of, tidy

_KINDS: Final = {"BkToCstmrStmt": "Stmt", "BkToCstmrDbtCdtNtfctn": "Ntfctn"}
_BOOKED = "BOOK"
_LONGEST_WORDS, _LONGEST_NAME, _LONGEST_NUMBER, _LONGEST_OWN, _BIN = 500, 140, 34, 100, 6


class StatementUnreadable(Invalid):
    """This statement cannot be read as a whole. Ask the bank for camt.053 or camt.054 with its number on each entry."""


def read(content: bytes) -> list[Movement]:
    """Every booked movement of every account in the file. Refuses: StatementUnreadable."""
    try:
        root = xml_reading.parse(content)
    except SignatureInvalid as wrong:
        raise StatementUnreadable(reason="not-xml") from wrong
    message = next((child for child in root if _name(child) in _KINDS), None)
    if _name(root) != "Document" or message is None:
        raise StatementUnreadable(reason="kind")
    reports = [child for child in message if _name(child) == _KINDS[_name(message)]]
    return [movement for report in reports for movement in _movements(report)]


def _movements(report: etree._Element) -> Iterator[Movement]:
    account = _text(report, "Acct/Id/Othr/Id") or _text(report, "Acct/Id/IBAN")
    for entry in _all(report, "Ntry"):
        if (_text(entry, "Sts/Cd") or _text(entry, "Sts")) == _BOOKED:
            details = _all(entry, "NtryDtls/TxDtls")
            for detail in details or [entry]:
                yield _movement(account, entry, detail, alone=len(details) <= 1)


def _movement(account: str, entry: etree._Element, detail: etree._Element, *, alone: bool) -> Movement:
    own = _text(detail, "Refs/AcctSvcrRef") or (_text(entry, "AcctSvcrRef") if alone else "")
    if not account or not own or len(own) > _LONGEST_OWN:
        raise StatementUnreadable(reason="account-or-number", line=entry.sourceline)
    direction = _text(detail, "CdtDbtInd") or _text(entry, "CdtDbtInd")
    if direction not in {"CRDT", "DBIT"}:
        raise StatementUnreadable(reason="direction", line=entry.sourceline)
    try:
        amount, currency = _amount(entry, detail, alone=alone)
        booked_at = instant_of(_text(entry, "BookgDt/DtTm") or _text(entry, "BookgDt/Dt"))
    except Unreadable as wrong:
        raise StatementUnreadable(reason=str(wrong), line=entry.sourceline) from wrong
    name, number, bank = _payer(detail)
    return Movement(own, tidy(account, _LONGEST_NUMBER), amount, currency, direction == "CRDT", booked_at,
                    words=_words(entry, detail), payer_name=name, payer_bin=bank, payer_number=number)  # fmt: skip


def _words(entry: etree._Element, detail: etree._Element) -> str:
    """The words of the transfer, and the payer's own reference, which a refund of ours carries too."""
    said = [part.text or "" for part in _all(detail, "RmtInf/Ustrd")] or [_text(entry, "AddtlNtryInf")]
    return tidy(" ".join([*said, _text(detail, "Refs/EndToEndId")]), _LONGEST_WORDS)


def _payer(detail: etree._Element) -> tuple[str, str, str]:
    """Name, account and bank (BIN) of who paid, as far as told; an account without its bank leads nowhere."""
    name = _text(detail, "RltdPties/Dbtr/Pty/Nm") or _text(detail, "RltdPties/Dbtr/Nm")
    number = tidy(_text(detail, "RltdPties/DbtrAcct/Id/Othr/Id"), _LONGEST_NUMBER)
    bank = _text(detail, "RltdAgts/DbtrAgt/FinInstnId/ClrSysMmbId/MmbId")
    return tidy(name, _LONGEST_NAME), number, bank if len(bank) == _BIN and bank.isascii() and bank.isdigit() else ""


def _amount(entry: etree._Element, detail: etree._Element, *, alone: bool) -> tuple[Decimal, str]:
    places = ("Amt", "AmtDtls/TxAmt/Amt")
    found = [element for place in places for element in _all(detail, place)] or (_all(entry, "Amt") if alone else [])
    if not found:
        raise Unreadable("amount")
    return amount_of(found[0].text or ""), tidy(str(found[0].get("Ccy", "")), 3)


def _name(element: etree._Element) -> str:
    """The name without its namespace; comments and instructions have none."""
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _all(element: etree._Element, path: str) -> list[etree._Element]:
    """Elements at the end of a path of local names."""
    found = [element]
    for step in path.split("/"):
        found = [child for parent in found for child in parent if _name(child) == step]
    return found


def _text(element: etree._Element, path: str) -> str:
    found = _all(element, path)
    return (found[0].text or "").strip() if found else ""
