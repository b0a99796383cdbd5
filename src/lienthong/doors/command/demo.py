"""`lienthong demo`: the whole product on this machine, on synthetic data, from nothing."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click

import lienthong
from lienthong.doors.command import bank, national_id, processes, speech
from lienthong.doors.command.speech import gettext as _
from lienthong.kit.postgres import Cluster, PostgresUnavailable

_PORTS = 4
_NEEDED_BYTES = 3 * 1024**3
_HIGHEST_TO_OFFER = 60_000
_MARK = "prepared"
_KEPT = ("postgres", "files", "keys", "log", "static", "mail", "secret-key", "bank.sqlite", _MARK)
"""What a demonstration writes into its home; `--reset` removes this and nothing else."""
_LOCK = "running"
Say = Callable[[str], None]


class Amounts(NamedTuple):
    """How much the demonstration holds: documents in all, those before opening, invented people."""

    documents: int
    at_once: int
    people: int


_QUIETLY = {"LIENTHONG_LOG_LEVEL": "ERROR", "PYTHONWARNINGS": "ignore:resource_tracker:UserWarning"}
"""When the filling has to be killed, Python's own tracker tidies up after it; that is no news for anybody."""


@click.command()
@click.option("--port", default=lambda: int(os.environ.get("PORT", "8000")), show_default="PORT or 8000", type=int)
@click.option("--home", default=lambda: os.environ.get("LIENTHONG_HOME", "var"), show_default="LIENTHONG_HOME or ./var")
@click.option("--reset", is_flag=True, help="Throw the demonstration away and begin anew.")
@click.option("--prepare-only", is_flag=True, help="Set everything up, start nothing.")
@click.option("--documents", default=2000, show_default=True, help="How many documents the three months hold.")
@click.option("--at-once", default=240, show_default=True, help="How many of them before opening; the rest follows.")
@click.option("--people", default=100_000, show_default=True, help="How many invented people the registers hold.")
@click.option("--json", "as_json", is_flag=True, help="Say in JSON where it is open; the rest on standard error.")
@click.option("--fill", is_flag=True, hidden=True)
def demo(
    port: int,
    home: str,
    reset: bool,
    prepare_only: bool,
    documents: int,
    at_once: int,
    people: int,
    as_json: bool,
    fill: bool,
) -> None:
    """Open the product on demonstration data; Ctrl-C ends it, the data stay for the next start."""
    os.environ.pop("LANGUAGE", None)  # PostgreSQL would answer in it, and we read what it says when it cannot start
    say = _to_standard_error if as_json else _to_standard_output
    amounts = Amounts(documents, at_once, people)
    if fill:
        _fill_until_told(amounts)
        return
    place = Path(home).resolve()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with _in_words(place), _alone(place, port):
        if not prepare_only:
            _require_free(*range(port, port + _PORTS))
        if reset:
            _reset(place)
        _require_room(place)
        cluster = Cluster(place / "postgres")
        cluster.start()
        cluster.create_database("lienthong")
        say(_("PostgreSQL ({program}), dữ liệu ở {place}").format(program=cluster.program.name, place=cluster.data))
        _settle(place, port, cluster)
        try:
            if prepare_only or not _is_prepared(place, *amounts):
                _prepare(amounts, only_opening=not prepare_only, say=say)
                (place / _MARK).write_text(_fingerprint(*amounts))
            if not prepare_only:
                _open(port, cluster, amounts, as_json=as_json)
            elif as_json:
                speech.say({"prepared": str(place)})
        finally:
            cluster.stop()


def _to_standard_output(said: str) -> None:
    click.echo(said)


def _to_standard_error(said: str) -> None:
    click.echo(said, err=True)


@contextlib.contextmanager
def _in_words(place: Path) -> Iterator[None]:
    """What the machine refuses becomes a sentence that says what to do."""
    try:
        yield
    except PostgresUnavailable as problem:
        raise click.ClickException(str(problem)) from problem
    except PermissionError as problem:
        told = _("Người dùng này không được ghi vào {place}. Hãy chọn thư mục khác bằng LIENTHONG_HOME.")
        raise click.ClickException(told.format(place=problem.filename or place)) from problem
    except OSError as problem:
        told = _("Không dùng được {place} ({problem}). Hãy chọn thư mục khác bằng LIENTHONG_HOME.")
        raise click.ClickException(told.format(place=place, problem=problem)) from problem


@contextlib.contextmanager
def _alone(place: Path, port: int) -> Iterator[None]:
    """One demonstration on one home. The lock goes with the process, however it ends."""
    place.mkdir(parents=True, exist_ok=True)
    with (place / _LOCK).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as running:
            lock.seek(0)
            told = _(
                "Bản trình diễn trong {place} đang chạy ở {address}. Hãy mở địa chỉ đó, dừng nó bằng Ctrl-C, hoặc chọn"
                " LIENTHONG_HOME và PORT khác."
            )
            raise click.ClickException(told.format(place=place, address=lock.read().strip())) from running
        lock.truncate(0)
        lock.write(f"http://127.0.0.1:{port}\n")
        lock.flush()
        yield


