"""The attachments of a message on their way in: spooled, looked into, named, and the document told from its annexes."""

import shutil
import zipfile
from dataclasses import dataclass, replace
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast

from lienthong.ground.files import content, limits, store
from lienthong.kit.errors import Refused
from lienthong.kit.text import safe_file_name
from lienthong.records.exchange.adapters.edxml.reader import ReceivedAttachment
from lienthong.records.exchange.intake.refusals import AttachmentRefused, NoAttachment
from lienthong.records.exchange.manifest import FileFact

_IN_MEMORY_BYTES = 256 * 1024
DOCUMENT, ANNEX = "document", "annex"
INSIDE = "#inside"
"""Marks the content id of a file that was taken out of an archive."""


class Spools:
    """Where the attachments of one message are decoded into: memory when small, temporary files when not."""

    def __init__(self, *, of_small: bool = False) -> None:
        """`of_small`: the whole message is small, so its attachments are too."""
        self._of_small = of_small
        self._open: dict[str, IO[bytes]] = {}

    def open(self, content_id: str, _name: str) -> IO[bytes]:
        """A place for the next attachment, as the reader wants it."""
        if self._of_small:
            spool: IO[bytes] = BytesIO()
        else:
            spool = SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 - closed with the others
        self._open[content_id] = spool
        return spool

    def keep(self, content_id: str, content: IO[bytes]) -> None:
        """Hold what was taken out of an archive as if it had come by itself."""
        self._open[content_id] = content

    def __getitem__(self, content_id: str) -> BinaryIO:
        spool = self._open[content_id]
        spool.seek(0)
        return cast("BinaryIO", spool)

    def close(self) -> None:
        """Give everything back; temporary files vanish."""
        for spool in self._open.values():
            spool.close()


@dataclass(frozen=True, slots=True)
class Enclosed:
    """One attachment that was looked into: which it is on the wire, and what the manifest says of it."""

    content_id: str
    fact: FileFact


def look_into(attachments: tuple[ReceivedAttachment, ...], spools: Spools) -> list[Enclosed]:
    """All attachments, the document first: the first PDF, or the first file where there is none.

    An archive that holds one file, as older software sends it, is kept as it came; what it holds is enclosed too.
    Refuses: NoAttachment, AttachmentRefused (what `files` would not keep either).
    """
    if not attachments:
        raise NoAttachment(element="edXMLManifest")
    found: list[Enclosed] = []
    for attachment in attachments:
        came = _seen(attachment, spools)
        found += [came] if came.fact.media_type != content.ZIP else [*_inside(came, spools), came]
    main = next((each for each in found if each.fact.media_type == content.PDF), found[0])
    return [replace(main, fact=replace(main.fact, role=DOCUMENT)), *(each for each in found if each is not main)]


def _seen(attachment: ReceivedAttachment, spools: Spools) -> Enclosed:
    name = safe_file_name(attachment.name)
    media_type = _media_type(spools[attachment.content_id], name)
    return Enclosed(attachment.content_id, FileFact(ANNEX, name, attachment.sha256, attachment.size_bytes, media_type))


def _inside(archive: Enclosed, spools: Spools) -> list[Enclosed]:
    """The only file of an archive; nothing when it holds several. `files` has unpacked and bounded it already."""
    with zipfile.ZipFile(spools[archive.content_id]) as opened:
        entries = [entry for entry in opened.infolist() if not entry.is_dir()]
        if len(entries) != 1:
            return []
        spool = SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 - closed with the others
        content_id = f"{archive.content_id}{INSIDE}"
        spools.keep(content_id, spool)
        with opened.open(entries[0]) as packed:
            shutil.copyfileobj(packed, spool)
    name = safe_file_name(entries[0].filename)
    media_type = _media_type(spools[content_id], name)
    size_bytes = spool.seek(0, 2)
    return [Enclosed(content_id, FileFact(ANNEX, name, store.digest(spools[content_id]), size_bytes, media_type))]


def _media_type(spool: BinaryIO, name: str) -> str:
    try:
        return content.inspect(spool, name=name, allowed=None, limits=limits.current())
    except Refused as refused:
        raise AttachmentRefused(element="Attachment", found=name, what=refused.detail, reason=refused.code()) from None
