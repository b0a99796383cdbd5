"""How forms are drawn (`{{ form }}`, `{{ form.due_on.as_field_group }}`), and the day field of all forms."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _


class Renderer(DjangoTemplates):
    """Our templates first (with the words of `kit`), Django's own for the widgets."""

    form_template_name = "kit/form.html"
    field_template_name = "kit/field_group.html"

    def get_template(self, template_name: str) -> Any:
        """A template of ours, or Django's where we have none."""
        try:
            return get_template(template_name)
        except TemplateDoesNotExist:
            return super().get_template(template_name)


class DayInput(forms.DateInput):
    """One plain box for dd/mm/yyyy: typed digits are quicker and safer than a month to page through."""

    def __init__(self) -> None:
        super().__init__(
            format="%d/%m/%Y",
            attrs={"class": "input-date", "autocomplete": "off", "inputmode": "numeric", "placeholder": "dd/mm/yyyy"},
        )


_WRITTEN = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{4}|\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
"""How a day is written, whether or not there is such a day."""


class DayField(forms.DateField):
    """A day as people here write it: 22/11/2026; dots and hyphens are taken too."""

    widget = DayInput
    input_formats = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
    default_error_messages = {
        "invalid": _("Ghi ngày như 22/11/2026."),
        "no_such_day": _("Không có ngày này trong lịch. Ghi ngày như 22/11/2026."),
    }

    def to_python(self, value: Any) -> Any:
        """The day. Refuses what is not written as one, and a day that the calendar does not have."""
        try:
            return super().to_python(value)
        except ValidationError as wrong:
            if _WRITTEN.fullmatch(str(value).strip()):
                raise ValidationError(self.error_messages["no_such_day"], code="no_such_day") from wrong
            raise
