"""Why a backup is not made, or not put back."""

from lienthong.kit.errors import Conflict, Invalid


class BackupBroken(Invalid):
    """This backup is cut short or was changed. Nothing was restored; take another copy of it."""


class BackupOfNewerRelease(Conflict):
    """This backup was made by a newer release. Install that release first, then restore."""


class PassphraseNeeded(Invalid):
    """The keys in this backup are encrypted, and the passphrase given does not open them. Nothing was restored."""


class PlaceNotEmpty(Conflict):
    """There is an installation in this place already. Take an empty one, or say --replace to give this one up."""


class ToolMissing(Conflict):
    """The PostgreSQL client programs that fit this server were not found. Install postgresql-client of its version."""


class DatabaseToolFailed(Conflict):
    """PostgreSQL's own program failed. Look into the server's log, mend what it says, and try again."""


class TargetExists(Conflict):
    """There is a file of this name already. A backup never overwrites another one; choose another name."""
