"""Until when a signed document must leave."""

from datetime import datetime

from lienthong.ground.calendar import deadlines
from lienthong.ground.calendar.deadlines import Deadline
from lienthong.ground.calendar.queries import calendar_for
from lienthong.kit.clock import local
from lienthong.records.documents.models import Document


def issue_by(document: Document, signed_at: datetime) -> Deadline:
    """Same day, at the latest the next working morning; urgent at once (Decision 28/2018, Decree 30/2020 art. 18)."""
    calendar = calendar_for(document.body_id, local(signed_at).date())
    return deadlines.send_by(calendar, signed_at, document.urgency)
