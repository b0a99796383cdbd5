"""In which language and in which form the command line answers: sentences for people, JSON for machines.

Nothing here needs Django, so that `lienthong verify` and the first sentences of `lienthong demo` come without settings.
"""

import gettext as catalogues
import json
import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from lienthong.kit import canonical
from lienthong.kit.errors import Refused

LOCALE = Path(__file__).resolve().parents[2] / "locale"
LANGUAGES = ("vi", "en")
_NO_DATABASE = {"django.db.utils.OperationalError", "django.core.exceptions.ImproperlyConfigured"}
BY_A_SIGNAL = 130
"""128 + SIGINT, as the shell reports it."""


def language() -> str:
    """The language asked for: LIENTHONG_LANGUAGE, else that of LANG, else Vietnamese."""
    asked = (os.environ.get("LIENTHONG_LANGUAGE") or os.environ.get("LANG", ""))[:2].lower()
    return asked if asked in LANGUAGES else "vi"


def gettext(text: str) -> str:
    """A text in that language."""
    return catalogues.translation("django", LOCALE, [language()], fallback=True).gettext(text) if text else ""


_ = gettext


def teach_click() -> None:
    """Click asks Python's own gettext for its words (Usage, Missing option); they stand in our catalogue too."""
    os.environ["LANGUAGE"] = language()
    catalogues.bindtextdomain("django", str(LOCALE))
    catalogues.textdomain("django")


def in_language(command: click.Command) -> click.Command:
    """The command with its help, and that of everything below it, in the language asked for."""
    options = [option for option in command.params if isinstance(option, click.Option)]
    things: list[click.Command | click.Option] = [command, *options]
    for thing in things:
        thing.help = _paragraphs(vars(thing).setdefault("english", thing.help))
    for child in getattr(command, "commands", {}).values():
        in_language(child)
    return command


def _paragraphs(said: str | None) -> str | None:
    """Each paragraph of a help text is one sentence of the catalogue."""
    return said and "\n\n".join(gettext(" ".join(part.split())) for part in said.split("\n\n"))


def say(answer: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(canonical.plain(answer), ensure_ascii=False, indent=2))


def as_people_read(run: Callable[[], Any]) -> int:
    """Run; a refusal is a sentence on standard error. The exit code."""
    try:
        return int(run() or 0)
    except click.ClickException as problem:
        teach_click()
        problem.show()
        return problem.exit_code
    except Refused as refused:
        click.echo(f"lienthong: {refused.detail}", err=True)
    except (click.Abort, KeyboardInterrupt):
        return BY_A_SIGNAL
    except SystemExit as end:
        if not isinstance(end.code, str):
            return _number(end)
        click.echo(f"lienthong: {gettext(end.code)}", err=True)
    except Exception as broken:
        if not _is_database(broken):
            raise
        click.echo(f"lienthong: {unreached(broken)}", err=True)
    return 1


def as_machines_read(run: Callable[[], Any]) -> int:
    """Run; a refusal is one JSON document on standard output, `{"error": {"code": …, "detail": …}}`. The exit code."""
    try:
        return int(run() or 0)
    except click.ClickException as problem:
        say({"error": getattr(problem, "problem", None) or _of_click(problem)})
        return problem.exit_code
    except Refused as refused:
        say({"error": refused.problem()})
    except (click.Abort, KeyboardInterrupt):
        say({"error": {"code": "interrupted", "detail": _("Đã dừng theo yêu cầu.")}})
        return BY_A_SIGNAL
    except SystemExit as end:
        if not isinstance(end.code, str):
            return _number(end)
        say({"error": {"code": "not-set-up", "detail": gettext(end.code)}})
    except Exception as broken:  # noqa: BLE001 - an edge: the machine is told, the trace is for the log
        if _is_database(broken):
            say({"error": {"code": "database-unreached", "detail": unreached(broken)}})
        else:
            traceback.print_exc()
            say({"error": {"code": "unexpected", "detail": f"{type(broken).__name__}: {broken}"}})
    return 1


def _of_click(problem: click.ClickException) -> dict[str, str]:
    usage = isinstance(problem, click.UsageError)
    return {"code": "usage" if usage else "refused", "detail": problem.format_message()}


def _number(end: SystemExit) -> int:
    return end.code if isinstance(end.code, int) else 0


def _is_database(broken: Exception) -> bool:
    """No address of a database, or nobody there. Asked by name, because Django is not loaded for every command."""
    return f"{type(broken).__module__}.{type(broken).__name__}" in _NO_DATABASE


def unreached(broken: Exception) -> str:
    """What to do when the database does not answer."""
    why = str(broken).strip().splitlines() or [type(broken).__name__]
    return _("Không tới được cơ sở dữ liệu. Hãy kiểm tra DATABASE_URL và máy chủ PostgreSQL. ({why})").format(
        why=why[0]
    )
