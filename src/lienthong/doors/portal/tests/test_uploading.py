"""A paper in pieces, as the tus protocol has it: acknowledged byte by byte, and given only when it is whole."""

import hashlib
from base64 import b64encode

import pytest
from django.urls import reverse

from conftest import ANSWERS, drafted
from lienthong.doors.portal.tests.conftest import Visitor
from lienthong.doors.portal.tests.test_applying import picture
from lienthong.ground.files.limits import LARGEST_PIECE_BYTES
from lienthong.ground.files.models import Upload
from lienthong.ground.identity.models import Account
from lienthong.work.services.models import Application

PAPER = "giay_kham_suc_khoe"
DATA = picture().read()
DIGEST = hashlib.sha256(DATA).hexdigest()
SIZE, HALF = len(DATA), len(DATA) // 2
SAID = {"filename": "giay-khám.png", "paper": PAPER, "beginning": DIGEST, "sha256": DIGEST}
PROTOCOL = {"Tus-Resumable": "1.0.0", "Accept": "application/json"}
PIECES = "application/offset+octet-stream"


@pytest.fixture
def draft(shop) -> Application:
    return drafted(shop, answers={**ANSWERS, "health": {"health_on_record": False}})


def announced(visitor, draft, *, size=SIZE, metadata=None, **said):
    pairs = [f"{key} {b64encode(value.encode()).decode()}" for key, value in {**SAID, **said}.items()]
    words = {"Upload-Length": str(size), "Upload-Metadata": ",".join(pairs) if metadata is None else metadata}
    return visitor.post(reverse("portal:uploads", args=[draft.pk]), headers={**PROTOCOL, **words})


def sent(visitor, url, start, data, content_type=PIECES, **headers):
    words = {**PROTOCOL, "Upload-Offset": str(start), **headers}
    length = str(len(data))
    return visitor.patch(
        url, data, headers=words, CONTENT_TYPE=content_type, CONTENT_LENGTH=length, content_type=content_type
    )


def test_a_paper_in_two_pieces_counts_when_it_is_whole(citizen, draft):
    answer = announced(citizen, draft)
    assert (answer.status_code, answer["Upload-Offset"], answer["Tus-Resumable"]) == (201, "0", "1.0.0")
    url = answer["Location"]
    answer = sent(citizen, url, 0, DATA[:HALF])
    assert (answer.status_code, answer["Upload-Offset"]) == (204, str(HALF))
    assert not draft.attachments.exists()
    again = announced(citizen, draft)
    assert (again.status_code, again["Location"], again["Upload-Offset"]) == (200, url, str(HALF))
    standing = citizen.head(url, headers=PROTOCOL)
    assert (standing["Upload-Offset"], standing["Upload-Length"]) == (str(HALF), str(len(DATA)))
    assert standing["Cache-Control"] == "no-store"
    assert sent(citizen, url, HALF, DATA[HALF:]).status_code == 204
    given = draft.attachments.get()
    assert (given.paper, given.file.sha256, given.file.name) == (PAPER, DIGEST, "giay-khám.png")
    assert sent(citizen, url, len(DATA), b"").status_code == 204, "its answer was lost, it is asked again"
    assert draft.attachments.count() == 1


@pytest.mark.parametrize(
    ("piece", "more", "status"),
    [
        ((HALF + 1, b"x"), {}, 409),
        ((0, b"x"), {}, 409),
        (("x", b"x"), {}, 422),
        ((HALF, DATA), {}, 413),
        ((HALF, bytes(LARGEST_PIECE_BYTES + 1)), {}, 413),
        ((HALF, b"x"), {"content_type": "text/plain"}, 415),
        ((HALF, b"x"), {"Tus-Resumable": "0.2.2"}, 412),
    ],
    ids=["gap", "twice", "no number", "more than announced", "piece too large", "no piece", "other version"],
)
def test_a_piece_that_cannot_be_taken_changes_nothing(citizen, draft, piece, more, status):
    url = announced(citizen, draft)["Location"]
    sent(citizen, url, 0, DATA[:HALF])
    answer = sent(citizen, url, *piece, **more)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.get("Upload-Offset") == (str(HALF) if status == 409 else None)
    assert citizen.head(url, headers=PROTOCOL)["Upload-Offset"] == str(HALF)


def test_another_content_than_announced_is_thrown_away_and_never_given(citizen, draft):
    url = announced(citizen, draft, sha256="0" * 64)["Location"]
    answer = sent(citizen, url, 0, DATA)
    assert (answer.status_code, answer.json()["code"]) == (422, "digest-differs")
    assert not draft.attachments.exists()
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"size": 20 * 1024 * 1024 + 1}, 413),
        ({"size": 0}, 422),
        ({"paper": "khong_co"}, 422),
        ({"metadata": ""}, 422),
        ({"metadata": "paper !"}, 422),
        ({"sha256": "x"}, 422),
    ],
    ids=["too large", "empty", "unknown paper", "nothing said", "not base64", "no digest"],
)
def test_what_cannot_come_is_refused_before_it_comes(citizen, draft, more, status):
    assert announced(citizen, draft, **more).status_code == status
    assert not Upload.objects.exists()


def test_a_program_in_pieces_is_refused_as_in_one(citizen, draft):
    program = b"MZ\x90\x00" + bytes(60)
    digest = hashlib.sha256(program).hexdigest()
    url = announced(citizen, draft, size=len(program), beginning=digest, sha256=digest)["Location"]
    assert sent(citizen, url, 0, program).status_code == 422
    assert not draft.attachments.exists()


def test_an_upload_is_nobody_elses_and_of_one_application(citizen, draft, shop):
    url = announced(citizen, draft)["Location"]
    stranger = Visitor().signed_in(Account.objects.create_user("nguoi.la@lienthong.example", "Người Lạ"))
    assert announced(stranger, draft).status_code == 404
    assert sent(stranger, url, 0, DATA).status_code == 404
    assert stranger.head(url, headers=PROTOCOL).status_code == 404
    assert stranger.delete(url, headers=PROTOCOL).status_code == 404
    assert announced(Visitor(), draft).status_code == 302
    Application.objects.filter(pk=draft.pk).update(subject_number="001220099999")
    other = drafted(shop)
    elsewhere = url.replace(str(draft.pk), str(other.pk))
    assert sent(citizen, elsewhere, 0, DATA).status_code == 404
    assert citizen.delete(url, headers=PROTOCOL).status_code == 204
    assert citizen.head(url, headers=PROTOCOL).status_code == 404


def test_nothing_comes_for_what_was_handed_in(citizen, draft):
    url = announced(citizen, draft)["Location"]
    Application.objects.filter(pk=draft.pk).update(state="dropped")
    assert announced(citizen, draft).status_code == 409
    assert sent(citizen, url, 0, DATA).status_code == 409
    assert not draft.attachments.exists()


def test_the_page_offers_both_ways(citizen, draft):
    page = citizen.get(reverse("portal:papers", args=[draft.pk])).content.decode()
    assert f'data-uploads-url="{reverse("portal:uploads", args=[draft.pk])}"' in page
    assert 'enctype="multipart/form-data"' in page
