"""Twenty times as many people in a moment, at the sign-in and at handing in: who waits, who is lost, until when.

Real worker processes over HTTP. People come at an ordinary rate, then twenty times as many, each once. Whoever gets the
page that keeps the place does what a browser without JavaScript does: after the seconds the page says it is loaded
again, and when the turn has come the button is pressed once more. Dossiers are counted in the database afterwards.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from figures import Figure, Result
from http_load import post

if TYPE_CHECKING:
    from lienthong.work.services.models import Application

TIMES = 20
ORDINARY_SECONDS, BURST_SECONDS = 5, 3
SIGN_INS_A_SECOND, SUBMISSIONS_A_SECOND = 2, 5
"""On an ordinary day, on two cores. A password is hashed slowly on purpose."""
_PATIENCE = 180
_READS_SECONDS = 1.0
"""Between seeing that it is one's turn and pressing the button."""
_TOKEN = "b" * 32
_FORM = "application/x-www-form-urlencoded"
_PASSWORD = "tre xanh bong mat 2019"
_WAITS = b'http-equiv="refresh"'


def people(rate: float) -> int:
    """So many come in all."""
    return int(rate * (ORDINARY_SECONDS + TIMES * BURST_SECONDS))


def sign_ins(port: int) -> Iterator[Result]:
    """People with a password come in; each is through when the code is on its way."""
    came = [
        Comer(number, "/citizen/sign-in/", {"address": phone, "password": _PASSWORD})
        for number, phone in enumerate(_accounts(people(SIGN_INS_A_SECOND)))
    ]
    asyncio.run(_come(port, came, SIGN_INS_A_SECOND))
    yield from _told("sign-in", came, lost=sum(each.through_at is None for each in came))


def submissions(port: int, drafts: "Sequence[tuple[Application, str]]") -> Iterator[Result]:
    """Complete drafts are handed in; each is through when the dossier's page is shown."""
    from django.urls import reverse

    from lienthong.work.onestop.models import Dossier

    came = [
        Comer(number, reverse("portal:check", args=[draft.pk]), {"sure": "1"}, {"sessionid": session})
        for number, (draft, session) in enumerate(drafts)
    ]
    asyncio.run(_come(port, came, SUBMISSIONS_A_SECOND))
    wanted = [draft.pk for draft, _session in drafts]
    seen = {draft for draft, each in zip(wanted, came, strict=True) if each.through_at is not None}
    made = list(Dossier.objects.filter(application__in=wanted).values_list("application", flat=True))
    lost = len(set(wanted) - seen) + len(seen ^ set(made)) + len(made) - len(set(made))
    yield from _told("handing in", came, lost=lost)


