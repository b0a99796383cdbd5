"""The outgoing and incoming books (Decree 30/2020 Annex IV): by year, searched, filtered, printed, exported."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.reference import filtering, lines
from lienthong.doors.desk.reference.filtering import Asked
from lienthong.doors.desk.reference.lines import Line
from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates import rules
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations import queries as organisations
from lienthong.ground.organisations.models import Body
from lienthong.kit import filling
from lienthong.kit.clock import local
from lienthong.kit.errors import NotFound
from lienthong.kit.web import pagination, tables
from lienthong.records.documents import kinds
from lienthong.records.documents.models import Document, IncomingEntry, NumberSequence
from lienthong.records.documents.models.document import DocumentQuerySet

PAGE_LINES = 50
PRINTED_LINES = 2000
_OUTGOING_ORDER = ("-issued_on", "-number", "-id")
_INCOMING_ORDER = ("-arrival_number", "-id")
_UNSEEN = ("words", "content_text")


class UnknownBook(NotFound):
    """There is no such book. A body keeps one for outgoing and one for incoming documents."""


@dataclass(frozen=True)
class Book:
    """One of the two books: its name, columns, states, and how its lines are read."""

    name: str
    title: Promise
    columns: tuple[Promise, ...]
    states: tuple[Any, ...]
    lines: Callable[[Asked, Body], Iterator[Line]]


def _all_outgoing(asked: Asked, body: Body) -> Iterator[Line]:
    """Every line of the outgoing book, newest first; explained numbers in their places."""
    alone = lines.explained(asked, body)
    found = asked.outgoing(body).filter(asked.of_outgoing() or Q())
    rows = found.select_related("unit").order_by(*_OUTGOING_ORDER).iterator(chunk_size=500)
    for line in lines.outgoing(rows):
        while alone and alone[0].place > line.place:
            yield alone.pop(0)
        yield line
    yield from alone


def _all_incoming(asked: Asked, body: Body) -> Iterator[Line]:
    found = asked.incoming(body).filter(asked.of_incoming() or Q())
    rows = found.select_related("unit").order_by(*_INCOMING_ORDER).iterator(chunk_size=500)
    return lines.incoming(rows)


BOOKS = {
    "outgoing": Book(
        "outgoing", gettext_lazy("Sổ văn bản đi"), lines.OUTGOING_COLUMNS, filtering.OUTGOING_STATES, _all_outgoing
    ),
    "incoming": Book(
        "incoming", gettext_lazy("Sổ văn bản đến"), lines.INCOMING_COLUMNS, filtering.INCOMING_STATES, _all_incoming
    ),
}


@official
@require_GET
def choose(request: OfficialRequest) -> HttpResponse:
    """The books begin with the incoming one: that is where a clerk's day begins."""
    return redirect("desk:book-incoming")


@official
@require_GET
def outgoing(request: OfficialRequest) -> HttpResponse:
    """The outgoing book of a year, with gaps explained. Refuses: NotInThisRole, MandateEnded."""
    book, asked = BOOKS["outgoing"], _asked(request, BOOKS["outgoing"])
    body = request.mandate.post.body
    rows, holding = asked.outgoing(body).select_related("unit").defer(*_UNSEEN), asked.of_outgoing()
    cut = pagination.page(rows, request.GET, order=_OUTGOING_ORDER, size=PAGE_LINES, holding=holding)
    following = _first_after(cut.older, rows, holding)
    shown = lines.merged(
        list(lines.outgoing(cut.rows)),
        lines.explained(asked, body),
        is_first=not cut.newer,
        next_place=lines.place_of(following[0]) if following else None,
    )
    return _shown(request, book, asked, shown, cut)


def _first_after(cursor: str, rows: DocumentQuerySet, holding: Q | None) -> list[Document]:
    """The first line of the following page; none at the end."""
    given = {"after": cursor}
    return pagination.page(rows, given, order=_OUTGOING_ORDER, size=1, holding=holding).rows if cursor else []


@official
@require_GET
def incoming(request: OfficialRequest) -> HttpResponse:
    """The incoming book of a year. Refuses: NotInThisRole, MandateEnded."""
    book, asked = BOOKS["incoming"], _asked(request, BOOKS["incoming"])
    rows = asked.incoming(request.mandate.post.body).select_related("unit").defer("words")
    cut = pagination.page(rows, request.GET, order=_INCOMING_ORDER, size=PAGE_LINES, holding=asked.of_incoming())
    return _shown(request, book, asked, list(lines.incoming(cut.rows)), cut)


