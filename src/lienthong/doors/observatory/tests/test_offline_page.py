"""The judge in the browser: same answers as the one on the server, and it works with the network cut."""

import base64
import io

import pikepdf
import pytest
from django.db import transaction

from conftest import at, submitted
from lienthong.ground.signatures import actions, queries, sdjwt_verify, together
from lienthong.ground.signatures.pdf import sign
from lienthong.ground.signatures.states import CredentialStatus, Profile
from lienthong.ground.signatures.tests import credential_workshop, pdf_workshop, test_sdjwt
from lienthong.ground.signatures.tests.credential_workshop import LIST, NOW, House, forged, house, issue, rsa_seal
from lienthong.ground.signatures.tests.test_sdjwt import GOOD, TRAPS, TWINS, listed
from lienthong.kit import clock
from lienthong.kit.testing.browser import axe, fits, look
from lienthong.work.onestop import actions as onestop

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]
ALL_AT_ONCE = """async ({ cases, roots }) => {
  const { verify } = await import("/static/observatory/offline.js");
  return Promise.all(cases.map(({ token, lists, at }) => verify(token, { roots, lists, at })));
}"""
AT = int(NOW.timestamp())


def cases():
    """By name: credential, lists, and how many days later it is judged."""
    one = [listed()]
    made = {
        "good": (issue(), one, 0),
        "rsa": (issue(rsa_seal()), [listed(signer=rsa_seal())], 0),
        "older type": (forged(GOOD, header=lambda own: own | {"typ": "vc+sd-jwt"}), [], 0),
        "in part": (credential_workshop.sdjwt.present(issue(decoys=2), ["name"]), one, 0),
        "no list": (issue(), [], 0),
        "another list": (issue(), [listed(uri="https://elsewhere.example/1")], 0),
        "old list": (issue(), one, 8),
        "revoked in an old list": (issue(), [listed({4711: CredentialStatus.REVOKED})], 8),
        "revoked": (
            issue(),
            [*one, listed({4711: CredentialStatus.REVOKED}, now=NOW + test_sdjwt.timedelta(seconds=1))],
            1,
        ),
        "suspended": (issue(), [listed({4711: CredentialStatus.SUSPENDED})], 0),
        "other": (issue(), [listed({4711: CredentialStatus.OTHER})], 0),
        "touched list": (issue(), [_mixed()], 0),
        "list of a stranger": (issue(), [listed(signer=House("Gốc lạ").body())], 0),
        "list of another body": (issue(), [listed(signer=house().body("Bộ Tư pháp", "G15"))], 0),
        "beyond the list": (issue(status=credential_workshop.sdjwt.StatusPlace(LIST, 65_536)), one, 0),
        "ended": (issue(), [], 366),
        "not yet": (forged(GOOD | {"nbf": AT + 60}), [], 0),
        "a stranger": (issue(House("Gốc lạ").body()), one, 0),
        "another body's name": (issue(issuer="https://x.example/G15"), one, 0),
        "for time-stamps": (issue(house().body(profile=Profile.TIME_STAMP)), one, 0),
        "before its certificate": (issue(issued_at=NOW - test_sdjwt.timedelta(days=9)), one, 0),
        "holder's proof": (issue() + "a.b.c", one, 0),
        "too large": ("e" * 2_000_000, one, 0),
    }
    made |= {f"twin: {name}": (touch(issue()), one, 0) for name, (touch, _why) in TWINS.items()}
    made |= {f"trap: {name}": (forged(payload, tail=tail), one, 0) for name, (payload, tail, _why) in TRAPS.items()}
    return made


def _mixed():
    revoked, clear = listed({4711: CredentialStatus.REVOKED}).split("."), listed().split(".")
    return ".".join([revoked[0], clear[1], revoked[2]])


def test_the_browser_and_the_server_say_the_same_of_everything(country, page_at):
    page = page_at()
    page.goto("/verify/offline/")
    given = cases()
    asked = [{"token": token, "lists": lists, "at": AT + 86_400 * days} for token, lists, days in given.values()]
    found = page.evaluate(ALL_AT_ONCE, {"cases": asked, "roots": [base64.b64encode(house().root).decode()]})
    differ = {}
    for (name, (token, lists, days)), theirs in zip(given.items(), found, strict=True):
        at = NOW + test_sdjwt.timedelta(days=days)
        ours = sdjwt_verify.verify(token, trust=house().trust, at=at, statuses=lists)
        own = (ours.standing.value, [(step.code, step.held, step.reason) for step in ours.steps], bool(ours.claims))
        their = (
            theirs["standing"],
            [(step["code"], step["held"], step["reason"]) for step in theirs["steps"]],
            bool(theirs.get("claims")),
        )
        if own != their:
            differ[name] = (own, their)
    assert not differ, differ
    assert {theirs["standing"] for theirs in found} == set(sdjwt_verify.Standing) - {"not-secure"}
    assert [value for name, value in found[0]["claims"] if name == "name"] == ["Nguyễn Thị Ánh"]


@pytest.fixture
def stated(country):
    with transaction.atomic():
        return actions.state_credential(
            body_id=country.ministry.body.pk, code="G12", kind="urn:lienthong:vct:thu:1",
            claims=together.with_digest({"name": "Nguyễn Thị Ánh", "class": "B", "born": "1990-02-28", "glasses": True}),
            disclosable=["name", "born"], subject=country.ministry.body, by=None, now=clock.now(),
        )  # fmt: skip


