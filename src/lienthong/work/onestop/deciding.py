"""The words of a decision, assembled from the rows of the tables that hold: facts, reasons, law; and its paper.

The officer may change the words; what the tables said stays beside them in the event, so that the difference shows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.signatures import together
from lienthong.kit.errors import Invalid
from lienthong.records.documents import kinds, markup, sealing
from lienthong.records.documents import sheet as sheets
from lienthong.records.documents.layout.sheet import Sheet
from lienthong.records.registers import enterprise_codes
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.timing import Plan
from lienthong.work.services import queries as services
from lienthong.work.services import resulting, telling
from lienthong.work.services.expressions import saying
from lienthong.work.services.packages import Package
from lienthong.work.services.simulating import Simulation
from lienthong.work.services.states import Purpose
from lienthong.work.services.tables import Hit
from lienthong.work.services.walking import Facts

_KINDS = {True: "quyet_dinh", False: "thong_bao"}
"""A result is a decision (quyết định); a refusal is told (thông báo). Decree 30/2020 art. 7."""


class WordsContradict(Invalid):
    """The words still hold the sentence of another result. Change them to say what you decide."""


class NoSuchOutcome(Invalid):
    """The procedure has no such result. Choose one of those it has."""


@dataclass(frozen=True)
class Outcome:
    """One result the procedure can have."""

    code: str
    name: str
    granted: bool


def outcomes(package: Package) -> list[Outcome]:
    """All results of a procedure, in its order, by their Vietnamese names."""
    return [
        Outcome(each["code"], each["name"]["vi"], each.get("granted", False))
        for each in package.plain["procedure"]["results"]
    ]


def outcome(package: Package, code: str) -> Outcome:
    """One of them. Refuses: NoSuchOutcome."""
    found = next((each for each in outcomes(package) if each.code == code), None)
    if found is None:
        raise NoSuchOutcome(outcome=code)
    return found


def suggested(way: Plan) -> str | None:
    """What the procedure's own table says."""
    given = way.simulation.one(Purpose.OUTCOME)
    return given if isinstance(given, str) else None


def text(dossier: Dossier, way: Plan, code: str | None = None) -> str:
    """The body of the paper: on which law, whom it is about, what was found, row by row. Vietnamese, as papers are.

    `code` = the result it is for; what the tables say where none is named. Of another one than theirs it says
    neither their sentence nor their law.
    Source: Decree 30/2020 Annex I (the legal grounds come before all else).
    """
    package = dossier.version.package
    whom = telling.numbered(dossier.subject_name, dossier.subject_number)
    told = _BOTH if code is None or code == suggested(way) else _BOTH[:1]
    lines = [f"Căn cứ {law};" for law in _laws(package, way.simulation, told)]
    lines += [f"Xét hồ sơ số {dossier.code} của {whom} về việc {_lower(dossier.title)}."]
    lines += _found(package, way.simulation, told)
    if code is not None and Purpose.OUTCOME not in told:
        lines.append(_plainly(outcome(package, code)))
    return "\n\n".join(line for line in lines if line)


def require_fit(dossier: Dossier, way: Plan, chosen: Outcome, words: str) -> None:
    """The words do not decide otherwise than the result that is chosen. Refuses: WordsContradict, with the sentence."""
    package = dossier.version.package
    vocabulary = telling.vocabulary(package)
    hits = way.simulation.decisions[Purpose.OUTCOME].hits
    others = [each for hit in hits if hit.row.give != chosen.code for each in _decided(package, hit, vocabulary)]
    said = " ".join(words.split())
    for sentence in (*others, _OPENINGS[not chosen.granted]):
        if " ".join(sentence.split()) in said:
            raise WordsContradict(
                _("Nội dung còn câu của kết quả khác: “%(what)s”. Sửa cho đúng với kết quả đã chọn.")
                % {"what": sentence}
            )


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


_BOTH = (Purpose.ELIGIBILITY, Purpose.OUTCOME)
_OPENINGS = {True: "Đồng ý giải quyết đề nghị", False: "Không giải quyết đề nghị"}


def _plainly(chosen: Outcome) -> str:
    """The sentence that decides, where no row of the tables gives a reason."""
    return f"{_OPENINGS[True]}. Kết quả: {_lower(chosen.name)}." if chosen.granted else f"{_OPENINGS[False]}."


def _laws(package: Package, found: Simulation, purposes: tuple[Purpose, ...] = _BOTH) -> list[str]:
    hits = [hit for purpose in purposes for hit in found.decisions[purpose].hits]
    return list(dict.fromkeys(law for hit in hits if (law := telling.legal_basis(package, hit.row.plain))))


def _found(package: Package, found: Simulation, purposes: tuple[Purpose, ...] = _BOTH) -> Iterator[str]:
    words = telling.vocabulary(package)
    for purpose in purposes:
        for hit in found.decisions[purpose].hits:
            yield from (_decided if purpose is Purpose.OUTCOME else _sentences)(package, hit, words)


