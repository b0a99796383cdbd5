"""Sign a prepared PDF, fill in its number and date, and seal it: each step is one revision appended to the last.

1. `sign_person`: the leader's PAdES signature certifies the document and allows only the filling of its fields;
2. `fill_number`: number and date go into the two fields laid for them, which are then closed;
3. `seal`: the organisation's PAdES signature locks every field.

A separate annex takes one step, `seal_annex`.
Sources: ISO 32000-1 §12.8 (signatures, DocMDP, FieldMDP), ETSI EN 319 142-1 (PAdES B-B, B-T), Decree 30/2020 Annex I.
"""

import itertools
from dataclasses import dataclass
from datetime import datetime

from lienthong.ground.signatures import cms
from lienthong.ground.signatures.cms import TimeStamper
from lienthong.ground.signatures.pdf import appearance, font
from lienthong.ground.signatures.pdf.appearance import Room, Setting
from lienthong.ground.signatures.pdf.embedding import embedded
from lienthong.ground.signatures.pdf.places import ANNEX, DATE, NUMBER, PERSON, SEAL, repeated
from lienthong.ground.signatures.pdf.prepare import BASELINE_KEY, resource_name
from lienthong.ground.signatures.pdf.refusals import PlaceMissing, PlaceTaken
from lienthong.ground.signatures.pdf.update import (
    Entries,
    Update,
    entries,
    items,
    reference,
    reference_number,
    written,
)
from lienthong.ground.signatures.signer import Signer
from lienthong.kit.clock import local

_FILLING_ALLOWED, _NOTHING_ALLOWED = 2, 1
_LOCKS_ALL = b"<< /Type /TransformParams /V /1.2 /Action /All >>"
_READ_ONLY = b"1"
_BASELINE = BASELINE_KEY.encode("ascii")
_ROOM_FOR_SIGNATURE = 1536
_ROOM_FOR_TIME_STAMP = 8192


def sign_person(
    data: bytes,
    signer: Signer,
    *,
    appearance_png: bytes,
    at: datetime,
    capacity: str | None = None,
    timestamp: TimeStamper | None = None,
    index: int = 1,
) -> bytes:
    """The leader's signature with its blue picture, in this capacity (`TM.`, `KT.` …).

    The first signature certifies the document; of a joint document, `index` counts those who sign from 1.
    Refuses: Broken, PlaceMissing, PlaceTaken, PictureUnusable.
    """
    revision = _Revision(data)
    field = revision.empty_field(repeated(PERSON, index))
    revision.show(field, appearance.picture_form(revision.update, appearance_png, field.room))
    signing = _Signing(signer, at, capacity, timestamp)
    return revision.signed(field, signing, certifying=None if revision.is_certified else _FILLING_ALLOWED)


def fill_number(
    data: bytes, *, number_text: str, date_text: str, number_font: bytes, date_font: bytes | None = None
) -> bytes:
    """Number and symbol, and place and date, into their fields, wherever they are repeated; all are then closed.

    Each field takes the one of the two fonts it was laid with; `date_font` is left out when there is only one.
    Refuses: Broken, PlaceMissing, PlaceTaken, TextDoesNotFit, LetterMissing.
    """
    revision = _Revision(data)
    fonts = (font.cut(number_font), font.cut(date_font or number_font))
    revision.fill_all(NUMBER, number_text, fonts)
    revision.fill_all(DATE, date_text, fonts)
    return bytes(revision.update.finish())


def seal(data: bytes, signer: Signer, *, seal_png: bytes, at: datetime, timestamp: TimeStamper | None = None) -> bytes:
    """The organisation's signature with its red seal, over the left third of the leader's; locks every field.

    Refuses: Broken, PlaceMissing, PlaceTaken, PictureUnusable.
    """
    revision = _Revision(data)
    field = revision.empty_field(SEAL)
    revision.show(field, appearance.picture_form(revision.update, seal_png, field.room))
    return revision.signed(field, _Signing(signer, at, None, timestamp), locking=True)


def seal_annex(
    data: bytes,
    signer: Signer,
    *,
    number_text: str,
    at: datetime,
    text_font: bytes,
    timestamp: TimeStamper | None = None,
) -> bytes:
    """The organisation's signature on a separate annex: no picture, but number and time, black, upper right.

    The time is written as ISO 8601 with its zone. Certifies the annex: nothing at all may change afterwards.
    Refuses: Broken, PlaceMissing, PlaceTaken, TextDoesNotFit, LetterMissing.
    """
    revision = _Revision(data)
    field = revision.empty_field(ANNEX)
    lines = [number_text, local(at).replace(microsecond=0).isoformat()]
    setting = revision.setting(field, (font.cut(text_font),), in_text_field=False)
    revision.show(field, appearance.text_form(lines, setting, field.room))
    return revision.signed(field, _Signing(signer, at, None, timestamp), certifying=_NOTHING_ALLOWED)


@dataclass(frozen=True)
class _Field:
    """A field laid earlier, and where it is stored."""

    name: str
    number: int
    entries: Entries
    room: Room