@pytest.mark.parametrize(("width", "language", "dark"), [(360, "vi", False), (1280, "en", True)])
def test_with_the_network_cut_it_still_judges(stated, page_at, tmp_path, width, language, dark):  # noqa: PLR0917
    page = page_at(width, language, dark=dark)
    page.goto("/verify/offline/")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.fill("#text", stated.token)
    page.click("form[data-offline] button")
    page.wait_for_selector("[data-standing='status-unknown']")
    assert "Nguyễn Thị Ánh" in page.inner_text("#answer")
    file = tmp_path / "list.jwt"
    file.write_text(queries.status_list("G12", 1).token)
    page.set_input_files("#list", str(file))
    page.click("form[data-offline] button")
    page.wait_for_selector("[data-standing='valid']")
    said = page.inner_text("#answer")
    assert "Bộ Tài chính (G12)" in said
    assert "28/02/1990" in said
    axe(page)
    fits(page)
    look(page, f"public-verify-offline-{width}-{language}")
    page.fill("#text", stated.token.replace(".", ".e", 1))
    page.click("form[data-offline] button")
    page.wait_for_selector("[data-standing='invalid']")
    assert "Nguyễn Thị Ánh" not in page.inner_text("#answer")
    assert asked == []


@pytest.fixture
def results(country, stated, tmp_path):
    """The PDF that a citizen holds, as results are made; one without a credential; the list of the issuer."""
    signer = queries.signer_of(country.ministry.body.pk, now=clock.now())
    files = {}
    for name, laid in {
        "result": together.attach(pdf_workshop.prepared(), stated.token, at=clock.now()),
        "bare": pdf_workshop.prepared(),
    }.items():
        files[name] = tmp_path / f"{name}.pdf"
        files[name].write_bytes(sign.seal(laid, signer, seal_png=pdf_workshop.red_seal(), at=clock.now()))
    files["list"] = tmp_path / "list.jwt"
    files["list"].write_text(queries.status_list("G12", 1).token)
    return files


def test_the_credential_is_read_out_of_the_pdf_that_the_citizen_has(results, page_at):
    page = page_at(360)
    page.goto("/verify/offline/")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.set_input_files("#list", str(results["list"]))
    page.set_input_files("#file", str(results["result"]))
    page.click("form[data-offline] button")
    page.wait_for_selector("[data-standing='valid']")
    said = page.inner_text("#answer")
    assert "Nguyễn Thị Ánh" in said
    assert "chưa kiểm tra trang giấy" in said
    fits(page)
    page.set_input_files("#file", str(results["bare"]))
    page.click("form[data-offline] button")
    page.wait_for_selector("[data-standing='no-credential']")
    assert "không mang chứng nhận điện tử" in page.inner_text("#answer")
    assert page.get_attribute("#answer a", "href").endswith("/verify/")
    fits(page)
    axe(page)


def test_a_result_is_told_in_the_words_of_its_procedure(shop, page_at):
    with transaction.atomic():
        dossier = onestop.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
        onestop.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
        words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp với hồ sơ."
        onestop.decide(dossier=dossier, outcome="cap_moi", words=words, by=shop.chief, now=at("14:00"))
    dossier.refresh_from_db()
    page = page_at(1280, "en")
    page.goto("/verify/offline/")
    page.fill("#text", dossier.result.credential)
    page.click("form[data-offline] button")
    page.wait_for_selector("[data-standing]")
    said = page.inner_text("#answer")
    assert "New driving licence" in said
    assert "Exchange of a driving licence" in said
    for code in ("cap_moi", "subject_name", "granted\n", "package", "Answers it was decided on", "912345678"):
        assert code not in said, code
    assert f"{clock.local(dossier.result.signed_at):%d/%m/%Y %H:%M}" in said, "as the page with a network says it"
    fits(page)


IN_PDF = """async (files) => {
  const { inPdf } = await import("/static/observatory/offline.js");
  return Promise.all(files.map((one) => inPdf(Uint8Array.from(atob(one), (letter) => letter.charCodeAt(0)))));
}"""


def test_packed_or_plain_it_is_found_and_what_is_odd_is_left_alone(stated, page_at):
    packed = together.attach(pdf_workshop.prepared(), stated.token, at=clock.now())
    with pikepdf.open(io.BytesIO(packed)) as file:
        plain = io.BytesIO()
        file.save(plain, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
    kind = b"/Subtype /application#2fdc+sd-jwt"
    odd = [
        packed + b"9 0 obj\n<< " + kind + b" >>",
        packed.replace(b"/Filter /FlateDecode", b"/Filter /LZWDecodeee"),
        packed[: packed.index(kind) + len(kind)],
        packed.replace(kind, kind.replace(b"sd-jwt", b"sd-jwX")),
        packed.replace(b"x\x9c", b"yy"),
        b"%PDF-1.7",
    ]
    page = page_at()
    page.goto("/verify/offline/")
    given = [base64.b64encode(one).decode() for one in (packed, plain.getvalue(), *odd)]
    assert page.evaluate(IN_PDF, given) == [stated.token, stated.token, *[None] * len(odd)]


def test_the_page_is_the_same_for_everybody_in_two_languages(country, client):
    page = client.get("/verify/offline/")
    assert "Cookie" not in page.headers["Vary"]
    assert not page.cookies
    assert "Kiểm tra khi không có mạng" in page.text
    english = client.get("/verify/offline/?lang=en")
    assert "Checking without a network" in english.text
    assert english.headers["Content-Language"] == "en"


def test_without_a_network_the_page_opens_again_from_what_the_browser_kept(country, page_at):
    page = page_at()
    page.goto("/verify/offline/")
    page.wait_for_load_state("networkidle")
    page.goto("about:blank")
    page.context.set_offline(True)
    page.goto("/verify/offline/")
    page.fill("#text", "x")
    page.click("form[data-offline] button")
    page.wait_for_selector("[data-standing='invalid']")
