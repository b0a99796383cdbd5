"""A person as the population and civil-status registers know them, and a birth a hospital has told of."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from lienthong.kit.ids import new_id
from lienthong.kit.text import fold, normalise
from lienthong.records.registers.states import MaritalStatus, Sex


class PersonQuerySet(models.QuerySet["Person"]):
    """Words about people."""

    def called(self, words: str) -> "PersonQuerySet":
        """Whose name holds these words, typed with or without tones."""
        found = self
        for word in normalise(words).split():
            found = found.filter(folded__contains=fold(word))
        return found

    def in_vietnamese_order(self) -> "PersonQuerySet":
        """By given name, then by the rest, as lists of people are sorted."""
        return self.order_by("sort_key", "id")

    def living(self) -> "PersonQuerySet":
        """No death is recorded."""
        return self.filter(died_on__isnull=True)


class Person(models.Model):
    """One person under a personal identity number. The name is one line of text and is never split.

    `residence_code` is the two-digit code of a province as it was before 1 July 2025; `birth_place_code` the three
    digits of the place where the birth was registered. `synthetic` people were invented by this program.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=12)
    full_name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=250, db_collation="C")
    sex = models.PositiveSmallIntegerField(choices=Sex.choices)
    born_on = models.DateField()
    birth_place_code = models.CharField(max_length=3)
    birth_registered_on = models.DateField(null=True, blank=True)
    residence = models.CharField(max_length=200)
    residence_code = models.CharField(max_length=2)
    phone = models.CharField(max_length=15, blank=True, default="")
    father = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    mother = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    spouse = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    marital_status = models.CharField(max_length=8, choices=MaritalStatus.choices, default=MaritalStatus.SINGLE)
    married_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    synthetic = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    objects: ClassVar[PersonQuerySet] = PersonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_person_of_a_number", fields=["number"]),
            models.CheckConstraint(name="person_number_has_twelve_digits", condition=Q(number__regex="^[0-9]{12}$")),
            models.CheckConstraint(name="person_sex_is_known", condition=Q(sex__in=Sex.values)),
            models.CheckConstraint(
                name="person_marital_status_is_known", condition=Q(marital_status__in=MaritalStatus.values)
            ),
            models.CheckConstraint(
                name="person_dies_after_birth", condition=Q(died_on__isnull=True) | Q(died_on__gte=F("born_on"))
            ),
            models.CheckConstraint(
                name="person_married_with_a_day",
                condition=Q(marital_status=MaritalStatus.SINGLE, married_on__isnull=True, spouse__isnull=True)
                | ~Q(marital_status=MaritalStatus.SINGLE)
                & Q(married_on__isnull=False)
                & Q(married_on__gt=F("born_on")),
            ),
            models.CheckConstraint(
                name="person_is_no_kin_of_themselves",
                condition=(Q(father__isnull=True) | ~Q(father=F("id")))
                & (Q(mother__isnull=True) | ~Q(mother=F("id")))
                & (Q(spouse__isnull=True) | ~Q(spouse=F("id"))),
            ),
        ]
        indexes = [GinIndex(OpClass("folded", "gin_trgm_ops"), name="person_folded_trigram")]

    def __str__(self) -> str:
        return self.full_name


class BirthNotification(models.Model):
    """A birth of which a hospital told (giấy chứng sinh); `child` once the birth is registered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mother = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    father = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    born_on = models.DateField()
    sex = models.PositiveSmallIntegerField(choices=Sex.choices)
    hospital = models.CharField(max_length=200)
    child = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="birth_sex_is_known", condition=Q(sex__in=Sex.values)),
            models.CheckConstraint(
                name="birth_child_is_another",
                condition=Q(child__isnull=True)
                | ~Q(child=F("mother")) & (Q(father__isnull=True) | ~Q(child=F("father"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hospital}, {self.born_on:%d/%m/%Y}"
