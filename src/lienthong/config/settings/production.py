"""Production: behind a TLS proxy on this machine, secrets from the environment, nothing of the demonstration."""

import os

from lienthong.config.settings.base import *  # noqa: F403
from lienthong.config.settings.base import SECRET_KEY

if not SECRET_KEY:
    raise SystemExit("LIENTHONG_SECRET_KEY is not set: 50 random characters, kept with the other secrets")

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-lienthong"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("LIENTHONG_ORIGINS", "").split(",") if o]
