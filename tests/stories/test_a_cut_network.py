"""The network is cut at forty random moments of applications with uploads: what was kept is what is shown, and whole.

A request is cut before its body, inside it, or after all of it was sent and before anything came back. The person goes
on from the overview, as the page tells them to. A paper in pieces goes on from the byte the server names.
"""

import hashlib
import random
import re
import socket
from base64 import b64encode

import httpx
import pytest
from django.conf import settings as django_settings
from django.test import Client

from lienthong.ground.identity.models import Account
from lienthong.work.onestop.models import Dossier
from lienthong.work.services.models import Application, Attachment

from . import a_shop_at_work as shops

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
CUTS = 40
MANNERS = ("before the body", "inside the body", "before the answer")
FORMS = {
    "applicant": {
        "full_name": "Nguyễn Thị Minh Anh", "identity_number": "001190012345", "born_on": "02/05/1990",
        "residence": "Phường 5, Hà Nội",
    },
    "licence": {"on_record": "yes", "withheld": "no", "licence_class": "b", "valid_until": "20/05/2027"},
    "reason": {"reason": "changed"},
    "health": {"health_on_record": "no"},
    "filing": {"delivery": "post"},
    "posting": {
        "post_to": "Nguyễn Thị Minh Anh",
        "post_phone": "0912 345 678",
        "post_address": "Số 12 đường Nguyễn Huệ",
    },
}  # fmt: skip
GIVEN = {
    "full_name": "Nguyễn Thị Minh Anh", "identity_number": "001190012345", "born_on": "1990-05-02",
    "residence": "Phường 5, Hà Nội", "on_record": True, "withheld": False,
    "licence_class": "b", "valid_until": "2027-05-20", "reason": "changed", "health_on_record": False,
    "channel": "online", "delivery": "post", "post_to": "Nguyễn Thị Minh Anh", "post_phone": "+84912345678",
    "post_address": "Số 12 đường Nguyễn Huệ",
}  # fmt: skip
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
DIGEST = re.compile(r"SHA-256 ([0-9a-f]{64})")
WANTED = re.compile(r'name="paper" value="([a-z_]+)"')
ONWARD = re.compile(r'<a href="(/applications/[^"]+)" class="button')


@pytest.fixture
def country(country_after, settings):
    settings.ROOT_URLCONF = "lienthong.config.urls"
    return country_after(shops.opened_before_registers)


class Person:
    """Somebody who applies over a bad line: some requests never arrive whole, some answers never come back."""

    def __init__(self, address: str, session: str, chance: random.Random) -> None:
        self.line = httpx.Client(base_url=address, follow_redirects=True, timeout=60)
        self.line.cookies.set(django_settings.SESSION_COOKIE_NAME, session)
        self.chance, self.cuts, self.seen, self.sent = chance, [], [], []
        self.page = self.line.get("/mine/")

    def applies(self, body: str) -> None:
        """From the beginning to the receipt, however often the line breaks."""
        while "/applications/" not in self.page.url.path:
            self.page = self.line.get(f"/services/{shops.KEY}/begin/")
            self.send({"whom": "self", "body": body}, again=f"/services/{shops.KEY}/begin/")
        overview = "/".join(self.page.url.path.split("/")[:3]) + "/"
        while "/dossiers/" not in self.page.url.path:
            self.step(overview)

    def step(self, overview: str) -> None:
        """What the page at hand asks for."""
        view = self.page.url.path.removeprefix(overview)
        if view.startswith("questions/"):
            self.send(FORMS[view.split("/")[1]], again=overview)
        elif view == "papers/":
            self.gives_a_paper(overview)
        elif view == "check/":
            self.seen = DIGEST.findall(self.page.text)
            self.send({"sure": "1"}, again=overview)
        else:
            self.page = self.line.get(ONWARD.search(self.page.text)[1])

    def gives_a_paper(self, overview: str) -> None:
        """The first that is not there yet; every file is another."""
        sections = self.page.text.split("<section")[1:]
        lacking = [WANTED.search(each)[1] for each in sections if "còn thiếu" in each and WANTED.search(each)]
        if not lacking:
            self.page = self.line.get(f"{overview}check/")
            return
        picture = shops.picture((len(self.sent), 7, 7), side=300)
        self.sent.append(hashlib.sha256(picture).hexdigest())
        self.send({"paper": lacking[0]}, {"file": ("giay.png", picture, "image/png")}, again=overview)

    def send(self, data: dict, files: dict | None = None, *, again: str) -> None:
        """Post to the page at hand; when the line was cut, go on at `again`."""
        token = {"csrfmiddlewaretoken": TOKEN.search(self.page.text)[1]}
        request = self.line.build_request("POST", self.page.url, data={**token, **data}, files=files)
        if len(self.cuts) < CUTS and self.chance.random() < 0.75:
            self.cut(request)
            self.page = self.line.get(again)
        else:
            self.page = self.line.send(request, follow_redirects=True)
            assert self.page.status_code == 200, f"{request.url}: {self.page.status_code}"

    def cut(self, request: httpx.Request) -> None:
        """Send so much of it, and hang up."""
        head = f"{request.method} {request.url.path} HTTP/1.1\r\n".encode()
        head += b"".join(b"%s: %s\r\n" % pair for pair in request.headers.raw) + b"\r\n"
        body = request.read()
        manner = self.chance.choice(MANNERS)
        part = {MANNERS[0]: b"", MANNERS[1]: body[: self.chance.randrange(1, len(body))], MANNERS[2]: body}[manner]
        with socket.create_connection((request.url.host, request.url.port)) as line:
            line.sendall(head + part)
        self.cuts.append(manner)


