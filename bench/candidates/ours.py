"""The product: signed edXML of 10 KB through the gateway, verified, rows, act and sealed receipt committed, 201.

Two workers, one a core, as an installation on this machine would run. Every message has a number and an enclosed file
of its own; the sender's token is one of its clerk's.
"""

import itertools
from collections.abc import Sequence

from documents import check, quick_copies, sealed
from http_load import post, write_requests
from installation import open_installation, settings
from scratch import CannotRun, Server, free_port

from candidates.base import Candidate, program
from lienthong.kit.clock import local, now

WORKERS = 2
_PATH = "/api/v1/edxml"


class Ours(Candidate):
    """What all peers are measured beside."""

    name = "ours"
    outstanding = (1, 8, 32)
    most_a_second = 3500

    def start(self) -> None:
        try:
            open_installation(self.scratch)
            self._prepare()
        except (Exception, SystemExit) as problem:
            raise CannotRun(f"no installation to measure: {problem!r}"[:300]) from problem
        from lienthong.doors.command import processes

        port = free_port()
        words = processes.gateway(port, workers=WORKERS).words
        self._server = Server(self.name, words, port, settings(self.scratch), self.place)

    def _prepare(self) -> None:
        """A token of the sender's clerk, and one sealed message to be copied."""
        from django.db import transaction

        from lienthong.ground.mandates import actions as mandates
        from lienthong.ground.mandates.models import Mandate
        from lienthong.ground.mandates.states import Role, Scope
        from lienthong.ground.signatures import queries as signatures
        from lienthong.records.exchange.actions import importing

        at = now()
        coded = Mandate.objects.in_force_at(at).filter(role=Role.CLERK, post__body__codes__scheme="decision20")
        clerk, other = coded.select_related("post__body", "account").order_by("post__body_id")[:2]
        with transaction.atomic():
            importing.install_seal(now=at)
            _token, self._secret = mandates.make_token(name="đo lường", scopes=[Scope.SEND], days=1, by=clerk, now=at)
        signer = signatures.signer_of(clerk.post.body_id, now=at)
        trust = signatures.trust(at)
        sample = sealed(signer, clerk.post.body.code, (other.post.body.code,), local(at).date())
        check(sample, trust, at=at)
        self._copies = quick_copies(sample, signer, trust, at=at, first=1)

    def load(self, outstanding: int) -> Sequence[str]:
        requests = self.place / "requests"
        copies = itertools.islice(self._copies, self.enough())
        token = f"Bearer {self._secret}"
        write_requests(requests, (post(_PATH, data, "application/xml", Authorization=token) for data in copies))
        return program("http_load.py", self._server.port, outstanding, self.seconds, requests, '"repeated":false')

    def cpu_seconds(self) -> float:
        return self._server.cpu_seconds

    def stop(self) -> None:
        self._server.stop()
