"""`lienthong procedure`: write, check, compile, compare and try procedure packages, publish and offer them.

Only `publish` and `offer` need a database; they are run where the installation is.

Exit codes: 0 done, and nothing is wrong · 1 refused, or `check` found something wrong · 2 the call's words are off.
"""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click

from lienthong.doors.command import speech, verify
from lienthong.doors.command.speech import gettext as _
from lienthong.doors.command.speech import say

_OPENING = time(8)
_AT_AN_INSTALLATION = {"publish", "offer"}
_PACKAGE = click.Path(path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
as_json = click.option("--json", "machine", is_flag=True, help="Answer in JSON, for machines.")


class Moment(click.ParamType[datetime]):
    """A day as `2026-03-02` (at eight in the morning), or a moment as `2026-03-02T15:20`, in Viet Nam."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Refuses (as a matter of the call's words) what is neither."""
        from lienthong.kit.clock import VIETNAM

        try:
            if "T" in value:
                return datetime.fromisoformat(value).replace(tzinfo=VIETNAM)
            return datetime.combine(date.fromisoformat(value), _OPENING, VIETNAM)
        except ValueError:
            self.fail(_("“{value}” không phải là ngày; hãy viết như 2026-03-02.").format(value=value), param, ctx)


@click.group()
@click.pass_context
def procedure(ctx: click.Context) -> None:
    """Procedure packages: write, check, compare, try, publish, offer them. FOLDER may be the name of a shipped one."""
    if ctx.invoked_subcommand not in _AT_AN_INSTALLATION:  # those need one, once their own words are in order
        verify.prepare()
        _speak()


def _speak() -> None:
    from django.utils import translation

    translation.activate(speech.language())


@procedure.command()
@click.argument("folder", type=_PACKAGE)
@as_json
def new(folder: Path, machine: bool) -> None:
    """Write a small, whole package to begin from into a FOLDER that does not exist yet."""
    from lienthong.work.services import starting

    starting.start(folder)
    if machine:
        return say({"folder": str(folder)})
    return click.echo(
        _("Đã tạo gói thủ tục ở {folder}. Sửa rồi chạy: lienthong procedure check {folder}").format(folder=folder)
    )


def _with_database() -> None:
    from lienthong.doors.command.main import start_django

    start_django()
    _speak()


@procedure.command()
@click.argument("folders", type=_PACKAGE, nargs=-1, required=True)
@as_json
def check(folders: tuple[Path, ...], machine: bool) -> None:
    """Check every FOLDER as it would be before publication; all problems are named, each with its file and line."""
    found = [(folder, _checked(folder)) for folder in folders]
    if machine:
        say({"packages": [{"folder": str(folder), **each} for folder, each in found]})
    else:
        for folder, each in found:
            _tell(folder, each)
    if any(each["problems"] for _folder, each in found):
        raise SystemExit(1)


def _checked(folder: Path) -> dict[str, Any]:
    """The address of a package and what is wrong with it."""
    from lienthong.ground.calendar.layers import packaged_calendar
    from lienthong.work.services import checks, packages, starting
    from lienthong.work.services.problems import PackageRefused, Place, Problem

    try:
        package = packages.read(starting.find(folder))
    except PackageRefused as refused:
        return {"address": None, "unconfirmed": None, "problems": [each.plain() for each in refused.problems]}
    except packages.NoSuchPackage as missing:
        problem = Problem(missing.code(), Place(str(folder)), missing.detail)
        return {"address": None, "unconfirmed": None, "problems": [problem.plain()]}
    problems = checks.check(package, packaged_calendar())
    return {
        "address": package.address,
        "unconfirmed": package.unconfirmed,
        "problems": [each.plain() for each in problems],
    }


def _tell(folder: Path, found: dict[str, Any]) -> None:
    for each in found["problems"]:
        line = f":{each['line']}" if each["line"] else ""
        place = f" ({each['place']})" if each["place"] else ""
        click.echo(f"  {each['file']}{line}{place}: {each['sentence']}")
    if found["problems"]:
        words = _("{folder}: {count} chỗ cần sửa.").format(folder=folder, count=len(found["problems"]))
        click.echo(click.style("✗ ", fg="red") + words)
    else:
        words = _("{folder}: đạt; {count} chỗ chờ cơ quan công bố xác nhận.")
        click.echo(click.style("✓ ", fg="green") + words.format(folder=folder, count=found["unconfirmed"]))
        click.echo(f"  {found['address']}")


@procedure.command("compile")
@click.argument("folder", type=_PACKAGE)
@click.option("--address", is_flag=True, help="Print the address (SHA-256) only.")
@click.option("--answers-schema", "schema", is_flag=True, help="Print the JSON Schema of the answers instead.")
@as_json
def compile_(folder: Path, address: bool, schema: bool, machine: bool) -> None:
    """Print the one canonical JSON of a FOLDER, the same bytes on every machine, or its address."""
    package = _read(folder)
    if schema:
        from lienthong.work.services import answering

        return say(answering.schema(package))
    if machine:
        return say({"address": package.address, **({} if address else {"package": package.plain})})
    return click.echo(package.address if address else package.encoded, nl=address)


@procedure.command()
@click.argument("old", type=_PACKAGE)
@click.argument("new", type=_PACKAGE)
@as_json
def diff(old: Path, new: Path, machine: bool) -> None:
    """Say in words what changed from OLD to NEW: folders or compiled files."""
    from lienthong.work.services import comparing

    before, after = _read(old), _read(new)
    changes = comparing.compare(before.plain, after.plain)
    if machine:
        return say({"old": before.address, "new": after.address, "changes": [each.plain() for each in changes]})
    for change in changes:
        click.echo(str(change))
    return click.echo(_("{count} thay đổi.").format(count=len(changes)))


@procedure.command()
@click.argument("folder", type=_PACKAGE)
@click.option("--answers", type=_FILE, required=True, help="A file of answers: name: value, or an example.")
@click.option("--on", "at", type=Moment(), required=True, help="The day or moment of receipt: 2026-03-02T15:20.")
@as_json
def simulate(folder: Path, answers: Path, at: datetime, machine: bool) -> None:
    """Say which papers, fee, date and outcome a set of answers gets, and why, with the law of every row.

    Of each linked procedure that the answers choose too: papers, fee, who decides, the date or what it waits for.
    """
    from lienthong.ground.calendar.layers import packaged_calendar
    from lienthong.work.services import answering, linking, planning, simulating
    from lienthong.work.services.reading import MOST_BYTES

    package = _read(folder)
    with answers.open("rb") as stream:
        facts = answering.read_answers(package, stream.read(MOST_BYTES + 1), answers.name)
    calendar = packaged_calendar()
    simulation = simulating.simulate(package, facts, at, calendar)
    plans = planning.all_tried(package, simulation, at=at, calendar=calendar, find=linking.find_shipped)
    if machine:
        return say(planning.plain(package, simulation, plans))
    for line in planning.tell(package, simulation, plans):
        click.echo(line)
    return None


@procedure.command()
@click.argument("folder", type=_PACKAGE)
@click.option("--body", "code", required=True, help="Code of the body that publishes under its seal.")
@click.option("--key", default="", help="The name in addresses; that of the folder if left out.")
@click.option("--yes", is_flag=True, help="Publish although dossiers would be judged otherwise.")
@as_json
def publish(folder: Path, code: str, key: str, yes: bool, machine: bool) -> None:
    """Publish a FOLDER: its examples pass, recent dossiers are judged again under it, the body seals it.

    The dry run tells counts and rows of tables only. New dossiers come under the new version, others keep theirs.
    """
    _with_database()
    from lienthong.doors.command import publishing

    tell = publishing.nothing if machine else click.echo
    done = publishing.publish(_read(folder), key or folder.resolve().name, code, yes=yes, tell=tell)
    if machine:
        return say(done)
    words = _("Đã công bố {key}, phiên bản {number}: {address}")
    return click.echo(click.style("✓ ", fg="green") + words.format(**done))


def _roles(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """`ROLE=UNIT` each, a role once."""
    found: dict[str, str] = {}
    for each in given:
        role, equals, unit = each.partition("=")
        if not (role and equals and unit) or role in found:
            raise click.BadParameter(
                _("Hãy viết ROLE=UNIT, mỗi ROLE một lần; “{value}” thì không được.").format(value=each)
            )
        found[role] = unit
    return found


@procedure.command()
@click.argument("key", default="")
@click.option("--body", "code", default="", help="Code of the body that offers it.")
@click.option("--receives", default="", help="The unit that receives: its code or its abbreviation in the body.")
@click.option("--unit", "units", multiple=True, callback=_roles, metavar="ROLE=UNIT",
              help="Who stands for a unit that the procedure names; once for each.")  # fmt: skip
@click.option("--stop", is_flag=True, help="Take no new applications; what was begun goes on.")
@click.option("--list", "listed", is_flag=True, help="Say what is offered where, and the roles of KEY; change nothing.")
@as_json
def offer(key: str, code: str, receives: str, units: dict[str, str], stop: bool, listed: bool, machine: bool) -> None:
    """Open the published procedure KEY at a body, so that people can apply there.

    Once more with other units changes them: for what is begun from then on; what was begun before keeps its own.
    """
    if not listed and not (key and code and (stop or receives)):
        raise click.UsageError(_("Hãy cho KEY, --body và --receives (hoặc --stop); hoặc --list để chỉ xem."))
    _with_database()
    from lienthong.doors.command import offering

    if listed:
        found = offering.listed(key, code)
        return say(found) if machine else _tell_offerings(found)
    done = offering.stop(key, code) if stop else offering.offer(key, code, receives=receives, given=units)
    if machine:
        return say(done)
    words = _("Đã thôi nhận {procedure} ở {body}.") if stop else _("{body} đang nhận {procedure}.")
    return click.echo(click.style("✓ ", fg="green") + words.format(procedure=key, body=done["body"]["name"]))


def _tell_offerings(found: dict[str, Any]) -> None:
    for each in found["roles"]:
        click.echo(f"{each['role']}  {each['name']}")
    for each in found["offerings"]:
        click.echo(f"{each['procedure']} @ {each['body']['code']} {each['body']['name']}")
        for role, unit in (("--receives", each["receives"]), *each["units"].items()):
            click.echo(f"  {role}: {unit['name'] if unit else '–'}")
    click.echo(_("{count} nơi nhận.").format(count=len(found["offerings"])))


def _read(folder: Path) -> Any:
    """A package from its folder, its compiled file or its name. Refuses: PackageRefused, NoSuchPackage."""
    from lienthong.work.services import packages, starting

    return packages.read(starting.find(folder))
