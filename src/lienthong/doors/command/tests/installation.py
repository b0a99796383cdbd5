"""An installation of its own for a test that kills, destroys or restores one: a PostgreSQL, a home, real processes."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from lienthong.doors.command import processes
from lienthong.kit.postgres import Cluster

DEMO = "lienthong.config.settings.demo"


@dataclass
class Installation:
    """Where it lives, and how its programs are called."""

    home: Path
    cluster: Cluster
    settings: str = DEMO
    more: dict[str, str] = field(default_factory=dict)

    @classmethod
    def found(cls, folder: Path, *, bodies: int = 3) -> "Installation":
        """A new one, migrated, with a few bodies and their people."""
        made = cls(folder / "home", Cluster(folder / "postgres"))
        made.home.mkdir(parents=True)
        made.cluster.start()
        made.cluster.create_database("lienthong")
        made.lienthong("migrate")
        made.load("found", str(bodies))
        return made

    def environment(self) -> dict[str, str]:
        """What its processes are told. Valid while the cluster runs."""
        return {
            "DJANGO_SETTINGS_MODULE": self.settings,
            "DATABASE_URL": self.cluster.url("lienthong"),
            "LIENTHONG_HOME": str(self.home),
            "LIENTHONG_LOG_LEVEL": "ERROR",
            "PYTHONWARNINGS": "ignore",
            **self.more,
        }

    def lienthong(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run `lienthong …` and insist on its exit code."""
        return self._run("lienthong.doors.command", *words, code=code)

    def load(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the driver that works through the actions (`load.py`) to its end."""
        return self._run("lienthong.doors.command.tests.load", *words, code=0)

    def rows(self, query: str, *, fetch: bool = True) -> list[tuple]:
        """Ask the database directly, as its superuser."""
        with psycopg.connect(self.cluster.url("lienthong")) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if fetch else []

    def ask(self, query: str) -> dict[str, int]:
        """Rows of a name and a number."""
        return dict(self.rows(query))

    def python(self, text: str) -> subprocess.CompletedProcess[str]:
        """Run a few lines of Python inside it."""
        return self._run("lienthong.doors.command.tests.load", "python", text, code=0)

    def driver(self, *words: str) -> processes.Process:
        """The same driver as a process that can be killed."""
        own = [sys.executable, "-m", "lienthong.doors.command.tests.load", *words]
        return processes.Process("driver", own, self.environment())

    def _run(self, module: str, *words: str, code: int) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            env={**os.environ, **self.environment()},
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def destroy(self) -> None:
        """Stop PostgreSQL and remove its data."""
        self.cluster.destroy()
