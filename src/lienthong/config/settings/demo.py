"""The demonstration: all on one machine, synthetic people, a page to sign in as anybody. Never on the internet."""

from lienthong.config.settings.base import *  # noqa: F403
from lienthong.config.settings.base import HOME, LOGGING

DEMO = True


def _secret() -> str:
    import secrets

    place = HOME / "secret-key"
    if not place.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)
        place.write_text(secrets.token_urlsafe(48))
    return place.read_text()


SECRET_KEY = _secret()
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(HOME / "mail")
LOGGING["loggers"]["lienthong.signatures"] = {"level": "ERROR"}  # the demonstration says on every page what it is