@official
@require_GET
def printed(request: OfficialRequest, book: str) -> HttpResponse:
    """The ten columns of the form on paper, at most `PRINTED_LINES` lines. Refuses: as for the book, UnknownBook."""
    chosen = _book(book)
    asked = _asked(request, chosen)
    found = [line for line, _place in zip(_every_line(request, chosen, asked), range(PRINTED_LINES + 1), strict=False)]
    return page(
        request,
        "desk/reference/book_print.html",
        {
            "book": chosen,
            "asked": asked,
            "lines": found[:PRINTED_LINES],
            "most": PRINTED_LINES,
            "is_cut": len(found) > PRINTED_LINES,
        },
    )


@official
@require_POST
def export(request: OfficialRequest, book: str) -> HttpResponseBase:
    """The book as a file, CSV or XLSX, in the filters of the page; who took it is recorded.

    Refuses: NotInThisRole, MandateEnded, UnknownBook.
    """
    chosen = _book(book)
    rules.require(request.mandate, Verb.EXPORT_BOOKS, now=request.now)
    asked = filtering.read(request.POST, now=request.now, states=chosen.states)
    form = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    with transaction.atomic():
        _record(request, chosen, request.POST, form)
    cells = (line.cells for line in _every_line(request, chosen, asked))
    columns = [str(column) for column in chosen.columns]
    write = tables.as_xlsx if form == "xlsx" else tables.as_csv
    return write(f"{chosen.title} {asked.year}", columns, cells)


def _record(request: OfficialRequest, book: Book, given: QueryDict, form: str) -> None:
    asked = {name: value for name, value in given.items() if value and name != "csrfmiddlewaretoken"}
    body = request.mandate.post.body
    said = {"book": book.name, "format": form, "asked": asked}
    journal.record("documents.book.exported", body, by=request.mandate, for_whom=body, at=request.now, body=said)


def _book(name: str) -> Book:
    if name not in BOOKS:
        raise UnknownBook
    return BOOKS[name]


def _asked(request: OfficialRequest, book: Book) -> Asked:
    """The question, from somebody who may read books."""
    rules.require(request.mandate, Verb.READ_BOOKS, now=request.now)
    return filtering.read(request.GET, now=request.now, states=book.states)


def _every_line(request: OfficialRequest, book: Book, asked: Asked) -> Iterator[Line]:
    return book.lines(asked, request.mandate.post.body)


def _shown(
    request: OfficialRequest, book: Book, asked: Asked, shown: list[Line], cut: pagination.Page[Any]
) -> HttpResponse:
    mandate, today = request.mandate, local(request.now).date()
    return page(
        request,
        "desk/reference/book.html",
        {
            "book": book,
            "asked": asked,
            "lines": shown,
            "page": cut,
            "found_after": _found_after(book, asked),
            "years": _years(mandate, today.year, asked.year),
            "kinds": sorted(((kind.code, kind.label) for kind in kinds.KINDS), key=lambda kind: kind[1]),
            "units": organisations.units_of(mandate.post.body, today),
            "states": [(state.value, state.label) for state in book.states],
            "may_export": rules.may(mandate, Verb.EXPORT_BOOKS, now=request.now),
            "tabs": _tabs(request, book),
        },
    )


def _found_after(book: Book, asked: Asked) -> datetime | None:
    """Since when lines are found by words, while those from before an upgrade are not all."""
    if not (asked.words or asked.party):
        return None
    return filling.newest_without(IncomingEntry if book.name == "incoming" else Document)


def _years(mandate: Mandate, *known: int) -> list[int]:
    kept = NumberSequence.objects.filter(body=mandate.post.body).values_list("year", flat=True).distinct()
    return sorted({*kept, *known}, reverse=True)


def _tabs(request: HttpRequest, current: Book) -> list[dict[str, Any]]:
    from django.urls import reverse

    labels = {"incoming": _("Văn bản đến"), "outgoing": _("Văn bản đi")}
    return [
        {"label": label, "url": reverse(f"desk:book-{name}"), "count": None, "current": name == current.name}
        for name, label in labels.items()
    ]
