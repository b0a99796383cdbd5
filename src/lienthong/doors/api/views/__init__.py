"""One file a noun: each view loads, calls one query or one action, and answers with a struct.

Importing this package fills the table of endpoints, in the order in which a newcomer needs them.
"""

from lienthong.doors.api.views import directory, files, documents, inbox, deliveries, changes, proofs, verifying  # noqa: I001

__all__ = ["changes", "deliveries", "directory", "documents", "files", "inbox", "proofs", "verifying"]
