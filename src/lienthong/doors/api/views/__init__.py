"""One file a noun: each view loads, calls one query or one action, and answers with a struct.

Importing this package fills the table of endpoints, in the order in which a newcomer needs them.
"""

from lienthong.doors.api.views import directory, files, documents, inbox, deliveries, changes, proofs, verifying  # noqa: I001
from lienthong.doors.api.views import procedures, lookup, dossiers

__all__ = [
    "changes", "deliveries", "directory", "documents", "dossiers", "files", "inbox", "lookup", "procedures", "proofs",
    "verifying",
]  # fmt: skip
