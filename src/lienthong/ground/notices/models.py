"""Notices in a person's inbox, the e-mails that repeat them, and texts to people who need no account."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lienthong.ground.identity.models import Account
from lienthong.ground.identity.states import Means
from lienthong.ground.notices.states import DeliveryState
from lienthong.kit.ids import new_id


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Words about notices."""

    def of(self, account: Account) -> "NoticeQuerySet":
        """One person's notices, newest first."""
        return self.filter(account=account).order_by("-made_at", "-id")

    def outside(self, place: str) -> "NoticeQuerySet":
        """Only what leads elsewhere than below this address."""
        return self.exclude(url__startswith=place) if place else self

    def unread(self) -> "NoticeQuerySet":
        """Not opened yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One message to one person: a template's name with its facts, and where a click leads."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=300, blank=True, default="")
    once_key = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "once_key"], condition=~Q(once_key=""), name="notice_said_once")
        ]
        indexes = [models.Index(fields=["account", "-made_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The sentence, in the reader's language."""
        from lienthong.ground.notices import templates

        return templates.title(self.kind, self.facts)


class Email(models.Model):
    """The e-mail of a notice and how far it has come."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="+")
    address = models.EmailField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    last_problem = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state=DeliveryState.WAITING), name="email_waiting")]

    def __str__(self) -> str:
        return self.address


class Text(models.Model):
    """A short message to a telephone number or an e-mail address; whoever gets it may have no account.

    `facts` are emptied as soon as nothing more is to be sent, so no code stays on record. `shown` holds the words of
    what only a simulator took, for the page of the demonstration.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    means = models.CharField(max_length=10, choices=Means.choices)
    address = models.CharField(max_length=254)
    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=2, default="vi")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    last_problem = models.TextField(blank=True, default="")
    shown = models.TextField(blank=True, default="")
    once_key = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address", "once_key"], condition=~Q(once_key=""), name="text_said_once")
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state=DeliveryState.WAITING), name="text_waiting"),
            models.Index(fields=["-made_at"], condition=~Q(shown=""), name="text_shown"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.address}"
