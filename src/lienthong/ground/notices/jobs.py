"""Jobs of the room: one attempt for one e-mail, and every minute whatever is due again."""

from lienthong.ground.notices import actions, queries
from lienthong.ground.notices.models import Email
from lienthong.kit.clock import now
from lienthong.kit.jobs import job


@job("notices.email.send", queue="notices")
def send(email: str) -> None:
    """One attempt."""
    actions.send_email(email=Email.objects.get(pk=email), now=now())


@job("notices.email.send_due", queue="notices", cron="* * * * *")
def send_due(timestamp: int) -> None:
    """One attempt for each e-mail whose pause is over."""
    for email in queries.due_emails(now()):
        actions.send_email(email=email, now=now())
