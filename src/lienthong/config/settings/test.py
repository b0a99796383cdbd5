"""Tests: the same product, with a fixed secret, plain static files and state in a folder that the run throws away."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("LIENTHONG_HOME", tempfile.mkdtemp(prefix="lienthong-test-"))

from lienthong.config.settings.base import *  # noqa: F403
from lienthong.config.settings.base import DATABASES, PREPARED, STORAGES

DEMO = True
SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["*"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["OPTIONS"] = {
    **PREPARED,
    "options": "-c lienthong.throw_away_database=on",
}  # acts may be emptied between tests
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT = Path(tempfile.gettempdir()) / "lienthong-no-static"
