"""Accounts of bodies, what was asked for, what banks told, the money that came, and what went back.

`BankAccount` knows nothing of intents; `Intent` is one sum asked for; `Call` and `Statement` are what the bank told, as
it told it; `Credit` is one movement of real money; `Refund` is money on its way back. That a movement is counted once
is the unique key of `Credit`; that no intent takes more than it asked for, and that every đồng of a credit is in
exactly one place, are constraints of the database.
"""

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.ground.organisations.models.periods import ends_after_it_begins, holds_on, never_two_at_once
from lienthong.kit.ids import new_id
from lienthong.work.payments.states import (
    SETTLED,
    TAKES_MONEY,
    UNDER_WAY,
    IntentState,
    Outcome,
    Problem,
    RefundState,
)


class Owned:
    """What belongs to a body and to no unit or person in it (`mandates.rules.Belonging`)."""

    unit_id: UUID | None = None

    def is_worked_on_by(self, mandate: Mandate) -> bool:
        """Money is never one person's own."""
        return False


class BankAccountQuerySet(models.QuerySet["BankAccount"]):
    """Words for accounts."""

    def of(self, body: Body, day: date) -> "BankAccountQuerySet":
        """Accounts the body takes money on, on `day`; the newest first."""
        return self.filter(holds_on(day), body=body).order_by("-valid_from", "-id")


class BankAccount(Owned, models.Model):
    """An account of a body at a bank, in a period of days; `bank_bin` is the bank's number at NAPAS."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    bank_bin = models.CharField(max_length=6)
    number = models.CharField(max_length=19)
    holder = models.CharField(max_length=140, help_text="As the bank writes it")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects: ClassVar[BankAccountQuerySet] = BankAccountQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            ends_after_it_begins("bank_account_ends_after_it_begins"),
            never_two_at_once("one_holder_of_a_bank_account", "bank_bin", "number"),
            models.CheckConstraint(
                name="bank_account_can_stand_in_a_code",
                condition=Q(bank_bin__regex="^[0-9]{6}$") & Q(number__regex="^[0-9A-Za-z]{1,19}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.bank_bin})"


class IntentQuerySet(models.QuerySet["Intent"]):
    """Words for intents."""

    def for_subject(self, kind: str, identity: UUID) -> "IntentQuerySet":
        """All that was asked for one thing, oldest first."""
        return self.filter(subject_kind=kind, subject_id=identity).order_by("opened_at", "id")

    def waiting(self) -> "IntentQuerySet":
        """Money may still come."""
        return self.filter(state__in=TAKES_MONEY)


class Intent(Owned, models.Model):
    """One sum asked for on behalf of a body, for something this room knows by kind and id only.

    `received_dong` is what counts for it, never more than `amount_dong`. `key` makes asking twice harmless.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=12, unique=True, help_text="LT + ten letters, inside the transfer's words")
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    key = models.CharField(max_length=60, blank=True, default="")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    amount_dong = models.BigIntegerField()
    received_dong = models.BigIntegerField(default=0)
    purpose = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=IntentState.choices, default=IntentState.OPEN)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True, help_text="When it was cancelled because it ran out")
    paid_at = models.DateTimeField(null=True, blank=True, help_text="When the bank booked what completed the sum")
    receipt_file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[IntentQuerySet] = IntentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "key"], name="intent_asked_once_per_key"),
            models.CheckConstraint(name="intent_asks_for_something", condition=Q(amount_dong__gt=0)),
            models.CheckConstraint(
                name="intent_is_paid_when_the_sum_is_there",
                condition=Q(state__in=sorted(SETTLED), received_dong=F("amount_dong"), paid_at__isnull=False)
                | Q(state=IntentState.PART_PAID, received_dong__gt=0, received_dong__lt=F("amount_dong"))
                | (~Q(state__in=sorted({*SETTLED, IntentState.PART_PAID})) & Q(received_dong=0)),
            ),
        ]
        indexes = [
            models.Index(fields=["body", "-opened_at"]),
            models.Index(
                fields=["expires_at"],
                condition=Q(state__in=sorted(TAKES_MONEY), expires_at__isnull=False),
                name="intent_running_out",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def due_dong(self) -> int:
        """What is still to come."""
        return self.amount_dong - self.received_dong


class Call(models.Model):
    """A bank's signed call as it came; `message_id` is the bank's number of the call, repeated when it calls again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bank = models.CharField(max_length=40)
    message_id = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    raw = models.BinaryField()
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    problem = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank", "message_id", "sha256"], name="a_call_is_kept_once"),
        ]
        indexes = [models.Index(fields=["-received_at"])]

    def __str__(self) -> str:
        return self.message_id


class Statement(models.Model):
    """A statement (camt.053) or notification (camt.054) of a bank, taken once by its digest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bank = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    taken_at = models.DateTimeField()
    entry_count = models.PositiveIntegerField()
    new_count = models.PositiveIntegerField(default=0, help_text="Credits no call had told of")
    contradicting_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "sha256"], name="a_statement_is_taken_once")]
        indexes = [models.Index(fields=["bank", "-taken_at"])]

    def __str__(self) -> str:
        return f"{self.bank} {self.sha256[:12]}"


