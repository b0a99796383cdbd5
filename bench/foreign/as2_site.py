"""Peer: a whole AS2 gateway, django-pyas2, that verifies a signed message, keeps it, and answers with a signed receipt.

`as2_site.py FILE CONTENT` makes tables, keys and partners and writes one signed request with CONTENT to FILE;
`gunicorn as2_site:application` serves. The keys are plain PEM: the quickest form this peer can be given.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.urls import include, path

_DATABASE = urlsplit(os.environ["DATABASE_URL"])
settings.configure(
    SECRET_KEY="only-for-measuring",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    MEDIA_ROOT=os.environ["AS2_FILES"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _DATABASE.path[1:],
            "USER": _DATABASE.username,
            "PASSWORD": _DATABASE.password,
            "HOST": _DATABASE.hostname,
            "PORT": _DATABASE.port,
            "OPTIONS": {"pool": {"min_size": 2, "max_size": 8}},
        }
    },
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.messages", "pyas2"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402

urlpatterns = [path("", include("pyas2.urls"))]
application = get_wsgi_application()


def _key_and_certificate(name: str) -> tuple[bytes, bytes]:
    """An RSA-2048 key and a certificate signed by itself, as PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.PEM)
    )
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()), certificate


def _two_partners() -> tuple[object, object]:
    """This side receives from `sender`; what the sender needs for signing is returned as objects of pyas2lib."""
    import pyas2lib
    from pyas2 import models

    key, certificate = _key_and_certificate("receiver")
    own = models.PrivateKey.objects.create(name="receiver", key=key + certificate, key_pass="")
    models.Organization.objects.create(name="receiver", as2_name="receiver", signature_key=own, encryption_key=own)
    their_key, their_certificate = _key_and_certificate("sender")
    theirs = models.PublicCertificate.objects.create(name="sender", certificate=their_certificate)
    models.Partner.objects.create(
        name="sender", as2_name="sender", target_url="http://127.0.0.1/", signature="sha256", signature_cert=theirs
    )
    sender = pyas2lib.Organization(as2_name="sender", sign_key=their_key + their_certificate, sign_key_pass="")
    receiver = pyas2lib.Partner(
        as2_name="receiver", sign=True, digest_alg="sha256", mdn_mode="SYNC", mdn_digest_alg="sha256"
    )
    return sender, receiver


def _prepare(place: Path, content: bytes) -> None:
    """One signed request. Its message id is not covered by the signature, so copies need only another one."""
    import pyas2lib
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    sender, receiver = _two_partners()
    message = pyas2lib.Message(sender, receiver)
    message.build(
        content, filename="document.xml", content_type="application/XML", disposition_notification_to="a@example"
    )
    heads = {name.lower(): " ".join(value.split()) for name, value in message.headers.items()}
    heads["message-id"] = os.environ["AS2_MESSAGE_ID"]
    lines = "".join(f"{name}: {value}\r\n" for name, value in heads.items())
    head = f"POST /as2receive HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}Content-Length: {len(message.content)}\r\n\r\n"
    place.write_bytes(head.encode() + message.content)


if __name__ == "__main__":
    _prepare(Path(sys.argv[1]), Path(sys.argv[2]).read_bytes())
