"""Writing a procedure on the desk: files with what is wrong in them, the preview, and publication by another person."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import at, submitted
from lienthong.doors.desk.tests.incoming_desk import desk
from lienthong.ground.identity import step_up
from lienthong.kit import clock
from lienthong.kit.ids import new_id
from lienthong.work.onestop.models import Dossier
from lienthong.work.services import actions
from lienthong.work.services.models import Application, Draft, Procedure, Version
from lienthong.work.services.reading import MOST_BYTES

KEY = "doi_giay_phep_lai_xe"
NOW = at("14:00")


@pytest.fixture
def ministry(shop, country, monkeypatch):
    """The body that publishes the exchange of a driving licence."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(step_up, "is_fresh", lambda request: True)
    return country.ministry


@pytest.fixture
def author(ministry):
    return desk(ministry.specialist)


@pytest.fixture
def draft(ministry):
    return actions.begin_draft(key=KEY, owner=ministry.body, by=ministry.specialist, now=NOW)


@pytest.fixture
def dearer(draft, ministry):
    """The draft with another fee, its examples too."""
    Draft.objects.update(files={name: text.replace("135000", "155000") for name, text in draft.files.items()})
    return draft


def url_of(draft, more=""):
    return f"/desk/procedures/drafts/{draft.pk}/{more}"


def read(browser, url):
    return unescape(browser.get(url).text)


def test_a_draft_is_begun_once_however_often_one_presses(author, ministry):
    assert "Soạn thủ tục mới" in read(author, "/desk/procedures/")
    addresses = {author.post("/desk/procedures/drafts/", {"key": KEY}).headers["Location"] for _time in range(2)}
    assert addresses == {url_of(Draft.objects.get())}
    assert author.post("/desk/procedures/drafts/", {"key": "Đổi bằng"}).status_code == 422
    assert "Đang soạn" in read(author, "/desk/procedures/")


def test_a_mistake_is_named_with_its_file_and_line_and_corrected(author, draft):
    file = url_of(draft, "file/?name=steps.yaml")
    text = draft.files["steps.yaml"]
    wrong = text.replace("share: 10", "part: 10", 1)
    saved = author.post(file, {"revision": 1, "text": wrong.replace("\n", "\r\n")}, follow=True)
    assert "Đã lưu và kiểm tra lại." in saved.text
    assert "Dòng " in saved.text
    page = read(author, url_of(draft))
    assert "steps.yaml:" in page
    assert "Xem thử như người nộp" not in page
    assert author.get(url_of(draft, "preview/")).status_code == 302
    author.post(file, {"revision": 2, "text": text})
    assert "đạt mọi kiểm tra" in read(author, url_of(draft))


def test_neither_the_text_of_a_file_nor_the_file_is_called_optional_for_one_of_them_is_needed(author, draft):
    page = read(author, url_of(draft, "file/?name=steps.yaml"))
    assert "Hoặc chọn tệp YAML" in page
    assert "không bắt buộc" not in page


