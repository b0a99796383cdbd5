"""Open figures of public services, each by one SQL text that the public page shows as it ran. No person is in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.db import connection

MONTHS = """
select month, sum(received)::int as received, sum(decided)::int as decided, sum(late)::int as late from (
    select to_char(received_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM') as month, 1 as received, 0 as decided,
        0 as late from onestop_dossier where received_at >= %(since)s and received_at < %(until)s
    union all
    select to_char(decided_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM'), 0, 1, (decided_at > promised_at)::int
    from onestop_dossier where decided_at >= %(since)s and decided_at < %(until)s
    union all
    select to_char(promised_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM'), 0, 0, 1
    from onestop_dossier where promised_at >= %(since)s and promised_at < least(%(until)s, %(now)s)
        and decided_at is null and status in (2, 4)
) as happened group by month order by month
"""

TIMES = """
select p.key as procedure, b.id as body, b.name_vi, b.name_en, count(*) as decided,
    count(*) filter (where d.decided_at <= d.promised_at) as on_time,
    percentile_cont(0.9) within group (order by extract(epoch from d.decided_at - d.begins_at) / 86400)::float
        as slow_days,
    percentile_cont(0.5) within group (order by extract(epoch from d.due_at - d.begins_at) / 86400)::float
        as limit_days
from onestop_dossier as d join services_procedure as p on p.id = d.procedure_id
    join organisations_body as b on b.id = d.body_id
where d.decided_at >= %(since)s and d.decided_at < %(until)s
    and d.begins_at is not null and d.due_at is not null and d.promised_at is not null
group by p.key, b.id, b.name_vi, b.name_en order by count(*) desc, p.key, b.id
"""

SATISFACTION = """
with closed as (
    select *, count(level) over (partition by procedure, body_id, channel, place order by expires_at, id
        rows between unbounded preceding and 1 preceding) / 10 as batch
    from feedback_invitation where withdrawn_at is null and expires_at <= %(now)s
), batches as (
    select procedure, body_id, channel, place, batch, max(expires_at) as closed_at, count(level) = 10 as whole,
        count(*) as ends, count(*) filter (where sent) as invited, count(level) as answers, sum(level) as levels,
        count(*) filter (where level >= 4) as satisfied,
        count(*) filter (where level is not null and flags <> '{}') as flagged,
        count(*) filter (where level >= 4 and flags <> '{}') as flagged_satisfied
    from closed group by procedure, body_id, channel, place, batch
)
select s.procedure, b.id as body, b.name_vi, b.name_en, s.channel, coalesce(sum(ends) filter (where whole), 0)::int as
    ends, coalesce(sum(invited) filter (where whole), 0)::int as invited,
    coalesce(sum(answers) filter (where whole), 0)::int as answers,
    (sum(levels) filter (where whole) / sum(answers) filter (where whole))::float as mean,
    coalesce(sum(satisfied) filter (where whole), 0)::int as satisfied,
    coalesce(sum(flagged) filter (where whole), 0)::int as flagged,
    coalesce(sum(flagged_satisfied) filter (where whole), 0)::int as flagged_satisfied
from batches as s join organisations_body as b on b.id = s.body_id
where s.closed_at >= %(since)s and s.closed_at < %(until)s
group by s.procedure, b.id, b.name_vi, b.name_en, s.channel order by answers desc, s.procedure, b.id, s.channel
"""
"""Answers are counted in batches of ten of one procedure, body, channel and place, in the order in which their fourteen
days end. A batch that is whole never changes, and one that is not is counted nowhere: so tables, periods and days that
are taken from each other leave whole batches, and nothing is known of fewer than ten people."""

GROUPS = """
with closed as (
    select channel, place, age_group, level, expires_at, procedure, body_id,
        (row_number() over (partition by procedure, body_id, channel, place order by expires_at, id) - 1) / 10 as batch,
        (row_number() over (partition by age_group order by expires_at, id) - 1) / 10 as age_batch
    from feedback_invitation where level is not null and expires_at <= %(now)s
), batches as (
    select channel, place, count(*) as answers, count(*) filter (where level >= 4) as satisfied,
        max(expires_at) as closed_at from closed group by procedure, body_id, channel, place, batch
), counted as (
    select 'channel' as kind, case when channel = 'online' then 'online' else 'assisted' end as value,
        answers, satisfied, closed_at from batches
    union all select 'place', place, answers, satisfied, closed_at from batches where place <> ''
    union all select 'age', age_group, count(*), count(*) filter (where level >= 4), max(expires_at)
    from closed where age_group <> '' group by age_group, age_batch
)
select kind, value, coalesce(sum(answers) filter (where answers = 10), 0)::int as answers,
    coalesce(sum(satisfied) filter (where answers = 10), 0)::int as satisfied
from counted where closed_at >= %(since)s and closed_at < %(until)s group by kind, value order by kind, value
"""
"""Channels and places are sums of the same batches; ages have batches of their own, so what they add up to is not what
the others do, and they cannot be taken from each other."""

SCORES = """
with ended as (
    select d.id, d.body_id, d.channel, d.supplement_count as supplements, d.decided_at > d.promised_at as late,
        (d.decided_at at time zone 'Asia/Ho_Chi_Minh')::date - (d.due_at at time zone 'Asia/Ho_Chi_Minh')::date as days
    from onestop_dossier as d
    where d.decided_at >= %(since)s and d.decided_at < %(until)s and d.due_at is not null
        and d.promised_at is not null
), stays as (
    select d.body_id, ((s.details->>'step_due_at')::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date as due_on,
        (s.left_at at time zone 'Asia/Ho_Chi_Minh')::date as left_on
    from ended as d join (
        select dossier_id, kind, details, lead(at) over (partition by dossier_id order by seq) as left_at
        from onestop_event where kind in ('handed_over', 'supplement_asked', 'payment_asked', 'decided')
    ) as s on s.dossier_id = d.id
    where s.kind = 'handed_over' and s.left_at is not null and s.details->>'step_due_at' is not null
), units as (
    select body_id, count(*) filter (where left_on < due_on) as sooner,
        count(*) filter (where left_on = due_on) as same, count(*) filter (where left_on > due_on)
        as longer from stays group by body_id
), closed as (
    select i.id, i.body_id, i.procedure, i.channel, i.place, i.expires_at, i.level,
        (row_number() over (partition by procedure, body_id, channel, place order by expires_at, id) - 1) / 10 as batch
    from feedback_invitation as i
    where i.level is not null and i.expires_at <= %(now)s and i.subject_kind = 'onestop.dossier'
), batches as (
    select c.body_id, max(c.expires_at) as closed_at, count(*) filter (where c.level <= 2) as disliked,
        count(*) filter (where c.level <= 2 and 'attitude' = any(a.reasons)) as complained
    from closed as c left join lateral (
        select reasons from feedback_answer where invitation_id = c.id order by seq desc limit 1
    ) as a on true group by c.procedure, c.body_id, c.channel, c.place, c.batch having count(*) = 10
), said as (
    select body_id, sum(disliked)::int as disliked, sum(complained)::int as complained from batches
    where closed_at >= %(since)s and closed_at < %(until)s group by body_id
), calls as (
    select body_id, count(*) as ended, count(*) filter (where closed_at <= due_at) as in_time
    from feedback_recoverycase where due_at >= %(since)s and due_at < least(%(until)s, %(now)s) group by body_id
)
select b.id as body, b.name_vi, b.name_en, count(*) as dossiers, count(*) filter (where late) as late,
    count(*) filter (where late or supplements > 1) as late_766,
    coalesce(max(m.disliked), 0) as disliked, count(*) filter (where channel = 'online') as online,
    count(*) filter (where days < 0) as sooner, count(*) filter (where days = 0) as same,
    count(*) filter (where supplements = 0) as no_contact, count(*) filter (where supplements = 1) as one_contact,
    count(*) filter (where supplements = 0 and channel = 'online') as no_body,
    coalesce(max(m.complained), 0) as complained,
    coalesce(max(u.sooner), 0) as unit_sooner, coalesce(max(u.same), 0) as unit_same,
    coalesce(max(u.longer), 0) as unit_longer, coalesce(max(c.ended), 0) as calls_ended,
    coalesce(max(c.in_time), 0) as calls_in_time
from ended as d join organisations_body as b on b.id = d.body_id left join units as u on u.body_id = b.id
    left join calls as c on c.body_id = b.id left join said as m on m.body_id = b.id
group by b.id, b.name_vi, b.name_en order by count(*) desc, b.id
"""

HOUSES = """
with ended as (
    select d.id, d.body_id, d.procedure_id, d.receiving_unit_id, d.application_id, d.channel, d.fee, d.paid_at
    from onestop_dossier as d
    where d.decided_at >= %(since)s and d.decided_at < %(until)s and d.due_at is not null
        and d.promised_at is not null
), ways as (
    select d.body_id, d.procedure_id,
        bool_and(coalesce((select bool_and(e.details->>'unit' = d.receiving_unit_id::text) from onestop_event as e
            where e.dossier_id = d.id and e.kind = 'handed_over'), false)) as on_the_spot,
        bool_and((select count(*) from onestop_event as e where e.dossier_id = d.id
            and e.kind in ('submitted', 'decided') and e.details->>'unit' = d.receiving_unit_id::text) = 2) as there
    from ended as d group by d.body_id, d.procedure_id
), spots as (
    select body_id, count(*) filter (where on_the_spot) as on_the_spot, bool_and(there) as all_there
    from ways group by body_id
), offered as (
    select o.body_id, count(distinct o.procedure_id) as procedures, count(distinct o.procedure_id)
        filter (where position(convert_to('"confirm":true', 'UTF8') in v.compiled) = 0) as complete
    from services_offering as o left join lateral (
        select compiled from services_version as v where v.procedure_id = o.procedure_id
            and v.published_at < %(until)s order by v.number desc limit 1
    ) as v on true
    where o.opened_at < %(until)s and (o.closed_at is null or o.closed_at >= %(since)s) group by o.body_id
), things as (
    select d.body_id, count(*) filter (where d.fee > 0) as with_fee,
        count(*) filter (where d.fee > 0 and exists (select 1 from onestop_event as e where e.dossier_id = d.id
            and e.kind = 'paid' and e.by_id is null)) as paid_online,
        count(*) filter (where exists (select 1 from onestop_result as r where r.dossier_id = d.id
            and r.file_id is not null)) as electronic,
        count(*) filter (where d.channel = 'online' or exists (select 1 from services_attachment as a
            where a.application_id = d.application_id)) as kept,
        count(*) filter (where jsonb_path_exists(a.facts,
            '$.* ? (@.register <> "" && @.value.type() <> "null")') or exists (select 1 from services_attachment as p
            where p.application_id = d.application_id and p.reused_from_id is not null)) as reused
    from ended as d join services_application as a on a.id = d.application_id group by d.body_id
)
select t.body_id as body, coalesce(o.procedures, 0) as procedures, coalesce(o.complete, 0) as complete,
    s.on_the_spot, s.all_there, t.with_fee, t.paid_online, t.electronic, t.kept, t.reused
from things as t join spots as s on s.body_id = t.body_id left join offered as o on o.body_id = t.body_id
"""


@dataclass(frozen=True)
class Counted:
    """All figures of a period; each row has the columns of its SQL. `houses` by body, one for each of `scores`."""

    since: datetime
    until: datetime
    counted_at: datetime
    months: Sequence[Any]
    times: Sequence[Any]
    satisfaction: Sequence[Any]
    groups: Sequence[Any]
    scores: Sequence[Any]
    houses: Mapping[Any, Any]

    @property
    def decided(self) -> int:
        """Dossiers decided in the period."""
        return sum(row.decided for row in self.times)

    @property
    def on_time(self) -> int:
        """Of them, by the promised day."""
        return sum(row.on_time for row in self.times)


def count(*, since: datetime, until: datetime, now: datetime) -> Counted:
    """Count everything of a period anew."""
    given = {"since": since, "until": until, "now": now}
    months, times, satisfaction, groups, scores = (
        _rows(sql, given) for sql in (MONTHS, TIMES, SATISFACTION, GROUPS, SCORES)
    )
    houses = {row.body: row for row in _rows(HOUSES, given)}
    return Counted(since, until, now, months, times, satisfaction, groups, scores, houses)


def _rows(sql: str, given: dict[str, datetime]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        names = [column.name for column in cursor.description]
        return [SimpleNamespace(**dict(zip(names, values, strict=True))) for values in cursor.fetchall()]
