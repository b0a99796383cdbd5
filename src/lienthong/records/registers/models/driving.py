"""Driving licences, health checks of drivers, driving tests."""

from django.db import models
from django.db.models import F, Q

from lienthong.kit.ids import new_id
from lienthong.records.registers.models.people import Person
from lienthong.records.registers.states import HealthGroup, LicenceClass


class DrivingLicence(models.Model):
    """One licence of one class (giấy phép lái xe); without `valid_until` it has no end.

    `withheld_until` empty while `withheld_since` is set: nobody has said yet until when.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=12)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    licence_class = models.CharField(max_length=3, choices=LicenceClass.choices)
    issued_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    withheld_since = models.DateField(null=True, blank=True)
    withheld_until = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200)
    card_serial = models.CharField(max_length=12)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_licence_of_a_number", fields=["number"]),
            models.CheckConstraint(name="licence_number_has_twelve_digits", condition=Q(number__regex="^[0-9]{12}$")),
            models.CheckConstraint(name="licence_class_is_known", condition=Q(licence_class__in=LicenceClass.values)),
            models.CheckConstraint(
                name="licence_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("issued_on")),
            ),
            models.CheckConstraint(
                name="licence_withheld_from_a_day",
                condition=Q(withheld_since__isnull=True, withheld_until__isnull=True)
                | Q(withheld_since__gte=F("issued_on"))
                & (Q(withheld_until__isnull=True) | Q(withheld_until__gte=F("withheld_since"))),
            ),
            models.UniqueConstraint(name="one_licence_of_a_class", fields=["person", "licence_class"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_licence_class_display()} {self.number}"


class HealthCheck(models.Model):
    """A clinic found a person fit to drive (kết quả khám sức khỏe của người lái xe)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=10, choices=HealthGroup.choices)
    checked_on = models.DateField()
    valid_until = models.DateField()
    clinic = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="health_group_is_known", condition=Q(group__in=HealthGroup.values)),
            models.CheckConstraint(
                name="health_check_ends_after_it_begins", condition=Q(valid_until__gt=F("checked_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clinic}, {self.checked_on:%d/%m/%Y}"


class DrivingTest(models.Model):
    """Training for a class and the test after it; without `passed_on` the test is still to come."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    licence_class = models.CharField(max_length=3, choices=LicenceClass.choices)
    trained_on = models.DateField(null=True, blank=True)
    passed_on = models.DateField(null=True, blank=True)
    centre = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="test_class_is_known", condition=Q(licence_class__in=LicenceClass.values)),
            models.CheckConstraint(
                name="test_has_training_or_result", condition=Q(trained_on__isnull=False) | Q(passed_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_licence_class_display()}, {self.centre}"
