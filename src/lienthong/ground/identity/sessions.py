"""Where sessions are kept: one row each, with the account, the device and when it was last seen.

Django's own store, with columns of ours beside the data: a list of one's sessions needs no second table, ending one
is deleting its row, and the row is read by every request anyway. `last_seen_at` is written at most every five minutes.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from lienthong.ground.identity import actions
from lienthong.ground.identity.models import Session
from lienthong.kit import clock

ABOUT = "about"
"""The key of the session's data under which stands what its row repeats in columns."""

NOTICED_EVERY = timedelta(minutes=5)


def describe(*, way: str, device: str, address: str | None, at: datetime) -> dict[str, Any]:
    """What is kept of a session from its beginning to its end."""
    return {"way": way, "device": device, "address": address, "began_at": at.isoformat()}


def handle_of(session_key: str) -> UUID:
    """What pages call a session: it names the row and does not give the key away."""
    return UUID(bytes=hashlib.sha256(session_key.encode()).digest()[:16])


class SessionStore(DatabaseStore):
    """The database store with the columns filled in."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row for this data; what `describe` gave stays the same until the session ends."""
        now = clock.now()
        about = data.get(ABOUT) or describe(way="", device="", address=None, at=now)
        session_key: str = self._get_or_create_session_key()  # type: ignore[attr-defined]
        return Session(
            session_key=session_key,
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            handle=handle_of(session_key),
            account_id=data.get("_auth_user_id"),
            way=about["way"],
            device=about["device"],
            address=about["address"],
            began_at=datetime.fromisoformat(about["began_at"]),
            last_seen_at=now,
        )

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = super()._get_session_from_db()  # type: ignore[misc]
        now = clock.now()
        if found is not None and found.account_id is not None and now - found.last_seen_at > NOTICED_EVERY:
            actions.notice_session(session=found, now=now)
        return found
