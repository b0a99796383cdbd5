"""Before the first question: whom it is about, and which body it goes to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from lienthong.ground.identity.models import Account
from lienthong.ground.identity.queries import identification_of
from lienthong.ground.organisations.queries import UnknownCode, resolve_code
from lienthong.ground.organisations.rules import CodeMalformed
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict, Invalid
from lienthong.kit.text import fold
from lienthong.kit.web.words import called
from lienthong.records.registers import enterprise_codes
from lienthong.records.registers.models import Person
from lienthong.work.services import queries
from lienthong.work.services.actions.applying import PersonDied, Whom, require_living
from lienthong.work.services.asking import PersonalNumberField
from lienthong.work.services.models import Offering, Procedure
from lienthong.work.services.states import About, Relation

SELF, OTHER, CHILD, ENTERPRISE = "self", "other", "child:", "enterprise"
_ASKED = {
    About.APPLICANT: gettext_noop("Bạn làm cho ai?"),
    About.CHILD: gettext_noop("Ai đứng tên làm cho trẻ?"),
    About.DECEASED: gettext_noop("Ai đứng tên đi khai?"),
}
_OWN = {
    About.APPLICANT: gettext_noop("Cho tôi: %(name)s"),
    About.CHILD: gettext_noop("Tôi đứng tên làm cho trẻ: %(name)s"),
    About.DECEASED: gettext_noop("Tôi đứng tên đi khai: %(name)s"),
}
_OTHERS = {
    About.APPLICANT: gettext_noop("Cho người khác, tôi có giấy ủy quyền"),
    About.CHILD: gettext_noop("Người khác đứng tên làm cho trẻ, tôi có giấy ủy quyền của người đó"),
    About.DECEASED: gettext_noop("Người khác đứng tên, tôi có giấy ủy quyền của người đó"),
}
"""Where a procedure is not about who applies, one is asked who does: the child comes on the pages that follow."""
_NEEDED = {
    OTHER: {
        "number": gettext_noop("Ghi số định danh của người bạn làm thay."),
        "name": gettext_noop("Ghi họ tên của người bạn làm thay."),
        "basis": gettext_noop("Ghi căn cứ bạn được làm thay người đó."),
    },
    ENTERPRISE: {
        "code": gettext_noop("Ghi mã số thuế của doanh nghiệp, tổ chức."),
        "enterprise": gettext_noop("Ghi tên doanh nghiệp, tổ chức."),
        "standing": gettext_noop("Ghi chức danh, hoặc giấy ủy quyền của bạn."),
    },
}
"""Choice -> field -> what is said where it was left empty."""


class NobodyOffers(Conflict):
    """No body takes applications for this procedure now. Its page says what it will need; look there again later."""


class EnterpriseCodeField(forms.CharField):
    """The code of an enterprise or organisation, however it is typed."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "input-medium", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        """Its digits, or nothing where it was left empty."""
        typed = super().clean(value)
        try:
            return enterprise_codes.read(typed) if typed else ""
        except Invalid as refused:
            raise forms.ValidationError(refused.detail, code="form") from refused


class BeginForm(forms.Form):
    """Whom for: oneself, a child the register knows, another person with a power, an enterprise; and where."""

    needed_when = ("number", "name", "basis", "code", "enterprise", "standing", "body")
    whom = forms.ChoiceField(label=gettext_lazy("Bạn làm cho ai?"), widget=forms.RadioSelect)
    number = PersonalNumberField(
        label=gettext_lazy("Số định danh của người đó"),
        required=False,
        help_text=gettext_lazy("12 chữ số trên thẻ căn cước của người đó."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-medium", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Họ, chữ đệm và tên của người đó"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Như trên thẻ căn cước của người đó."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ bạn làm thay"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Ví dụ: giấy ủy quyền số 12 công chứng ngày 02/11/2026."),
    )
    code = EnterpriseCodeField(
        label=gettext_lazy("Mã số thuế của doanh nghiệp, tổ chức"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("10 chữ số; chi nhánh, đơn vị phụ thuộc có 13 chữ số."),
    )
    enterprise = forms.CharField(
        label=gettext_lazy("Tên doanh nghiệp, tổ chức"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Như trên giấy chứng nhận đăng ký."),
    )
    standing = forms.CharField(
        label=gettext_lazy("Bạn đại diện theo tư cách nào?"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Ví dụ: giám đốc, đại diện theo pháp luật; hoặc giấy ủy quyền số 12 ngày 02/11/2026."),
    )
    body = forms.ChoiceField(
        label=gettext_lazy("Nộp cho nơi nào?"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Nơi này không nhận thủ tục này nữa. Chọn nơi khác.")},
    )

    def __init__(self, procedure: Procedure, account: Account, data: Any = None, *, now: datetime) -> None:
        """The choices depend on who is signed in: children and the place of residence come from the register.

        Refuses: NobodyOffers.
        """
        super().__init__(data)
        self._account = account
        self._offerings = {str(each.body_id): each for each in queries.offerings(procedure)}
        if not self._offerings:
            raise NobodyOffers
        held = identification_of(account, now)
        self.own_number = held.number if held else ""
        self.person = Person.objects.filter(number=self.own_number).first() if self.own_number else None
        self.children = _children(self.person)
        self.other: Person | None = None
        assert procedure.current is not None, "a published procedure has a version"
        package = procedure.current.package
        about, self.is_for_enterprises = package.about, package.is_for_enterprises
        own = [(SELF, _(_OWN[about]) % {"name": account.full_name})]
        young = [
            (f"{CHILD}{each.number}", _("Cho con tôi: %(name)s") % {"name": each.full_name}) for each in self.children
        ]
        other = [(OTHER, _(_OTHERS[about]))]
        if self.is_for_enterprises:
            other.append((ENTERPRISE, _("Cho doanh nghiệp, tổ chức mà tôi đại diện")))
        self.fields["whom"].label = _(_ASKED[about])
        self.fields["whom"].choices = [*own, *(young if about is About.APPLICANT else []), *other]  # type: ignore[attr-defined]
        self._home = self._where_they_live(now)
        self.fields["body"].choices = self._places()  # type: ignore[attr-defined]
        self.initial = {"whom": SELF}

    @property
    def offering(self) -> Offering:
        """Where it goes; only after `is_valid`."""
        return self._offerings[self.cleaned_data["body"]]

    def _places(self) -> list[tuple[str, str]]:
        """Where it is taken; of several the home of who is signed in stands first, and none is chosen for others."""
        places = {key: called(each.body) for key, each in self._offerings.items()}
        if len(places) == 1:
            return [*places.items()]
        first = _("Nơi tôi cư trú: %(place)s") % {"place": places[self._home]} if self._home else _("Chọn nơi nộp")
        return [("", first), *places.items()]

    def _where_they_live(self, now: datetime) -> str:
        """The province of who is signed in, if it offers the procedure; nothing where it does not, or is not known."""
        if len(self._offerings) == 1:
            return next(iter(self._offerings))
        if self.person is None:
            return ""
        try:
            found = resolve_code(self.person.residence_code, local(now).date())
        except (UnknownCode, CodeMalformed):
            return ""
        return str(found.pk) if str(found.pk) in self._offerings else ""

    def clean(self) -> dict[str, Any]:
        """Another person, and an enterprise, need number or code and the ground on which one acts."""
        found = super().clean() or {}
        for name, words in _NEEDED.get(found.get("whom", ""), {}).items():
            if not found.get(name) and name not in self.errors:
                self.add_error(name, _(words))
        if found.get("whom") == OTHER and found.get("number") and found.get("name"):
            self._require_one_person(found)
        self._require_living(found)
        self._settle_body(found)
        return found

    def _settle_body(self, found: dict[str, Any]) -> None:
        """Left alone it is where one lives oneself; somebody else, and an enterprise, are settled where they are."""
        if found.get("body") or "body" in self.errors:
            return
        found["body"] = self._home if found.get("whom") not in _NEEDED else ""
        if not found["body"]:
            self.add_error("body", _("Chọn nơi nộp: thường là nơi người được làm hồ sơ cư trú, nơi đặt trụ sở."))

    def _require_one_person(self, found: Mapping[str, Any]) -> None:
        """Whoever acts for somebody knows their name: a number alone opens nobody's data."""
        self.other = Person.objects.filter(number=found["number"]).first()
        if self.other is not None and self.other.folded != fold(found["name"]):
            self.add_error("name", _("Số định danh và họ tên không phải của cùng một người. Xem lại cả hai trên thẻ."))

    def _require_living(self, found: Mapping[str, Any]) -> None:
        """Said before anything is begun, beside the field that names the dead."""
        other = found.get("whom") == OTHER
        try:
            require_living(str(found.get("number", "")) if other else self.own_number)
        except PersonDied as refused:
            self.add_error("number" if other else "whom", refused.detail)

    def person_meant(self, known: Mapping[str, Any]) -> Whom:
        """The person it is about, and how surely the applicant is known; only after `is_valid`."""
        return replace(self._whom(), assurance=known)

    def _whom(self) -> Whom:
        chosen = self.cleaned_data["whom"]
        phone = (self.person.phone if self.person else "") or self._account.phone or ""
        if chosen == SELF:
            return Whom(self.own_number, self._account.full_name, Relation.SELF, phone=phone)
        if chosen.startswith(CHILD):
            child = next(each for each in self.children if each.number == chosen.removeprefix(CHILD))
            return Whom(child.number, child.full_name, Relation.PARENT, phone=phone)
        given = self.cleaned_data
        if chosen == ENTERPRISE:
            basis = given["standing"]
            return Whom(given["code"], given["enterprise"], Relation.ENTERPRISE, basis=basis, phone=phone)
        name = self.other.full_name if self.other else given["name"]
        return Whom(given["number"], name, Relation.POWER, basis=given["basis"], phone=phone)


def _children(person: Person | None) -> list[Person]:
    if person is None:
        return []
    return list(Person.objects.filter(Q(mother=person) | Q(father=person), died_on__isnull=True).order_by("born_on"))
