"""The invented people come once, the well-known ones first, however often and for how many one begins."""

from conftest import at
from lienthong.doors.command.demo_data import country
from lienthong.ground.journal.models import Act
from lienthong.records.registers import synthetic
from lienthong.records.registers.models import Person

KNOWN = len(synthetic.demo_people())


def test_people_settle_once_and_a_greater_number_adds_only_the_rest(db, monkeypatch):
    monkeypatch.setattr(synthetic, "BATCH", 30)
    told = []
    settle = [country.settle(count, founded_at=at("09:00"), say=told.append) for count in (1, 30, 60)]
    assert settle == [KNOWN, 30 - KNOWN, 30]
    assert len(told) == 3
    assert country.settle(60, founded_at=at("09:00"), say=told.append) == 0
    assert len(told) == 3
    assert Person.objects.filter(synthetic=True).count() == 60
    assert Act.objects.filter(verb="registers.people.loaded").count() == 3
