"""Reads for lists and pages: what a person may see, who may sign, which number would come next."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, Q

from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Reach, Verb
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations.models import Body
from lienthong.kit.clock import local
from lienthong.records.documents import kinds
from lienthong.records.documents.models import ArchivedForm, Document, Number, NumberSequence
from lienthong.records.documents.models.document import DocumentQuerySet
from lienthong.records.documents.states import NumberState


def readable_by(mandate: Mandate) -> DocumentQuerySet:
    """Outgoing documents this mandate may open: the same reach `rules.may_read` asks for, as one condition."""
    reach = mandates.reach_of(mandate.role, Verb.READ_DOCUMENT)
    if reach is None:
        return Document.objects.none()
    found = Document.objects.of_body(mandate.post.body)
    if reach is Reach.BODY:
        return found
    own = Q(drafted_by=mandate) | Q(signer=mandate) | Q(signed_by=mandate)
    if reach is Reach.UNIT and mandate.post.unit_id is not None:
        own |= Q(unit=mandate.post.unit_id)
    return found.filter(own)


def counts_by_state(documents: DocumentQuerySet) -> Mapping[str, int]:
    """How many of them stand in each state: one query."""
    return dict(documents.order_by().values_list("state").annotate(count=Count("*")))


def possible_signers(body: Body, at: datetime) -> list[Mandate]:
    """Whose mandate includes signing for this body at this instant: leaders first, then heads of unit, by name."""
    roles = [role for role in Role if mandates.reach_of(role, Verb.SIGN_DOCUMENT) is not None]
    held = Mandate.objects.in_force_at(at).filter(post__body=body, role__in=roles).with_people()
    return sorted(held, key=lambda one: (roles.index(Role(one.role)), one.post.sort_key, one.account.full_name))


def archived_form(document: Document) -> ArchivedForm | None:
    """The archived form, made or owed; None of what was signed neither here nor under our authority."""
    return ArchivedForm.objects.filter(document=document).select_related("file", "sealed__file").first()


def held_number(document: Document) -> Number | None:
    """The number that was written down for the document and is not on it yet; None when there is none."""
    return (
        Number.objects.filter(document=document, state=NumberState.RESERVED)
        .select_related("sequence", "document")
        .first()
    )


def expected_number(document: Document, *, now: datetime) -> str:
    """Number and symbol the document has, or would get now: `16/QĐ-BTC`. Another clerk may be quicker."""
    if document.number_and_symbol:
        return document.number_and_symbol
    year = local(now).year
    held = held_number(document)
    value = held.value if held is not None and held.sequence.year == year else last_number(document, year) + 1
    unit = document.unit.abbreviation if document.unit else ""
    return kinds.number_and_symbol(value, kinds.kind_of(document.kind), document.body.abbreviation, unit)


def last_number(document: Document, year: int) -> int:
    """The last number given this year in the sequence the document belongs to; 0 when none was."""
    sequence = NumberSequence.objects.filter(body=document.body_id, year=year, series=document.kind).first()
    return sequence.last if sequence else 0
