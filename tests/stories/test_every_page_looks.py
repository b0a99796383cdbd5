"""Every page anybody reaches by clicking, in a real browser: axe (WCAG 2.2 A and AA) finds nothing, nothing sticks out.

Each page once for the first role that reaches it, in both languages, at 1280, 360 and 320 px, which is 1280 at 400 % (axe at one
width in each language, for the sake of time); the pages on which people of
different roles see different things for each of them. `NOT_LOOKED_AT` says why an address is left out: what is new in
the product is looked at, or somebody has to say here why not.
"""

import os
from collections import deque

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve, reverse

from lienthong.doors.desk.tests.outgoing_desk import STATES, brought_to, enter
from lienthong.ground.identity.models import Account
from lienthong.kit import clock
from lienthong.kit.testing.browser import axe, fits, look, vitals, weaken
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import DocumentState
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import lanes
from lienthong.records.exchange.models import Delivery

from . import a_shop_at_work
from .test_every_page import LINK

pytestmark = [
    pytest.mark.story,
    pytest.mark.browser,
    pytest.mark.foreign("chromium"),
    pytest.mark.django_db(transaction=True),
]

WHO = {
    "stranger": None,
    "clerk": ("ministry", "clerk"),
    "leader": ("ministry", "leader"),
    "specialist": ("ministry", "specialist"),
    "receiver": ("other", "clerk"),
    "receiving leader": ("other", "leader"),
    "handler": ("other", "specialist"),
    "auditor": ("ministry", "auditor"),
    "citizen": ("citizen", a_shop_at_work.CITIZEN),
    "newcomer": ("citizen", a_shop_at_work.NEWCOMER),
    "receiver of dossiers": ("HCC", "one_stop"),
    "officer": ("GPLX", "specialist"),
    "chief": ("GPLX", "head_of_unit"),
    "leader of the shop": ("province", "leader"),
    "specialist of petitions": ("province", "specialist"),
    "auditor of the shop": ("province", "auditor"),
    "keeper of a register": ("CSGT", "specialist"),
}
STARTS = {"stranger": "/", "citizen": "/mine/"}
AT_THEIR_PAGES = {
    "newcomer",
    "officer",
    "chief",
    "leader of the shop",
    "specialist of petitions",
    "auditor of the shop",
    "keeper of a register",
}
"""They do not walk; they stand at the pages that only they see."""
EACH_SEES_ANOTHER = {"desk:document", "desk:delivery"}
"""Pages whose buttons and words depend on who looks."""
STATES_OF_A_PAGE = {
    "front page of a year": ("stranger", "/?days=365"),
    "no such page": ("stranger", "/khong-co/"),
    "found nothing": ("clerk", "/desk/search/?q=khongcogi"),
    "empty list": ("auditor", "/desk/?q=khongcogi"),
    "denied": ("auditor", "/desk/tokens/"),
    "denied (keeps no register)": ("leader", "/desk/corrections/"),
    "corrections (nothing)": ("receiving leader", "/desk/corrections/"),
    "payments (nothing)": ("leader", "/desk/payments/"),
    "not mine": ("receiver", "/desk/documents/new/?from=x"),
    "directory of another day": ("stranger", "/directory/?on=01/01/2026"),
    "a day that is none": ("stranger", "/directory/?on=32/13/2026"),
    "a page of the list that is none": ("receiver", "/desk/incoming/?after=x"),
    "nobody to be": ("stranger", "/sign-in/as/?q=khongcogi"),
    "simulated-texts": ("stranger", "/demo/sms/"),
}
AXE_AT = {"vi": 1280, "en": 360}
FILES = (
    "file", "page", "picture", "pay-picture", "payment-receipt", "export", "csv", "content", "receipt-seal", "annex", "source", "version", "evidence",
    "document-archived", "openapi", "pki-", "issuer", "status-list", "paper-file", "result", "result-credential", "reading-receipt", "petition-file", "petition-slip", "dossier-file", "dossier-result", "dossier-opinion", "robots", "security", "checkpoint", "vkey", "tile", "healthz", "readyz", "draft",
)  # fmt: skip
POSTED = (
    "accept", "start", "keep-filter", "notices-read", "comment", "token-revoke", "set_language", "end-session",
    "end-other-sessions", "shortcuts", "enter-as", "drop", "dossier-receive", "dossier-acknowledge", "dossier-remind", "dossier-heed",
    "dossier-pass-on", "dossier-undo", "counter-call", "counter-drop", "counter-end", "counter-recall",
    "feedback-take", "feedback-close", "feedback-dispute", "typed", "resume-close",
    "correction-send-back", "correction-refuse", "payment-match", "payment-give-back", "payment-refund-sent",
    "payment-refund-failed", "payment-refund-done", "petition-clarify", "petition-end-consent", "petition-desk", "petition-step", "petition-merge", "upload", "paper-again", "procedure-begin", "procedure-drop",
    "procedure-file-remove", "dossier-invitation", "procedure-offer-stop",
)  # fmt: skip
ELSEWHERE = {
    "desk:dossier-form", "portal:form", "portal:receipt",  # printed forms: PDF
    "observatory:services-events", "observatory:services-receipt",  # a day's file and its receipt
    "gallery:gallery",  # in the room of looks
    "desk:preview",  # a page made of what was typed: with composing
    "desk:books",  # leads to one of the two books
    "desk:payment-fee",  # where a package gives the fee of a refused dossier back: in the tests of the desk
    "desk:correction-propose", "desk:correction-confirm",  # after a proof: in the tests of the desk
    "desk:contribute", "desk:posts", "desk:answer-change", "desk:void-number",  # of people with another task or a second post: beside their pages
    "account_inactive", "mfa_login_webauthn", "mfa_authenticate", "sign-in-link", "account_change_password",
    "account_set_password", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_index",
    "mfa_download_recovery_codes", "citizen-code", "citizen-contact", "citizen-contact-code", "citizen-level",
    "citizen-level-code", "citizen-national-id", "citizen-national-id-back", "citizen-recover", "citizen-recover-code",
    "citizen-recover-password", "citizen-sign-in", "citizen-sign-up", "citizen-sign-up-code", "citizen-sign-up-password", "mfa_list_webauthn", "step-up", "account_logout",
}  # fmt: skip
"""Looked at elsewhere; signing in and one's account state by state, in the room of identity."""


