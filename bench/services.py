"""Public services: how fast a day is promised, and the officer's inbox and the public look-up among very many dossiers.

Dossiers are copies, by SQL, of one that the product wrote, with another code, person and moment. Pages are asked as
`desk` asks them: the whole request in this process, without the network.
"""

import gc
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import books
import portal
from desk import _ask, _search
from figures import Figure, NotRun, Result, percentile
from installation import open_installation
from scratch import Scratch

if TYPE_CHECKING:
    from lienthong.work.onestop.models import Dossier

DOSSIERS = 1_000_000
_CALLS = 20_000
_PEOPLE = 8_000
"""So many invented people, who hand in."""
_LOOK_UPS = 300
_SOUGHT = {
    "a name": ("nguyen van", "Nguyễn Thị", "tran thi hu", "lê văn đức", "an", "khongcogi", "nguyen khongcogi"),
    "a code or number": ("BENCH-77", "bench-99998", "000.BENCH-5561", "000000099998", "nguyen bench-7"),
}
_TABS = ("in-hand", "ended")
_COPIED = """
insert into onestop_dossier ({columns})
select {values} from onestop_dossier as one, generate_series(1, %(count)s) as n
join bench_name as person on person.place = n %% %(names)s + 1 where one.id = %(sample)s"""
_OTHER = {
    "id": "md5('d' || n)::uuid",
    "application_id": "md5('a' || n)::uuid",
    "code": "'BENCH-' || n",
    "legacy_code": "'000.BENCH-' || n",
    "subject_name": "person.name",
    "subject_number": "lpad(n::text, 12, '0')",
    "words": """person.words || array_to_tsvector(array['bench', '000', '000/bench', n::text, 'bench/' || n,
        '000/bench/' || n, lpad(n::text, 12, '0')])""",
    "submitted_at": "one.submitted_at - n * interval '1 minute'",
    "due_at": "one.submitted_at - n * interval '1 minute' + interval '7 days'",
    "status": "case when n %% 500 = 0 then 4 else 10 end",
    "holder_id": "null",
    "unit_id": "one.deciding_unit_id",
}
"""Columns that differ; one dossier in five hundred is still in somebody's hands."""


def measure(scratch: Scratch, *, dossiers: int) -> list[Result]:
    """Deadlines beside a library that is used for them, then both pages over so many dossiers."""
    try:
        open_installation(scratch)
    except (Exception, SystemExit) as problem:  # noqa: BLE001  what others break must not hide other figures
        return [NotRun("services", f"no installation: {problem!r}"[:200])]
    from lienthong.doors.command.demo_data import country
    from lienthong.kit.clock import now

    found = _deadlines()
    country.settle(_PEOPLE, founded_at=now(), say=lambda _said: None)
    sample = _in_hand()
    _fill(sample, dossiers)
    return [
        *found,
        *_inbox(sample, dossiers, scratch),
        *_sought(sample, dossiers, scratch),
        _look_ups(sample, dossiers),
        *portal.measure(sample, dossiers, scratch),
    ]


def _deadlines() -> list[Result]:
    """Five working days from one moment of each day of a year: the bare day, and the deadline with its derivation."""
    import holidays

    from lienthong.ground.calendar import deadlines
    from lienthong.ground.calendar.queries import calendar_for
    from lienthong.kit.clock import local, now

    today = local(now()).date()
    calendar, theirs = calendar_for(None, today), holidays.country_holidays("VN", years=(today.year, today.year + 1))
    days = [date(today.year, 1, 5) + timedelta(days=n) for n in range(300)]
    moments = [calendar.closes_at(calendar.add_working_days(day, 1)) - timedelta(hours=3) for day in days]

    def microseconds(act: Callable[[Any], object], over: Sequence[Any]) -> float:
        gc.collect()
        since = time.perf_counter()
        for number in range(_CALLS):
            act(over[number % len(over)])
        return (time.perf_counter() - since) * 1e6 / _CALLS

    return [
        Figure("fifth working day", microseconds(lambda day: calendar.add_working_days(day, 5), days), "µs", at_most=5),
        Figure("the same by holidays", microseconds(lambda day: theirs.get_nth_working_day(day, 5), days), "µs"),
        Figure(
            "deadline of five working days with every sentence of its derivation",
            microseconds(lambda at: deadlines.working_days(calendar, at, 5), moments),
            "µs",
        ),
    ]


