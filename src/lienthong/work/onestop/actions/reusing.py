"""Giving a paper again that an office has accepted, or a result it gave, instead of uploading it."""

from datetime import datetime
from typing import Any

from lienthong.ground.identity.models import Account
from lienthong.work.onestop import locker
from lienthong.work.services import actions as services
from lienthong.work.services.models import Application, Attachment


def reuse_paper(*, application: Application, paper: str, kept_id: Any, by: Account, now: datetime) -> Attachment:
    """Take a paper out of one's own locker into a draft, for a paper it asks for; twice is once.

    Refuses: NoSuchKept, DoesNotSuit, and as `services.attach`. Source: Decree 45/2020 (data and papers that an
    office has digitised are used again), Decree 107/2021; not compared with the text in force.
    """
    kept = locker.find(by, kept_id, now=now)
    locker.require_suits(kept, application, paper, now=now)
    return services.attach(application=application, paper=paper, file=kept.file, by=by, now=now, reused_from=kept.paper)
