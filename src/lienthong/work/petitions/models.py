"""Who receives petitions in a body, the petition with the chain of its events, and what is published of an answer."""

from dataclasses import fields
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise

from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Reach, Verb, reach_of
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.ids import new_code, new_id
from lienthong.work.onestop.models import Dossier
from lienthong.work.petitions.standing import Standing
from lienthong.work.petitions.states import (
    BY_OFFICIALS,
    LAWS,
    OPEN,
    WITH_ANSWERER,
    WITH_RECEIVER,
    Alarm,
    Channel,
    Ground,
    Kind,
    Matter,
    Petitioner,
    Status,
    Way,
)
from lienthong.work.services.models import Procedure

LOOKUP_LETTERS = 6
_OFFICE_OPEN = Q(ended_at__isnull=True)


class Desk(models.Model):
    """The unit that receives petitions for its body: its control of administrative procedures. One at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body"], condition=_OFFICE_OPEN, name="petition_desk_of_body")]

    def __str__(self) -> str:
        return f"{self.body_id}: {self.unit_id}"


class PetitionQuerySet(models.QuerySet["Petition"]):
    """Words about petitions."""

    def open(self) -> "PetitionQuerySet":
        """Somebody still has something to do."""
        return self.filter(status__in=OPEN)

    def readable_by(self, mandate: Mandate) -> "PetitionQuerySet":
        """What this mandate may open: of the two bodies alone, and never what is from or about the person.

        Who handles petitions reads what they handle; an auditor reads all of the body.
        """
        account = mandate.account
        verb = Verb.READ_PETITION if reach_of(mandate.role, Verb.READ_PETITION) else Verb.HANDLE_PETITION
        here, there = self._reached(mandate, "body", "unit", verb), self._reached(mandate, *_ANSWERING, verb)
        found = self.filter(here | there)
        return found.exclude(account=account).exclude(official_folded=account.folded)

    def waiting_for(self, mandate: Mandate) -> "PetitionQuerySet":
        """Of those, what the mandate's side is to go on with; while the person is asked, nobody is.

        What goes along with another one that says the same waits with that one.
        """
        to_publish = Q(status=Status.ANSWERED, due_at__isnull=False)
        here = self._reached(mandate, "body", "unit") & Q(status__in=WITH_RECEIVER)
        there = self._reached(mandate, *_ANSWERING) & (Q(status__in=WITH_ANSWERER) | to_publish)
        return self.readable_by(mandate).filter(here | there, main__isnull=True)

    def laid_before(self, mandate: Mandate, now: datetime) -> "PetitionQuerySet":
        """Of those, what this very person finds among their own work: their unit's. A leader of the whole body finds
        those past their date, of which leaders were told, and those of a unit without a head.
        """
        found = self.waiting_for(mandate).exclude(dossier__events__by__account=mandate.account)
        if reach_of(mandate.role, Verb.HANDLE_PETITION) is not Reach.BODY:
            return found
        heads = Mandate.objects.in_force_at(now).filter(role=Role.HEAD_OF_UNIT)
        here = Q(status__in=WITH_RECEIVER) & ~Exists(heads.filter(post__unit=OuterRef("unit")))
        there = ~Q(status__in=WITH_RECEIVER) & ~Exists(heads.filter(post__unit=OuterRef("answering_unit")))
        return found.filter(~Q(alarms="") | here | there)

    def late(self, now: datetime) -> "PetitionQuerySet":
        """A clock that runs has run out."""
        return self.filter(due_at__lt=now)

    def to_tell(self, now: datetime) -> "PetitionQuerySet":
        """Of those, the ones of which nobody was told yet."""
        receiving = Q(status__in=WITH_RECEIVER) & ~Q(alarms__contains=Alarm.FORWARD.value)
        answering = Q(status__in=WITH_ANSWERER) & ~Q(alarms__contains=Alarm.ANSWER.value)
        publishing = Q(status=Status.ANSWERED) & ~Q(alarms__contains=Alarm.PUBLISH.value)
        return self.late(now).filter(receiving | answering | publishing)

    def whole(self) -> "PetitionQuerySet":
        """With all that a line or a page shows, in one query."""
        return self.select_related(
            "body",
            "unit",
            "answering_body",
            "answering_unit",
            "account",
            "procedure__current",
            "dossier",
            "main",
            "entered_by__account",
        ).defer("procedure__current__compiled", "procedure__current__seal")

    @staticmethod
    def _reached(mandate: Mandate, body: str, unit: str, verb: Verb = Verb.HANDLE_PETITION) -> Q:
        reach = reach_of(mandate.role, verb)
        mine = Q(**{body: mandate.post.body_id})
        if reach is Reach.BODY:
            return mine
        if reach is Reach.UNIT and mandate.post.unit_id is not None:
            return mine & Q(**{unit: mandate.post.unit_id})
        return Q(pk__in=[])


_ANSWERING = ("answering_body", "answering_unit")


def _lookup_code() -> str:
    return new_code(LOOKUP_LETTERS)


class Petition(models.Model):
    """One petition. Every column below `last_seq` is the latest value of what the events say (`standing.fold`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    lookup_code = models.CharField(max_length=12, default=_lookup_code, help_text="Second factor of the look-up")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", help_text="Which receives and forwards")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    matter = models.CharField(max_length=10, choices=Matter)
    subject = models.CharField(max_length=200)
    content = models.TextField()
    about = models.CharField(max_length=300, help_text="The body, rule or act it is about, in the person's words")
    official = models.CharField(max_length=200, blank=True, default="", help_text="Who is named, if anybody")
    official_folded = models.CharField(max_length=200, blank=True, default="")
    procedure = models.ForeignKey(Procedure, null=True, on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Dossier, null=True, on_delete=models.PROTECT, related_name="+")
    dossier_code = models.CharField(max_length=40, blank=True, default="", help_text="As it was typed")
    petitioner = models.CharField(max_length=12, choices=Petitioner)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300)
    phone = models.CharField(max_length=16, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    may_publish = models.BooleanField(help_text="The person agreed that subject and answer are shown, without names")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.ONLINE)
    entered_by = models.ForeignKey(
        Mandate, null=True, on_delete=models.PROTECT, related_name="+", help_text="Who wrote it down for the person"
    )
    way = models.CharField(max_length=6, choices=Way, default=Way.TEXT, help_text="How who has no account is answered")
    folded = models.TextField(default="", help_text="What it says, without tones: for finding what says the same")
    submitted_at = models.DateTimeField(help_text="When it came; on paper, the day it arrived")

    last_seq = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.NEW)
    due_at = models.DateTimeField(null=True, help_text="The end of the clock that runs now")
    refuse_due_at = models.DateTimeField(null=True)
    refused_in_time = models.BooleanField(null=True)
    forward_due_at = models.DateTimeField(null=True)
    forwarded_at = models.DateTimeField(null=True)
    forwarded_in_time = models.BooleanField(null=True)
    answering_body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    answering_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    answer_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_in_time = models.BooleanField(null=True)
    publish_due_at = models.DateTimeField(null=True)
    published_in_time = models.BooleanField(null=True)
    main = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", help_text="Says the same and goes ahead"
    )
    clarity_count = models.PositiveSmallIntegerField(default=0)
    alarms = models.CharField(max_length=20, blank=True, default="")

    objects: ClassVar[PetitionQuerySet] = PetitionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(name="petition_status_is_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="petition_is_not_anonymous",
                condition=~Q(name="") & ~Q(address="") & (~Q(phone="", email="") | Q(way=Way.LETTER)),
            ),
            models.CheckConstraint(
                name="petition_says_who_entered_it",
                condition=Q(channel=Channel.ONLINE, entered_by__isnull=True)
                | Q(channel__in=sorted(BY_OFFICIALS), entered_by__isnull=False),
            ),
            models.CheckConstraint(name="petition_way_is_known", condition=Q(way__in=Way.values)),
            models.CheckConstraint(name="petition_is_not_its_own_main", condition=~Q(main=models.F("pk"))),
        ]
        indexes = [
            models.Index(fields=["body", "status", "due_at"], name="petitions_received"),
            models.Index(fields=["answering_body", "status", "due_at"], name="petitions_to_answer"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="petitions_running"),
            models.Index(fields=["account", "-submitted_at"], name="petitions_of_person"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def standing(self) -> Standing:
        """The latest standing, as the row keeps it."""
        return Standing(**{each.name: getattr(self, each.name) for each in fields(Standing)})

    def enter(self, standing: Standing) -> None:
        """Keep a new standing; the caller saves."""
        for each in fields(Standing):
            setattr(self, each.name, getattr(standing, each.name))

    @property
    def is_open(self) -> bool:
        """Does somebody still have something to do?"""
        return self.status in OPEN

    @property
    def is_assisted(self) -> bool:
        """Was it written down by an official for the person?"""
        return self.channel != Channel.ONLINE

    @property
    def receiving(self) -> "Side":
        """Whose it is to receive and to forward."""
        return Side(self.body_id, self.unit_id)

    @property
    def answering(self) -> "Side | None":
        """Whose it is to answer; None before it was forwarded."""
        return Side(self.answering_body_id, self.answering_unit_id) if self.answering_body_id else None


class Side:
    """A body with its unit, as rights are asked about (`mandates.rules.Belonging`)."""

    def __init__(self, body_id: UUID, unit_id: UUID | None) -> None:
        """Of one of the two bodies that a petition has to do with."""
        self.body_id, self.unit_id = body_id, unit_id

    def is_worked_on_by(self, mandate: Mandate) -> bool:
        """A petition is the unit's, never one person's own."""
        return False


class PetitionEventQuerySet(models.QuerySet["PetitionEvent"]):
    """Words about events."""

    def in_order(self) -> "PetitionEventQuerySet":
        """As they happened."""
        return self.order_by("seq")


class PetitionEvent(models.Model):
    """One thing that happened to a petition: written once, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200, blank=True, default="")
    details = models.JSONField(default=dict)

    objects: ClassVar[PetitionEventQuerySet] = PetitionEventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "seq"], name="petition_event_once"),
            models.CheckConstraint(name="petition_event_kind_is_known", condition=Q(kind__in=Kind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.seq} {self.kind}"

    def save(self, *args: Any, **more: Any) -> None:
        """Store a new event; a stored one is never changed."""
        if not self._state.adding:
            raise TypeError("an event of a petition is never changed")
        super().save(*args, **more)

    @property
    def words(self) -> str:
        """What somebody wrote with it."""
        return str(self.details.get("words", ""))

    @property
    def law(self) -> str | Promise:
        """The provision it rests on, in the reader's language where it is one of ours."""
        ground = self.details.get("ground")
        return LAWS[Ground(ground)] if ground else str(self.details.get("law", ""))


class Enclosure(models.Model):
    """A file that came with a petition, or with what made it clearer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="enclosures")
    event = models.ForeignKey(PetitionEvent, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.file_id}"


class Printed(models.Model):
    """A sealed slip that was printed once: the same event gives the same bytes for ever."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.OneToOneField(PetitionEvent, on_delete=models.PROTECT, related_name="printed")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.event_id}: {self.file_id}"


class Publication(models.Model):
    """What everybody may read: words that an official approved, with nothing of the person. Public pages read this."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    petition = models.OneToOneField(Petition, on_delete=models.PROTECT, related_name="publication")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", help_text="Which answered")
    matter = models.CharField(max_length=10, choices=Matter)
    subject = models.CharField(max_length=200)
    content = models.TextField()
    answer = models.TextField()
    law = models.CharField(max_length=300, blank=True, default="")
    answered_at = models.DateTimeField()
    published_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-published_at", "id"], name="publications_latest")]

    def __str__(self) -> str:
        return self.subject