@dataclass(frozen=True)
class _Signing:
    """Who signs, when by the signer's own clock, in which capacity, and who stamps the time."""

    signer: Signer
    at: datetime
    capacity: str | None
    timestamp: TimeStamper | None

    def room(self) -> int:
        """Bytes to keep free for the signature: certificates, the signature itself, a time-stamp."""
        certificates = len(self.signer.certificate_der) + sum(map(len, self.signer.chain_der))
        capacity = len((self.capacity or "").encode())
        return certificates + capacity + _ROOM_FOR_SIGNATURE + (self.timestamp is not None) * _ROOM_FOR_TIME_STAMP

    def over(self, digest: bytes) -> bytes:
        return cms.detached(self.signer, digest, timestamp=self.timestamp, role=self.capacity)


class _Revision:
    """One step under way."""

    def __init__(self, data: bytes) -> None:
        self.update = Update(data)
        self._root = self.update.read(self.update.root_number)
        if b"/AcroForm" not in self._root:
            raise PlaceMissing
        self._form = self.update.read(reference_number(self._root[b"/AcroForm"]))
        self._fields = {}
        for value in items(self._form.get(b"/Fields", b"[]")):
            number = reference_number(value)
            self._fields[self.update.read(number).get(b"/T", b"")] = number
        self.is_certified = b"/Perms" in self._root

    def empty_field(self, name: str) -> _Field:
        """Refuses: PlaceMissing, PlaceTaken."""
        number = self._fields.get(b"(" + name.encode("ascii") + b")")
        if number is None:
            raise PlaceMissing(field=name)
        found = self.update.read(number)
        if b"/V" in found:
            raise PlaceTaken(field=name)
        return _Field(name, number, found, _room(found))

    def setting(self, field: _Field, choice: tuple[font.Font, ...], *, in_text_field: bool = True) -> Setting:
        """The style the field was laid with. Refuses: PlaceMissing when it was laid with another font."""
        resource, size, *_ = field.entries[b"/DA"].strip(b"()/").decode("ascii").split()
        cut = next((one for one in choice if resource_name(one) == resource), None)
        if cut is None:
            raise PlaceMissing(field=field.name, reason="laid with another font")
        fonts = entries(entries(self._form[b"/DR"])[b"/Font"])
        centred = field.entries.get(b"/Q") == b"1"
        baseline = float(field.entries[_BASELINE]) if _BASELINE in field.entries else None
        object_reference = fonts[b"/" + resource.encode("ascii")]
        return Setting(cut, resource, object_reference, float(size), centred, in_text_field, baseline)

    def fill_all(self, name: str, text: str, choice: tuple[font.Font, ...]) -> None:
        """Fill a field and its repetitions. Refuses: as `_fill`."""
        self._fill(name, text, choice)
        for index in itertools.count(2):
            if b"(" + repeated(name, index).encode("ascii") + b")" not in self._fields:
                return
            self._fill(repeated(name, index), text, choice)

    def _fill(self, name: str, text: str, choice: tuple[font.Font, ...]) -> None:
        field = self.empty_field(name)
        shown = appearance.text_form([text], self.setting(field, choice), field.room)
        field.entries[b"/V"] = _text(text)
        field.entries[b"/Ff"] = _READ_ONLY
        self.show(field, shown)

    def show(self, field: _Field, shown: bytes) -> None:
        field.entries[b"/AP"] = written({b"/N": reference(self.update.add(shown))})
        self.update.replace(field.number, field.entries)

    def signed(
        self, field: _Field, signing: _Signing, *, certifying: int | None = None, locking: bool = False
    ) -> bytes:
        """Append the signature itself, over everything but its own place."""
        dictionary = _signature_dictionary(signing, self._references(certifying, locking=locking))
        number, complete = embedded(self.update, dictionary, room=signing.room())
        field.entries[b"/V"] = reference(number)
        self.update.replace(field.number, field.entries)
        if certifying is not None:
            self._root[b"/Perms"] = written({b"/DocMDP": reference(number)})
            self.update.replace(self.update.root_number, self._root)
        return complete(signing.over)

    def _references(self, certifying: int | None, *, locking: bool) -> list[bytes]:
        found = []
        if certifying is not None:
            rules = b"<< /Type /TransformParams /V /1.2 /P %d >>" % certifying
            found.append(b"<< /Type /SigRef /TransformMethod /DocMDP /TransformParams " + rules + b" >>")
        if locking:
            root = reference(self.update.root_number)
            method = b"<< /Type /SigRef /TransformMethod /FieldMDP /Data " + root
            found.append(method + b" /TransformParams " + _LOCKS_ALL + b" >>")
        return found


def _room(field: Entries) -> Room:
    left, low, right, high = (float(number) for number in items(field[b"/Rect"]))
    turn = int(entries(field[b"/MK"])[b"/R"]) if b"/MK" in field else 0
    if turn % 180:
        return Room(high - low, right - left, turn)
    return Room(right - left, high - low, turn)


def _text(text: str) -> bytes:
    """A text string: UTF-16 with its mark, in hexadecimal."""
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode("ascii") + b">"


def _moment(at: datetime) -> bytes:
    there = local(at)
    zone = there.strftime("%z")
    return f"(D:{there:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:]}')".encode("ascii")


def _signature_dictionary(signing: _Signing, references: list[bytes]) -> Entries:
    dictionary = {
        b"/Type": b"/Sig",
        b"/Filter": b"/Adobe.PPKLite",
        b"/SubFilter": b"/ETSI.CAdES.detached",
        b"/M": _moment(signing.at),
    }
    if references:
        dictionary[b"/Reference"] = b"[" + b" ".join(references) + b"]"
    return dictionary
