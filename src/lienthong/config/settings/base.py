"""What every installation shares. Everything an operator may change is an environment variable, listed in docs."""

import json
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

HOME = Path(os.environ.get("LIENTHONG_HOME", "var")).resolve()
PACKAGE = Path(__file__).resolve().parents[2]

DEMO = False
DEBUG = False
SECRET_KEY = os.environ.get("LIENTHONG_SECRET_KEY", "")
ALLOWED_HOSTS = os.environ.get("LIENTHONG_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
PUBLIC_URL = os.environ.get("LIENTHONG_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")


PREPARED = {"server_side_binding": True, "prepare_threshold": 3}
"""The server plans a statement that comes a third time once, and keeps the plan: half of its work on short reads."""


def database(url: str) -> dict[str, object]:
    """Django's words for a `postgresql://user:password@host:port/name` address."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {**PREPARED, "pool": {"min_size": 1, "max_size": 12, "timeout": 10}},
        "CONN_HEALTH_CHECKS": False,
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql:///lienthong"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOMS = [
    "lienthong.ground.journal",
    "lienthong.ground.calendar",
    "lienthong.ground.organisations",
    "lienthong.ground.identity",
    "lienthong.ground.mandates",
    "lienthong.ground.files",
    "lienthong.ground.signatures",
    "lienthong.ground.notices",
    "lienthong.records.registers",
    "lienthong.records.documents",
    "lienthong.records.exchange",
    "lienthong.work.services",
    "lienthong.work.onestop",
    "lienthong.work.payments",
    "lienthong.work.feedback",
    "lienthong.work.petitions",
    "lienthong.work.reporting",
]
DOORS = [
    "lienthong.doors.portal",
    "lienthong.doors.desk",
    "lienthong.doors.observatory",
    "lienthong.doors.api",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "lienthong.kit",
    *ROOMS,
    *DOORS,
]

AUTH_USER_MODEL = "identity.Account"
ROOT_URLCONF = "lienthong.config.urls"
WSGI_APPLICATION = "lienthong.config.wsgi.application"

MIDDLEWARE = [
    "lienthong.kit.web.middleware.Edge",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lienthong.kit.web.middleware.PackedPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lienthong.doors.desk.middleware.ActingAs",
    "lienthong.kit.web.middleware.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "lienthong.kit.web.context.page",
            ],
            "builtins": ["lienthong.kit.templatetags.kit", "lienthong.kit.templatetags.fixed"],
        },
    }
]

FORM_RENDERER = "lienthong.kit.web.forms.Renderer"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = None

# What the rooms read. Each is documented in docs/operations/settings.md.
FILES_STORE = os.environ.get("LIENTHONG_FILES", str(HOME / "files"))
FILES_CLAMD = os.environ.get("LIENTHONG_CLAMD", "")
FILES_LARGEST_BYTES = int(os.environ.get("LIENTHONG_LARGEST_FILE", str(2 * 1024**3)))
FILES_KEEP_UNSCANNED = os.environ.get("LIENTHONG_KEEP_UNSCANNED", "") == "1"
HEAVY_AT_ONCE = int(os.environ.get("LIENTHONG_HEAVY_AT_ONCE", "3"))
LOG_ORIGIN = os.environ.get("LIENTHONG_LOG_ORIGIN", "lienthong.example/log")
LOG_TILES = HOME / "log"
KEYS_HOME = HOME / "keys"
KEYS_PASSPHRASE = os.environ.get("LIENTHONG_KEYS_PASSPHRASE", "")
KEY_STORE = os.environ.get("LIENTHONG_KEY_STORE", "soft")
PKCS11_MODULE = os.environ.get("LIENTHONG_PKCS11_MODULE", "")
PKCS11_TOKEN = os.environ.get("LIENTHONG_PKCS11_TOKEN", "lienthong")
PKCS11_PIN = os.environ.get("LIENTHONG_PKCS11_PIN", "")

# Open figures: what one page and the dispatch of one letter on paper are taken to cost, in dong.
FIGURES_SAVING_PER_PAGE = int(os.environ.get("LIENTHONG_SAVING_PER_PAGE", "500"))
FIGURES_SAVING_PER_DISPATCH = int(os.environ.get("LIENTHONG_SAVING_PER_DISPATCH", "22000"))
VERIFY_LARGEST_BYTES = int(os.environ.get("LIENTHONG_LARGEST_TO_VERIFY", "64000000"))
PAYMENT_BANKS: dict[str, dict[str, object]] = json.loads(os.environ.get("LIENTHONG_PAYMENT_BANKS") or "{}")
DVCQG: dict[str, object] = json.loads(os.environ.get("LIENTHONG_DVCQG") or "{}")
SECURITY_CONTACT = os.environ.get("LIENTHONG_SECURITY_CONTACT", "")

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

from csp.constants import NONCE, NONE, SELF  # noqa: E402

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("LIENTHONG_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("LIENTHONG_SMTP_PORT", "25"))
DEFAULT_FROM_EMAIL = os.environ.get("LIENTHONG_MAIL_FROM", "lienthong@localhost")
EMAIL_TIMEOUT = 10

CACHES = {  # one table for all processes, made by a migration of identity: limits on guessing hold for all together
    "default": {
        "BACKEND": "lienthong.kit.web.counting.CountingCache",
        "LOCATION": "identity_remembered",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

PASSWORD_HASHERS = ["lienthong.ground.identity.hashing.Argon2id"]
AUTHENTICATION_BACKENDS = ["lienthong.ground.identity.backends.ByAddress"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
CITIZEN_HOME = "/"

# -- identity ----------------------------------------------------------------------------------------------------------
SESSION_ENGINE = "lienthong.ground.identity.sessions"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"lienthong.ground.identity.passwords.{name}"} for name in ("LongEnough", "NotCommon", "NotOneself")
]
ACCOUNT_ADAPTER = "lienthong.ground.identity.adapters.Entry"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; without it allauth asks for no password at all
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {  # a ministry behind one address signs in within ten minutes; one account is tried rarely
    "login": "600/m/ip",
    "login_failed": "60/m/ip,8/10m/key",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "lienthong.ground.identity.adapters.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
MFA_TOTP_TOLERANCE = 1
NATIONAL_ID = {  # a provider of OpenID Connect; without an issuer the button is not shown
    "issuer": os.environ.get("LIENTHONG_NATIONAL_ID", ""),
    "client_id": os.environ.get("LIENTHONG_NATIONAL_ID_CLIENT", "lienthong"),
    "client_secret": os.environ.get("LIENTHONG_NATIONAL_ID_SECRET", ""),
    "levels": os.environ.get("LIENTHONG_NATIONAL_ID_LEVELS", ""),
    "number_claim": os.environ.get("LIENTHONG_NATIONAL_ID_NUMBER_CLAIM", "personal_number"),
}
# -- end of identity ---------------------------------------------------------------------------------------------------

from lienthong.kit import logs  # noqa: E402

LOGGING = logs.settings(os.environ.get("LIENTHONG_LOG_LEVEL", "INFO"))

FEEDBACK_OFFICE_NETWORKS = os.environ.get("LIENTHONG_OFFICE_NETWORKS", "").replace(",", " ").split()
"""Networks of offices (CIDR): from there nobody rates a service."""