@pytest.fixture
def lively(country_after, settings):
    """A document in every state, received ones that wait, are held and are handled, and a one-stop shop at work."""
    settings.ROOT_URLCONF = "lienthong.config.urls"
    return country_after(liven)


def liven(country) -> None:
    with transaction.atomic():
        a_shop_at_work.at_work(country)
        for state in STATES:
            brought_to(country, state)
        for subject in ("Báo cáo quý III về dịch vụ công", "Góp ý dự thảo Nghị định về định danh điện tử"):
            brought_to(country, "issued", subject=subject)
    while lanes.carry_round(clock.now()):
        pass
    _handled(country.other)


def _handled(office) -> None:
    """One delivery stays as it came, one is taken, one is given to somebody."""
    taken = list(Delivery.objects.filter(recipient=office.body).order_by("id"))[1:]
    now = clock.now()
    with transaction.atomic():
        for delivery in taken:
            exchange.accept_document(delivery=delivery, by=office.clerk, now=now)
        exchange.assign_document(
            delivery=taken[-1],
            unit=office.unit,
            holder=office.specialist,
            by=office.leader,
            now=now,
            instruction="Gấp.",
        )


def browser_of(country, who: str) -> Client:
    """Signed in as this person, who has just proven who it is."""
    client = Client()
    place = WHO[who]
    if place is None:
        return client
    if place[0] == "citizen":
        client.force_login(Account.objects.get(email=place[1]))
        return client
    office = getattr(country, place[0], None)
    return enter(client, getattr(office, place[1]) if office else a_shop_at_work.mandate_of(*place), proven=True)


def reached_from(client: Client, start: str) -> dict[str, str]:
    """Pages reached by links, once a view: view name and address."""
    found: dict[str, str] = {}
    waiting, known = deque([start]), set()
    while waiting:
        url = waiting.popleft()
        name = resolve(url.split("?")[0]).view_name
        if name in known:
            continue
        known.add(name)
        answer = client.get(url, follow=True)
        if answer.redirect_chain:
            url = answer.redirect_chain[-1][0]
            name = resolve(url.split("?")[0]).view_name
            known.add(name)
        if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
            found[name] = url
            waiting.extend(links_of(answer.content.decode()))
        for close in getattr(answer, "_resource_closers", ()):
            close()
    return found


def links_of(html: str) -> list[str]:
    links = [link.replace("&amp;", "&") for link in LINK.findall(html)]
    return [link for link in links if link.startswith("/") and not link.startswith(("/static/", "//"))]


_pages: dict[str, tuple[str, str]] = {}


def pages_of(country) -> dict[str, tuple[str, str]]:
    """What to look at: a name, who looks, and where; walked once, for the lively country has the same ids each time."""
    if not _pages:
        _pages.update(walked_by_everybody(country))
    return _pages


def walked_by_everybody(country) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for who in (who for who in WHO if who not in AT_THEIR_PAGES):
        reached = reached_from(browser_of(country, who), STARTS.get(who, "/desk/"))
        for name, url in reached.items():
            key = f"{name} ({who})" if name in EACH_SEES_ANOTHER else name
            found.setdefault(key, (who, url))
    return found | STATES_OF_A_PAGE | without_links(country)


def without_links(country) -> dict[str, tuple[str, str]]:
    """Pages that buttons of forms open, or links of one document among many."""
    waiting = Delivery.objects.filter(recipient=country.other.body).values_list("pk", flat=True)
    many = "&".join(f"delivery={key}" for key in waiting)
    issued = Document.objects.filter(state=DocumentState.ISSUED).order_by("created_at", "id")[0]
    asking = {name: ("clerk", reverse(name, args=[issued.pk])) for name in ("desk:recall", "desk:amend")}
    return {
        "desk:accept-many": ("receiver", f"{reverse('desk:accept-many')}?{many}"),
        **asking,
        **a_shop_at_work.places(),
    }


