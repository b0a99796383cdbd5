"""Jobs of the room: one attempt for one e-mail or text, and every minute whatever is due again."""

from lienthong.ground.notices import actions, queries
from lienthong.ground.notices.models import Email, Text
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


@job("notices.text.send", queue="notices")
def send_text(text: str) -> None:
    """One attempt."""
    actions.send_text(text=Text.objects.get(pk=text), now=now())


@job("notices.text.send_due", queue="notices", cron="* * * * *")
def send_due_texts(timestamp: int) -> None:
    """One attempt for each text whose pause, or the night, is over."""
    for text in queries.due_texts(now()):
        actions.send_text(text=text, now=now())
