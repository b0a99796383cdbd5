"""The pages process: Django as WSGI, under granian."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from lienthong.kit import collector

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings.production")
application = get_wsgi_application()
_ = get_resolver().url_patterns  # loads every view, so that the first reader does not wait for it
collector.look_seldom()
