"""The demonstration's consultations: two, once, through the same actions as everybody's."""

from conftest import at, submitted
from lienthong.doors.command.demo_data import consultations
from lienthong.ground.identity.models import Account
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import DocumentState
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Consultation, Dossier
from lienthong.work.onestop.opinions import fold
from lienthong.work.onestop.states import Opinion
from lienthong.work.services.models import Procedure

NOW = at("16:00")


def test_of_two_dossiers_one_opinion_was_given_and_one_is_awaited(country, shop, monkeypatch):
    consultations.fill(now=NOW)
    assert not Consultation.objects.exists(), "without the body that is asked there is none"
    monkeypatch.setattr(consultations, "ASKED", country.other.body.name_vi)
    Account.objects.update(synthetic=True)
    for _each in range(2):
        dossier = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("09:30"))
        actions.acknowledge(dossier=dossier, by=shop.officer, now=at("09:40"))
    for _again in range(2):
        consultations.fill(now=NOW)
    states = [asked.state for each in Dossier.objects.order_by("id") for asked in fold(each.events.in_order())]
    assert sorted(states) == [Opinion.ANSWERED, Opinion.REACHED]
    assert Document.objects.filter(state=DocumentState.ISSUED).count() == 3
    assert Consultation.objects.get(state=Opinion.ANSWERED).answer is not None


def test_what_is_asked_about_a_licence_is_asked_of_no_other_procedure(country, shop, monkeypatch):
    monkeypatch.setattr(consultations, "ASKED", country.other.body.name_vi)
    Account.objects.update(synthetic=True)
    dossier = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("09:30"))
    actions.acknowledge(dossier=dossier, by=shop.officer, now=at("09:40"))
    Procedure.objects.filter(pk=dossier.procedure_id).update(key="dang_ky_khai_sinh")
    consultations.fill(now=NOW)
    assert not Consultation.objects.exists()
