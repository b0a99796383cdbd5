"""Who may do what with a petition, whose words are heard, and what an answer and its publication need. No writes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity import phones
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Unit
from lienthong.kit.clock import VIETNAM, local
from lienthong.kit.errors import Conflict, Invalid, NotAllowed
from lienthong.kit.own_words import own_words
from lienthong.kit.text import fold, normalise
from lienthong.work.petitions.models import Desk, Petition, Side
from lienthong.work.petitions.states import (
    BY_OFFICIALS,
    CHANGES,
    JOINABLE,
    MOST_REQUESTS,
    WITH_RECEIVER,
    Channel,
    Ground,
    Kind,
    Matter,
    Petitioner,
    Status,
    Way,
)

FEWEST_LETTERS = 20
MOST_LETTERS = 5_000
MOST_SUBJECT = 200
MOST_FILES = 5
_SET_PHRASES = Path(__file__).parent / "data" / "set_phrases.json"
_FEWEST_OWN = 5
"""So many words of one's own make an answer."""


class AnonymousNotHandled(Invalid):
    """Without name, address and a way to reach you a petition is not handled. Give all three; none is published."""


class PhoneUnreadable(Invalid):
    """This phone number is not valid. Enter one like 0912 345 678, or leave it empty."""


class SaidTooLittle(Invalid):
    """Say what happened or which rule is wrong, in 20 to 5000 letters, with a subject of at most 200."""


OF_THE_WORDS = (AnonymousNotHandled, PhoneUnreadable, SaidTooLittle)
"""What `require_said` refuses."""


class TooManyFiles(Invalid):
    """At most five files go with one petition. Choose the most important ones."""


class WayWithoutContact(Invalid):
    """Answering this way needs a phone number or an e-mail address. Enter it, or choose a letter."""


class CameUnfit(Invalid):
    """Say how it came: at the counter, by phone or on paper; for paper also the date it arrived, within 30 days."""


class ScanMissing(Invalid):
    """What came on paper is kept with it. Add a scan or a photo of every page."""


class SaysSomethingElse(Invalid):
    """These two cannot be merged. Choose one your body has accepted, not answered yet and not merged."""


class GoesAlong(Conflict):
    """This petition is merged with another about the same matter. Open that one, or separate them first."""


class NotMerged(Conflict):
    """This petition is not merged with another one. Reload the page."""


class NoDeskThere(Invalid):
    """This body has not named a unit that receives petitions. Choose another one from the list."""


class UnitElsewhere(Invalid):
    """This unit is not part of your body today. Choose one from the list."""


class AnswerEmpty(Invalid):
    """Say in your own words what was found and what follows; the person reads them. A set phrase is no answer."""


class GroundMissing(Invalid):
    """Choose why it is not accepted, and say in your own words why that applies to this petition."""


class AskedOften(Conflict):
    """The sender has already been asked twice. Accept the petition, or say why it cannot be handled."""


class OwnInterest(NotAllowed):
    """You sent this petition, are named in it, or worked on the dossier it is about. Somebody else has to handle it."""


class NotAgreed(NotAllowed):
    """The sender did not agree to publication. The answer stays between you and them."""


class PersonalDataInside(Invalid):
    """These words name the person or the official, or hold a number or code of theirs. Take that out, then publish."""


class NotYourPetition(NotAllowed):
    """This petition is somebody else's. Open your own from your list, or with its code and second code."""


@dataclass(frozen=True)
class Said:
    """What a person sends in. `dossier_code` as typed; `phone` as typed or E.164; `may_publish` = the person agreed.

    `way` = how who has no account is answered; empty = by text where there is a number, else by e-mail.
    """

    matter: str
    subject: str
    content: str
    about: str
    petitioner: str
    name: str
    address: str
    phone: str = ""
    email: str = ""
    official: str = ""
    procedure_key: str = ""
    dossier_code: str = ""
    may_publish: bool = False
    way: str = ""


def require_said(said: Said) -> Said:
    """Named, reachable and with something to say, white space in order.

    Refuses: PhoneUnreadable, AnonymousNotHandled, SaidTooLittle, WayWithoutContact.

    Source: Decree 20/2008, as amended by 48/2013 and 92/2017 (in Vietnamese, with name, address and contact).
    """
    number = phones.read(said.phone) if said.phone.strip() else ""
    name, address, email = normalise(said.name), normalise(said.address), said.email.strip()
    by_letter = said.way == Way.LETTER
    if number is None:
        raise PhoneUnreadable
    if not name or not address or not (number or email or by_letter):
        raise AnonymousNotHandled
    subject, content, about = normalise(said.subject), said.content.strip(), normalise(said.about)
    enough = FEWEST_LETTERS <= len(content) <= MOST_LETTERS and 0 < len(subject) <= MOST_SUBJECT and about
    if not enough or said.matter not in Matter.values or said.petitioner not in Petitioner.values:
        raise SaidTooLittle
    return Said(
        said.matter, subject, content, about, said.petitioner, name, address, number, email,
        normalise(said.official), said.procedure_key, normalise(said.dossier_code).upper(), said.may_publish,
        require_way(said.way, number, email),
    )  # fmt: skip


