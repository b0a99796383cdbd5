"""The gateway process: plain ASGI, document intake with group commit and live streams."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings.production")

import django

django.setup()

from lienthong.doors.gateway.application import application  # noqa: E402

__all__ = ["application"]
