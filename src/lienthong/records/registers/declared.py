"""The registers that are connected, as data: a new register or attribute is a few lines here.

Codes, names and `about` words are those of the procedure packages (`work/services/data/procedures`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db.models import F, Q

from lienthong.records.registers.models import BirthNotification, DrivingLicence, DrivingTest, HealthCheck, Person
from lienthong.records.registers.records import Answer, Attribute, NoSuchRegister, Record, Register, Words
from lienthong.records.registers.states import RANK, Kind, Sex

_MINISTRY = Words("Bộ Công an", "Ministry of Public Security")
_TRAFFIC_POLICE = Words("Cục Cảnh sát giao thông, Bộ Công an", "Traffic Police Department, Ministry of Public Security")
_HEALTH = Words("Bộ Y tế", "Ministry of Health")
_JUSTICE = Words("Bộ Tư pháp", "Ministry of Justice")
_HOSPITALS = Words("Cơ sở khám bệnh, chữa bệnh", "Hospitals")


# -- how rows are found, the one that counts first -------------------------------------------------------------------


def _nothing_more(person: Person) -> Sequence[Any]:
    return ()


def _licences(person: Person) -> Sequence[DrivingLicence]:
    """The highest class first: a licence for cars counts before one for motorcycles."""
    found = DrivingLicence.objects.filter(person=person)
    return sorted(found, key=lambda licence: RANK[licence.licence_class], reverse=True)


def _health_checks(person: Person) -> Sequence[HealthCheck]:
    return list(HealthCheck.objects.filter(person=person).order_by("-valid_until", "-id")[:5])


def _tests(person: Person) -> Sequence[DrivingTest]:
    found = DrivingTest.objects.filter(person=person)
    return list(found.order_by(F("passed_on").desc(nulls_last=True), F("trained_on").desc(nulls_last=True), "-id")[:5])


def _births(person: Person) -> Sequence[BirthNotification]:
    """Births of this person's children, the youngest first."""
    found = BirthNotification.objects.filter(Q(mother=person) | Q(father=person))
    return list(found.order_by("-born_on", "-id")[:20])


def _unregistered_births(person: Person) -> Sequence[BirthNotification]:
    return [birth for birth in _births(person) if birth.child_id is None]


# -- how attributes are answered -------------------------------------------------------------------------------------


def _of_person(name: str) -> Callable[[Record], Answer]:
    def answer(record: Record) -> Answer:
        value: Answer = getattr(record.person, name)
        return value

    return answer


def _of_row(name: str) -> Callable[[Record], Answer]:
    def answer(record: Record) -> Answer:
        value: Answer = getattr(record.row, name) if record.row else None
        return value

    return answer


def _name_of(relation: str) -> Callable[[Record], Answer]:
    def answer(record: Record) -> Answer:
        kin = getattr(record.person, relation)
        return str(kin) if kin else None

    return answer


def _sex(record: Record) -> Answer:
    return Sex(record.person.sex).name.lower()


def _sex_of_birth(record: Record) -> Answer:
    return Sex(record.row.sex).name.lower() if record.row else None


def _found(record: Record) -> Answer:
    return bool(record.rows)


def _withheld(record: Record) -> Answer:
    """Withheld on the day of the read, both days included; without an end until somebody says so."""
    licence = record.row
    if licence is None or licence.withheld_since is None:
        return False
    return bool(licence.withheld_since <= record.on <= (licence.withheld_until or record.on))


def _fit(record: Record) -> Answer:
    return any(check.checked_on <= record.on <= check.valid_until for check in record.rows)  # type: ignore[attr-defined]


def _passed(record: Record) -> Answer:
    return record.row is not None and record.row.passed_on is not None


def _trained(record: Record) -> Answer:
    return record.row is not None and record.row.trained_on is not None


def _birth_registered(record: Record) -> Answer:
    """Of somebody with children told of by a hospital: the youngest one's birth; of anybody else their own."""
    if record.row is not None:
        return record.row.child_id is not None
    return record.person.birth_registered_on is not None


def _married(record: Record) -> Answer:
    return record.person.marital_status == "married"


def _marriage_ended(record: Record) -> Answer:
    return record.person.marital_status in ("widowed", "divorced")


