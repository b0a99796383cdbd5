"""The closed lists: kinds of questions, tables, time and life events in a package; states of applications."""

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


PERSONAL_NUMBER = "personal_number"
"""The form of an answer, or of a datum of a result, that is a personal identity number."""
PHONE = "phone"
"""The form of an answer that is a mobile number."""
PERSON_NAME = "person_name"
"""The form of one that is somebody's name: letters, no digits."""
FORMS = (PERSONAL_NUMBER, PERSON_NAME, PHONE)


NUMBER_OF_PERSON, NAME_OF_PERSON = "person_identity_number", "person_full_name"
"""What an answer is about that says whom an application is for."""


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


class Silence(StrEnum):
    """What it means that a step's date has passed without an answer."""

    ALARM = "alarm"
    AGREED = "agreed"
    ESCALATE = "escalate"


class Level(StrEnum):
    """Which body has a linked procedure: the one that has the lead, or the nearest one above it that offers it."""

    SAME = "same"
    ABOVE = "above"


class About(StrEnum):
    """Whom a procedure is about: who applies, a child who is not on record yet, or somebody who has died."""

    APPLICANT = "applicant"
    CHILD = "child"
    DECEASED = "deceased"


class FeeBecomes(StrEnum):
    """What becomes of a fee that was paid when the dossier is refused after it was taken in."""

    RETURNED = "returned"
    KEPT = "kept"


class LifeEvent(StrEnum):
    """What happens in a life, or a firm's, that leads a person to a service; in the order in which they are shown."""

    HAVING_A_CHILD = "having_a_child"
    GETTING_MARRIED = "getting_married"
    LOSING_SOMEONE = "losing_someone"
    DRIVING = "driving"
    STARTING_A_BUSINESS = "starting_a_business"
    MOVING_HOUSE = "moving_house"
    WORKING_AND_RETIRING = "working_and_retiring"
    HEALTH = "health"
    PAPERS_AND_COPIES = "papers_and_copies"
    LAND_AND_HOUSE = "land_and_house"

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return str(_LIFE_EVENTS[self])


_LIFE_EVENTS = {
    LifeEvent.HAVING_A_CHILD: _("Có con"),
    LifeEvent.GETTING_MARRIED: _("Kết hôn"),
    LifeEvent.LOSING_SOMEONE: _("Người thân qua đời"),
    LifeEvent.DRIVING: _("Lái xe"),
    LifeEvent.STARTING_A_BUSINESS: _("Khởi sự kinh doanh"),
    LifeEvent.MOVING_HOUSE: _("Chuyển chỗ ở"),
    LifeEvent.WORKING_AND_RETIRING: _("Việc làm và nghỉ hưu"),
    LifeEvent.HEALTH: _("Sức khỏe"),
    LifeEvent.PAPERS_AND_COPIES: _("Giấy tờ và bản sao"),
    LifeEvent.LAND_AND_HOUSE: _("Đất đai và nhà ở"),
}
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