def require_way(way: str, phone: str, email: str) -> Way:
    """A way for which there is what it needs; the one there is where none was chosen. Refuses: WayWithoutContact."""
    chosen = Way(way) if way in Way.values else Way.TEXT if phone else Way.EMAIL
    if not {Way.TEXT: phone, Way.EMAIL: email, Way.LETTER: "address"}[chosen]:
        raise WayWithoutContact
    return chosen


MOST_DAYS_ON_PAPER = 30


def require_came(channel: str, came_on: date | None, files: Sequence[StoredFile], *, now: datetime) -> datetime:
    """When its clock begins: now, or noon of the day on which the paper arrived. Refuses: CameUnfit, ScanMissing."""
    today = local(now).date()
    if channel not in BY_OFFICIALS or (channel == Channel.PAPER) != (came_on is not None):
        raise CameUnfit
    if came_on is None or came_on == today:
        came = now
    elif timedelta(0) < today - came_on <= timedelta(days=MOST_DAYS_ON_PAPER):
        came = datetime.combine(came_on, time(12), VIETNAM)
    else:
        raise CameUnfit
    if channel == Channel.PAPER and not files:
        raise ScanMissing
    return came


def require_shown(subject: str, content: str) -> None:
    """What is published says something. Refuses: SaidTooLittle."""
    if not 0 < len(subject) <= MOST_SUBJECT or not FEWEST_LETTERS <= len(content) <= MOST_LETTERS:
        raise SaidTooLittle


def require_few(files: Sequence[StoredFile]) -> None:
    """Refuses: TooManyFiles."""
    if len(files) > MOST_FILES:
        raise TooManyFiles


def require_own_unit(by: Mandate | None, unit: Unit) -> None:
    """A unit of the body that names it; `None` = the operator. Refuses: UnitElsewhere."""
    if by is not None and unit.body_id != by.post.body_id:
        raise UnitElsewhere


def require_words(words: str) -> str:
    """Words of one's own about this petition. Refuses: AnswerEmpty."""
    said = words.strip()
    if not FEWEST_LETTERS <= len(said) <= MOST_LETTERS or len(own_words(said, _SET_PHRASES)) < _FEWEST_OWN:
        raise AnswerEmpty
    return said


def require_ground(ground: str) -> Ground:
    """Refuses: GroundMissing."""
    if ground not in Ground.values:
        raise GroundMissing
    return Ground(ground)


def require_may_enter(by: Mandate, desk: Desk | None, *, now: datetime) -> Desk:
    """Writes down what people say: the counter, the clerk, or the unit that receives, of a body that has one.

    Refuses: NoDeskThere, MandateEnded, NotInThisRole, NotYours.
    """
    if desk is None:
        raise NoDeskThere
    mandates.require(by, Verb.ENTER_PETITION, Side(desk.body_id, desk.unit_id), now=now)
    return desk


def require_receiving(by: Mandate, petition: Petition, *, now: datetime) -> None:
    """Of the unit that receives for its body. Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest."""
    mandates.require(by, Verb.HANDLE_PETITION, petition.receiving, now=now)
    require_no_interest(by, petition)


def require_answering(by: Mandate, petition: Petition, verb: Verb, *, now: datetime) -> None:
    """Of the body it was forwarded to. Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest."""
    if petition.answering is None:
        raise mandates.NotYours(verb=verb.value)
    mandates.require(by, verb, petition.answering, now=now)
    require_no_interest(by, petition)


def require_publishing(by: Mandate, petition: Petition, *, now: datetime) -> None:
    """Who may answer, of the answering or the receiving body.

    Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest.
    """
    if petition.answering is not None and by.post.body_id == petition.answering.body_id:
        require_answering(by, petition, Verb.ANSWER_PETITION, now=now)
        return
    mandates.require(by, Verb.ANSWER_PETITION, petition.receiving, now=now)
    require_no_interest(by, petition)


