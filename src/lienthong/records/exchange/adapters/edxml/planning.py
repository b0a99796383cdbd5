"""From the table to a plan: which text of a message of one shape becomes which field. The plan is made once a shape.

It is made over a tree in which every text is a mark with the text's place, and followed with the texts of each message.
Pure; what the table does not foresee has no plan, and such messages are read element by element as ever.
"""

import re
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Final

from lxml import etree

from lienthong.records.exchange.adapters.edxml import message as m
from lienthong.records.exchange.adapters.edxml import values
from lienthong.records.exchange.adapters.edxml.names import EDXML, without_cid
from lienthong.records.exchange.adapters.edxml.warnings import Notes
from lienthong.records.exchange.adapters.edxml.wire import BLOCKS, DOCUMENT_HEADER, MANIFEST, ROUTING, Block, Kind, Part

Texts = Sequence[str]
Take = Callable[[Texts, Notes], Any]
"""A value from the texts of a message; what deviates is noted. Refuses: BadValue."""

BEFORE, AFTER = "\ue000", "\ue001"
"""Around the place of a text: letters that no message may hold if a shape is to be learnt from it."""
MARK: Final = re.compile(f"{BEFORE}([0-9]+){AFTER}")
_NOWHERE: Final = etree.Element("nowhere")
_HEADER: Final = f"{{{EDXML}}}edXMLEnvelope/{{{EDXML}}}edXMLHeader/{{{EDXML}}}"
_BODY: Final = f"{{{EDXML}}}edXMLEnvelope/{{{EDXML}}}edXMLBody/{{{EDXML}}}edXMLManifest"


class NoPlan(Exception):
    """Something stands in the message for which no plan can be made."""


def mark(place: int) -> str:
    """What stands in the tree where the text of this place would."""
    return f"{BEFORE}{place}{AFTER}"


def place_in(element: etree._Element) -> int | None:
    """The place of an element's text, None where it has none. Refuses: NoPlan for whatever else is in it."""
    text = element.text
    if text is None and not len(element):
        return None
    found = MARK.fullmatch(text or "")
    if found is None or len(element):
        raise NoPlan
    return int(found[1])


def several(places: Sequence[int]) -> Callable[[Texts], tuple[str, ...]]:
    """What takes the texts of these places."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda texts: tuple(texts[place] for place in places)


class Planner:
    """Makes the plan of one document message. `used` = places it takes, `wanted` = those that may not be empty."""

    def __init__(self, root: etree._Element, texts: Texts) -> None:
        """`texts` are those of the message the shape is learnt from: content ids are part of the shape."""
        self._root = root
        self._texts = texts
        self.used: set[int] = set()
        self.wanted: list[int] = []

    def message(self) -> Take:
        """What builds the message. Refuses: NoPlan."""
        parts = [
            self._fields(element, block)
            for path, block in (
                (f"{_HEADER}MessageHeader", DOCUMENT_HEADER),
                (f"{_HEADER}TraceHeaderList", ROUTING),
                (_BODY, MANIFEST),
            )
            if (element := self._root.find(path)) is not None
        ]

        def take(texts: Texts, notes: Notes) -> m.DocumentMessage:
            fields: dict[str, Any] = {}
            for part in parts:
                fields |= part(texts, notes)
            return m.DocumentMessage(**fields)

        return take

    def _noun(self, element: etree._Element, noun: type) -> Take:
        fields = self._fields(element, BLOCKS[noun])
        return lambda texts, notes: noun(**fields(texts, notes))

    def _fields(self, element: etree._Element, block: Block) -> Take:
        names: list[str] = []
        places: list[int] = []
        single: list[tuple[str, Take]] = []
        repeated: dict[str, list[Take]] = {}
        for child in element:
            part = self._part(child, block)
            if part.within:
                repeated[part.field] = [self._value(each, part, wanted=True) for each in child]
            elif part.many:
                repeated.setdefault(part.field, []).append(self._value(child, part, wanted=True))
            elif part.holds is Kind.TEXT and part.field != "content_id":
                if (place := self._place(child, part, block)) is not None:
                    names.append(part.field)
                    places.append(place)
            else:
                single.append((part.field, self._value(child, part, wanted=part.field in block.wanted)))
        return _following(names, several(places), single, [*repeated.items()])

    def _part(self, child: etree._Element, block: Block) -> Part:
        known = block.places.get(child.tag)
        if known is None:
            raise NoPlan
        return known[1]

    def _place(self, child: etree._Element, part: Part, block: Block) -> int | None:
        place = place_in(child)
        if place is not None:
            self.used.add(place)
            if part.field in block.wanted:
                self.wanted.append(place)
        return place

    def _value(self, element: etree._Element, part: Part, *, wanted: bool) -> Take:
        """One value or noun; a text that is wanted, or one of several, may not be empty."""
        if part.noun is not None and part.noun in BLOCKS:
            return self._noun(element, part.noun)
        place = place_in(element)
        if place is None:
            raise NoPlan
        if part.field == "content_id":
            content_id = without_cid(self._texts[place].strip())
            return lambda _texts, _notes: content_id
        self.used.add(place)
        if wanted:
            self.wanted.append(place)
        if part.holds is Kind.TEXT:
            return lambda texts, _notes: texts[place]
        return lambda texts, notes: values.read(texts[place], part.holds, values.Spot(_NOWHERE, part.element, notes))


def _following(
    names: list[str],
    texts_of: Callable[[Texts], tuple[str, ...]],
    single: list[tuple[str, Take]],
    repeated: list[tuple[str, list[Take]]],
) -> Take:
    """The fields of one element: its texts in one go, then what must be converted, then what repeats."""

    def take(texts: Texts, notes: Notes) -> dict[str, Any]:
        fields: dict[str, Any] = dict(zip(names, texts_of(texts), strict=True))
        for name, value_of in single:
            if (value := value_of(texts, notes)) is not None:
                fields[name] = value
        for name, takes in repeated:
            fields[name] = tuple([value_of(texts, notes) for value_of in takes])
        return fields

    return take