def test_a_file_may_be_chosen_from_the_computer(author, draft):
    chosen = SimpleUploadedFile("x.yaml", b"\xef\xbb\xbfa: 1")
    author.post(url_of(draft, "file/?name=examples/moi.yaml"), {"revision": 1, "text": "", "file": chosen})
    assert Draft.objects.get().files["examples/moi.yaml"] == "a: 1"
    gone = {"revision": 2, "name": "examples/moi.yaml"}
    assert "examples/moi.yaml" in author.post(url_of(draft, "file/remove/"), gone, follow=True).text
    assert "examples/moi.yaml" not in Draft.objects.get().files


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": "a: &x 1\nb: *x\x00"}, "Có ký tự không đọc được"),
        ({"file": SimpleUploadedFile("x.yaml", b"\xff\xfe")}, "không phải văn bản UTF-8"),
        ({"file": SimpleUploadedFile("x.yaml", b"a" * (MOST_BYTES + 1))}, "256 KB"),
        ({"text": "ă" * (MOST_BYTES // 2 + 1)}, "256 KB"),
        ({"text": "x: 1", "revision": 7}, "Có người vừa sửa bản nháp này."),
        ({"text": "x: 1", "revision": "x"}, "data-error-summary"),
    ],
    ids=["null", "no text", "large file", "large text", "moved on", "no number"],
)
def test_what_cannot_be_taken_is_said_beside_it_and_nothing_changes(author, draft, given, words):
    answer = author.post(url_of(draft, "file/?name=steps.yaml"), {"revision": 1, **given})
    assert answer.status_code == 422
    assert words in answer.text
    assert Draft.objects.get().revision == 1


def test_hostile_yaml_is_kept_as_text_and_named_as_wrong(author, draft):
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: !!python/object/apply:os.system [id]\n"
    author.post(url_of(draft, "file/?name=tables.yaml"), {"revision": 1, "text": bomb})
    page = read(author, url_of(draft, "file/?name=tables.yaml"))
    assert "Cần sửa" in page
    assert bomb in page
    for name in ("../../etc/passwd", "notes.txt", ""):
        assert author.get(url_of(draft, "file/"), {"name": name}).status_code == 422, name


def test_the_preview_goes_through_the_pages_and_makes_no_dossier(author, draft):
    page = read(author, url_of(draft, "preview/"))
    assert "không tạo hồ sơ" in page
    assert "Câu 1 trong" in page
    wrong = author.get(url_of(draft, "preview/"), {"_page": "licence", "_go": 1})
    assert "Hãy chọn Có hoặc Không." in wrong.text
    said = {"_page": "licence", "_go": 1, "on_record": "yes", "withheld": "yes", "licence_class": "b",
            "valid_until": "20/05/2027", "full_name": "Lan"}  # fmt: skip
    end = author.get(url_of(draft, "preview/"), said, follow=True)
    assert "Các bảng nói gì" in end.text
    assert "Không đủ điều kiện" in end.text
    onward = author.get(url_of(draft, "preview/"), said | {"withheld": "no"})
    assert "_page=" in onward.headers["Location"]
    assert "full_name=Lan" in onward.headers["Location"]
    assert (Application.objects.count(), Dossier.objects.count()) == (0, 0)


def test_a_leader_reads_the_dry_run_says_so_and_publishes_once(shop, ministry, dearer):
    submitted(shop)
    leader, url = desk(ministry.leader), url_of(dearer, "publish/")
    page = read(leader, url)
    for words in ("Xét lại 1 hồ sơ gần đây theo bản nháp: 1 hồ sơ sẽ khác.", "155.000 đ", "mức: 135000 → 155000"):
        assert words in page, words
    assert "001190012345" not in page
    unread = leader.post(url, {"revision": 1})
    assert (unread.status_code, "đánh dấu là đã đọc" in unread.text) == (422, True)
    older = leader.post(url, {"revision": "²", "read": 1})
    assert (older.status_code, "Có người vừa sửa" in older.text) == (422, True)
    done = leader.post(url, {"revision": 1, "read": 1}, follow=True)
    assert "Đã công bố phiên bản 2" in done.text
    assert Procedure.objects.get(key=KEY).current.number == 2
    assert leader.post(url, {"revision": 1, "read": 1}).status_code == 404
    assert Version.objects.count() == 2


def test_who_wrote_last_does_not_publish_and_what_fails_is_not_offered(ministry, dearer):
    leader = desk(ministry.leader)
    Draft.objects.update(changed_by=ministry.leader)
    assert "người khác mới được công bố" in read(leader, url_of(dearer, "publish/"))
    refused = leader.post(url_of(dearer, "publish/"), {"revision": 1, "read": 1})
    assert (refused.status_code, "hai người" in refused.text) == (422, True)
    Draft.objects.update(files={})
    assert leader.get(url_of(dearer, "publish/")).headers["Location"] == url_of(dearer)
    assert "Không có tệp này" in read(leader, url_of(dearer))


def test_a_first_version_has_nothing_to_compare_and_nothing_to_read(ministry):
    made = actions.begin_draft(key="viec_moi", owner=ministry.body, by=ministry.specialist, now=NOW)
    leader = desk(ministry.leader)
    assert "Khác phiên bản" not in read(leader, url_of(made, "publish/"))
    assert "Đã công bố phiên bản 1" in leader.post(url_of(made, "publish/"), {"revision": 1}, follow=True).text


def test_a_draft_is_thrown_away_and_pressed_twice_is_said(author, draft):
    assert "Đã bỏ bản nháp" in author.post(url_of(draft, "drop/"), follow=True).text
    assert author.post(url_of(draft, "drop/")).status_code == 404


def test_each_does_what_the_role_allows_and_another_body_finds_nothing(ministry, country, draft):
    pages = ("", "file/?name=steps.yaml", "preview/")
    posts = ("file/?name=steps.yaml", "file/remove/", "drop/")
    text = {"revision": 1, "text": "a: 1", "name": "examples/withheld.yaml"}
    leader, author, stranger, clerk = (
        desk(who) for who in (ministry.leader, ministry.specialist, country.other.specialist, ministry.clerk)
    )
    assert [leader.get(url_of(draft, more)).status_code for more in pages] == [200] * 3
    assert "<textarea" not in read(leader, url_of(draft, pages[1]))
    assert [leader.post(url_of(draft, more), text).status_code for more in posts] == [403] * 3
    assert author.get(url_of(draft, "publish/")).status_code == 403
    assert [stranger.get(url_of(draft, more)).status_code for more in pages] == [404] * 3
    assert [stranger.post(url_of(draft, more), text).status_code for more in posts] == [404] * 3
    assert stranger.post("/desk/procedures/drafts/", {"key": KEY}).status_code == 403
    assert [clerk.get(url_of(draft, more)).status_code for more in pages] == [403] * 3
    auditor = desk(ministry.auditor)
    assert [auditor.get(url_of(draft, more)).status_code for more in pages] == [200] * 3
    assert "<textarea" not in read(auditor, url_of(draft, pages[1]))
    assert [auditor.post(url_of(draft, more), text).status_code for more in posts] == [403] * 3
    assert author.get(f"/desk/procedures/drafts/{new_id()}/").status_code == 404
    assert Draft.objects.get().revision == 1
