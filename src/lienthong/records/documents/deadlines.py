"""Until when a signed document must leave."""

from datetime import datetime, timedelta

from lienthong.records.documents.models import Document


def issue_due(document: Document, signed_at: datetime) -> datetime:
    """Same day, at the latest the next working morning; urgent at once (Decision 28/2018, Decree 30/2020 art. 18)."""
    return signed_at + timedelta(days=1)
