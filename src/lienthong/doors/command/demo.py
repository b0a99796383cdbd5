"""`lienthong demo`: the whole product on this machine, on synthetic data, from nothing."""

import contextlib
import os
import shutil
import sys
import time
from pathlib import Path

import click

from lienthong.doors.command import processes
from lienthong.kit.postgres import Cluster, PostgresUnavailable


@click.command()
@click.option("--port", default=lambda: int(os.environ.get("PORT", "8000")), show_default="PORT or 8000", type=int)
@click.option("--home", default=lambda: os.environ.get("LIENTHONG_HOME", "var"), show_default="LIENTHONG_HOME or ./var")
@click.option("--reset", is_flag=True, help="Throw the demonstration away and begin anew.")
@click.option("--prepare-only", is_flag=True, help="Set everything up, start nothing.")
@click.option("--documents", default=2000, show_default=True, help="How many documents the three months hold.")
@click.option("--at-once", default=240, show_default=True, help="How many of them before opening; the rest follows.")
@click.option("--fill", is_flag=True, hidden=True)
def demo(port: int, home: str, reset: bool, prepare_only: bool, documents: int, at_once: int, fill: bool) -> None:
    """Open the product on demonstration data; Ctrl-C ends it, the data stay for the next start."""
    if fill:
        _fill(documents, quietly=True)
        return
    place = Path(home).resolve()
    cluster = Cluster(place / "postgres")
    if reset:
        cluster.destroy()
        shutil.rmtree(place, ignore_errors=True)
        cluster = Cluster(place / "postgres")
    try:
        cluster.start()
        cluster.create_database("lienthong")
    except PostgresUnavailable as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(cluster.describe())
    os.environ |= {
        "LIENTHONG_HOME": str(place),
        "DATABASE_URL": cluster.url("lienthong"),
        "DJANGO_SETTINGS_MODULE": "lienthong.config.settings.demo",
        "LIENTHONG_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LIENTHONG_GATEWAY_PORT": str(port + 1),
        "LIENTHONG_LOG_LEVEL": os.environ.get("LIENTHONG_LOG_LEVEL", "WARNING"),
    }
    try:
        _prepare(documents if prepare_only else min(documents, at_once))
        if not prepare_only:
            _open(port, cluster, documents)
    finally:
        cluster.stop()


def _prepare(documents: int) -> None:
    from lienthong.doors.command.main import start_django

    start_django()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    _fill(documents)
    connection.close()


def _fill(documents: int, *, quietly: bool = False) -> None:
    from lienthong.doors.command.main import start_django

    start_django()
    from lienthong.doors.command.demo_data import filling

    filling.fill(documents=documents, say=(lambda _said: None) if quietly else click.echo)


def _open(port: int, cluster: Cluster, documents: int) -> None:
    kept = [processes.pages(port), processes.gateway(port + 1), processes.worker()]
    rest = processes.Process("rest of the data", _words_to_fill(documents), {"LIENTHONG_LOG_LEVEL": "ERROR"})
    ready: list[bool] = []

    def each_round() -> None:
        with contextlib.suppress(PostgresUnavailable):  # the killed one's children still hold its memory: next round
            if not cluster.running():
                cluster.start()
        if not ready and _answers(port):
            ready.append(True)
            rest.start()
            click.echo(f"Ready: http://127.0.0.1:{port}")
            sys.stdout.flush()

    try:
        with processes.stopping() as asked:
            processes.keep_running(kept, asked_to_stop=asked, each_round=each_round)
    finally:
        rest.stop(patience=2)


def _words_to_fill(documents: int) -> list[str]:
    """In the background, after opening, and out of the way of those who already look around."""
    own = [sys.executable, "-m", "lienthong.doors.command", "demo", "--fill", "--documents", str(documents)]
    return ["nice", "-n", "15", *own] if shutil.which("nice") else own


def _answers(port: int) -> bool:
    import httpx

    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2).status_code == 200  # noqa: PLR2004
    except httpx.HTTPError:
        time.sleep(0.05)
        return False
