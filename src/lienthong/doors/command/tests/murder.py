"""Kills of processes and of PostgreSQL under load, and what must hold afterwards. Used by the check and by the soak."""

import contextlib
import json
import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from lienthong.doors.command import processes
from lienthong.doors.command.tests.installation import Installation
from lienthong.doors.command.tests.load import Ledger
from lienthong.kit.postgres import PostgresUnavailable


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


VICTIMS = ("postgres", "worker", "driver", "pages", "gateway")


@dataclass
class Scene:
    """A living installation under load, whose processes are started again when they end, as systemd would."""

    installation: Installation
    ledger: Path
    seed: int
    kills: list[str] = field(default_factory=list)
    ports: dict[str, int] = field(default_factory=lambda: {"pages": free_port(), "gateway": free_port()})

    @contextlib.contextmanager
    def living(self) -> Iterator["Scene"]:
        """All processes run inside the block."""
        own = self.installation.environment()
        self.running = {
            "pages": processes.pages(self.ports["pages"], workers=1),
            "gateway": processes.gateway(self.ports["gateway"]),
            "worker": processes.worker(),
            "driver": self.installation.driver("drive", str(self.ledger), str(self.seed), "3600"),
        }
        for process in self.running.values():
            process.environment = own
        stop = threading.Event()
        keeper = threading.Thread(
            target=processes.keep_running,
            args=(list(self.running.values()),),
            kwargs={"asked_to_stop": stop.is_set, "each_round": self._revive_postgres},
        )
        keeper.start()
        try:
            yield self
        finally:
            stop.set()
            keeper.join(timeout=60)

    def _revive_postgres(self) -> None:
        """A start that comes too early, while the dead one's children still hold its memory, is tried again."""
        with contextlib.suppress(PostgresUnavailable):
            if not self.installation.cluster.running():
                self.installation.cluster.start()

    def kill(self, victim: str) -> None:
        """SIGKILL for PostgreSQL with all its backends, or for a process with its group."""
        self.kills.append(victim)
        if victim == "postgres":
            self.installation.cluster.kill()
            return
        running = self.running[victim].running
        assert running is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)

    def said(self, what: str) -> list[dict]:
        """Lines of the ledger of one kind."""
        return [line for line in Ledger.read(self.ledger) if line["what"] == what]

    def wait_for_progress(self, *, lines: int, patience: float = 120) -> None:
        """Until the client was told so many more things than now: the product works again."""
        wanted, deadline = len(Ledger.read(self.ledger)) + lines, time.monotonic() + patience
        while len(Ledger.read(self.ledger)) < wanted:
            assert time.monotonic() < deadline, f"no progress after {self.kills}"
            time.sleep(0.05)

    def wait_until_ready(self, *, patience: float = 120) -> None:
        """Until pages and gateway answer again."""
        deadline = time.monotonic() + patience
        while not all(self._answers(name, address) for name, address in (("pages", "readyz"), ("gateway", "healthz"))):
            assert time.monotonic() < deadline, f"pages or gateway stayed away after {self.kills}"
            time.sleep(0.1)

    def _answers(self, name: str, address: str) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"http://127.0.0.1:{self.ports[name]}/{address}", timeout=15).status_code == 200
        return False

    def calm(self, *, patience: float = 120) -> None:
        """The driver ends; until every delivery has its receipt, every act its place, and no job is unfinished."""
        driver = self.running.pop("driver")
        driver.words = ["/bin/sleep", "3600"]  # what would start it again starts nothing
        driver.stop()
        self.installation.load("finish", str(self.ledger))
        deadline = time.monotonic() + patience
        while rest := {what: count for what, count in self.installation.ask(UNFINISHED).items() if count}:
            assert time.monotonic() < deadline, f"still unfinished after {self.kills}: {rest}"
            self.installation.python("from lienthong.kit import jobs; jobs.resume()")
            time.sleep(0.3)


