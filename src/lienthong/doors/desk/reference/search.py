"""One search box over what this person may read: outgoing documents, incoming documents, the directory."""

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.reference.wording import holding
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Reach, Verb, reach_of
from lienthong.ground.organisations import queries as organisations
from lienthong.kit import filling
from lienthong.kit.clock import local
from lienthong.kit.web import pagination
from lienthong.records.documents.models import Document
from lienthong.records.exchange.models import Assignment, Delivery

MOST, MOST_PLACES = 20, 6
"""Documents, and bodies or units: the books and the directory go on from there."""
_OF_A_DOCUMENT = ("kind", "number_and_symbol", "subject", "state", "changed_at")
_OF_A_DELIVERY = (
    "state", "arrived_at", "message__document__subject", "message__document__number_and_symbol",
    "message__sender__name_vi", "message__sender__name_en",
)  # fmt: skip
"""What a line shows. Each table less that is joined saves the database more time than reading its rows takes."""


@official
@require_GET
def search(request: OfficialRequest) -> HttpResponse:
    """What holds these words. Nothing is searched before two letters are given."""
    words = request.GET.get("q", "").lstrip()
    enough = len(words.rstrip()) > 1
    today = local(request.now).date()
    bodies, units = organisations.search(words, today)
    return page(
        request,
        "desk/reference/search.html",
        {
            "words": words,
            "enough": enough,
            "found_after": filling.newest_without(Document) if enough else None,
            "outgoing": readable_documents(request.mandate, words) if enough else [],
            "incoming": readable_deliveries(request.mandate, words) if enough else [],
            "bodies": list(bodies[:MOST_PLACES]) if enough else [],
            "units": list(units[:MOST_PLACES]) if enough else [],
            "may_read_books": reach_of(request.mandate.role, Verb.READ_BOOKS) is not None,
        },
    )


def readable_documents(mandate: Mandate, words: str) -> list[Document]:
    """Documents of the own body that hold the words and that this mandate reaches, the last changed first."""
    reach = reach_of(mandate.role, Verb.READ_DOCUMENT)
    if reach is None:
        return []
    own = Q(drafted_by=mandate) | Q(signer=mandate) | Q(signed_by=mandate)
    asked = holding(words) & _reached(reach, own, Q(unit=mandate.post.unit_id), mandate)
    rows = Document.objects.of_body(mandate.post.body).only(*_OF_A_DOCUMENT)
    return pagination.first(rows, asked, ("-changed_at",), MOST)


def readable_deliveries(mandate: Mandate, words: str) -> list[Delivery]:
    """Deliveries to the own body that hold the words and that this mandate reaches, the last to arrive first."""
    reach = reach_of(mandate.role, Verb.READ_DOCUMENT)
    if reach is None:
        return []
    mine = Assignment.objects.filter(delivery=OuterRef("pk"), holder=mandate, ended_at__isnull=True)
    reached = _reached(reach, Q(Exists(mine)), Q(unit=mandate.post.unit_id), mandate)
    arrived = Delivery.objects.addressed_to(mandate.post.body).filter(arrived_at__isnull=False)
    rows = arrived.select_related("message__sender", "message__document").only(*_OF_A_DELIVERY)
    return pagination.first(rows, holding(words, column="message__document__words") & reached, ("-arrived_at",), MOST)


def _reached(reach: Reach, own: Q, in_unit: Q, mandate: Mandate) -> Q:
    """The same answer as `mandates.rules.require` gives for one thing, as a condition on rows."""
    if reach is Reach.BODY:
        return Q()
    return own | in_unit if reach is Reach.UNIT and mandate.post.unit_id else own