def _sentences(package: Package, hit: Hit, words: saying.Vocabulary) -> Iterator[str]:
    """Why one may not apply; that one may decides nothing yet, and is not said."""
    if hit.row.give is True:
        return
    name = telling.name_of(package, Purpose.ELIGIBILITY, hit.row.give)
    reasons = _reasons(hit, words)
    yield f"{name}: {reasons}." if reasons else f"{name}."
    if "say" in hit.row.plain:
        yield saying.in_language(hit.row.plain["say"])


def _decided(package: Package, hit: Hit, words: saying.Vocabulary) -> Iterator[str]:
    """The sentence that decides: the row's own words, or what is given or refused, and for which reason."""
    chosen = outcome(package, str(hit.row.give))
    reasons = _reasons(hit, words)
    if "say" in hit.row.plain:
        yield saying.in_language(hit.row.plain["say"])
    elif reasons and not chosen.granted:
        yield f"{_OPENINGS[False]}: {reasons}."
    else:
        yield _plainly(chosen)


def _reasons(hit: Hit, words: saying.Vocabulary) -> str:
    return "; ".join(line.text for line in telling.reasons(hit, words) if line.holds)


def why_refused(dossier: Dossier, way: Plan) -> tuple[str, str]:
    """Why the procedure's own tables refuse, in their sentences, and the law of the rows that say so."""
    package = dossier.version.package
    return " ".join(_found(package, way.simulation)), "; ".join(_laws(package, way.simulation))


def with_basis(words: str, plain: str, law: str) -> str:
    """The words of a refusal with why, and the provision it rests on, below them. Vietnamese, as papers are."""
    reason = "" if plain in " ".join(words.split()) else f"\n\nLý do: {plain}"
    return f"{words}{reason}\n\nCăn cứ: {law}."


def with_data(package: Package, outcome: str, words: str, data: Mapping[str, Any]) -> str:
    """The words of the paper with the result's data below them, one a line. Vietnamese, as papers are."""
    named = resulting.data_of(package, outcome)
    given = [each for each in named if each.name in data]
    return "\n\n".join([words, *(f"{each.plain['text']['vi']}: {each.words(data[each.name])}." for each in given)])


def facts_of_result(dossier: Dossier, way: Plan) -> Facts:
    """The answers that count, as a result is made from them: what a register says stands, until it is corrected there.

    The person's own word is shown beside it; whoever decides may take it, and then it is their doing.
    """
    typed = services.facts_of(dossier.version.package, dossier.application.on_record)
    return {name: typed.get(name, value) for name, value in way.simulation.walk.facts.items()}


def facts(package: Package, way: Plan) -> dict[str, Any]:
    """The answers that a decision rests on: its event keeps them; whoever is shown the result does not read them."""
    known = way.simulation.walk.facts.items()
    return {name: _plain(value) for name, value in known if name in package.questions}


def claims(dossier: Dossier, chosen: Outcome, data: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """What the result says, for machines: the dossier, the person, the result with its data, and no other answer."""
    package = dossier.version.package
    numbered = "enterprise_code" if enterprise_codes.is_one(dossier.subject_number) else "subject_number"
    return {
        "dossier": dossier.code,
        "procedure": package.plain["procedure"]["code"]["value"],
        "package": dossier.version.address,
        numbered: dossier.subject_number,
        "subject_name": dossier.subject_name,
        "result": chosen.code,
        "granted": chosen.granted,
        "decided_on": on.isoformat(),
        **({"data": dict(data)} if data else {}),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def subject(dossier: Dossier, chosen: Outcome) -> str:
    """What stands below the kind of the paper: what is granted, or that what was asked for is not."""
    if chosen.granted:
        return f"{dossier.title}: {_lower(chosen.name)}"
    return f"Về việc không giải quyết đề nghị {_lower(dossier.title)}"


@dataclass(frozen=True)
class Statement:
    """A result as machines read it: the credential, and the address its QR leads to."""

    credential: str
    address: str


def paper(
    dossier: Dossier, chosen: Outcome, words: str, *, stated: Statement, number: str, by: Mandate, now: datetime
) -> bytes:
    """The result on paper: set by the press, signed by who decides, sealed by the body (PAdES).

    It carries its credential inside and a QR that leads to both. Refuses: as `sealing.issue_paper`.
    """
    kind = kinds.kind_of(_KINDS[chosen.granted])
    abbreviations = (kind.abbreviation, dossier.body.abbreviation, dossier.deciding_unit.abbreviation)
    sheet = Sheet(
        kind=kind,
        issuer=dossier.body.name_vi,
        symbol="-".join(each for each in abbreviations if each),
        place=sheets.place_of(dossier.body),
        subject=subject(dossier, chosen),
        content=markup.read(words),
        signer=sheets.signer_block(by),
        sent_to=(dossier.subject_name,),
        filed="VT, HCC",
        qr=together.qr_svg(stated.address).decode().strip(),
    )
    return sealing.issue_paper(sheet, body=dossier.body, by=by, number=number, now=now, credential=stated.credential)
