"""Load on the intake: makes signed edXML messages once, then sends each of them once from N clients and measures.

    python bench/intake_load.py prepare FOLDER --count 20000     with DATABASE_URL and LIENTHONG_HOME of it
    python bench/intake_load.py run FOLDER --url http://127.0.0.1:8001 --clients 32 --seconds 10

`run` prints one line of JSON: messages accepted per second, latencies in milliseconds, answers by status, and the
processor time the load itself took. It needs nothing but Python. Messages already sent are remembered in the folder, so
that a second run does not measure answers to repeats.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import struct
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

LENGTH = struct.Struct("!I")


# -- making messages ------------------------------------------------------------------------------------------------
def prepare(folder: Path, count: int, size_bytes: int) -> None:
    """Write `count` signed messages of about `size_bytes` and a token that may send them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings.demo")
    import django

    django.setup()
    from django.db import transaction

    from lienthong.ground.mandates import actions as mandates
    from lienthong.ground.mandates.states import Scope
    from lienthong.ground.signatures import queries as signatures
    from lienthong.kit import clock
    from lienthong.records.exchange.actions import importing

    now = clock.now()
    folder.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        clerk, to = _somebody(now)
        importing.install_seal(now=now)
        _token, secret = mandates.make_token(
            name="bench", scopes=[Scope.SEND, Scope.RECEIVE], days=30, by=clerk, now=now
        )
    signer = signatures.signer_of(clerk.post.body_id, now=now)
    paper = _paper(max(0, (size_bytes - 6_750) * 3 // 4))
    with (folder / "messages").open("wb") as out:
        for number in range(count):
            message = _message(clerk.post.body.code, to, number, signer, paper, now)
            out.write(LENGTH.pack(len(message)) + message)
    (folder / "token").write_text(secret)
    (folder / "sent").write_text("0")
    print(json.dumps({"messages": count, "bytes_each": len(message), "recipients": len(to)}))


def _somebody(now):
    """A clerk of a body that has a seal, and two bodies to write to; founded here when the directory is empty."""
    from lienthong.ground.mandates.models import Mandate
    from lienthong.ground.organisations.models import Body
    from lienthong.ground.signatures.models import Certificate

    sealed = Certificate.objects.filter(profile="seal", revoked_at__isnull=True).values("holder_id")
    clerks = Mandate.objects.in_force_at(now).filter(role="clerk", post__body__in=sealed).select_related("post__body")
    clerk = clerks.exclude(post__body__code="").order_by("post__body__code").first() or _found(now)
    bodies = Body.objects.exclude(code="").exclude(pk=clerk.post.body_id).filter(dissolved_on=None).order_by("code")
    return clerk, list(bodies.values_list("code", flat=True)[:2])


def _found(now):
    from datetime import date

    from lienthong.ground.identity.models import Account
    from lienthong.ground.mandates import actions as mandates
    from lienthong.ground.mandates.states import Role
    from lienthong.ground.organisations import actions
    from lienthong.ground.organisations.naming import Naming
    from lienthong.ground.organisations.states import BodyKind, CodeScheme, Rank
    from lienthong.ground.signatures import actions as signatures
    from lienthong.ground.signatures.models import Certificate

    if not Certificate.objects.authorities().exists():
        signatures.set_up_authority(now=now)
    on = date(2019, 3, 12)
    for number, code in enumerate(("G12", "G15", "H41")):
        naming = Naming(f"Cơ quan đo {number}", f"Body {number}", f"CQ{number}")
        codes = {CodeScheme.DECISION20: code}
        body = actions.found_body(name=naming, kind=BodyKind.MINISTRY, on=on, by=None, now=now, codes=codes)
        signatures.issue_seal(body_id=body.pk, name=body.name_vi, code=code, by=None, now=now)
        if number == 0:
            post = actions.found_post(body=body, title=Naming("Văn thư"), rank=Rank.CLERK, on=on, by=None, now=now)
            person = Account.objects.create_user("bench@lienthong.example", "Người Thử Đo")
            clerk = mandates.appoint(
                account=person, post=post, role=Role.CLERK, source="Đo", valid_from=now, by=None, now=now
            )
    return clerk


def _paper(extra_bytes: int) -> bytes:
    import io

    import pikepdf

    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.Extra = pdf.make_stream(random.Random(1).randbytes(extra_bytes))
    out = io.BytesIO()
    pdf.save(out, static_id=True)
    return out.getvalue()


def _message(sender, to, number, signer, paper, now) -> bytes:
    import io

    from lienthong.kit.clock import local
    from lienthong.records.exchange.adapters.edxml import message as m
    from lienthong.records.exchange.adapters.edxml import sealing, writer

    today = local(now).date()
    run = f"{now:%H%M%S}"
    message = m.DocumentMessage(
        sender=m.Organ(sender, name="Cơ quan gửi trong phép đo", address="Hà Nội", email="van-thu@lienthong.example"),
        recipients=tuple(m.Organ(code, name="Cơ quan nhận trong phép đo") for code in to),
        document_id=f"{sender},{today:%Y/%m/%d},{number}/DO-{run}",
        code=m.Code(str(number), f"DO-{run}"),
        promulgation=m.Promulgation("Hà Nội", today),
        type=m.DocumentType("2", "18", "Công văn"),
        subject="Về việc phối hợp liên thông dữ liệu giữa các hệ thống quản lý văn bản và điều hành",
        signer=m.Signer("KT.", "Thứ trưởng", "Người Thử Đo"),
        other=m.Other(page_count=2, copy_count=1),
        traces=(m.Trace(sender, local(now).replace(microsecond=0)),),
        attachments=(m.Attachment("f1", "cong-van.pdf", content_type="application/pdf"),),
    )
    out = io.BytesIO()
    enclosure = writer.Enclosure("f1", lambda: io.BytesIO(paper))
    writer.write(message, out, enclosures=[enclosure], sign=sealing.seal_with(signer))
    return out.getvalue()


# -- sending them ---------------------------------------------------------------------------------------------------
class Client(asyncio.Protocol):
    """One keep-alive connection that sends the next message as soon as the last one is answered."""

    def __init__(self, head: bytes, messages, tally: "Tally") -> None:
        self._head, self._messages, self._tally = head, messages, tally
        self._buffer = b""
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport) -> None:
        self._transport = transport
        self._next()

    def _next(self) -> None:
        message = next(self._messages, None)
        if message is None or time.perf_counter() >= self._tally.until:
            self._transport.close()
            return
        self._begun = time.perf_counter()
        self._transport.write(b"%bcontent-length: %d\r\n\r\n" % (self._head, len(message)) + message)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0])
        if len(self._buffer) < end + 4 + length:
            return
        self._tally.answered(int(head[9:12]), time.perf_counter() - self._begun)
        self._buffer = b""
        self._next()

    def connection_lost(self, _why) -> None:
        if self._buffer:
            self._tally.broken += 1
        if not self.done.done():
            self.done.set_result(None)


