"""Many citizens fetch their results at once, some hang up, and servers are killed meanwhile: nobody gets another's.

The pages run as they do in an installation: granian with workers of its own, started again when they die.
"""

import contextlib
import hashlib
import itertools
import os
import random
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import Client

from lienthong.doors.command import processes
from lienthong.doors.command.tests.murder import free_port
from lienthong.ground.identity.models import Account
from lienthong.kit import clock
from lienthong.work.onestop.models import Dossier

from . import a_shop_at_work as shops

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
CITIZENS, DOWNLOADS, AT_ONCE = 6, 40, 8
PATIENCE = 60
"""Seconds."""


def decided_for_many(country) -> None:
    """Every citizen has one dossier with its result, each on a paper of its own."""
    shop = shops.opened(country)
    for number in range(CITIZENS):
        citizen = Account.objects.create_user(f"nguoi.{number}@lienthong.example", f"Nguyễn Văn {number}")
        mine = replace(shop, citizen=citizen)
        with transaction.atomic():
            shops.WAYS["done"](mine, shops.handed_in(mine, clock.now()), clock.now())


@dataclass
class Served:
    """Pages under granian over the test's own database and files."""

    home: Path
    port: int = field(default_factory=free_port)

    def start(self) -> None:
        kept = connection.settings_dict
        address = f"{kept['USER']}:{kept['PASSWORD']}@{kept['HOST']}:{kept['PORT']}/{kept['NAME']}"
        self.pages = processes.pages(self.port, workers=2)
        self.pages.environment = {
            "DATABASE_URL": f"postgresql://{address}",
            "DJANGO_SETTINGS_MODULE": "lienthong.config.settings.test",
            "LIENTHONG_HOME": str(self.home),
            "LIENTHONG_LOG_LEVEL": "CRITICAL",
        }
        self.pages.start()
        self.wait()

    def wait(self, *, patience: float = 90) -> None:
        """Until it answers."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=10).status_code == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the pages stayed away")

    def kill_a_worker(self, chance: random.Random) -> bool:
        """SIGKILL for one of the processes that answer, unless only one is left; was it done?"""
        pid = self.pages.running.pid
        born = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if len(born) > 1:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(chance.choice(born)), signal.SIGKILL)
        return len(born) > 1


@pytest.fixture
def served(country_after, tmp_path, settings):
    settings.ROOT_URLCONF = "lienthong.config.urls"
    country_after(decided_for_many)
    made = Served(tmp_path)
    made.start()
    yield made
    made.pages.stop()


@dataclass(frozen=True)
class Owner:
    """A citizen who is signed in, where their result is, and what it is."""

    session: str
    address: str
    sha256: str


def owners() -> list[Owner]:
    return [_owner(dossier) for dossier in Dossier.objects.select_related("result__file", "application__applicant")]


def _owner(dossier: Dossier) -> Owner:
    browser = Client()
    browser.force_login(dossier.application.applicant)
    session = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
    return Owner(session, f"/dossiers/{dossier.pk}/result.pdf", dossier.result.file.sha256)


def fetched(served: Served, owner: Owner, timeout: float) -> str:
    """`own`, `another's`, or how it failed."""
    cookies = {django_settings.SESSION_COOKIE_NAME: owner.session}
    try:
        answer = httpx.get(f"http://127.0.0.1:{served.port}{owner.address}", cookies=cookies, timeout=timeout)
    except httpx.HTTPError:
        return "cut"
    if answer.status_code != 200:
        return str(answer.status_code)
    return "own" if hashlib.sha256(answer.content).hexdigest() == owner.sha256 else "another's"


def tried(served: Served, owner: Owner, timeout: float) -> list[str]:
    """What came of it: who has patience tries again when the line was cut."""
    tries = [fetched(served, owner, timeout)]
    while tries[-1] == "cut" and timeout == PATIENCE and len(tries) < PATIENCE * 10:
        time.sleep(0.1)
        tries.append(fetched(served, owner, timeout))
    return tries


def fetch_many(served: Served, *, downloads: int, seed: int) -> tuple[Counter[str], int]:
    """So many downloads by everybody in turn, every third one with no patience, workers killed meanwhile."""
    chance, everybody, done = random.Random(seed), owners(), threading.Event()
    wishes = [
        (everybody[n % len(everybody)], PATIENCE if n % 3 else chance.uniform(0.001, 0.03)) for n in range(downloads)
    ]
    chance.shuffle(wishes)
    kills = []

    def murder() -> None:
        while not done.wait(chance.uniform(0.05, 0.6)):
            kills.append(served.kill_a_worker(chance))

    murderer = threading.Thread(target=murder)
    murderer.start()
    try:
        with ThreadPoolExecutor(AT_ONCE) as crowd:
            tries = crowd.map(lambda wish: tried(served, *wish), wishes)
            said = Counter(itertools.chain.from_iterable(tries))
    finally:
        done.set()
        murderer.join()
    return said, sum(kills)


def require_everybody_their_own(served: Served, *, downloads: int, seed: int) -> None:
    """Nobody was given what is another's; afterwards everybody gets their own, and nobody may ask for another's."""
    everybody = owners()
    assert len({owner.sha256 for owner in everybody}) == CITIZENS
    said, kills = fetch_many(served, downloads=downloads, seed=seed)
    assert set(said) == {"own", "cut"}, said
    assert said["own"] >= downloads * 2 // 3 - 1, said
    assert kills
    served.wait()
    assert {fetched(served, owner, PATIENCE) for owner in everybody} <= {"own"}
    crossed = [replace(owner, address=everybody[n - 1].address) for n, owner in enumerate(everybody)]
    assert {fetched(served, owner, PATIENCE) for owner in crossed} == {"404"}


def test_every_result_belongs_to_who_asked_for_it(served):
    require_everybody_their_own(served, downloads=DOWNLOADS, seed=1)
