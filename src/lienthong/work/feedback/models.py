"""The invitation, what was answered and each change of it, and the case that a low level opens."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Reach, Verb, reach_of
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.ids import new_id
from lienthong.work.feedback.states import BurstKind, CaseState, Channel, End, Level, Reached, Reason


class Invitation(models.Model):
    """One person is asked once how one end of one thing was. `level` is the latest answer, `answers` all of them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    end_id = models.UUIDField(unique=True, help_text="The event that ended it: each is asked about once")
    digest = models.BinaryField(max_length=32, unique=True, help_text="SHA-256 of the code, which is kept nowhere")
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    code = models.CharField(max_length=40, help_text="What the person knows the thing by")
    title = models.CharField(max_length=300)
    procedure = models.CharField(max_length=80)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+", help_text="Which decides")
    end = models.CharField(max_length=12, choices=End)
    channel = models.CharField(max_length=10, choices=Channel)
    place = models.CharField(max_length=10, blank=True, default="")
    age_group = models.CharField(max_length=10, blank=True, default="")
    officer = models.ForeignKey(
        Mandate, null=True, on_delete=models.PROTECT, related_name="+", help_text="Who had it last"
    )
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=20, blank=True, default="")
    sent = models.BooleanField(help_text="There was an inbox, an address or a number to send it to")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField(null=True, choices=Level)
    answered_at = models.DateTimeField(null=True, help_text="The first answer")
    withdrawn_at = models.DateTimeField(null=True, help_text="The end was taken back before anybody answered")
    flags = ArrayField(models.CharField(max_length=10), default=list, help_text="Bursts that its answer was part of")

    class Meta:
        constraints = [
            models.CheckConstraint(name="feedback_end_is_known", condition=Q(end__in=End.values)),
            models.CheckConstraint(name="feedback_channel_is_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(
                name="feedback_level_has_its_moment",
                condition=Q(level__isnull=True, answered_at__isnull=True)
                | Q(level__in=Level.values, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="feedback_withdrawn_is_unanswered", condition=Q(withdrawn_at__isnull=True) | Q(level__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="invitations_by_time"),
            models.Index(fields=["body", "procedure", "answered_at"], name="invitations_by_answer"),
            models.Index(fields=["officer", "answered_at"], name="invitations_of_officer"),
            models.Index(fields=["subject_id"], name="invitations_of_subject"),
            models.Index(fields=["account", "-asked_at"], name="invitations_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.end}"

    @property
    def is_assisted(self) -> bool:
        """Was it filled in with, or by, somebody else's hand?"""
        return self.channel != Channel.ONLINE


class Answer(models.Model):
    """One answer; a changed mind is another one. The last counts, none is lost."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="answers")
    seq = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(choices=Level)
    reasons = ArrayField(models.CharField(max_length=12, choices=Reason), default=list)
    words = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    network = models.CharField(max_length=16, blank=True, default="", help_text="Digest of the address family")
    device = models.CharField(max_length=16, blank=True, default="", help_text="Digest of the browser's mark")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invitation", "seq"], name="feedback_answer_once")]

    def __str__(self) -> str:
        return f"{self.invitation_id} {self.seq}: {self.level}"


class Burst(models.Model):
    """Answers of one day, or the last of weeks, that agree more than chance allows: counted, and marked (`bursts`).

    About a procedure at a body, or about an officer; `unit` where all of them are about one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=BurstKind)
    on = models.DateField()
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=80, blank=True, default="")
    officer = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, blank=True, default="", help_text="Digest of what they have in common")
    latest = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(help_text="The latest answer of it")
    answer_count = models.PositiveIntegerField()
    of_count = models.PositiveIntegerField()
    chance = models.FloatField(help_text="At most, among honest answers")
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["on", "kind", "body", "procedure", "officer", "key"], nulls_distinct=False, name="burst_once"
            )
        ]
        indexes = [models.Index(fields=["body", "-at"], name="bursts_of_body")]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}: {self.answer_count}"

    @property
    def words(self) -> str:
        """What was found, in the reader's language."""
        said = _("%(kind)s: %(count)s trên %(of)s câu trả lời%(about)s.")
        about = f" ({self.latest.title})" if self.procedure else _(" về hồ sơ người này giữ; ai trả lời thì chưa rõ")
        kind = BurstKind(self.kind).label
        return said % {"kind": kind, "count": self.answer_count, "of": self.of_count, "about": about}


class CaseQuerySet(models.QuerySet["RecoveryCase"]):
    """Words about recovery cases."""

    def open(self) -> "CaseQuerySet":
        """Somebody is still to be spoken with."""
        return self.exclude(state=CaseState.CLOSED)

    def overdue(self, now: datetime) -> "CaseQuerySet":
        """Nobody was called back in time."""
        return self.open().filter(due_at__lt=now)

    def readable_by(self, mandate: Mandate) -> "CaseQuerySet":
        """What this mandate may open: all of the body, or those of its unit."""
        mine = self.filter(body=mandate.post.body_id)
        reach = reach_of(mandate.role, Verb.HANDLE_FEEDBACK)
        if reach is Reach.BODY:
            return mine
        if reach is Reach.UNIT and mandate.post.unit_id is not None:
            return mine.filter(unit=mandate.post.unit_id)
        return mine.none()

    def waiting_for(self, mandate: Mandate, now: datetime) -> "CaseQuerySet":
        """Who is still to be called back by this person; by whoever may, where the owner is gone or there is none."""
        nobody = Q(owner__isnull=True) | Q(owner__valid_until__lte=now)
        return self.readable_by(mandate).open().filter(Q(owner=mandate) | nobody)

    def whole(self) -> "CaseQuerySet":
        """With all that a line or a page shows, in one query."""
        return self.select_related("invitation", "body", "unit", "owner__account", "owner__post")


class RecoveryCase(models.Model):
    """A low level has an owner and a clock: the person is called back, and told what was done."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="case")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    trace = models.JSONField(help_text="Why that moment: the derivation of the deadline")
    taken_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reached = models.CharField(max_length=12, choices=Reached, blank=True, default="")
    words = models.TextField(blank=True, default="", help_text="What was found and done, as the person was told")
    reopened_count = models.PositiveSmallIntegerField(default=0)
    overdue_told_at = models.DateTimeField(null=True)

    objects: ClassVar[CaseQuerySet] = CaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="feedback_case_is_closed_with_words",
                condition=~Q(state=CaseState.CLOSED) | Q(closed_at__isnull=False) & ~Q(words="") & ~Q(reached=""),
            )
        ]
        indexes = [
            models.Index(fields=["body", "state", "due_at"], name="cases_of_body"),
            models.Index(fields=["due_at"], condition=~Q(state="closed"), name="cases_running"),
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id}: {self.state}"

    def is_worked_on_by(self, mandate: Mandate) -> bool:
        """Is it this person's to call back?"""
        return self.owner_id == mandate.pk
