"""Open figures of the exchange, counted from what happened; each by one SQL text that the public page shows as it ran.

No person is in any of them. Counts from one to four are hidden, so that nothing can be told of a single document.
Money saved is a product of counts and of two prices that the operator sets and the page names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from lienthong.kit.clock import VIETNAM, local

FEWEST = 5
"""Smallest count that is shown; smaller ones, zero apart, could point at one document."""

SIGNATURES_HELD = '[{"check": "signatures", "passed": true}]'

SENT_AND_RECEIVED = """
select day, sum(sent)::int as sent, sum(received)::int as received from (
    select (sent_at at time zone 'Asia/Ho_Chi_Minh')::date as day, 1 as sent, 0 as received
    from exchange_message where business <> 1 and sent_at >= %(since)s and sent_at < %(until)s
    union all
    select (arrived_at at time zone 'Asia/Ho_Chi_Minh')::date, 0, 1
    from exchange_delivery where arrived_at >= %(since)s and arrived_at < %(until)s
) as happened group by day order by day
"""

BODIES = """
with sent as (
    select sender_id as body, count(*) as sent from exchange_message
    where business <> 1 and sent_at >= %(since)s and sent_at < %(until)s group by sender_id
), received as (
    select recipient_id as body, count(*) as received, count(accepted_at) as accepted,
        count(*) filter (where (accepted_at at time zone 'Asia/Ho_Chi_Minh')::date
                             = (arrived_at at time zone 'Asia/Ho_Chi_Minh')::date) as same_day,
        count(*) filter (where coalesce(accepted_at, %(now)s) > accept_due_at
            and (accepted_at is not null or state not in ('02', '91', '93'))) as late
    from exchange_delivery where arrived_at >= %(since)s and arrived_at < %(until)s group by recipient_id
)
select b.id, b.name_vi, b.name_en, coalesce(sent, 0) as sent, coalesce(received, 0) as received,
    coalesce(accepted, 0) as accepted, coalesce(same_day, 0) as same_day, coalesce(late, 0) as late
from organisations_body as b left join sent on sent.body = b.id left join received on received.body = b.id
where coalesce(sent, 0) + coalesce(received, 0) > 0 order by b.sort_key, b.id
"""

DELIVERIES = """
select count(*) as received,
    count(*) filter (where d.checks @> %(signatures_held)s::jsonb) as signed,
    count(d.accepted_at) as accepted,
    count(*) filter (where coalesce(d.accepted_at, %(now)s) > d.accept_due_at
        and (d.accepted_at is not null or d.state not in ('02', '91', '93'))) as late,
    percentile_cont(0.5) within group (order by extract(epoch from d.accepted_at - m.sent_at)) as median_seconds,
    percentile_cont(0.95) within group (order by extract(epoch from d.accepted_at - m.sent_at)) as slow_seconds,
    coalesce(sum(greatest(o.page_count, 1)), 0)::bigint as pages
from exchange_delivery as d join exchange_message as m on m.id = d.message_id
    join documents_document as o on o.id = m.document_id
where d.arrived_at >= %(since)s and d.arrived_at < %(until)s
"""

WAITS = """
select width_bucket(extract(epoch from d.accepted_at - m.sent_at),
        array[300, 900, 3600, 14400, 86400]::numeric[]) as class,
    count(*) as deliveries