class Tally:
    """What came back."""

    def __init__(self, seconds: float) -> None:
        self.begun = time.perf_counter()
        self.until = self.begun + seconds
        self.statuses: Counter[int] = Counter()
        self.latencies: list[float] = []
        self.broken = 0

    def answered(self, status: int, seconds: float) -> None:
        self.statuses[status] += 1
        self.latencies.append(seconds)

    def as_json(self) -> dict:
        took = time.perf_counter() - self.begun
        ordered = sorted(self.latencies) or [0.0]
        return {
            "accepted_per_second": round(self.statuses[201] / took, 1),
            "p50_ms": round(statistics.median(ordered) * 1000, 2),
            "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 2),
            "p99_ms": round(ordered[int(len(ordered) * 0.99)] * 1000, 2),
            "longest_ms": round(ordered[-1] * 1000, 2),
            "statuses": dict(self.statuses),
            "errors": sum(self.statuses.values()) - self.statuses[201] + self.broken,
            "seconds": round(took, 2),
            "client_cpu_seconds": round(time.process_time(), 2),
            "load_average": [round(each, 2) for each in os.getloadavg()],
        }


def processor_seconds(pid: int) -> float:
    """Processor time of a process and all below it, so far."""
    ticks, found = os.sysconf("SC_CLK_TCK"), [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    fields = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in found]
    return sum(int(each[11]) + int(each[12]) for each in fields) / ticks


def read_messages(folder: Path) -> list[bytes]:
    """The messages not sent yet."""
    data = (folder / "messages").read_bytes()
    found, at = [], 0
    while at < len(data):
        (length,) = LENGTH.unpack_from(data, at)
        found.append(data[at + LENGTH.size : at + LENGTH.size + length])
        at += LENGTH.size + length
    return found[int((folder / "sent").read_text()) :]


async def run(folder: Path, url: str, clients: int, seconds: float) -> dict:
    """Send for so many seconds, or until all messages are gone."""
    parts = urlsplit(url)
    token = (folder / "token").read_text().strip()
    head = (
        f"POST /api/v1/edxml HTTP/1.1\r\nhost: {parts.netloc}\r\nauthorization: Bearer {token}\r\n"
        "content-type: application/vnd.edxml+xml\r\n"
    ).encode()
    waiting = read_messages(folder)
    messages, tally = iter(waiting), Tally(seconds)
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: Client(head, messages, tally), parts.hostname, parts.port)
        for _ in range(clients)
    ]
    await asyncio.gather(*(client.done for _transport, client in made))
    left = sum(1 for _ in messages)
    sent = int((folder / "sent").read_text()) + len(waiting) - left
    (folder / "sent").write_text(str(sent))
    return {"clients": clients, "messages_left": left, **tally.as_json()}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    making = verbs.add_parser("prepare")
    making.add_argument("folder", type=Path)
    making.add_argument("--count", type=int, default=20_000)
    making.add_argument("--size", type=int, default=10_240)
    sending = verbs.add_parser("run")
    sending.add_argument("folder", type=Path)
    sending.add_argument("--url", default="http://127.0.0.1:8001")
    sending.add_argument("--clients", type=int, default=32)
    sending.add_argument("--seconds", type=float, default=10)
    sending.add_argument("--server", type=int, default=0, help="process id of the gateway, to read its processor time")
    given = parser.parse_args()
    if given.verb == "prepare":
        prepare(given.folder, given.count, given.size)
    else:
        before = processor_seconds(given.server) if given.server else 0.0
        measured = asyncio.run(run(given.folder, given.url, given.clients, given.seconds))
        if given.server:
            spent = processor_seconds(given.server) - before
            measured["server_cpu_seconds"] = round(spent, 2)
            measured["accepted_per_server_cpu_second"] = round(measured["statuses"].get(201, 0) / (spent or 1.0), 1)
        print(json.dumps(measured))


if __name__ == "__main__":
    main()
