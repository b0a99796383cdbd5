"""`lienthong backup` and `lienthong restore`: the whole installation as one file, and back.

Exit codes: 0 done · 1 refused, or done but something in it is not as it should be · 2 the call's words are off.
"""

import dataclasses
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from django.utils.translation import gettext as _

from lienthong.doors.command.backups import making, manifest, restoring
from lienthong.doors.command.backups.refusals import BackupBroken
from lienthong.kit import clock

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
_PASSPHRASE = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Encrypt or open the keys with the first line of this file; or set LIENTHONG_BACKUP_PASSPHRASE.",
)


@click.command()
@click.argument("target", metavar="FILE_OR_FOLDER", type=click.Path(path_type=Path))
@click.option("--without-files", is_flag=True, help="Leave stored files out, because their bucket is kept otherwise.")
@_PASSPHRASE
@_AS_JSON
def backup(target: Path, without_files: bool, passphrase_file: Path | None, as_json: bool) -> None:
    """Write everything into one file while the product runs: log, database, files, keys."""
    now, secret = clock.now(), _passphrase(passphrase_file)
    place = making.target_in(target, now)
    with _progress(quiet=as_json) as progress:
        made = making.make(place, now=now, passphrase=secret, with_files=not without_files, progress=progress)
    digest = hashlib.sha256(made.encode()).hexdigest()
    if as_json:
        facts = {"file": str(place), "size_bytes": place.stat().st_size, "manifest_sha256": digest}
        click.echo(json.dumps({**facts, "manifest": dataclasses.asdict(made)}, ensure_ascii=False))
    else:
        click.echo("\n".join(_told(made, place, digest)))
    if made.damaged_files:
        raise SystemExit(1)


def _told(made: manifest.Manifest, place: Path, digest: str) -> Iterator[str]:
    size = place.stat().st_size / 1_000_000
    yield _("Đã sao lưu vào {file} ({size:.1f} MB).").format(file=place, size=size)
    yield _("Bản kê: {digest}. Hãy giữ dãy số này ở nơi khác.").format(digest=digest)
    if not made.keys_encrypted:
        yield _(
            "CẢNH BÁO: khóa bí mật nằm trong tệp này mà KHÔNG được mã hóa. Ai có tệp này có thể ký thay hệ thống. "
            "Hãy giữ như giữ con dấu, hoặc dùng --passphrase-file."
        )
    if not made.files_included:
        yield _("CẢNH BÁO: tệp đính kèm KHÔNG có trong bản sao lưu này.")
    for sha256 in made.damaged_files:
        yield _("✗ Tệp {sha256} thiếu hoặc sai nội dung nên không sao lưu được.").format(sha256=sha256)


@click.command()
@click.argument("source", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Give up the installation that is in this place.")
@click.option("--check-only", is_flag=True, help="Read and check the backup, restore nothing.")
@click.option("--expect", metavar="SHA256", help="The digest of the manifest, as `backup` said it.")
@_PASSPHRASE
@_AS_JSON
def restore(
    source: Path, replace: bool, check_only: bool, expect: str | None, passphrase_file: Path | None, as_json: bool
) -> None:
    """Make an installation out of a backup, into an empty database and home, and prove it whole."""
    now, secret = clock.now(), _passphrase(passphrase_file)
    with _progress(quiet=as_json) as progress:
        _require_expected(source, expect)
        if check_only:
            restored = restoring.Restored(restoring.examine(source))
        else:
            restored = restoring.restore(source, replace=replace, passphrase=secret, now=now, progress=progress)
    click.echo(_as_json(restored) if as_json else _as_words(restored, check_only=check_only))
    if restored.problems:
        raise SystemExit(1)


def _require_expected(source: Path, expect: str | None) -> None:
    if expect and hashlib.sha256(restoring.manifest_of(source)).hexdigest() != expect.strip().lower():
        raise BackupBroken(_("Bản kê của bản sao lưu không phải bản kê đã hẹn: đây là bản khác, hoặc đã bị sửa."))


def _as_json(restored: restoring.Restored) -> str:
    facts = {
        "whole": not restored.problems,
        "log_size": restored.log_size,
        "problems": restored.problems,
        "moved_aside": [str(place) for place in restored.moved_aside],
        "manifest": dataclasses.asdict(restored.manifest),
    }
    return json.dumps(facts, ensure_ascii=False)


def _as_words(restored: restoring.Restored, *, check_only: bool) -> str:
    made = restored.manifest
    lines = [_("✗ {problem}").format(problem=problem) for problem in restored.problems]
    lines += [_("Dữ liệu cũ được giữ tại {place}.").format(place=place) for place in restored.moved_aside]
    about = {"moment": clock.local(made.made).strftime("%d/%m/%Y %H:%M:%S"), **made.counts}
    if check_only:
        lines.append(_("Bản sao lưu lúc {moment} còn nguyên vẹn.").format(**about))
    elif restored.problems:
        lines.append(_("Đã khôi phục bản sao lưu lúc {moment}, nhưng KHÔNG nguyên vẹn.").format(**about))
    else:
        lines.append(_("Đã khôi phục bản sao lưu lúc {moment}; nhật ký đúng.").format(**about))
        lines.append(_("{documents} văn bản, {deliveries} lượt gửi, {files} tệp, {acts} hành vi.").format(**about))
    return "\n".join(lines)


def _passphrase(file: Path | None) -> bytes | None:
    given = file.read_text().splitlines()[0] if file else os.environ.get("LIENTHONG_BACKUP_PASSPHRASE", "")
    return given.encode() or None


@contextmanager
def _progress(*, quiet: bool) -> Iterator[making.Progress]:
    """A bar for each part on standard error."""
    from rich.console import Console
    from rich.progress import Progress, TaskID

    names = {"log": _("Nhật ký"), "database": _("Cơ sở dữ liệu"), "files": _("Tệp"), "keys": _("Khóa")}
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(part: str, done: int, total: int | None) -> None:
            if part not in tasks:
                tasks[part] = bars.add_task(names[part], total=total)
            bars.update(tasks[part], completed=done, total=total)

        yield progress
