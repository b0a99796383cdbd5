"""A light load through the product's own actions, with a ledger of what was acknowledged: `python -m … load drive …`.

The ledger is written by the client, as a person remembers what the page said: one line before an attempt, one after its
commit, each flushed to the disk. Whatever happens in between, the lines after a commit must hold for ever.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from lienthong.doors.command.main import start_django

KIND = "cong_van"


class Ledger:
    """What the client was told. Appended to by one process at a time, across its own deaths."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def write(self, what: str, token: str, **facts: object) -> None:
        """One line, on the disk when this returns."""
        self._file.write(json.dumps({"what": what, "token": token, **facts}) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    @staticmethod
    def read(path: Path) -> list[dict]:
        """All whole lines; a line cut by a kill was never said."""
        lines = path.read_text().split("\n") if path.exists() else [""]
        return [json.loads(line) for line in lines[:-1]]


def found(bodies: int) -> None:
    """So many bodies with everybody appointed and certified."""
    from django.db import transaction

    from lienthong.doors.command.demo_data.filling import _SIGNERS
    from lienthong.doors.command.demo_data.people import ROLES, appoint_everybody
    from lienthong.ground.organisations import seed
    from lienthong.ground.organisations.models import Post
    from lienthong.ground.signatures import actions as signatures
    from lienthong.kit.clock import now as clock_now

    now = clock_now()
    with transaction.atomic():
        chosen = seed.directory(now)[:bodies]
        seed.units_and_posts(chosen, now)
        signatures.set_up_authority(now=now)
        posts = [post for post in Post.objects.select_related("body", "unit").order_by("id") if post.rank in ROLES]
        mandates = appoint_everybody(posts, since=now)
        for body in chosen:
            signatures.issue_seal(body_id=body.pk, name=body.name_vi, code=body.code, by=None, now=now)
        for mandate in mandates:
            if mandate.role in _SIGNERS:
                person = mandate.account
                signatures.issue_personal(
                    account_id=person.pk, name=person.full_name, title=mandate.post.title_vi, by=None, now=now
                )


class Driver:
    """One official after the other: takes numbers for paper, writes and sends documents, finishes what was left."""

    def __init__(self, ledger: Ledger, *, seed: int) -> None:
        from lienthong.doors.command.demo_data.plan import staff_of
        from lienthong.ground.mandates.models import Mandate
        from lienthong.kit.clock import now as clock_now

        self.clock: Callable[[], datetime] = clock_now
        self.ledger, self.chance = ledger, random.Random(seed)
        self.staffs = staff_of(list(Mandate.objects.in_force_at(clock_now()).with_people().order_by("post_id")))

    def take_paper_number(self, token: str) -> None:
        """One number; the line after the commit says which."""
        from django.db import transaction

        from lienthong.ground.mandates.states import Role
        from lienthong.records.documents import actions

        clerk = self.chance.choice(self.staffs).one(Role.CLERK, self.chance)
        self.ledger.write("intended", token)
        with transaction.atomic():
            taken = actions.reserve_paper_number(kind=KIND, subject=token, by=clerk, now=self.clock())
        self.ledger.write("paper", token, sequence=str(taken.sequence_id), value=taken.value)

    def write_document(self, token: str) -> None:
        """Draft, submit, sign; then bring it out."""
        from django.db import transaction

        from lienthong.ground.mandates.states import Role
        from lienthong.records.documents import actions
        from lienthong.records.documents.actions.drafting import Address

        sender = self.chance.choice(self.staffs)
        author, leader = (sender.one(role, self.chance) for role in (Role.SPECIALIST, Role.LEADER))
        self.ledger.write("intended", token)
        with transaction.atomic():
            document = actions.draft(
                kind=KIND, subject=token, text="Đề nghị phối hợp.", by=author, now=self.clock(), signer=leader
            )
            others = [Address(staff.body) for staff in self.staffs if staff is not sender]
            actions.set_recipients(document=document, addresses=others, by=author, now=self.clock())
            actions.submit(document=document, by=author, now=self.clock())
        with transaction.atomic():
            actions.sign(document=document, by=leader, now=self.clock())
        self.bring_out(document)

    def bring_out(self, document) -> None:
        """Reserve, number, seal, send: from wherever the document stands; the line says under which number it left."""
        from django.db import transaction

        from lienthong.ground.mandates.states import Role
        from lienthong.records.documents import actions
        from lienthong.records.documents.states import DocumentState
        from lienthong.records.exchange import actions as exchange

        staff = next(staff for staff in self.staffs if staff.body.pk == document.body_id)
        who = {"document": document, "by": staff.one(Role.CLERK, self.chance)}
        document.refresh_from_db()
        if document.state == DocumentState.SIGNED:
            with transaction.atomic():
                actions.reserve_number(**who, now=self.clock())
            with transaction.atomic():
                actions.number(**who, now=self.clock())
        document.refresh_from_db()
        if document.state == DocumentState.NUMBERED:
            with transaction.atomic():
                actions.seal(**who, now=self.clock())
        document.refresh_from_db()
        with transaction.atomic():
            message = exchange.send_document(**who, now=self.clock())
        document.refresh_from_db()
        number = document.number_and_symbol
        self.ledger.write("sent", document.subject, document=str(document.pk), number=number, message=str(message.pk))

    def finish_what_was_left(self) -> None:
        """As a clerk does after a crash: what is signed and not yet gone is brought out."""
        from lienthong.records.documents.models import Document
        from lienthong.records.documents.states import WAITS_FOR_CLERK

        for document in list(Document.objects.filter(state__in=WAITS_FOR_CLERK).order_by("id")):
            self.bring_out(document)


def drive(path: Path, *, seed: int, seconds: float) -> None:
    """Work until the time is over; after any failure of the database, connect again and go on."""
    from django.db import DatabaseError, connection

    ledger, ends = Ledger(path), time.monotonic() + seconds
    for work in _work(ledger, seed):
        if time.monotonic() > ends:
            return
        try:
            work()
        except DatabaseError:
            connection.close()
            time.sleep(0.1)


def _work(ledger: Ledger, seed: int) -> Iterator[Callable[[], None]]:
    """Steps without end: first what a former life left, then documents and numbers by turns."""
    life = f"{seed}-{os.getpid()}"
    driver: Driver | None = None

    def begin() -> None:
        nonlocal driver
        driver = Driver(ledger, seed=seed)
        driver.finish_what_was_left()

    while driver is None:
        yield begin
    for turn in range(1_000_000):
        yield lambda token=f"paper {life} {turn}": driver.take_paper_number(token)
        if turn % 3 == 0:
            yield lambda token=f"letter {life} {turn}": driver.write_document(token)


def main(words: list[str]) -> None:
    """`found BODIES` · `drive LEDGER SEED SECONDS` · `finish LEDGER`."""
    start_django()
    if words[0] == "found":
        found(int(words[1]))
    elif words[0] == "drive":
        drive(Path(words[1]), seed=int(words[2]), seconds=float(words[3]))
    elif words[0] == "python":
        exec(words[1])
    else:
        Driver(Ledger(Path(words[1])), seed=0).finish_what_was_left()


if __name__ == "__main__":
    main(sys.argv[1:])