def _require_free(*ports: int) -> None:
    """Pages, gateway, bank and e-ID need a port each; what listens there may be anybody's and is not ended."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError) as problem:
                told = _(
                    "Cổng {port} đang bận; bản trình diễn cần bốn cổng liền nhau. Hãy chọn cổng khác, chẳng hạn"
                    " PORT={other} make demo"
                )
                other = ports[0] + 100 if ports[0] < _HIGHEST_TO_OFFER else 8100
                raise click.ClickException(told.format(port=port, other=other)) from problem


def _reset(place: Path) -> None:
    Cluster(place / "postgres").destroy()
    for name in _KEPT:
        old = place / name
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink(missing_ok=True)


def _require_room(place: Path) -> None:
    """A full demonstration takes about half of this; running out in the middle is worse than being told now."""
    if (place / "postgres").exists():
        return
    free = shutil.disk_usage(place).free
    if free < _NEEDED_BYTES:
        told = _("{place} còn {free} MB mà cần {needed} MB. Hãy chọn thư mục khác bằng LIENTHONG_HOME.")
        raise click.ClickException(told.format(place=place, free=free // 2**20, needed=_NEEDED_BYTES // 2**20))


def _settle(place: Path, port: int, cluster: Cluster) -> None:
    """What all processes of the demonstration are told."""
    pages = [f"http://{name}:{port}{national_id.BACK}" for name in ("127.0.0.1", "localhost")]
    os.environ |= national_id.settings_for(f"http://127.0.0.1:{port + 3}", redirects=tuple(pages))
    os.environ |= {
        "LIENTHONG_HOME": str(place),
        "DATABASE_URL": cluster.url("lienthong"),
        "DJANGO_SETTINGS_MODULE": "lienthong.config.settings.demo",
        "LIENTHONG_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LIENTHONG_GATEWAY_PORT": str(port + 1),
        "LIENTHONG_LOG_LEVEL": os.environ.get("LIENTHONG_LOG_LEVEL", "WARNING"),
        **bank.environment(port + 2, product=f"http://127.0.0.1:{port}", data=place / "bank.sqlite"),
    }


def join(home: Path) -> bool:
    """Let this process work on the demonstration that runs in this home, with its own secret; False where none does."""
    if not (home / _MARK).exists():
        return False
    cluster = Cluster(home / "postgres")
    if not cluster.running():
        return False
    _settle(home, int((home / _LOCK).read_text().strip().rpartition(":")[2]), cluster)
    return True


def _fingerprint(*facts: object) -> str:
    """Of all that preparing depends on: our migrations and static files, and what is installed beside us."""
    package = Path(lienthong.__file__).parent
    ours = (path for folder in ("migrations", "static") for path in package.rglob(f"{folder}/**/*") if path.is_file())
    seen = [(str(path), path.stat().st_mtime_ns) for path in ours if "__pycache__" not in path.parts]
    beside = Path(click.__file__).parent.parent.stat().st_mtime_ns
    return hashlib.sha256(repr((sorted(seen), beside, package, facts)).encode()).hexdigest()


def _is_prepared(place: Path, *facts: object) -> bool:
    """Has this very program prepared this home to the end? Then the pages can open at once."""
    mark = place / _MARK
    return mark.exists() and mark.read_text() == _fingerprint(*facts)


def _prepare(amounts: Amounts, *, only_opening: bool, say: Say) -> None:
    from lienthong.doors.command.main import start_django

    start_django()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    _fill(amounts, only_opening=only_opening, say=say)
    connection.close()


def _fill(amounts: Amounts, *, only_opening: bool = False, say: Say) -> None:
    from lienthong.doors.command.main import start_django

    start_django()
    from lienthong.doors.command.demo_data import filling

    filling.fill(
        documents=amounts.documents, opening=amounts.at_once, people=amounts.people, only_opening=only_opening, say=say
    )


def _fill_until_told(amounts: Amounts) -> None:
    """The rest of the data, in the background; asked to end, it takes its pool down in order and says nothing."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        _fill(amounts, say=lambda _said: None)


def _open(port: int, cluster: Cluster, amounts: Amounts, *, as_json: bool) -> None:
    """Pages first, so that somebody can look soon; then gateway and worker; with them it is ready; then the rest."""
    kept = [processes.pages(port)]
    rest = processes.Process("rest of the data", _words_to_fill(amounts), _QUIETLY)

    def each_round() -> None:
        with contextlib.suppress(PostgresUnavailable):  # the killed one's children still hold its memory: next round
            if not cluster.running():
                cluster.start()
        if len(kept) == 1 and _answers(port, "readyz"):
            kept.extend([processes.gateway(port + 1), processes.worker()])
            kept.extend([processes.bank(port + 2, {}), processes.national_id(port + 3)])
        if len(kept) > 1 and rest.running is None and _answers(port + 1, "healthz"):
            rest.start()
            _say_ready(port, as_json=as_json)

    try:
        with processes.stopping() as asked:
            processes.keep_running(kept, asked_to_stop=asked, each_round=each_round)
    finally:
        rest.stop(patience=2)


def _say_ready(port: int, *, as_json: bool) -> None:
    """`Ready:` is the same in every language: scripts wait for it."""
    address = f"http://127.0.0.1:{port}"
    if as_json:
        beside = {
            name: f"http://127.0.0.1:{port + far}" for far, name in enumerate(("gateway", "bank", "national-id"), 1)
        }
        speech.say({"ready": address, **beside})
    else:
        click.echo(f"Ready: {address}")
    sys.stdout.flush()


def _words_to_fill(amounts: Amounts) -> list[str]:
    """In the background, after opening, and out of the way of those who already look around."""
    own = [sys.executable, "-m", "lienthong.doors.command", "demo", "--fill"]
    own += ["--documents", str(amounts.documents), "--at-once", str(amounts.at_once), "--people", str(amounts.people)]
    return ["nice", "-n", "15", *own] if shutil.which("nice") else own


def _answers(port: int, name: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{name}", timeout=2):
            return True
    except OSError:
        return False
