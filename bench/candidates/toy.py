"""FastAPI and PostgreSQL with nothing else: unsigned JSON with 10 KB of text, one commit a request, two workers."""

import json
from collections.abc import Sequence

import psycopg
from http_load import post, write_requests
from scratch import FOREIGN, Server, environment, free_port

from candidates.base import Candidate, program
from lienthong.kit.ids import new_id

_TABLE = (
    "create table document (id uuid primary key, sender text, receiver text, text text, at timestamptz default now())"
)


class Toy(Candidate):
    """Peer (c)."""

    name = "fastapi"
    outstanding = (32,)
    most_a_second = 6000

    def start(self) -> None:
        bin_folder = environment("toy")
        address = self.scratch.database("toy")
        with psycopg.connect(address) as connection:
            connection.execute(_TABLE)
            connection.execute("create index on document (receiver, at)")
        port = free_port()
        words = [str(bin_folder / "granian"), "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port)]
        words += ["--workers", "2", "--no-ws", "--log-level", "warning", "toy_site:application"]
        settings = {"DATABASE_URL": address, "PYTHONPATH": str(FOREIGN)}
        self._server = Server(self.name, words, port, settings, self.place)
        self._requests = self.place / "requests"
        self._text = self.content.decode()

    def load(self, outstanding: int) -> Sequence[str]:
        write_requests(self._requests, (self._request() for _number in range(self.enough())))
        return program("http_load.py", self._server.port, outstanding, self.seconds, self._requests)

    def _request(self) -> bytes:
        document = {"id": str(new_id()), "sender": "a", "receiver": "b", "text": self._text}
        return post("/documents", json.dumps(document, ensure_ascii=False).encode(), "application/json")

    def cpu_seconds(self) -> float:
        return self._server.cpu_seconds

    def stop(self) -> None:
        self._server.stop()
