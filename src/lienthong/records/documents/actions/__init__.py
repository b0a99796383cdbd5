"""Verbs of the room, one file a stage: drafting, signing, numbering, sealing and issuing, archiving, books."""

from lienthong.records.documents.actions.amending import amend
from lienthong.records.documents.actions.archiving import (
    archive,
    record_not_archived,
    renew,
    take_archives_due,
    take_renewals_due,
)
from lienthong.records.documents.actions.books import enter_incoming, hand_over, note_end
from lienthong.records.documents.actions.drafting import (
    abandon,
    add_annex,
    add_recipients,
    address_as,
    attach_finished,
    comment,
    detach_finished,
    draft,
    edit,
    remove_annex,
    remove_recipients,
    return_for_correction,
    set_recipients,
    submit,
)
from lienthong.records.documents.actions.finding import fill_words
from lienthong.records.documents.actions.issuing import mark_issued, seal
from lienthong.records.documents.actions.numbering import number, reserve_number, reserve_paper_number, void_number
from lienthong.records.documents.actions.signing import sign

__all__ = [
    "abandon",
    "add_annex",
    "add_recipients",
    "address_as",
    "amend",
    "archive",
    "attach_finished",
    "comment",
    "detach_finished",
    "draft",
    "edit",
    "enter_incoming",
    "fill_words",
    "hand_over",
    "mark_issued",
    "note_end",
    "number",
    "record_not_archived",
    "remove_annex",
    "remove_recipients",
    "renew",
    "reserve_number",
    "reserve_paper_number",
    "return_for_correction",
    "seal",
    "set_recipients",
    "sign",
    "submit",
    "take_archives_due",
    "take_renewals_due",
    "void_number",
]
