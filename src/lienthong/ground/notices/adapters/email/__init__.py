"""E-mail over SMTP, through Django's mail settings."""

import smtplib

from django.core.mail import EmailMessage

from lienthong.ground.notices.adapters.base import NeverAgain, TryAgainLater

_PERMANENT = 500


class Smtp:
    """The configured mail server."""

    simulates = False

    def carry(self, *, address: str, subject: str, text: str, attempt: int) -> None:
        """Hand the letter to the mail server. Raises NeverAgain for a 5xx about the address, else TryAgainLater."""
        message = EmailMessage(subject=subject, body=text, to=[address], headers={"Auto-Submitted": "auto-generated"})
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            raise (NeverAgain if code >= _PERMANENT else TryAgainLater)(f"{code} {words!r}") from None
        except (smtplib.SMTPException, OSError) as problem:
            raise TryAgainLater(repr(problem)) from None
