"""`lienthong doctor`: is this installation well, in one sentence for each thing that can be wrong.

Exit codes: 0 nothing is wrong (there may be things to know) · 1 something is wrong · 2 the call's words are off.
"""

import json
from collections.abc import Iterator

import click
from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from lienthong import __version__
from lienthong.doors.command.visits import database, house, keys, portal, proof, storage, work
from lienthong.doors.command.visits.finding import Examination, Finding, Health, Visit, wrong
from lienthong.kit import clock

EXAMINATIONS: dict[str, Examination] = {
    "settings": house.examine,
    "database": database.examine,
    "files": storage.examine,
    "log": proof.examine,
    "keys": keys.examine,
    "work": work.examine,
    "portal": portal.examine,
}
_MARKS = {Health.WELL: "✓", Health.ATTENTION: "!", Health.WRONG: "✗"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.option("--all-files", is_flag=True, help="Read every stored file, not a sample.")
@click.option("--quiet", is_flag=True, help="Say only what needs somebody.")
def doctor(as_json: bool, all_files: bool, quiet: bool) -> None:
    """Examine this installation; what is wrong is said, and what to do about it."""
    visit = Visit(clock.now(), sample=0 if all_files else 20)
    found = []
    for finding in examine(visit):
        found.append(finding)
        if not as_json and not (quiet and finding.health is Health.WELL):
            click.echo(f"{_MARKS[finding.health]} {finding.sentence}")
    sick = [finding for finding in found if finding.health is Health.WRONG]
    if as_json:
        click.echo(json.dumps(_facts(found), ensure_ascii=False))
    elif not quiet:
        healthy = _("Hệ thống hoạt động bình thường.")
        click.echo(_("{count} điều phải xử lý.").format(count=len(sick)) if sick else healthy)
    if sick:
        raise SystemExit(1)


def examine(visit: Visit) -> Iterator[Finding]:
    """Every finding, in order; an examination that fails is itself a finding, and the next one still takes place."""
    for name, examination in EXAMINATIONS.items():
        try:
            yield from examination(visit)
        except (DatabaseError, OSError, ValueError, LookupError, RuntimeError) as problem:
            sentence = _("Không kiểm tra được phần “{name}”: {kind}: {problem}")
            yield wrong(name, sentence.format(name=name, kind=type(problem).__name__, problem=str(problem)[:300]))


def _facts(found: list[Finding]) -> dict[str, object]:
    return {
        "well": not any(finding.health is Health.WRONG for finding in found),
        "product": __version__,
        "demonstration": settings.DEMO,
        "findings": [
            {"about": finding.about, "health": finding.health, "sentence": finding.sentence} for finding in found
        ],
    }
