"""Peer: mail. aiosmtpd takes a message, checks its S/MIME signature (P-256), keeps it in one committed row, says 250.

`smtp_site.py PORT CERTIFICATE` serves with the database of DATABASE_URL. The signer's certificate is known beforehand,
as the certificate path of ours is; commits of several connections may run side by side.
"""

import asyncio
import base64
import hashlib
import os
import re
import sys
from pathlib import Path
from typing import Any

import psycopg
from aiosmtpd.smtp import SMTP
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_BOUNDARY = re.compile(rb'boundary="([^"]+)"')
_INSERT = "insert into mail (sender, body) values (%s, %s)"


class Refuses(ValueError):
    """The signature is not true."""


class Keeper:
    """Verifies, keeps, acknowledges."""

    def __init__(self, certificate: x509.Certificate, connections: list[psycopg.AsyncConnection[Any]]) -> None:
        key = certificate.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        self._key = key
        self._free: asyncio.Queue[psycopg.AsyncConnection[Any]] = asyncio.Queue()
        for connection in connections:
            self._free.put_nowait(connection)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        """One message."""
        try:
            self._verify(envelope.content)
        except (Refuses, ValueError):
            return "550 signature"
        connection = await self._free.get()
        try:
            await connection.execute(_INSERT, (envelope.mail_from, envelope.content))
        finally:
            self._free.put_nowait(connection)
        return "250 kept"

    def _verify(self, content: bytes) -> None:
        found = _BOUNDARY.search(content)
        if found is None:
            raise Refuses
        parts = content.split(b"--" + found[1])
        signed, signature = parts[1].removeprefix(b"\r\n").removesuffix(b"\r\n"), parts[2]
        encoded = signature.split(b"\r\n\r\n", 1)[1]
        data = cms.ContentInfo.load(base64.b64decode(encoded))["content"]
        signer = data["signer_infos"][0]
        digest = next(a["values"][0].native for a in signer["signed_attrs"] if a["type"].native == "message_digest")
        if digest != hashlib.sha256(signed).digest():
            raise Refuses
        attributes = signer["signed_attrs"].untag().dump()
        self._key.verify(signer["signature"].native, attributes, ec.ECDSA(hashes.SHA256()))


async def _serve(port: int, certificate: x509.Certificate) -> None:
    connections = [await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"], autocommit=True) for _ in range(8)]
    await connections[0].execute("create table mail (id bigserial primary key, sender text, body bytea)")
    keeper = Keeper(certificate, connections)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(keeper, hostname="peer"), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), x509.load_pem_x509_certificate(Path(sys.argv[2]).read_bytes())))
