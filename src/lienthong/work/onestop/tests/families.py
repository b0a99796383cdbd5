"""A birth with what is linked with it, for tests: answers, drafts, dossiers, and the way to a decision."""

from datetime import date
from io import BytesIO

from conftest import NUMBER, at
from lienthong.ground.files import actions as files
from lienthong.ground.files.content import PNG
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import RefusalReason
from lienthong.work.services import actions as services
from lienthong.work.services.actions.applying import Whom
from lienthong.work.services.states import Channel, Relation

BIRTH = "dang_ky_khai_sinh"
MONDAY = date(2026, 11, 16)
CHILD = {
    "registered_name": "Nguyễn Gia Huy",
    "personal_number": "040226000017",
    "registered_on": "2026-11-16",
    "born_on": "2026-11-02",
    "sex": "Nam",
    "birth_place": "Bệnh viện Sản Nhi, Tỉnh Nghệ An",
    "native_place": "Xã Yên Thành, Tỉnh Nghệ An",
    "ethnicity": "Kinh",
    "nationality": "Việt Nam",
    "parents_nationality": "Việt Nam",
    "mother_name": "Nguyễn Thị Minh Anh",
    "mother_born_on": "1990-05-02",
    "mother_ethnicity": "Kinh",
    "mother_residence": "Phường 5, Hà Nội",
    "father_name": "Nguyễn Văn Nam",
    "father_born_on": "1992-03-04",
    "father_ethnicity": "Tày",
    "father_residence": "Xã Yên Thành, Tỉnh Nghệ An",
}
"""What the officer fills in when the birth is registered: all but number and day was declared."""
ANSWERS = {
    "applicant": {"applicant_name": "Nguyễn Thị Minh Anh", "relation": "parent"},
    "situation": {"situation": "ordinary", "registered_before": False},
    "birth": {"notified": True, "born_on": "2026-11-02"},
    "child": {"child_name": "Nguyễn Gia Huy", "child_sex": "male",
              "birth_place": "Bệnh viện Sản Nhi, Tỉnh Nghệ An"},
    "parents": {"marriage": "married", "vietnamese": True},
    "origin": {"native_place": "Xã Yên Thành, Tỉnh Nghệ An", "child_ethnicity": "Kinh"},
    "marriage_record": {"marriage_found": True},
    "parent": {"parent_sex": "female", "parent_number": NUMBER, "parent_born_on": "1990-05-02",
               "parent_residence": "Phường 5, Hà Nội", "parent_ethnicity": "Kinh"},
    "spouse": {"spouse_name": "Nguyễn Văn Nam", "spouse_born_on": "1992-03-04", "spouse_ethnicity": "Tày",
               "spouse_residence": "Xã Yên Thành, Tỉnh Nghệ An"},
    "charge": {"exempt": []},
    "together": {"with_residence": True, "with_insurance": True},
    "receiving": {"delivery": "online"},
    "residence": {"home_owner": "own", "home_disputed": False, "head_agrees": True},
    "insurance": {"clinic": "Trạm y tế phường 5"},
}  # fmt: skip
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082".replace(" ", "")
)
WORDS = "Dữ liệu giấy chứng sinh và cha mẹ khớp với hồ sơ."
REFUSED = "Giấy chứng sinh của trẻ khác tên người mẹ trong hồ sơ; xin đề nghị bệnh viện sửa rồi nộp lại."
LAW = "Luật 60/2014/QH13, điều 16"
REFUSAL = {"reason": RefusalReason.FALSE_PAPER, "plain": REFUSED, "law": LAW}


def drafted(shop, *, answers=ANSWERS, number=NUMBER, hour="09:00", by=None, now=None):
    """A birth of which everything is answered, with the consent of the other parent."""
    now, filler = now or at(hour), by or shop.citizen
    whom = Whom(number, "Nguyễn Thị Minh Anh", Relation.SELF, phone="0912345678")
    channel = Channel.ONLINE if by is None else Channel.COUNTER
    draft = services.begin(offering=shop.offerings[BIRTH], whom=whom, by=filler, now=now, channel=channel)
    for page, given in answers.items():
        services.answer(application=draft, page=page, given=given, by=filler, now=now)
    if answers.get("together", {}).get("with_residence"):
        kept = files.keep(BytesIO(PICTURE), name="dong-y.png", by=filler, now=now, allowed=frozenset({PNG}))
        services.attach(application=draft, paper="y_kien_cha_me", file=kept, by=filler, now=now)
    return draft


def handed_in(shop, *, hour="09:00", **more) -> list[Dossier]:
    """The dossiers of a family: birth, residence, card."""
    draft = drafted(shop, hour=hour, **more)
    lead = actions.submit_dossier(application=draft, by=more.get("by") or shop.citizen, now=at(hour))
    return [lead, *(Dossier.objects.get(linked_by__lead=lead, linked_by__name=name) for name in named(lead))]


def named(lead: Dossier) -> list[str]:
    """The links there are: residence before insurance."""
    return [each.name for each in lead.links.order_by("-name")]


def to_the_chief(shop, dossier: Dossier, hour: str) -> Dossier:
    """Taken in and taken over at that hour."""
    actions.receive(dossier=dossier, by=shop.receiver, now=at(f"{hour}:00"))
    return actions.acknowledge(dossier=dossier, by=shop.officer, now=at(f"{hour}:10"))


def granted(shop, lead: Dossier, *, hour="10", data=CHILD) -> Dossier:
    """The birth is registered, and the child has its number."""
    to_the_chief(shop, lead, hour)
    now = at(f"{hour}:40")
    return actions.decide(dossier=lead, outcome="giay_khai_sinh", words=WORDS, data=data, by=shop.chief, now=now)


def fresh(*dossiers: Dossier) -> list[Dossier]:
    """As they stand in the database now."""
    return [Dossier.objects.get(pk=each.pk) for each in dossiers]
