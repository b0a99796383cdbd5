"""A store that speaks the S3 protocol, through django-storages: `s3://bucket/prefix?endpoint=https://…&region=…`.

Keys come from where the AWS tools look for them (environment, profile, instance role), never from the address.
Durability is what the store promises with its answer; uploads carry a checksum that the store verifies.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qs, urlsplit

from botocore.exceptions import ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

from lienthong.ground.files.adapters.base import key_of
from lienthong.ground.files.limits import MIB, PIECE_BYTES

_GONE = frozenset({"404", "NoSuchKey", "NotFound"})


class S3Place:
    """Bytes in a bucket. Arriving files wait in the temporary folder of this machine while they are checked."""

    def __init__(self, address: str) -> None:
        """`address` = `s3://bucket/prefix?endpoint=…&region=…`; endpoint and region may be left out for AWS itself."""
        parts = urlsplit(address)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self._storage: Any = S3Storage(
            bucket_name=parts.netloc,
            location=parts.path.strip("/"),
            endpoint_url=asked.get("endpoint"),
            region_name=asked.get("region"),
            file_overwrite=True,
            default_acl=None,
            querystring_auth=True,
            max_memory_size=8 * MIB,
            gzip=False,
            object_parameters={"ChecksumAlgorithm": "SHA256"},
        )
        self._prefix = parts.path.strip("/")

    @contextlib.contextmanager
    def arrival(self) -> Iterator[BinaryIO]:
        """A temporary file of this machine."""
        with tempfile.NamedTemporaryFile(prefix="lienthong-") as file:
            yield cast("BinaryIO", file)

    def put(self, arrived: Path, sha256: str) -> None:
        """Upload, in parts when large; an object of the right size that is there already is left alone."""
        if self.size(sha256) == arrived.stat().st_size:
            return
        with arrived.open("rb") as file:
            self._storage.save(key_of(sha256), File(file))

    def size(self, sha256: str) -> int | None:
        """Bytes kept under the address, or None."""
        try:
            return int(self._object(sha256).content_length)
        except ClientError as refused:
            if _is_absent(refused):
                return None
            raise

    def open(self, sha256: str) -> BinaryIO:
        """The bytes, fetched into a temporary file of this machine when they are many."""
        body = self._get(sha256)
        file = tempfile.SpooledTemporaryFile(max_size=8 * MIB)  # noqa: SIM115 - the caller closes it
        try:
            shutil.copyfileobj(body, file, PIECE_BYTES)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return cast("BinaryIO", file)

    def pieces(self, sha256: str, start: int, length: int) -> Iterator[bytes]:
        """Part of the bytes, asked from the store as a range."""
        if length:
            yield from self._get(sha256, Range=f"bytes={start}-{start + length - 1}").iter_chunks(PIECE_BYTES)

    def drop(self, sha256: str) -> None:
        """Remove the object."""
        self._storage.delete(key_of(sha256))

    def tidy(self, before: datetime) -> None:
        """Nothing: arriving files lie in the temporary folder of the machine, which the machine tidies itself."""

    def walk(self) -> Iterator[tuple[str, datetime]]:
        """Every address kept."""
        for found in self._storage.bucket.objects.filter(Prefix=self._prefix):
            yield found.key.rsplit("/", 1)[-1], found.last_modified

    def _object(self, sha256: str) -> Any:
        key = f"{self._prefix}/{key_of(sha256)}".lstrip("/")
        return self._storage.bucket.Object(key)

    def _get(self, sha256: str, **asked: str) -> Any:
        """The body of the store's answer. Raises FileNotFoundError."""
        try:
            return self._object(sha256).get(**asked)["Body"]
        except ClientError as refused:
            if _is_absent(refused):
                raise FileNotFoundError(sha256) from refused
            raise


def _is_absent(refused: ClientError) -> bool:
    return refused.response["Error"]["Code"] in _GONE
