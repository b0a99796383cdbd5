"""Telling people: into the inbox of the product and by e-mail, or by a text to a number or an address."""

from lienthong.ground.notices.actions.notices import mark_all_read, mark_read, notify, send_email
from lienthong.ground.notices.actions.texts import send_text, text, write

__all__ = ["mark_all_read", "mark_read", "notify", "send_email", "send_text", "text", "write"]
