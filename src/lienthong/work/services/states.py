"""The closed lists: kinds of questions, of tables and of time in a package; states and channels of applications."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What a value is."""

    YES_NO = "yes_no"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"


class Policy(StrEnum):
    """How many rows of a decision table may answer."""

    FIRST = "first"
    UNIQUE = "unique"
    COLLECT = "collect"


class Purpose(StrEnum):
    """What a decision table decides."""

    ELIGIBILITY = "eligibility"
    PAPERS = "papers"
    FEE = "fee"
    ROUTE = "route"
    DEADLINE = "deadline"
    OUTCOME = "outcome"


class Unit(StrEnum):
    """In what a deadline is counted."""

    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    CALENDAR_DAYS = "calendar_days"


COLLECTING = frozenset({Purpose.PAPERS, Purpose.FEE})
"""What may have several answers at once; everything else has one."""


class ApplicationState(TextChoices):
    """Where an application stands; after it is submitted the one-stop shop's dossier says the rest."""

    DRAFT = "draft", _("Bản nháp – chưa nộp")
    SUBMITTED = "submitted", _("Đã nộp")
    DROPPED = "dropped", _("Đã bỏ")


class Channel(TextChoices):
    """How it came in: never declared, always taken from who filled it in and where."""

    ONLINE = "online", _("Trực tuyến, tự làm")
    ASSISTED = "assisted", _("Trực tuyến, có người giúp")
    COUNTER = "counter", _("Tại quầy, cán bộ nhập")


class Relation(TextChoices):
    """Who the applicant is to the person it is about."""

    SELF = "self", _("Chính mình")
    PARENT = "parent", _("Cha hoặc mẹ làm cho con")
    POWER = "power", _("Người được ủy quyền")
    ENTERPRISE = "enterprise", _("Người đại diện doanh nghiệp")
    COUNTER = "counter", _("Cán bộ nhập hộ tại quầy")