def _in_hand() -> "Dossier":
    """A licence to be exchanged, from the citizen's door to the officer who has taken it."""
    from django.db import transaction

    from lienthong.doors.command.demo_data import dossiers as written
    from lienthong.kit.clock import now
    from lienthong.work.onestop import actions
    from lienthong.work.onestop.models import Dossier
    from lienthong.work.services.models import Procedure

    draft, _session = next(portal.drafts(Procedure.objects.get(key=written.KEY), 1))
    staff, citizen = written.staff_of(draft.offering), draft.applicant
    assert citizen is not None
    with transaction.atomic():
        made = actions.submit_dossier(application=draft, by=citizen, now=now())
        actions.pay(dossier=made, reference="BENCH", by=None, now=now())
        actions.receive(dossier=made, by=staff.receiver, now=now())
        actions.acknowledge(dossier=made, by=staff.officer, now=now())
    return Dossier.objects.whole().get(pk=made.pk)


def _fill(sample: "Dossier", count: int) -> None:
    names = [field.column for field in sample._meta.concrete_fields]  # noqa: SLF001 - Django's documented way
    values = [_OTHER.get(name, f"one.{name}") for name in names]
    command, people = _COPIED.format(columns=", ".join(names), values=", ".join(values)), _names()
    with books.indexes_aside(["onestop_dossier"]) as cursor:
        cursor.execute("create unlogged table bench_name (place serial, name text, words tsvector)")
        cursor.executemany("insert into bench_name (name, words) values (%s, %s)", people)
        cursor.execute(command, {"count": count, "sample": sample.pk, "names": len(people)})
    books.settle(["onestop_dossier"])


def _names() -> list[tuple[str, str]]:
    """Names of the invented people, with the words they are found by."""
    from lienthong.kit.search import vector
    from lienthong.records.registers.models import Person

    return [(name, vector(name)) for name in sorted(set(Person.objects.values_list("full_name", flat=True)))]


def _inbox(sample: "Dossier", count: int, scratch: Scratch) -> list[Result]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    assert sample.holder is not None
    browser, address = Client(SERVER_NAME="localhost"), reverse("desk:dossiers")
    browser.force_login(sample.holder.account)
    taken = _ask(browser, [address], scratch)
    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    name = f"officer's inbox over {count:,} dossiers"
    return [
        Figure(f"{name}, p95", taken.p(0.95), "ms", at_most=100, note=taken.note),
        Figure(f"{name}, queries", len(queries), "", at_most=10),
    ]


def _sought(sample: "Dossier", count: int, scratch: Scratch) -> list[Result]:
    """Words over the lists of what is open and of what has ended."""
    from django.test import Client
    from django.urls import reverse

    assert sample.holder is not None
    browser, page = Client(SERVER_NAME="localhost"), reverse("desk:dossiers")
    browser.force_login(sample.holder.account)
    return [
        _search(browser, f"{tab} dossiers among {count:,} searched by {name}", f"{page}?tab={tab}&", words, scratch)
        for name, words in _SOUGHT.items()
        for tab in _TABS
    ]


def _look_ups(sample: "Dossier", count: int) -> Result:
    """One after the other, each from an address of its own, for the product counts tries by address."""
    from django.test import Client

    browser, taken = Client(SERVER_NAME="localhost"), []
    for number in range(_LOOK_UPS):
        since = time.perf_counter()
        answer = browser.post(
            "/lookup/",
            {"code": sample.code, "second": sample.lookup_code},
            REMOTE_ADDR=f"10.1.{number // 250}.{number % 250}",
        )
        taken.append((time.perf_counter() - since) * 1000)
        assert answer.status_code == 200, answer.status_code
    taken = sorted(taken[20:])
    note = f"p50 {percentile(taken, 0.5):.1f} ms; one after the other"
    return Figure(f"public look-up among {count:,} dossiers, p95", percentile(taken, 0.95), "ms", note=note)