UNFINISHED = """
select 'deliveries' as what, count(*) from exchange_delivery where state = '00'
union all select 'receipts', count(*) from exchange_delivery where arrived_at is not null and receipted_at is null
union all select 'acts', count(*) from journal_act where leaf_index is null
union all select 'jobs', count(*) from procrastinate_jobs where status in ('todo', 'doing') and scheduled_at is null
"""


def kill_some(scene: Scene, *, count: int) -> None:
    """So many kills at random moments, each after the product has shown that it works again; every victim in turn."""
    chance = random.Random(scene.seed)
    victims = [VICTIMS[number % len(VICTIMS)] for number in range(count)]
    chance.shuffle(victims)
    scene.wait_for_progress(lines=12, patience=120)
    for victim in victims:
        time.sleep(chance.uniform(0.05, 0.8))
        scene.kill(victim)
        scene.wait_for_progress(lines=6)
    scene.wait_until_ready()


def _acts(scene: Scene) -> int:
    """How many stand in the database now."""
    return int(scene.installation.ask("select 'acts', count(*) from journal_act")["acts"])


def require_everything(scene: Scene) -> None:
    """Everything acknowledged is there once; no number twice; none missing without a row that says why; log clean."""
    papers, letters = scene.said("paper"), scene.said("sent")
    assert papers
    assert letters
    _require_papers(scene, papers)
    _require_letters(scene, letters)
    _require_numbers(scene)
    before = _acts(scene)
    audit = json.loads(scene.installation.lienthong("log", "audit", "--json").stdout)
    assert audit["clean"], audit
    assert before <= audit["size"] <= _acts(scene), (
        "jobs may write acts while the log is read; none is missing or invented"
    )


def _require_papers(scene: Scene, papers: list[dict]) -> None:
    rows = scene.installation.rows(
        "select paper_subject, sequence_id::text, value from documents_number where document_id is null"
    )
    kept = {subject: (sequence, value) for subject, sequence, value in rows}
    assert len(kept) == len(rows), "one attempt took two numbers"
    assert {line["token"]: (line["sequence"], line["value"]) for line in papers}.items() <= kept.items()
    assert set(kept) <= {line["token"] for line in scene.said("intended")}


def _require_letters(scene: Scene, letters: list[dict]) -> None:
    rows = scene.installation.rows(
        "select d.id::text, d.number_and_symbol, m.id::text from documents_document d"
        " join exchange_message m on m.document_id = d.id where d.state = 'issued'"
    )
    kept = Counter(rows)
    told = {(line["document"], line["number"], line["message"]) for line in letters}
    assert len(told) == len(letters), "the client was told the same thing twice"
    assert all(kept[letter] == 1 for letter in told), told - set(kept)
    assert max(kept.values()) == 1
    acts = scene.installation.rows(
        "select subject_id::text, count(*) from journal_act where verb = 'exchange.message.sent' group by 1"
    )
    assert set(acts) == {(message, 1) for _document, _number, message in kept}
    unreceipted = scene.installation.rows(
        "select d.id from exchange_delivery d left join exchange_receipt r on r.delivery_id = d.id group by d.id"
        " having count(r.id) <> 1"
    )
    assert unreceipted == []


def _require_numbers(scene: Scene) -> None:
    holes = scene.installation.rows(
        "select s.id from documents_numbersequence s left join documents_number n on n.sequence_id = s.id"
        " group by s.id having count(n.id) <> s.last or count(distinct n.value) <> s.last or max(n.value) <> s.last"
    )
    assert holes == []
    unexplained = scene.installation.rows(
        "select n.id from documents_number n left join documents_document d on d.id = n.document_id"
        " where (n.state = 'used' and n.document_id is not null and d.number <> n.value)"
        " or (n.state = 'reserved' and n.document_id is null) or (n.state = 'void' and n.reason = '')"
    )
    assert unexplained == []
