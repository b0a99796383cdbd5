"""Petitions on every way one can go, for stories: the province receives, another ministry answers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

from django.urls import reverse

from lienthong.doors.portal.applying import ACCEPTED
from lienthong.ground.files import actions as files
from lienthong.kit import clock
from lienthong.kit.clock import local
from lienthong.work.petitions import actions
from lienthong.work.petitions.models import Petition, Publication
from lienthong.work.petitions.rules import Said

ANSWER = "Sổ hẹn tháng 10 cho thấy ba lần hẹn đều thiếu chữ ký trực ban; từ ngày 1 tháng 12 phiếu hẹn in tự động."
UNCLEAR = "Bạn ghi giúp ngày đến và tên phường, vì trong huyện Anh Sơn có bốn nơi cùng tên."
COMPLAINT = "Ông yêu cầu hủy quyết định thu hồi thửa 112 của riêng gia đình mình, đó là khiếu nại."
SAID = Said(
    matter="acts", subject="Ba lần hẹn mà không có giấy hẹn", about="UBND phường Hưng Bình", petitioner="person",
    content="Tôi đến phường ba lần trong tháng 10, lần nào cũng được hẹn lại bằng miệng, không ai ghi giấy.",
    name="Nguyễn Thị Minh Anh", address="12 Lê Lợi, Vinh", phone="0000 123 456", official="Lê Thị Hoa",
    may_publish=True,
)  # fmt: skip


def petitioned(shop, country, picture: bytes, now: datetime) -> None:
    """Both desks are named, and the citizen has a petition in every status; one of another matter is late."""
    here, there = country.province, country.other
    for office in (here, there):
        actions.name_desk(unit=office.unit, by=office.leader, now=now)
    for name, days in (("late", 12), *((each, 2) for each in (*_WAY, "clarifying", "refused", "published"))):
        _one(shop, country, name, now - timedelta(days=days), picture)
    _said_by_several(shop, country, now - timedelta(days=1))
    _written_down(country, picture, now)
    actions.tell_overdue(now=now)


def _said_by_several(shop, country, at: datetime) -> None:
    """One goes along with the one that was forwarded; another one says nearly the same and is not merged."""
    here = country.province.leader
    main = Petition.objects.get(subject__endswith="(forwarded)")
    for name in ("along", "alike"):
        said = replace(SAID, subject=f"{SAID.subject} ({name})", official="", name="Lê Văn Cường")
        found = actions.submit_petition(body=here.post.body, said=said, by=shop.citizen, now=at)
        if name == "along":
            actions.merge_petition(petition=found, main=main, by=here, now=at)


def _written_down(country, picture: bytes, now: datetime) -> None:
    """On paper, by the unit that receives: the person is answered by letter, and was."""
    by = country.province.specialist
    scan = files.keep(BytesIO(picture), name="don.png", by=by, now=now, allowed=ACCEPTED)
    for name in ("paper", "letter"):
        said = replace(
            SAID, subject=f"{SAID.subject} ({name})", official="", phone="", way="letter", name="Trần Thị Bé"
        )
        found = actions.enter_petition(
            said=said, channel="paper", by=by, now=now, files=[scan], came_on=local(now).date()
        )
        if name == "letter":
            actions.refuse_petition(petition=found, ground="complaint", words=COMPLAINT, by=by, now=now)


_WAY = ("new", "accepted", "forwarded", "in_hand", "answered")


def _one(shop, country, name: str, at: datetime, picture: bytes) -> None:
    """A petition that goes so far."""
    here, there = country.province.leader, country.other.leader
    file = files.keep(BytesIO(picture), name="giay-hen.png", by=shop.citizen, now=at, allowed=ACCEPTED)
    said = replace(SAID, subject=f"{SAID.subject} ({name})")
    found = actions.submit_petition(body=here.post.body, said=said, by=shop.citizen, now=at, files=[file])
    steps: dict[str, Callable[[], object]] = {
        "accepted": lambda: actions.accept_petition(petition=found, by=here, now=at),
        "forwarded": lambda: actions.forward_petition(petition=found, to=there.post.body, by=here, now=at),
        "in_hand": lambda: actions.acknowledge_petition(petition=found, by=there, now=at),
        "answered": lambda: actions.answer_petition(petition=found, words=ANSWER, by=there, now=at, law="Điều 17"),
    }
    if name == "clarifying":
        actions.ask_clarity(petition=found, words=UNCLEAR, by=here, now=at)
    if name == "refused":
        actions.refuse_petition(petition=found, ground="complaint", words=COMPLAINT, by=here, now=at)
    going = "answered" if name == "published" else name
    for step in _WAY[1 : _WAY.index(going) + 1] if going in _WAY else ():
        steps[step]()
    if name == "published":
        shown = {"subject": SAID.subject, "content": SAID.content, "answer": ANSWER}
        actions.publish_answer(petition=found, **shown, by=there, now=clock.now())


def places() -> dict[str, tuple[str, str]]:
    """Every page of petitions that shows a state of its own: name, who looks, address."""
    known = {each.subject.split("(")[1].rstrip(")"): each for each in Petition.objects.all()}
    here, there, desk = "leader of the shop", "receiving leader", reverse("desk:petitions")
    sent = {name: one for name, one in known.items() if one.entered_by is None}
    found = {f"portal:petition ({name})": ("citizen", _of("portal", one)) for name, one in sent.items()}
    for name in ("new", "late", "clarifying", "refused", "accepted", "along", "alike", "paper", "letter"):
        found[f"desk:petition ({name})"] = (here, _of("desk", known[name]))
    for name in ("forwarded", "in_hand", "answered", "published"):
        found[f"desk:petition ({name})"] = (there, _of("desk", known[name]))
    return found | {
        "desk:petitions (at work)": (here, desk),
        "desk:petitions (late)": (here, f"{desk}?tab=late"),
        "desk:petitions (elsewhere)": (here, f"{desk}?tab=elsewhere"),
        "desk:petitions (ended)": (here, f"{desk}?tab=ended"),
        "desk:petition-enter": ("specialist of petitions", reverse("desk:petition-enter")),
        "desk:petition-enter (denied)": (here, reverse("desk:petition-enter")),
        "desk:petition-entered": (
            "specialist of petitions",
            reverse("desk:petition-entered", args=[known["paper"].pk]),
        ),
        "desk:petitions (no desk)": ("leader", desk),
        "desk:petitions (denied)": ("auditor", desk),
        "portal:petition-write (known)": ("citizen", reverse("portal:petition-write")),
        "portal:petition-answer": ("stranger", reverse("portal:petition-answer", args=[Publication.objects.get().pk])),
        "portal:petition (not theirs)": ("newcomer", _of("portal", known["new"])),
    }


def _of(door: str, one: Petition) -> str:
    return reverse(f"{door}:petition", args=[one.pk])
