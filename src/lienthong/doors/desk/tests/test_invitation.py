"""Who has neither telephone nor account is asked how it was by a code on paper."""

import pytest
from django.test import Client
from django.urls import reverse

from conftest import at, submitted
from lienthong.ground.journal.models import Act
from lienthong.kit import clock
from lienthong.work.feedback import actions as ratings
from lienthong.work.feedback import queries as feedback
from lienthong.work.feedback.models import Invitation
from lienthong.work.onestop import actions, asking
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.states import RefusalReason
from lienthong.work.services.models import Application

WORDS = "Giấy phép này do tỉnh khác quản lý hồ sơ gốc; nộp tại cổng của tỉnh đó."


def desk(mandate) -> Client:
    client = Client(headers={"Accept-Language": "vi"})
    client.force_login(mandate.account)
    return client


@pytest.fixture
def ended(shop, monkeypatch) -> Dossier:
    """Refused at ten, of somebody whom nothing can be sent."""
    monkeypatch.setattr(clock, "now", lambda: at("11:00"))
    dossier = submitted(shop)
    Application.objects.filter(pk=dossier.application_id).update(applicant=None, entered_by=shop.receiver, phone="")
    dossier = actions.refuse(
        dossier=Dossier.objects.get(pk=dossier.pk), reason=RefusalReason.NOT_COMPETENT, words=WORDS, law="Điều 17",
        by=shop.receiver, now=at("10:00"),
    )  # fmt: skip
    end = Event.objects.filter(dossier=dossier).latest("seq")
    ratings.ask(point=asking.end_point(end), by=None, now=at("10:30"))
    return dossier


def test_the_code_is_printed_once_by_the_desk_and_opens_the_questions(shop, ended):
    case, address = (reverse(f"desk:{name}", args=[ended.pk]) for name in ("dossier", "dossier-invitation"))
    assert Act.objects.filter(verb="feedback.invitation.kept").count() == 1
    assert not Act.objects.filter(verb="feedback.invitation.sent").exists()
    receiver = desk(shop.receiver)
    assert address in receiver.get(case).text
    assert address not in desk(shop.leader).get(case).text
    assert desk(shop.leader).post(address).status_code == 403
    page = receiver.post(address)
    asked = Invitation.objects.get()
    code = page.context["written"].code
    assert code in page.text
    assert feedback.by_code(code.replace(" ", "")) == asked
    again = receiver.post(address)
    assert again.status_code == 409
    assert "Không có câu hỏi nào chờ in" in again.text
    assert address not in receiver.get(case).text