class Pieces:
    """A paper that a person sends in pieces: each may be cut off, and the next follows where the server says."""

    def __init__(self, person: Person, overview: str, paper: str, data: bytes) -> None:
        self.person, self.data = person, data
        digest = hashlib.sha256(data).hexdigest()
        said = {"filename": "giay.png", "paper": paper, "beginning": digest, "sha256": digest}
        words = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in said.items())
        token = TOKEN.search(person.line.get(f"{overview}papers/").text)[1]
        self.head = {"Tus-Resumable": "1.0.0", "Accept": "application/json", "X-CSRFToken": token}
        head = {**self.head, "Upload-Length": str(len(data)), "Upload-Metadata": words}
        self.url = person.line.post(f"{overview}papers/uploads/", headers=head).headers["Location"]

    @property
    def arrived(self) -> int:
        return int(self.person.line.head(self.url, headers=self.head).headers["Upload-Offset"])

    def piece(self, start: int, size: int) -> httpx.Request:
        head = {**self.head, "Upload-Offset": str(start), "Content-Type": "application/offset+octet-stream"}
        return self.person.line.build_request(
            "PATCH", self.person.line.base_url.join(self.url), content=self.data[start : start + size], headers=head
        )


@pytest.fixture
def person(country, live_server):
    session = Client()
    shops.known_for_sure(session, Account.objects.get(email=shops.CITIZEN))
    key = session.cookies[django_settings.SESSION_COOKIE_NAME].value
    made = Person(live_server.url, key, random.Random(1))
    yield made
    made.line.close()


def test_forty_cuts_lose_nothing_and_leave_no_dossier_with_a_part_missing(country, person):
    count = 0
    while len(person.cuts) < CUTS:
        person.page = person.line.get("/mine/")
        person.applies(str(country.province.body.pk))
        count += 1
        _require_whole(person, Dossier.objects.latest("submitted_at"))
    assert Dossier.objects.count() == count == Application.objects.count()
    assert set(person.cuts) == set(MANNERS)


def _require_whole(person: Person, dossier: Dossier) -> None:
    """Every paper that is asked for, every answer, and on the receipt exactly what was shown before handing in."""
    receipt = person.line.get(f"/dossiers/{dossier.pk}/")
    kept = [(each.paper, each.file.sha256) for each in dossier.application.attachments.select_related("file")]
    assert {paper for paper, _digest in kept} == {"giay_kham_suc_khoe", "giay_to_thay_doi"}
    assert sorted(DIGEST.findall(receipt.text)) == sorted(person.seen) == sorted(digest for _paper, digest in kept)
    assert {digest for _paper, digest in kept} <= set(person.sent), "a file was kept that nobody gave"
    assert dossier.application.given == GIVEN
    ours = {each["sha256"] for each in dossier.events.get(kind="submitted").details["files"]}
    assert ours == {digest for _paper, digest in kept}


def test_a_paper_in_pieces_is_whole_after_every_second_piece_was_cut_off(country, person):
    while "papers/" not in person.page.url.path:
        if "/applications/" not in person.page.url.path:
            person.page = person.line.get(f"/services/{shops.KEY}/begin/")
            person.send({"whom": "self", "body": str(country.province.body.pk)}, again="/mine/")
        else:
            person.step("/".join(person.page.url.path.split("/")[:3]) + "/")
    overview = person.page.url.path.removesuffix("papers/")
    picture = shops.picture((3, 7, 7), side=700)
    pieces = Pieces(person, overview, "giay_kham_suc_khoe", picture)
    size, tried, held = len(picture) // 12 + 1, 0, set()
    while not Attachment.objects.exists():  # asked before the pieces: what was cut off may still come to its end
        start = pieces.arrived
        held.add(start)
        request, tried = pieces.piece(start, size), tried + 1
        if tried % 2:
            person.cut(request)
        else:
            person.line.send(request)
    given = Attachment.objects.get()
    assert pieces.arrived == len(picture), "it counts when it is whole, not before"
    assert given.file.sha256 == hashlib.sha256(picture).hexdigest()
    assert {start % size for start in held} <= {0, len(picture) % size}
    assert len(person.cuts) >= len(held) // 2
