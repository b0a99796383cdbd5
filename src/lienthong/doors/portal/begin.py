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
from lienthong.kit.errors import Conflict
from lienthong.kit.web.words import called
from lienthong.records.registers.models import Person
from lienthong.work.services import queries
from lienthong.work.services.actions.applying import PersonDied, Whom, require_living
from lienthong.work.services.models import Offering, Procedure
from lienthong.work.services.states import About, Relation

SELF, OTHER, CHILD = "self", "other", "child:"
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


class NobodyOffers(Conflict):
    """No body takes applications for this procedure now. Its page says what it will need; look there again later."""


class BeginForm(forms.Form):
    """Whom for: oneself, a child the register knows, or another person with a power; and where."""

    whom = forms.ChoiceField(label=gettext_lazy("Bạn làm cho ai?"), widget=forms.RadioSelect)
    number = forms.RegexField(
        r"^[0-9]{12}$",
        label=gettext_lazy("Số định danh của người đó"),
        required=False,
        help_text=gettext_lazy("12 chữ số. Chỉ ghi khi làm cho người khác."),
        error_messages={"invalid": gettext_lazy("Số định danh có 12 chữ số.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-medium", "autocomplete": "off"}),
    )
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ bạn làm thay"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Ví dụ: giấy ủy quyền số 12 công chứng ngày 02/11/2026."),
    )
    body = forms.ChoiceField(
        label=gettext_lazy("Nộp cho nơi nào?"),
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
        about = procedure.current.package.about if procedure.current else About.APPLICANT
        own = [(SELF, _(_OWN[about]) % {"name": account.full_name})]
        young = [
            (f"{CHILD}{each.number}", _("Cho con tôi: %(name)s") % {"name": each.full_name}) for each in self.children
        ]
        other = [(OTHER, _(_OTHERS[about]))]
        self.fields["whom"].label = _(_ASKED[about])
        self.fields["whom"].choices = [*own, *(young if about is About.APPLICANT else []), *other]  # type: ignore[attr-defined]
        places = [(key, called(each.body)) for key, each in self._offerings.items()]
        self.fields["body"].choices = places  # type: ignore[attr-defined]
        self.initial = {"whom": SELF, "body": self._home(now)}

    @property
    def offering(self) -> Offering:
        """Where it goes; only after `is_valid`."""
        return self._offerings[self.cleaned_data["body"]]

    def _home(self, now: datetime) -> str:
        """The province where the person lives, if it offers the procedure."""
        if self.person is None:
            return next(iter(self._offerings))
        try:
            found = resolve_code(self.person.residence_code, local(now).date())
        except (UnknownCode, CodeMalformed):
            return next(iter(self._offerings))
        return str(found.pk)

    def clean(self) -> dict[str, Any]:
        """Another person needs a number and the ground on which one acts."""
        found = super().clean() or {}
        if found.get("whom") == OTHER:
            if not found.get("number"):
                self.add_error("number", _("Ghi số định danh của người bạn làm thay."))
            if not found.get("basis"):
                self.add_error("basis", _("Ghi căn cứ bạn được làm thay người đó."))
        self._require_living(found)
        return found

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
        phone = self.person.phone if self.person else self._account.phone or ""
        if chosen == SELF:
            return Whom(self.own_number, self._account.full_name, Relation.SELF, phone=phone)
        if chosen.startswith(CHILD):
            child = next(each for each in self.children if each.number == chosen.removeprefix(CHILD))
            return Whom(child.number, child.full_name, Relation.PARENT, phone=phone)
        other = Person.objects.filter(number=self.cleaned_data["number"]).first()
        name = other.full_name if other else ""
        return Whom(self.cleaned_data["number"], name, Relation.POWER, basis=self.cleaned_data["basis"], phone=phone)


def _children(person: Person | None) -> list[Person]:
    if person is None:
        return []
    return list(Person.objects.filter(Q(mother=person) | Q(father=person), died_on__isnull=True).order_by("born_on"))