def require_no_interest(by: Mandate, petition: Petition) -> None:
    """Neither sender nor named nor one who worked on the dossier. Refuses: OwnInterest."""
    if has_interest(by.account, petition):
        raise OwnInterest


def has_interest(account: Account, petition: Petition) -> bool:
    """Is it from this person, about them by name, or about a dossier they worked on?

    A namesake counts as named: somebody else of the body handles it then.
    """
    if petition.account_id == account.pk or (petition.official_folded and petition.official_folded == account.folded):
        return True
    dossier = petition.dossier
    return dossier is not None and dossier.events.filter(by__account=account).exists()


def require_same(petition: Petition, main: Petition) -> None:
    """Both with the same receiving body, this one not forwarded, the other taken in and not answered; no chains.

    Refuses: SaysSomethingElse.
    """
    fits = (
        petition.pk != main.pk
        and petition.body_id == main.body_id
        and petition.status in WITH_RECEIVER
        and main.status in JOINABLE
        and petition.main_id is None
        and main.main_id is None
    )
    if not fits or Petition.objects.filter(main=petition).exists():
        raise SaysSomethingElse


def require_own_way(petition: Petition) -> None:
    """Refuses: GoesAlong, while another petition that says the same goes ahead of it."""
    if petition.main_id is not None:
        raise GoesAlong


def require_asks_left(petition: Petition) -> None:
    """Refuses: AskedOften."""
    if petition.clarity_count >= MOST_REQUESTS:
        raise AskedOften


def require_petitioner(petition: Petition, by: Account | None, *, opened: bool) -> None:
    """Signed in as who sent it, or with the code open in this very session. Refuses: NotYourPetition."""
    own = by is not None and petition.account_id == by.pk
    if not own and not opened:
        raise NotYourPetition


def require_public(petition: Petition, *texts: str) -> None:
    """The person agreed, and no words tell who it is. Refuses: NotAgreed, PersonalDataInside.

    Source: Decree 13/2023 (consent; no more than the purpose needs).
    """
    if not petition.may_publish:
        raise NotAgreed
    told = _plain(" ".join(texts))
    named = [petition.name, petition.official, petition.address, petition.email, petition.dossier_code, petition.code]
    number = petition.phone[-_NATIONAL_DIGITS:]
    if any(f" {_plain(each)} " in f" {told} " for each in named if each.strip()):
        raise PersonalDataInside
    if number and number in re.sub(r"\D", "", told):
        raise PersonalDataInside


_NATIONAL_DIGITS = 9


def _plain(text: str) -> str:
    """Words alone, without tones and marks: a name is found however it is written."""
    return " ".join(re.findall(r"\w+", fold(text)))


def next_steps(by: Mandate, petition: Petition, *, now: datetime) -> list[str]:
    """What this person may do with it now, the step that brings it forward first."""
    if has_interest(by.account, petition):
        return []
    if petition.main_id is not None:
        return _beside_its_main(by, petition, now)
    offered: list[Kind] = []
    if mandates.may(by, Verb.HANDLE_PETITION, petition.receiving, now=now):
        offered += [Kind.ACCEPTED, Kind.FORWARDED, Kind.CLARITY_ASKED, Kind.REFUSED]
    if petition.answering and mandates.may(by, Verb.HANDLE_PETITION, petition.answering, now=now):
        offered += [Kind.ACKNOWLEDGED, Kind.SENT_BACK]
    if petition.answering and mandates.may(by, Verb.ANSWER_PETITION, petition.answering, now=now):
        offered.append(Kind.ANSWERED)
    if _may_publish(by, petition, now):
        offered += [Kind.PUBLISHED, Kind.WITHHELD]
    if petition.clarity_count >= MOST_REQUESTS:
        offered = [each for each in offered if each is not Kind.CLARITY_ASKED]
    return [each.value for each in offered if Status(petition.status) in CHANGES[each].since]


def _beside_its_main(by: Mandate, petition: Petition, now: datetime) -> list[str]:
    """What goes along with another one has no steps of its own, except to part from it, and to be published."""
    offered = [Kind.PARTED] if mandates.may(by, Verb.HANDLE_PETITION, petition.receiving, now=now) else []
    offered += [Kind.PUBLISHED, Kind.WITHHELD] if _may_publish(by, petition, now) else []
    return [each.value for each in offered if Status(petition.status) in CHANGES[each].since]


def _may_publish(by: Mandate, petition: Petition, now: datetime) -> bool:
    sides = [petition.receiving, *([petition.answering] if petition.answering else [])]
    return petition.may_publish and any(mandates.may(by, Verb.ANSWER_PETITION, side, now=now) for side in sides)