class CreditQuerySet(models.QuerySet["Credit"]):
    """Words for credits."""

    def at(self, body: Body) -> "CreditQuerySet":
        """Money that reached an account of this body."""
        return self.filter(account__body=body)

    def unmatched(self) -> "CreditQuerySet":
        """Money nobody is due, and money that is not whole đồng; oldest first."""
        return self.filter(Q(unmatched_dong__gt=0) | ~Q(odd="")).order_by("booked_at", "id")

    def for_a_person(self) -> "CreditQuerySet":
        """The same without what is on its way back already."""
        refunds = Refund.objects.filter(credit=models.OuterRef("pk"), state__in=UNDER_WAY)
        return self.unmatched().filter(~models.Exists(refunds))

    def waiting_for_a_hand(self) -> "CreditQuerySet":
        """Money somebody of the body must decide on, or carry back because the bank did not tell where it came from.

        What is not whole đồng is left out: with that only the bank can do anything.
        """
        refunds = Refund.objects.filter(credit=models.OuterRef("pk"), state__in=UNDER_WAY)
        ordered = models.Exists(refunds.filter(state=RefundState.ASKED))
        return self.filter(~models.Exists(refunds) | Q(ordered, payer_number=""), unmatched_dong__gt=0)


class Credit(Owned, models.Model):
    """One movement of real money onto an account of ours, counted once by the bank's own number of it.

    Every đồng is in one place: applied to the intent, unmatched (nobody is due it, or it is about to go back), or
    refunded. What is not a whole number of đồng is kept in words (`odd`) and waits for a person.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bank = models.CharField(max_length=40)
    transaction = models.CharField(max_length=100)
    account = models.ForeignKey(BankAccount, null=True, on_delete=models.PROTECT, related_name="+")
    bank_bin = models.CharField(max_length=6)
    account_number = models.CharField(max_length=34)
    amount_dong = models.BigIntegerField()
    odd = models.CharField(max_length=60, blank=True, default="")
    applied_dong = models.BigIntegerField(default=0)
    unmatched_dong = models.BigIntegerField(default=0)
    refunded_dong = models.BigIntegerField(default=0)
    problem = models.CharField(max_length=20, choices=Problem.choices, blank=True, default=Problem.NONE)
    words = models.CharField(max_length=500, blank=True, default="")
    payer_name = models.CharField(max_length=140, blank=True, default="")
    payer_bin = models.CharField(max_length=6, blank=True, default="")
    payer_number = models.CharField(max_length=34, blank=True, default="")
    booked_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    intent = models.ForeignKey(Intent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[CreditQuerySet] = CreditQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank", "transaction"], name="money_is_counted_once"),
            models.CheckConstraint(
                name="every_dong_is_in_one_place",
                condition=Q(amount_dong=F("applied_dong") + F("unmatched_dong") + F("refunded_dong"))
                & Q(applied_dong__gte=0, unmatched_dong__gte=0, refunded_dong__gte=0),
            ),
            models.CheckConstraint(
                name="money_is_whole_dong_or_odd",
                condition=Q(amount_dong__gt=0, odd="") | (Q(amount_dong=0) & ~Q(odd="")),
            ),
            models.CheckConstraint(
                name="applied_money_has_an_intent", condition=Q(applied_dong=0) | Q(intent__isnull=False)
            ),
            models.CheckConstraint(
                name="a_credit_was_told_by_one",
                condition=Q(call__isnull=False, statement__isnull=True) | Q(call__isnull=True, statement__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["intent"]),
            models.Index(fields=["account", "-booked_at"]),
            models.Index(fields=["booked_at"], condition=Q(unmatched_dong__gt=0), name="credit_unmatched"),
        ]

    def __str__(self) -> str:
        return self.transaction

    @property
    def body_id(self) -> UUID | None:
        """Whose account it reached; nobody's we know when the account is none of ours."""
        return self.account.body_id if self.account else None

    @property
    def can_go_back(self) -> bool:
        """Did the bank tell from which account it came?"""
        return bool(self.payer_bin and self.payer_number)


class RefundQuerySet(models.QuerySet["Refund"]):
    """Words for refunds."""

    def at(self, body: Body) -> "RefundQuerySet":
        """Out of money that reached an account of this body."""
        return self.filter(credit__account__body=body)

    def under_way(self) -> "RefundQuerySet":
        """Asked for, and not known to have left the account or to have failed."""
        return self.filter(state__in=UNDER_WAY)

    def settled(self) -> "RefundQuerySet":
        """Done, or failed."""
        return self.exclude(state__in=UNDER_WAY)


class Refund(Owned, models.Model):
    """Money of one credit on its way back to where it came from. One at a time for a credit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=12, unique=True, help_text="HT + ten letters, inside the transfer's words")
    credit = models.ForeignKey(Credit, on_delete=models.PROTECT, related_name="refunds")
    intent = models.ForeignKey(Intent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    amount_dong = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=RefundState.choices, default=RefundState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    transaction = models.CharField(max_length=100, blank=True, default="", help_text="The bank's number of the debit")
    failure = models.CharField(max_length=500, blank=True, default="")

    objects: ClassVar[RefundQuerySet] = RefundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(name="refund_is_of_something", condition=Q(amount_dong__gt=0)),
            models.UniqueConstraint(
                fields=["credit"], condition=Q(state__in=sorted(UNDER_WAY)), name="one_refund_of_a_credit_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state__in=sorted(UNDER_WAY)), name="refund_under_way"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def body_id(self) -> UUID | None:
        """Whose account it leaves."""
        return self.credit.body_id

    @property
    def goes_by_itself(self) -> bool:
        """Does the system order it from the bank? Only where the bank told from which account the money came."""
        return bool(self.credit.payer_number)