@dataclass
class Comer:
    """One person: what is sent, and what came of it."""

    number: int
    path: str
    form: dict[str, str]
    cookies: dict[str, str] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    came_at: float = 0.0
    through_at: float | None = None
    waited: bool = False

    async def come(self, port: int, at: float) -> None:
        """Come at this moment and stay until it is done, or patience ends."""
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        self.came_at = time.perf_counter()
        while time.perf_counter() < self.came_at + _PATIENCE:
            pause = await self._press(port)
            if pause is None:
                return
            await self._wait(port, pause)

    async def _press(self, port: int) -> float | None:
        """The button; the seconds until the page tries again, None when there is nothing more to wait for."""
        answer = await self._ask(port, post(self.path, self._body(), _FORM, **self._headers()))
        if answer.status == 302:
            self.through_at = time.perf_counter()
        return answer.again

    async def _wait(self, port: int, pause: float | None) -> None:
        """The page loads itself until the turn has come."""
        self.waited = True
        while pause is not None and time.perf_counter() < self.came_at + _PATIENCE:
            await asyncio.sleep(pause)
            asked = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in self._headers().items())
            answer = await self._ask(port, f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{asked}\r\n".encode())
            pause = answer.again
        await asyncio.sleep(_READS_SECONDS)

    def _body(self) -> bytes:
        return urlencode({"csrfmiddlewaretoken": _TOKEN, **self.form}).encode()

    def _headers(self) -> dict[str, str]:
        kept = "; ".join(f"{name}={value}" for name, value in {"csrftoken": _TOKEN, **self.cookies}.items())
        address = f"10.9.{self.number >> 8 & 255}.{self.number & 255}"
        return {"Cookie": kept, "X_Forwarded_For": address, "Connection": "close"}

    async def _ask(self, port: int, request: bytes) -> "Answer":
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        answer = Answer.read(await reader.read())
        writer.close()
        self.answers.append(answer.status)
        self.cookies |= answer.cookies
        return answer


@dataclass(frozen=True)
class Answer:
    """What a browser sees of an answer: its status, cookies, and in how many seconds it loads itself again."""

    status: int
    cookies: dict[str, str]
    again: float | None

    @classmethod
    def read(cls, data: bytes) -> "Answer":
        """From all bytes up to the end of the connection; nothing at all is told as status 0."""
        head, _found, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = [line.partition(": ") for line in lines]
        set_here = [value.partition(";")[0] for name, _, value in headers if _is(name, "set-cookie")]
        after = next((float(value) for name, _, value in headers if _is(name, "retry-after")), None)
        status = int(first.split(" ")[1]) if first else 0
        cookies = {name: one.value for name, one in SimpleCookie("; ".join(set_here)).items()}
        return cls(status, cookies, after if _WAITS in body else None)


def _is(name: str, wanted: str) -> bool:
    return name.lower() == wanted


async def _come(port: int, came: Sequence[Comer], rate: float) -> None:
    since = time.perf_counter()
    await asyncio.gather(*(each.come(port, since + moment) for each, moment in zip(came, _moments(rate), strict=False)))


def _moments(rate: float) -> Iterator[float]:
    """When each comes: evenly at the rate, then evenly at twenty times the rate."""
    ordinary = int(rate * ORDINARY_SECONDS)
    yield from (number / rate for number in range(ordinary))
    yield from (ORDINARY_SECONDS + number / (rate * TIMES) for number in range(people(rate) - ordinary))


def _told(step: str, came: Sequence[Comer], *, lost: int) -> Iterator[Result]:
    statuses = Counter(status for each in came for status in each.answers)
    said = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    failed = sum(count for status, count in statuses.items() if status >= 500 or status == 0)
    through = [each for each in came if each.through_at is not None]
    waited = sum(each.waited for each in came)
    name = f"{TIMES} × burst at {step}"
    yield Figure(f"{name}, answers 5xx or none", failed, "", at_most=0, note=f"{len(came)} people; {said}")
    yield Figure(f"{name}, lost or doubled", lost, "", at_most=0, note=f"{len(through)} of {len(came)} through")
    last = max((each.through_at or 0.0) - came[0].came_at for each in through) if through else float("nan")
    yield Figure(f"{name}, all through after", last, "s", note=f"{waited} saw the page that keeps the place")
    yield Figure(f"{name}, passed by one who came later by at most", _passed(through), "s")


def _passed(through: Sequence[Comer]) -> float:
    """How much later somebody came who was through earlier: the most for anybody, in seconds."""
    ended: list[Any] = sorted(through, key=lambda each: each.through_at or 0.0)
    latest, most = 0.0, 0.0
    for each in ended:
        most = max(most, latest - each.came_at)
        latest = max(latest, each.came_at)
    return most


def _accounts(count: int) -> list[str]:
    """Accounts with the same password and a proven telephone number each: the numbers."""
    from django.contrib.auth.hashers import make_password

    from lienthong.ground.identity.models import Account
    from lienthong.kit.clock import now

    password, at = make_password(_PASSWORD), now()
    made = [
        Account(
            email=f"burst{number}@example.vn",
            phone=f"+8491{number:07}",
            phone_verified_at=at,
            full_name="Người Thử",
            folded="nguoi thu",
            sort_key="",
            synthetic=True,
            password=password,
        )
        for number in range(count)
    ]
    Account.objects.bulk_create(made)
    return [str(each.phone) for each in made]
