"""NATS JetStream, the real server, one node, every message flushed before it is acknowledged; unsigned 10 KB."""

from collections.abc import Sequence

from scratch import Server, environment, free_port

from candidates.base import Candidate, program

_SETTINGS = """
host: 127.0.0.1
port: {port}
jetstream {{ store_dir: "{store}", sync_interval: always, max_memory_store: 64MB, max_file_store: 20GB }}
"""


class Nats(Candidate):
    """Peer (d)."""

    name = "nats"
    outstanding = (1, 32, 256)
    uses_postgres = False

    def start(self) -> None:
        bin_folder = environment("nats")
        port = free_port()
        settings = self.place / "nats.conf"
        settings.write_text(_SETTINGS.format(port=port, store=self.place / "store"))
        self._server = Server(self.name, [str(bin_folder / "nats-server"), "-c", str(settings)], port, {}, self.place)
        self._content = self.place / "content"
        self._content.write_bytes(self.content)

    def load(self, outstanding: int) -> Sequence[str]:
        return program("nats_load.py", self._server.port, outstanding, self.seconds, self._content)

    def cpu_seconds(self) -> float:
        return self._server.cpu_seconds

    def stop(self) -> None:
        self._server.stop()
