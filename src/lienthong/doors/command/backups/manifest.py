"""What a backup says of itself: made when, by which release, from which database, under which checkpoint."""

import dataclasses
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lienthong import __version__
from lienthong.doors.command.backups.archive import Part
from lienthong.doors.command.backups.refusals import BackupBroken, BackupOfNewerRelease

FORMAT = "lienthong-backup/1"


@dataclass(frozen=True)
class Manifest:
    """The last member of a backup."""

    made_at: str
    checkpoint: str
    """The signed note that was public when the backup began; empty before the first act."""
    vkey: str
    log_origin: str
    server_version: int
    """PostgreSQL's `server_version_num`, 170010 for 17.10."""
    tool_version: int
    """Major version of the pg_dump that was used."""
    counts: dict[str, int]
    """Rows in the snapshot, by noun."""
    parts: list[Part]
    keys_encrypted: bool = False
    files_included: bool = True
    damaged_files: list[str] = field(default_factory=list)
    """Addresses whose bytes were missing or changed already when the backup was made."""
    product: str = __version__
    format: str = FORMAT

    def encode(self) -> bytes:
        """As it stands in the archive."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, indent=1).encode() + b"\n"

    @property
    def made(self) -> datetime:
        """The moment of the snapshot."""
        return datetime.fromisoformat(self.made_at)


def decode(data: bytes) -> Manifest:
    """Refuses: BackupBroken for anything that is not a manifest of this format."""
    try:
        facts: dict[str, Any] = json.loads(data)
        facts["parts"] = [Part(**part) for part in facts["parts"]]
        manifest = Manifest(**facts)
        _require_ours(manifest)
    except (ValueError, TypeError, KeyError) as reason:
        raise BackupBroken from reason
    return manifest


def _require_ours(manifest: Manifest) -> None:
    if manifest.format != FORMAT or manifest.made.tzinfo is None:
        raise ValueError(manifest.format)


def require_whole(manifest: Manifest, found: list[Part]) -> None:
    """Refuses: BackupBroken, naming the part that is not what the manifest says."""
    if len(manifest.parts) != len(found):
        raise BackupBroken
    for said, there in zip(manifest.parts, found, strict=True):
        if said != there:
            raise BackupBroken(
                _("Phần “{part}” của bản sao lưu không khớp với bản kê: bị cắt ngắn hoặc đã bị sửa.").format(
                    part=said.name
                ),
                part=said.name,
            )


def require_not_newer(manifest: Manifest) -> None:
    """Refuses: BackupOfNewerRelease."""
    if _release(manifest.product) > _release(__version__):
        raise BackupOfNewerRelease(made_by=manifest.product, installed=__version__)


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split(".")[:3] if number.isdigit())