from exchange_delivery as d join exchange_message as m on m.id = d.message_id
where d.arrived_at >= %(since)s and d.arrived_at < %(until)s and d.accepted_at is not null
group by class order by class
"""
WAIT_CLASSES = 6
"""Under 5 and 15 minutes, 1 and 4 hours, a day, and longer."""

SENT = (
    "select count(*) as sent from exchange_message where business <> 1 and sent_at >= %(since)s and sent_at < %(until)s"
)


@dataclass(frozen=True)
class Period:
    """Whole days in Viet Nam, the first and the last included."""

    first: date
    last: date

    @classmethod
    def of_days(cls, days: int, *, now: datetime) -> "Period":
        """The last so many days, today included."""
        today = local(now).date()
        return cls(today - timedelta(days=days - 1), today)

    @property
    def since(self) -> datetime:
        """The first instant."""
        return datetime.combine(self.first, time(), tzinfo=VIETNAM)

    @property
    def until(self) -> datetime:
        """The first instant that no longer counts."""
        return datetime.combine(self.last + timedelta(days=1), time(), tzinfo=VIETNAM)

    def days(self) -> Iterator[date]:
        """Each day, the oldest first."""
        for ordinal in range(self.first.toordinal(), self.last.toordinal() + 1):
            yield date.fromordinal(ordinal)


@dataclass(frozen=True)
class Day:
    """What one day saw."""

    on: date
    sent: int
    received: int


@dataclass(frozen=True)
class OfBody:
    """What one body sent and received, and how it accepted."""

    id: UUID
    name_vi: str
    name_en: str
    sent: int
    received: int
    accepted: int
    same_day: int
    late: int

    @property
    def same_day_share(self) -> float | None:
        """Part of what it received that it accepted on the day of arrival; None where too few to be shown."""
        return self.same_day / self.received if self.received >= FEWEST else None


@dataclass(frozen=True)
class Prices:
    """What one page of paper and the dispatch of one paper letter cost, in dong."""

    page: int
    dispatch: int

    @classmethod
    def of_this_installation(cls) -> "Prices":
        """As the operator set them."""
        return cls(settings.FIGURES_SAVING_PER_PAGE, settings.FIGURES_SAVING_PER_DISPATCH)


@dataclass(frozen=True)
class Figures:
    """Everything the front page shows of a period."""

    period: Period
    counted_at: datetime
    sent: int
    received: int
    signed: int
    accepted: int
    late: int
    median_seconds: float | None
    slow_seconds: float | None
    pages: int
    prices: Prices
    days: tuple[Day, ...]
    bodies: tuple[OfBody, ...]
    waits: tuple[int, ...]

    @property
    def signed_share(self) -> float | None:
        """Part of what was received whose signatures held on arrival; None where too few to be shown."""
        return self.signed / self.received if self.received >= FEWEST else None

    @property
    def late_share(self) -> float | None:
        """Part of what was received that was accepted late, or is late now; None where too few to be shown."""
        return self.late / self.received if self.received >= FEWEST else None

    @property
    def saved_dong(self) -> int:
        """Paper, printing and dispatch spared: pages x price of a page + deliveries x price of a dispatch."""
        return self.pages * self.prices.page + self.received * self.prices.dispatch


def shown(count: int) -> int | None:
    """The count, or None where it must be hidden: from one to four."""
    return None if 0 < count < FEWEST else count


def count(period: Period, *, now: datetime) -> Figures:
    """All figures of a period as of `now`: five queries, whatever the number of documents."""
    asked = {"since": period.since, "until": period.until, "now": now, "signatures_held": SIGNATURES_HELD}
    by_day = {row["day"]: row for row in _rows(SENT_AND_RECEIVED, asked)}
    classes = {row["class"]: row["deliveries"] for row in _rows(WAITS, asked)}
    totals = next(_rows(DELIVERIES, asked))
    return Figures(
        period=period,
        counted_at=now,
        sent=next(_rows(SENT, asked))["sent"],
        prices=Prices.of_this_installation(),
        days=tuple(_day(on, by_day.get(on, {})) for on in period.days()),
        bodies=tuple(OfBody(**row) for row in _rows(BODIES, asked)),
        waits=tuple(classes.get(place, 0) for place in range(WAIT_CLASSES)),
        **totals,
    )


def _day(on: date, row: dict[str, Any]) -> Day:
    return Day(on, row.get("sent", 0), row.get("received", 0))


def _rows(sql: str, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        names = [column.name for column in cursor.description or ()]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))
