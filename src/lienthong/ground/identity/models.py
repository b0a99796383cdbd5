"""Accounts: one per person who signs in. Names are never split into first and last."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower

from lienthong.ground.identity.naming import given_name_first
from lienthong.kit.ids import new_id
from lienthong.kit.text import fold, normalise, sort_key


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; e-mail addresses are compared without case."""

    def create_user(self, email: str, full_name: str, password: str | None = None, **more: Any) -> "Account":
        """A new account; without a password the person signs in by passkey or not at all."""
        account = self.model(email=self.normalize_email(email).lower(), full_name=full_name, **more)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Look up by e-mail, without case."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """A person who can sign in. What the person may do is said by mandates, never here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=400, editable=False, db_collation="C")
    folded = models.CharField(max_length=200, editable=False)
    language = models.CharField(max_length=2, default="vi")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    synthetic = models.BooleanField(default=False, help_text="A person of the demonstration who does not exist")

    objects: ClassVar[AccountManager] = AccountManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_without_case")]
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
    def is_staff(self) -> bool:
        """Nobody is: there is no administration site with rights of its own."""
        return False

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Django's permissions are not used."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Django's permissions are not used."""
        return False
