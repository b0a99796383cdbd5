"""Accounts, their sessions, the log of sign-ins and one-time links. Names are never split into first and last."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower

from lienthong.ground.identity.naming import given_name_first
from lienthong.ground.identity.states import AccountLevel, Means, Outcome, Proof, Purpose, Way
from lienthong.kit.ids import new_id
from lienthong.kit.text import fold, normalise, sort_key


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; e-mail addresses are compared without case."""

    def create_user(self, email: str | None, full_name: str, password: str | None = None, **more: Any) -> "Account":
        """A new account; without a password the person signs in by passkey, by national e-ID or not at all."""
        account = self.model(email=self.normalize_email(email).lower() or None, full_name=full_name, **more)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Look up by e-mail, without case."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """A person who can sign in. What the person may do is said by mandates, never here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True)
    phone = models.CharField(max_length=16, unique=True, null=True, blank=True, help_text="E.164, +84912345678")
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    full_name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=400, editable=False, db_collation="C")
    folded = models.CharField(max_length=200, editable=False)
    language = models.CharField(max_length=2, default="vi")
    shortcuts = models.BooleanField(default=True, help_text="Single letters press buttons of the desk")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    synthetic = models.BooleanField(default=False, help_text="A person of the demonstration who does not exist")
    password_stands_alone = models.BooleanField(
        default=False, help_text="The password was long enough, when it was set, to be the only factor"
    )

    objects: ClassVar[AccountManager] = AccountManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="account_email_without_case"),
            models.CheckConstraint(
                condition=models.Q(phone=None, phone_verified_at=None) | models.Q(phone__regex=r"^\+[1-9][0-9]{7,14}$"),
                name="account_phone_is_e164",
            ),
        ]
        indexes = [GinIndex(OpClass("folded", "gin_trgm_ops"), name="account_folded_trigram")]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what is derived from the name in step with it."""
        self.full_name = normalise(self.full_name)
        self.folded = fold(self.full_name)
        self.sort_key = sort_key(given_name_first(self.full_name))
        super().save(*args, **kwargs)

    @property
    def reached_at(self) -> str:
        """What the person signs in with, to be shown: the e-mail address, else the telephone number, else nothing."""
        return self.email or self.phone or ""

    @property
    def is_staff(self) -> bool:
        """Nobody is: there is no administration site with rights of its own."""
        return False

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Django's permissions are not used."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Django's permissions are not used."""
        return False


DEVICE_LENGTH = 200
"""Longest `User-Agent` that is kept, in characters."""


class SessionQuerySet(models.QuerySet["Session"]):
    """Words for sessions."""

    def of(self, account: Account) -> "SessionQuerySet":
        """Sessions of one person."""
        return self.filter(account=account)

    def open_at(self, at: datetime) -> "SessionQuerySet":
        """Not expired at this instant; a session that was ended has no row any more."""
        return self.filter(expire_date__gt=at)


class Session(AbstractBaseSession):
    """One browser that is signed in, or has met us. The key never leaves the server: pages speak of `handle`."""

    handle = models.UUIDField(unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    way = models.CharField(max_length=20, choices=Way.choices, blank=True)
    device = models.CharField(max_length=DEVICE_LENGTH, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    began_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        indexes = [models.Index(fields=["account", "-last_seen_at"], name="session_of_account")]

    def __str__(self) -> str:
        return f"{self.account} · {self.began_at:%Y-%m-%d %H:%M}"


STILL_OPEN = models.Q(ended_at=None)


class IdentificationQuerySet(models.QuerySet["Identification"]):
    """Words for identifications."""

    def in_force_at(self, at: datetime) -> "IdentificationQuerySet":
        """Proven by then, neither ended nor run out."""
        held = models.Q(ended_at=None) | models.Q(ended_at__gt=at)
        lasts = models.Q(valid_until=None) | models.Q(valid_until__gt=at)
        return self.filter(held, lasts, proven_at__lte=at)

    def open(self) -> "IdentificationQuerySet":
        """Not ended yet, though perhaps run out: what the two constraints count."""
        return self.filter(STILL_OPEN)


class Identification(models.Model):
    """Which person an account was proven to be. One that is open for each account and for each number.

    The personal identity number is opaque: nothing is read out of its digits (Decree 70/2024).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=12)
    level = models.PositiveSmallIntegerField(choices=AccountLevel.choices)
    way = models.CharField(max_length=20, choices=Proof.choices)
    evidence = models.CharField(max_length=200, help_text="Where the proof is kept: a case, a token's id, a file")
    proven_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True, default="")

    objects: ClassVar[IdentificationQuerySet] = IdentificationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(ended_at=None), name="one_person_an_account"
            ),
            models.UniqueConstraint(fields=["number"], condition=models.Q(ended_at=None), name="one_account_a_person"),
            models.CheckConstraint(condition=models.Q(number__regex=r"^[0-9]{12}$"), name="number_of_twelve_digits"),
            models.CheckConstraint(condition=models.Q(level__in=[1, 2]), name="level_of_the_decree"),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("proven_at")),
                name="identification_ends_after_it_was_proven",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.number}, {self.get_level_display()}"


class SignIn(models.Model):
    """One attempt to sign in: for the person and for security officers, never in the public log of acts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    at = models.DateTimeField()
    way = models.CharField(max_length=20, choices=Way.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    device = models.CharField(max_length=DEVICE_LENGTH, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "-at"], name="sign_ins_of_account"), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.account}: {self.outcome}"


class Invitation(models.Model):
    """A one-time link by which a person sets the first password or passkey, or a new one after losing all."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="invitation_expires_after_it_was_made"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.expires_at:%Y-%m-%d %H:%M}"

    def is_usable_at(self, at: datetime) -> bool:
        """Neither used nor expired, and the account is not disabled."""
        return self.used_at is None and at < self.expires_at and self.account.is_active


class OneTimeCode(models.Model):
    """Six digits that were sent to an address. Kept as a keyed digest only, for five minutes and five tries."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    means = models.CharField(max_length=10, choices=Means.choices)
    address = models.CharField(max_length=254)
    digest = models.BinaryField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["address", "-made_at"], name="codes_of_address")]

    def __str__(self) -> str:
        return f"{self.purpose} · {self.made_at:%Y-%m-%d %H:%M}"


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    """Words for recoveries at a counter."""

    def waiting_at(self, at: datetime) -> "RecoveryQuerySet":
        """Neither decided nor run out, the oldest first."""
        return self.filter(decided_at=None, expires_at__gt=at).order_by("asked_at")


class Recovery(models.Model):
    """At a counter, a person who has lost every way in asks for a new one; two officials answer for it together."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    evidence = models.CharField(max_length=300, help_text="Which papers were compared with the person, and how")
    means = models.CharField(max_length=10, choices=Means.choices, blank=True, default="")
    address = models.CharField(max_length=254, blank=True, default="", help_text="A new contact, when the old is lost")
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, default="")

    objects: ClassVar[RecoveryQuerySet] = RecoveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(decided_at=None), name="one_recovery_an_account_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
                name="two_officials_answer_for_a_recovery",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.asked_at:%Y-%m-%d %H:%M}"


class Remembered(models.Model):
    """The cache that all processes share (`kit.web.counting`): counters of rate limits, codes already used."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "identity_remembered"

    def __str__(self) -> str:
        return self.cache_key
