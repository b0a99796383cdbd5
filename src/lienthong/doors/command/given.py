"""Files and keys of the public log that a stranger gives on the command line; reading them asks no installation."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lienthong.doors.command.speech import gettext as _

if TYPE_CHECKING:
    from lienthong.ground.journal.note import Verifier


def receipt_in(file: Path) -> Any:
    """The receipt in a file; what is none becomes a sentence and exit code 1."""
    from lienthong.ground.journal import receipts

    try:
        return receipts.decode(file.read_bytes())
    except (ValueError, TypeError, LookupError) as reason:
        raise click.ClickException(_("{file} không phải biên nhận của nhật ký.").format(file=file)) from reason


def or_fail(read: Any) -> Any:
    """What `read` gives; a log or file that cannot be read becomes a sentence and exit code 1."""
    try:
        return read()
    except (ValueError, TypeError, LookupError) as reason:
        raise click.ClickException(str(reason)) from reason


def verifier(vkey: str) -> "Verifier":
    """The log's key as it was given: the key itself, or a file that holds it."""
    from lienthong.ground.journal.note import Verifier

    text = Path(vkey).read_text(encoding="utf-8", errors="replace") if Path(vkey).is_file() else vkey
    try:
        return Verifier.parse(text)
    except ValueError as reason:
        said = _("Đây không phải khóa kiểm tra, cũng không phải tệp.")
        raise click.BadParameter(said, param_hint="--vkey") from reason
