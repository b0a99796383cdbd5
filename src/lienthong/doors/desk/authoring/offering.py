"""Which procedures the body offers, with which units: the list of all that are published, and one of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.organisations.models import Body, Unit
from lienthong.ground.organisations.queries import units_of
from lienthong.kit.clock import local
from lienthong.kit.web import pagination
from lienthong.kit.web.words import called
from lienthong.work.services import actions, queries, rules
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Offering, Procedure
from lienthong.work.services.packages import Package

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
MOST_FOUND = 50
"""Of what words mean so many are shown, the best ones."""
_ROLE = "role-"


@dataclass(frozen=True)
class Line:
    """A published procedure as the body sees it; who receives, and who stands for each role (empty = nobody)."""

    key: str
    name: str
    owner: Body
    is_own: bool
    is_offered: bool
    receives: str
    roles: tuple[tuple[str, str], ...]

    @property
    def is_open(self) -> bool:
        """Is a unit to be chosen anew: one is gone, or the version in force names more than was chosen?"""
        return self.is_offered and not (self.receives and all(stands for _role, stands in self.roles))


class OfferForm(forms.Form):
    """The unit of the body that receives, and one for each unit that the package names."""

    receives = forms.ChoiceField(label=gettext_lazy("Đơn vị tiếp nhận"), widget=forms.Select(attrs={"class": "select"}))

    def __init__(
        self, package: Package, units: Mapping[str, Unit], data: Any = None, *, offering: Offering | None = None
    ) -> None:
        """`units` = those of the body today by their ids; it begins with what is in force."""
        super().__init__(data)
        self._units, self._roles = units, package.roles
        choices = [("", _("Chọn đơn vị")), *((key, called(each)) for key, each in units.items())]
        receiving = [each for each in package.plain["procedure"]["units"] if each["code"] not in package.roles]
        self.fields["receives"].choices = choices  # type: ignore[attr-defined]
        self.fields["receives"].help_text = _named(receiving)
        for code, each in package.roles.items():
            self.fields[_ROLE + code] = forms.ChoiceField(
                label=in_language(each["name"]), help_text=_does()[each["role"]], choices=choices,
                widget=forms.Select(attrs={"class": "select"}),
            )  # fmt: skip
        if offering is not None:
            begun = {_ROLE + code: unit for code, unit in offering.units.items()}
            self.initial = {"receives": str(offering.receiving_unit_id), **begun}

    def chosen(self) -> dict[str, Any]:
        """What the action takes by name; only after `is_valid`."""
        given = self.cleaned_data
        units = {code: self._units[given[_ROLE + code]] for code in self._roles}
        return {"receiving_unit": self._units[given["receives"]], "units": units}


def _named(receiving: Iterable[Mapping[str, Any]]) -> str:
    """Who receives by the package itself; nothing where it does not say."""
    names = ", ".join(in_language(each["name"]) for each in receiving)
    return _("Thủ tục ghi: %(names)s.") % {"names": names} if names else ""


def _does() -> dict[str, str]:
    """What a unit named by a package does."""
    return {"decides": _("Đơn vị giải quyết."), "coordinates": _("Đơn vị phối hợp.")}


@official
@require_GET
def offers(request: OfficialRequest) -> HttpResponse:
    """What is published in the country, and what the body offers of it. Refuses: as `require_may_offer`."""
    body = request.mandate.post.body
    rules.require_may_offer(request.mandate, body, now=request.now)
    words = request.GET.get("q", "").strip()[:200]
    listed = None if words else pagination.page(queries.for_body(body), request.GET, order=("place", "key"))
    found = listed.rows if listed else _sought(words, body)
    offered, units = queries.open_at(body), _units(request)
    lines = [_line(each, body, offered.get(each.pk), units) for each in found]
    context = {"lines": lines, "page": listed, "words": words, "offered_count": len(offered)}
    return page(request, "desk/authoring/offers.html", context)


def _sought(words: str, body: Body) -> list[Procedure]:
    """What these everyday words mean, the own ones first, then the best."""
    return sorted(queries.search(words), key=lambda each: each.owner_id != body.pk)[:MOST_FOUND]


def _units(request: OfficialRequest) -> dict[str, Unit]:
    return {str(each.pk): each for each in units_of(request.mandate.post.body, local(request.now).date())}


def _line(procedure: Procedure, body: Body, offering: Offering | None, units: Mapping[str, Unit]) -> Line:
    assert procedure.current is not None, "a published procedure has a version"
    stands = offering.units if offering else {}
    return Line(
        key=procedure.key,
        name=procedure.current.name,
        owner=procedure.owner,
        is_own=procedure.owner_id == body.pk,
        is_offered=offering is not None,
        receives=called(units.get(str(offering.receiving_unit_id))) if offering else "",
        roles=tuple((in_language(each["name"]), called(units.get(stands.get(code, ""))))
                    for code, each in procedure.current.package.roles.items()),
    )  # fmt: skip


@official
@get_or_post
def offer(request: OfficialRequest, key: str) -> HttpResponse:
    """One procedure at the body: opened with its units, or with others. Refuses: NoSuchProcedure, as the actions."""
    body = request.mandate.post.body
    rules.require_may_offer(request.mandate, body, now=request.now)
    procedure, units = queries.procedure(key), _units(request)
    assert procedure.current is not None, "a published procedure has a version"
    offering = queries.open_at(body).get(procedure.pk)
    data = request.POST if request.method == "POST" else None
    form = OfferForm(procedure.current.package, units, data, offering=offering)
    if request.method == "POST" and form.is_valid():
        return _opened(request, procedure, offering, form)
    context = {
        "line": _line(procedure, body, offering, units),
        "offering": offering,
        "form": form,
        "has_units": bool(units),
        "others": [each.body for each in queries.offerings(procedure) if each.body_id != body.pk],
        "linked": [in_language(each.plain["task"]) for each in procedure.current.package.links],
    }
    return page(request, "desk/authoring/offer.html", context, status=422 if form.is_bound else 200)


def _opened(request: OfficialRequest, procedure: Procedure, offering: Offering | None, form: OfferForm) -> HttpResponse:
    """Opened, or opened anew where it is open already; the page then shows what is in force."""
    said = {**form.chosen(), "by": request.mandate, "now": request.now}
    with transaction.atomic():
        if offering is None:
            actions.offer(procedure=procedure, body=request.mandate.post.body, **said)
            words = _("Đã mở nhận. Người dân nộp được từ bây giờ.")
        else:
            actions.change_units(offering=offering, **said)
            words = _("Đã đổi đơn vị cho hồ sơ nộp từ bây giờ.")
    messages.success(request, words)
    return redirect("desk:procedure-offer", procedure.key)


@official
@require_POST
def stop(request: OfficialRequest, key: str) -> HttpResponse:
    """Take no new applications. Refuses: NoSuchProcedure, NotOfferedThere, and as `close_offering`."""
    body = request.mandate.post.body
    rules.require_may_offer(request.mandate, body, now=request.now)
    offering = queries.offering(queries.procedure(key), body.pk)
    with transaction.atomic():
        actions.close_offering(offering=offering, by=request.mandate, now=request.now)
    messages.success(request, _("Đã thôi nhận. Hồ sơ và bản nháp đã có vẫn làm tiếp."))
    return redirect("desk:procedure-offer", key)