def signed_in(page, country, who: str) -> None:
    page.context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    cookie = browser_of(country, who).cookies.get(django_settings.SESSION_COOKIE_NAME)
    if cookie:
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/", "httpOnly": True}]
        )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_is_accessible_and_fits_on_a_phone_and_on_a_desk(lively, page_at, language):
    page = page_at(1280, language)
    wrong, places = [], pages_of(lively)
    judged = asked_of_the_slow_judge(places, language)
    for who in WHO:
        signed_in(page, lively, who)
        for name, url in ((name, url) for name, (whose, url) in places.items() if whose == who):
            judges = (fits, axe) if name in judged else (fits,)
            wrong += [f"{name} {url}: {said}" for said in what_is_wrong(page, name, url, language, judges)]
    page.complaints[:] = [said for said in page.complaints if "status of 4" not in said]
    assert not wrong, "\n\n".join(wrong)


def asked_of_the_slow_judge(places: dict[str, tuple[str, str]], language: str) -> set[str]:
    """Pages in both languages; one of the many states of a page, whose frame is the same, in one of them in turn."""
    states = [name for name in places if "(" in name]
    return places.keys() - set(states[list(AXE_AT).index(language) :: len(AXE_AT)])


def what_is_wrong(page, name: str, url: str, language: str, judges):
    """The complaints about one page at all widths; the slow judge sits at one of them in each language."""
    page.goto(url)
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for judge in judges if width == AXE_AT[language] else (fits,):
            try:
                judge(page)
            except AssertionError as found:
                yield f"{width}: {found}"
        if "LIENTHONG_PICTURES" in os.environ:
            look(page, f"every/{language}-{width}-{name.replace(':', '-').replace(' ', '-')}")


def names_of(resolver, before: str = "") -> set[str]:
    found: set[str] = set()
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            found |= names_of(one, f"{before}{one.namespace}:" if one.namespace else before)
        elif one.name:
            found.add(before + one.name)
    return found


def test_no_page_of_the_product_escapes_the_look(lively):
    seen = {name.split(" (")[0] for name in pages_of(lively)}
    unseen = {name for name in names_of(get_resolver()) - seen - ELSEWHERE if not name.startswith("api:")}
    left = {name for name in unseen if not name.split(":")[-1].startswith(FILES + POSTED) and not name.endswith(FILES)}
    assert not left, " ".join(sorted(left))


MAIN_PAGES = {
    "/": "stranger",
    "/sign-in/": "stranger",
    "/verify/": "stranger",
    "/desk/": "clerk",
    "/desk/incoming/": "receiver",
    "/desk/documents/new/": "specialist",
    f"/services/{a_shop_at_work.KEY}/": "stranger",
    "/mine/": "citizen",
    "/desk/dossiers/": "receiver of dossiers",
}
"""The pages on which people spend their day, and who does."""
REACHABLE = """[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter((one) => one.checkVisibility() && !one.disabled).length"""
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const seen = one.closest('.choice, li') ?? one;
  const box = seen.getBoundingClientRect();
  const style = getComputedStyle(one);
  const marked = [one, one.closest('li')].some((each) => each && getComputedStyle(each).outlineStyle !== 'none');
  return { words: (one.innerText || one.name || one.className || one.tagName).trim().slice(0, 40), tag: one.tagName,
    shown: box.width > 0 && box.bottom > 0 && box.top < innerHeight, marked: marked || style.boxShadow !== 'none' };
}"""


def opened(page, country, url: str) -> None:
    signed_in(page, country, MAIN_PAGES[url])
    page.goto(url)
    page.evaluate("document.activeElement.blur()")


@pytest.mark.parametrize("part", [slice(0, 3), slice(3, 6), slice(6, None)], ids=["public", "desk", "services"])
def test_keys_reach_everything_show_where_they_are_and_leave_again(lively, page_at, part):
    page = page_at()
    for url in list(MAIN_PAGES)[part]:
        opened(page, lively, url)
        wanted, radios = page.evaluate(REACHABLE), page.locator("input[type=radio]").count()
        walked = walk(page, wanted + 8)
        assert "nội dung chính" in walked[0]["words"], url
        assert not [one for one in walked if not one["shown"] or not one["marked"]], url
        assert wanted - radios <= len(walked) <= wanted + 6, (url, wanted, [one["words"] for one in walked])
        opened(page, lively, url)
        page.keyboard.press("?")
        assert page.locator("#help").is_visible() is url.startswith("/desk/"), f"{url}: only the desk has keys"
        page.keyboard.press("Escape")
        assert not page.locator("#help").is_visible(), url


def walk(page, most: int) -> list[dict]:
    """What the tab key stops at, until it leaves the page."""
    walked = []
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None:
            break
        walked.append(at)
    return walked


def test_nothing_jumps_while_a_page_loads_over_a_weak_signal(lively, page_at):
    page = page_at(360)
    weaken(page, cpu=1)
    for url in ("/", "/sign-in/", "/desk/"):
        opened(page, lively, url)
        page.wait_for_load_state("networkidle")
        assert vitals(page)["shift"] <= 0.1, url
