"""People and what the registers hold of them; readings, corrections, and what was before."""

from lienthong.records.registers.models.driving import DrivingLicence, DrivingTest, HealthCheck
from lienthong.records.registers.models.people import BirthNotification, Person
from lienthong.records.registers.models.readings import (
    SEEN_LETTERS,
    CorrectionEvidence,
    CorrectionRequest,
    Reading,
    RecordChange,
)

__all__ = [
    "SEEN_LETTERS",
    "BirthNotification",
    "CorrectionEvidence",
    "CorrectionRequest",
    "DrivingLicence",
    "DrivingTest",
    "HealthCheck",
    "Person",
    "Reading",
    "RecordChange",
]
