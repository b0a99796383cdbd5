"""THE table: every noun of `message.py` beside the element that carries it, in the order and spelling of the wire.

The misspellings (`Bussiness`, `TyperNotation`, `ContentTransferEncoded`) are the regulation's own and stay. Reader and
writer are both driven by this table and know no element name beside it but those of the frame around it.
Source: QCVN 102:2016/BTTTT as the incumbent exchange's libraries write it.
"""

from dataclasses import dataclass, field
from enum import Enum

from lienthong.records.exchange.adapters.edxml import message as m
from lienthong.records.exchange.adapters.edxml.names import EDXML


class Kind(Enum):
    """How a value is written."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "yyyy/MM/dd"
    INSTANT = "yyyy/MM/dd HH:mm:ss"


@dataclass(frozen=True, slots=True)
class Part:
    """One field: its element, how its value is written, whether it may repeat and which element wraps the repeats."""

    field: str
    element: str
    holds: Kind | type = Kind.TEXT
    many: bool = False
    within: str = ""
    required: bool = False
    expected: bool = False

    @property
    def outer(self) -> str:
        """The element that stands in the parent."""
        return self.within or self.element

    @property
    def noun(self) -> type | None:
        """The noun of `BLOCKS` it holds; None for a single value."""
        return self.holds if type(self.holds) is type else None

    @property
    def single(self) -> bool:
        """One value that may stand once and has no element around it."""
        return self.noun is None and not self.many and not self.within


@dataclass(frozen=True)
class Block:
    """The parts of one element, in the order of the wire."""

    parts: tuple[Part, ...]
    places: dict[str, tuple[int, Part, str, bool, type | None]] = field(init=False)
    required: tuple[Part, ...] = field(init=False)
    expected: tuple[Part, ...] = field(init=False)
    wanted: tuple[str, ...] = field(init=False)
    repeated: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Index the parts by the tag under which they are met (place, part, field, single, noun), and by need."""
        places = {
            f"{{{EDXML}}}{part.outer}": (place, part, part.field, part.single, None if part.within else part.noun)
            for place, part in enumerate(self.parts)
        }
        object.__setattr__(self, "places", places)
        object.__setattr__(self, "required", tuple(part for part in self.parts if part.required))
        object.__setattr__(self, "expected", tuple(part for part in self.parts if part.expected))
        object.__setattr__(self, "wanted", tuple(part.field for part in self.parts if part.required or part.expected))
        object.__setattr__(self, "repeated", tuple(part.field for part in self.parts if part.many))


def _block(*parts: Part) -> Block:
    return Block(parts)


BLOCKS: dict[type, Block] = {
    m.Organ: _block(
        Part("code", "OrganId", required=True),
        Part("in_charge", "OrganizationInCharge"),
        Part("name", "OrganName"),
        Part("address", "OrganAdd"),
        Part("email", "Email"),
        Part("telephone", "Telephone"),
        Part("fax", "Fax"),
        Part("website", "Website"),
    ),
    m.Code: _block(Part("number", "CodeNumber", required=True), Part("notation", "CodeNotation")),
    m.Promulgation: _block(Part("place", "Place"), Part("issued_on", "PromulgationDate", Kind.DAY)),
    m.DocumentType: _block(Part("code", "Type"), Part("detail", "TypeDetail"), Part("name", "TypeName")),
    m.Signer: _block(Part("capacity", "Competence"), Part("position", "Position"), Part("full_name", "FullName")),
    m.Other: _block(
        Part("urgency", "Priority", m.Urgency),
        Part("circulation", "SphereOfPromulgation"),
        Part("typist_mark", "TyperNotation"),
        Part("copy_count", "PromulgationAmount", Kind.NUMBER),
        Part("page_count", "PageAmount", Kind.NUMBER),
        Part("appendixes", "Appendix", many=True, within="Appendixes"),
        Part("reference_codes", "ReferenceCodes"),
        Part("direction", "Direction"),
    ),
    m.Response: _block(
        Part("organ", "OrganId"),
        Part("code", "Code"),
        Part("issued_on", "PromulgationDate", Kind.DAY),
        Part("document_id", "DocumentId"),
    ),
    m.Staff: _block(
        Part("department", "Department"),
        Part("name", "Staff"),
        Part("mobile", "Mobile"),
        Part("email", "Email"),
        Part("department_id", "DepartmentId"),
        Part("staff_id", "StaffId"),
    ),
    m.Trace: _block(Part("organ", "OrganId"), Part("at", "Timestamp", Kind.INSTANT)),
    m.Receiver: _block(Part("change", "ReceiverType", m.ReceiverChange), Part("organ", "OrganId")),
    m.DocumentChange: _block(
        Part("particulars", "DocumentInfo", Kind.NUMBER),
        Part("receivers", "DocumentReceiver", Kind.NUMBER),
        Part("receiver_list", "Receiver", m.Receiver, many=True, within="ReceiverList"),
    ),
    m.Replacement: _block(
        Part("document_id", "DocumentId"), Part("organs", "OrganId", many=True, within="OrganIdList")
    ),
    m.Transaction: _block(
        Part("business", "BussinessDocType", m.Business, expected=True),
        Part("reason", "BussinessDocReason"),
        Part("change", "BussinessDocumentInfo", m.DocumentChange),
        Part("document_id", "DocumentId"),
        Part("staff", "StaffInfo", m.Staff),
        Part("paper", "Paper", Kind.NUMBER),
        Part("replacements", "ReplacementInfo", m.Replacement, many=True, within="ReplacementInfoList"),
    ),
    m.Attachment: _block(
        Part("content_id", "ContentId"),
        Part("content_type", "ContentType"),
        Part("description", "Description"),
        Part("name", "AttachmentName", expected=True),
    ),
}
"""Every block of the message, by the noun it becomes."""

DOCUMENT_HEADER = _block(
    Part("sender", "From", m.Organ, required=True),
    Part("recipients", "To", m.Organ, many=True, required=True),
    Part("document_id", "DocumentId", required=True),
    Part("code", "Code", m.Code, required=True),
    Part("promulgation", "PromulgationInfo", m.Promulgation, expected=True),
    Part("type", "DocumentType", m.DocumentType, expected=True),
    Part("subject", "Subject", expected=True),
    Part("content", "Content"),
    Part("signer", "SignerInfo", m.Signer),
    Part("due_on", "DueDate", Kind.DAY),
    Part("other", "OtherInfo", m.Other),
    Part("responses", "ResponseFor", m.Response, many=True),
    Part("steering", "SteeringType", m.Steering),
    Part("task_codes", "TaskCode", many=True, within="ResponseForTask"),
    Part("application_type", "ApplicationType"),
    Part("to_places", "Place", many=True, within="ToPlaces"),
)
"""MessageHeader of a document message."""

STATUS_HEADER = _block(
    Part("response", "ResponseFor", m.Response, required=True),
    Part("sender", "From", m.Organ, required=True),
    Part("recipients", "To", m.Organ, many=True),
    Part("status", "StatusCode", m.Status, required=True),
    Part("description", "Description"),
    Part("at", "Timestamp", Kind.INSTANT, expected=True),
    Part("staff", "StaffInfo", m.Staff),
)
"""MessageHeader of a status message."""

ROUTING = _block(
    Part("traces", "TraceHeader", m.Trace, many=True, expected=True),
    Part("transaction", "Bussiness", m.Transaction, expected=True),
)
"""TraceHeaderList."""

MANIFEST = _block(Part("attachments", "Reference", m.Attachment, many=True))
"""edXMLManifest."""