def _of_kind(kind: Kind) -> Callable[..., Attribute]:
    """How attributes of one kind are declared: name, about, title in both languages, answer, column of a correction."""

    def declare(
        name: str,
        about: str,
        vi: str,
        en: str,
        answer: Callable[[Record], Answer],
        *,
        field: str = "",
        of_person: bool = False,
    ) -> Attribute:
        return Attribute(name, about, kind, Words(vi, en), answer, field, of_person)

    return declare


_text, _yes_no, _choice, _date = map(_of_kind, (Kind.TEXT, Kind.YES_NO, Kind.CHOICE, Kind.DATE))


def _held(name: str, about: str, vi: str, en: str, answer: Callable[[Record], Answer]) -> Attribute:
    """Whether the register holds something: of whoever it does not have, that it does not."""
    return replace(_yes_no(name, about, vi, en, answer), absent=False)


_POPULATION = Register(
    code="dan_cu",
    title=Words("Cơ sở dữ liệu quốc gia về dân cư", "National population database"),
    keeper="Bộ Công an",
    kept_by=_MINISTRY,
    rows=_nothing_more,
    beside=("father", "mother", "spouse"),
    attributes=(
        _text(
            "full_name",
            "person_full_name",
            "Họ, chữ đệm và tên",
            "Full name",
            _of_person("full_name"),
            field="full_name",
            of_person=True,
        ),
        _text(
            "identity_number",
            "person_identity_number",
            "Số định danh cá nhân",
            "Personal identity number",
            _of_person("number"),
        ),
        _date(
            "born_on",
            "person_born_on",
            "Ngày sinh",
            "Date of birth",
            _of_person("born_on"),
            field="born_on",
            of_person=True,
        ),
        _choice("sex", "person_sex", "Giới tính", "Sex", _sex),
        _text(
            "birth_place_code",
            "person_birth_place",
            "Nơi đăng ký khai sinh (mã)",
            "Birth registered in (code)",
            _of_person("birth_place_code"),
        ),
        _text(
            "residence",
            "person_residence",
            "Nơi cư trú",
            "Residence",
            _of_person("residence"),
            field="residence",
            of_person=True,
        ),
        _yes_no(
            "has_residence",
            "person_has_residence",
            "Có nơi cư trú",
            "Has a residence",
            lambda record: bool(record.person.residence),
        ),
        _text(
            "residence_code",
            "person_residence_province",
            "Tỉnh cư trú (mã)",
            "Province of residence (code)",
            _of_person("residence_code"),
            field="residence_code",
            of_person=True,
        ),
        _text(
            "phone", "person_phone", "Điện thoại", "Phone number", _of_person("phone"), field="phone", of_person=True
        ),
        _choice(
            "marital_status",
            "person_marital_status",
            "Tình trạng hôn nhân",
            "Marital status",
            _of_person("marital_status"),
        ),
        _text("father_name", "person_father", "Họ tên cha", "Father's name", _name_of("father")),
        _text("mother_name", "person_mother", "Họ tên mẹ", "Mother's name", _name_of("mother")),
        _text("spouse_name", "person_spouse", "Họ tên vợ, chồng", "Spouse's name", _name_of("spouse")),
        _yes_no(
            "alive",
            "person_alive",
            "Còn sống",
            "Alive",
            lambda record: record.person.died_on is None,
        ),
    ),
)

_LICENCES = Register(
    code="giay_phep",
    title=Words("Cơ sở dữ liệu giấy phép lái xe", "Driving licence database"),
    keeper="Bộ Công an",
    kept_by=_TRAFFIC_POLICE,
    rows=_licences,
    attributes=(
        _held("on_record", "licence_on_record", "Có dữ liệu", "On record", _found),
        _held(
            "withheld",
            "licence_withheld",
            "Bị tước quyền sử dụng, tạm giữ",
            "Suspended or temporarily withheld",
            _withheld,
        ),
        _choice("licence_class", "licence_class", "Hạng", "Class", _of_row("licence_class"), field="licence_class"),
        _date(
            "valid_until",
            "licence_valid_until",
            "Có giá trị đến",
            "Valid until",
            _of_row("valid_until"),
            field="valid_until",
        ),
        _text("number", "licence_number", "Số giấy phép", "Licence number", _of_row("number")),
        _date("issued_on", "licence_issued_on", "Ngày cấp", "Issued on", _of_row("issued_on"), field="issued_on"),
        _text("issuer", "licence_issuer", "Nơi cấp", "Issued by", _of_row("issuer")),
        _text("card_serial", "licence_card_serial", "Số sê-ri của thẻ", "Serial of the card", _of_row("card_serial")),
    ),
)

