"""The mock bank's books: movements on accounts and calls that are due, in one small SQLite file or in memory."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from lienthong.kit.clock import VIETNAM, local
from lienthong.work.payments.adapters.mock_bank.switches import Switches, calls_for

BIN: Final = "999999"
"""No bank has this number at NAPAS: a code for this bank can be paid nowhere else."""
_TRIES: Final = 5
_RETRY_AFTER: Final = timedelta(seconds=2)

_TABLES: Final = """
create table if not exists movement (
    serial integer primary key, number text not null unique, account text not null, amount integer not null,
    direction text not null check (direction in ('CRDT', 'DBIT')), words text not null, payer_name text not null,
    payer_bank text not null, payer_account text not null, booked_at text not null, reference text unique
);
create table if not exists call (
    id text primary key, movement integer not null references movement, due_at text not null, waits integer not null,
    tries integer not null default 0, answer text not null default ''
);
"""


class TooLittle(Exception):
    """The account does not hold so much."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement as the bank booked it."""

    serial: int
    number: str
    account: str
    amount: int
    direction: str
    words: str
    payer_name: str
    payer_bank: str
    payer_account: str
    booked_at: datetime
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class DueCall:
    """A call to make now."""

    id: str
    entry: Entry
    tries: int


@dataclass(frozen=True, slots=True)
class Payer:
    """Whose money it is; the defaults are nobody's."""

    name: str = "NGUYEN VAN AN"
    bank: str = "970436"
    account: str = "0071000123456"


class Ledger:
    """The books. One process, one thread at a time."""

    def __init__(self, path: Path | None = None) -> None:
        self._books = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._books.executescript(_TABLES)

    def pay(self, *, account: str, amount: int, words: str, payer: Payer, switches: Switches, now: datetime) -> Entry:
        """Book money that came, and plan the calls about it as the switches say."""
        booked_at = now + timedelta(seconds=switches.hold_seconds)
        facts: dict[str, object] = {"account": account, "amount": amount, "direction": "CRDT", "words": words}
        entry = self._book(facts, payer, booked_at)
        self._plan(entry, switches)
        return entry

    def give_back(self, *, account: str, amount: int, payer: Payer, reference: str, now: datetime) -> Entry:
        """Book money that left under a reference; the same reference again is the same movement. Raises TooLittle."""
        known = self._entries("where reference = ?", reference)
        if known:
            return known[0]
        if self.balance(account) < amount:
            raise TooLittle
        facts: dict[str, object] = {"account": account, "amount": amount, "direction": "DBIT"}
        entry = self._book({**facts, "words": f"HOAN TRA {reference}", "reference": reference}, payer, now)
        self._plan(entry, Switches())
        return entry

    def balance(self, account: str, *, before: datetime | None = None) -> int:
        """What the account held, at an instant or now."""
        until = _text(before) if before else "9999"
        rows = self._books.execute(
            "select coalesce(sum(case direction when 'CRDT' then amount else -amount end), 0) from movement"
            " where account = ? and booked_at < ?",
            [account, until],
        )
        return int(rows.fetchone()[0])

    def since(self, start: datetime, now: datetime) -> list[Entry]:
        """Everything booked from `start` on, up to now, in order of booking."""
        return self._entries("where booked_at >= ? and booked_at <= ? order by serial", _text(start), _text(now))

    def on_day(self, account: str, first: datetime, end: datetime) -> list[Entry]:
        """What was booked on one account from `first` to before `end`."""
        where = "where account = ? and booked_at >= ? and booked_at < ? order by serial"
        return self._entries(where, account, _text(first), _text(end))

    def latest(self, most: int = 20) -> list[Entry]:
        """The last movements, newest first."""
        return self._entries("order by serial desc limit ?", most)

    def find(self, number: str) -> Entry | None:
        """The movement of this number."""
        return next(iter(self._entries("where number = ?", number)), None)

    def due_calls(self, now: datetime) -> list[DueCall]:
        """Calls to make now, longest due first."""
        rows = self._books.execute(
            "select id, movement, tries from call where answer = '' and due_at <= ? order by due_at, id", [_text(now)]
        ).fetchall()
        return [DueCall(row[0], self._entries("where serial = ?", row[1])[0], row[2]) for row in rows]

    def answered(self, call: DueCall, answer: str) -> None:
        """The call is over: what the other side said."""
        self._books.execute("update call set answer = ? where id = ?", [answer, call.id])

    def unanswered(self, call: DueCall, now: datetime) -> None:
        """Nobody there: again, with growing pauses, and after five times never; the statement has it anyway."""
        tries = call.tries + 1
        later = _text(now + _RETRY_AFTER * 2**tries)
        given_up = "given up" if tries >= _TRIES else ""
        self._books.execute(
            "update call set tries = ?, due_at = ?, answer = ? where id = ?", [tries, later, given_up, call.id]
        )

    def calls_about(self, entry: Entry) -> list[tuple[str, str]]:
        """Every call planned about a movement: when it is due, and what came of it."""
        rows = self._books.execute("select due_at, answer from call where movement = ? order by id", [entry.serial])
        return [(str(due), str(answer)) for due, answer in rows]

    def _book(self, facts: dict[str, object], payer: Payer, at: datetime) -> Entry:
        serial = int(self._books.execute("select coalesce(max(serial), 0) + 1 from movement").fetchone()[0])
        row = {
            "serial": serial,
            "number": f"MP{local(at):%y%m%d}{serial:08d}",
            "reference": None,
            **facts,
            "name": payer.name,
            "bank": payer.bank,
            "there": payer.account,
            "booked_at": _text(at),
        }
        self._books.execute(
            "insert into movement values (:serial, :number, :account, :amount, :direction, :words,"
            " :name, :bank, :there, :booked_at, :reference)",
            row,
        )
        return self._entries("where serial = ?", serial)[0]

    def _plan(self, entry: Entry, switches: Switches) -> None:
        """Calls that wait for the next one go right behind the first call of this movement."""
        planned = calls_for(entry.number, entry.booked_at, switches)
        if planned:
            behind = _text(planned[0].due_at + timedelta(seconds=1))
            self._books.execute("update call set waits = 0, due_at = ? where waits = 1 and answer = ''", [behind])
        for call in planned:
            self._books.execute(
                "insert into call (id, movement, due_at, waits) values (?, ?, ?, ?)",
                [call.id, entry.serial, _text(call.due_at), call.waits],
            )

    def _entries(self, where: str, *values: object) -> list[Entry]:
        rows: Iterable[tuple[object, ...]] = self._books.execute(f"select * from movement {where}", values)  # noqa: S608
        return [_entry(row) for row in rows]


def _entry(row: tuple[object, ...]) -> Entry:
    serial, number, account, amount, direction, words, name, bank, number_there, booked_at, reference = row
    return Entry(
        int(str(serial)),
        str(number),
        str(account),
        int(str(amount)),
        str(direction),
        str(words),
        str(name),
        str(bank),
        str(number_there),
        datetime.fromisoformat(str(booked_at)).astimezone(VIETNAM),
        None if reference is None else str(reference),
    )


def _text(at: datetime) -> str:
    """Instants as text that sorts by time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
