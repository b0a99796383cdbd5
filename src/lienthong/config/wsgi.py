"""The pages process: Django as WSGI, under granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

_OBJECTS_BETWEEN_LOOKS = 20_000
"""About what ten pages make and drop again; the interpreter's own 700 looks several times within one page."""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings.production")
application = get_wsgi_application()
_ = get_resolver().url_patterns  # loads every view, so that the first reader does not wait for it
gc.collect()
gc.freeze()  # what was loaded stays: the collector need not look at it again and again
gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)