_HEALTH_CHECKS = Register(
    code="kham_suc_khoe",
    title=Words("Kết quả khám sức khỏe lái xe điện tử", "Electronic health certificates of drivers"),
    keeper="Bộ Y tế",
    kept_by=_HEALTH,
    rows=_health_checks,
    attributes=(
        _held("found", "driver_health_certificate", "Có kết quả còn hiệu lực", "A valid result exists", _fit),
        _date("checked_on", "driver_health_checked_on", "Ngày khám", "Examined on", _of_row("checked_on")),
        _date("valid_until", "driver_health_valid_until", "Có giá trị đến", "Valid until", _of_row("valid_until")),
        _text("clinic", "driver_health_clinic", "Cơ sở khám", "Clinic", _of_row("clinic")),
        _choice("group", "driver_health_group", "Nhóm hạng xe", "Group of classes", _of_row("group")),
    ),
)

_CIVIL_STATUS = Register(
    code="ho_tich",
    title=Words("Cơ sở dữ liệu hộ tịch điện tử", "Electronic civil status database"),
    keeper="Bộ Tư pháp",
    kept_by=_JUSTICE,
    rows=_births,
    beside=("spouse",),
    attributes=(
        _yes_no("birth_registered", "birth_registered", "Đã đăng ký khai sinh", "Birth registered", _birth_registered),
        _held("marriage_found", "marriage_certificate", "Có dữ liệu kết hôn", "Marriage on record", _married),
        _date(
            "married_on",
            "marriage_registered_on",
            "Ngày đăng ký kết hôn",
            "Marriage registered on",
            _of_person("married_on"),
            field="married_on",
            of_person=True,
        ),
        _text("spouse_name", "person_spouse", "Họ tên vợ, chồng", "Spouse's name", _name_of("spouse")),
        _held(
            "marriage_end_found",
            "end_of_marriage",
            "Có dữ liệu chấm dứt hôn nhân",
            "End of the marriage on record",
            _marriage_ended,
        ),
    ),
)

_BIRTHS_TOLD = Register(
    code="chung_sinh",
    title=Words("Dữ liệu giấy chứng sinh điện tử", "Electronic birth notifications"),
    keeper="Bộ Y tế",
    kept_by=_HOSPITALS,
    rows=_unregistered_births,
    attributes=(
        _held("found", "birth_notification", "Có giấy chứng sinh điện tử", "Electronic notification found", _found),
        _date("born_on", "child_born_on", "Ngày sinh của trẻ", "The child's date of birth", _of_row("born_on")),
        _choice("sex", "child_sex", "Giới tính của trẻ", "The child's sex", _sex_of_birth),
        _text("hospital", "birth_hospital", "Nơi sinh", "Hospital", _of_row("hospital")),
    ),
)

_DRIVING_TESTS = Register(
    code="sat_hach",
    title=Words("Cơ sở dữ liệu đào tạo và sát hạch lái xe", "Database of driver training and tests"),
    keeper="Bộ Công an",
    kept_by=_TRAFFIC_POLICE,
    rows=_tests,
    attributes=(
        _held("passed", "driving_test_passed", "Đạt", "Passed", _passed),
        _choice("test_class", "driving_test_class", "Hạng", "Class", _of_row("licence_class")),
        _held("training_found", "driver_training", "Đã hoàn thành đào tạo", "Training completed", _trained),
        _date("passed_on", "driving_test_passed_on", "Ngày đạt", "Date passed", _of_row("passed_on")),
        _text("centre", "driving_test_centre", "Trung tâm sát hạch", "Test centre", _of_row("centre")),
    ),
)

REGISTERS: Final[Mapping[str, Register]] = {
    one.code: one for one in (_POPULATION, _LICENCES, _HEALTH_CHECKS, _CIVIL_STATUS, _BIRTHS_TOLD, _DRIVING_TESTS)
}


def has(register: str) -> bool:
    """Is a register of this code connected?"""
    return register in REGISTERS


def find(register: str) -> Register:
    """The register of this code. Refuses: NoSuchRegister."""
    if register not in REGISTERS:
        raise NoSuchRegister(register=register, known=sorted(REGISTERS))
    return REGISTERS[register]


def attributes(register: str) -> dict[str, Attribute]:
    """What the register of this code can be asked, by name. Refuses: NoSuchRegister."""
    return {attribute.name: attribute for attribute in find(register).attributes}
