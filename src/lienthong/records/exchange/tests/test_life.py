"""Any order of anybody's attempts: the state follows the table, and each step leaves one status, one act, one entry."""

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.states import Role
from lienthong.kit.errors import Refused
from lienthong.records.documents.models import IncomingEntry
from lienthong.records.exchange import actions, states
from lienthong.records.exchange import rules as may
from lienthong.records.exchange.models import Assignment, Delivery, StatusChange
from lienthong.records.exchange.states import ALLOWED, REGISTERED, DeliveryState
from lienthong.records.exchange.tests.parcels import light

NOW = at("10:00")
TARGETS = {
    "accept": DeliveryState.ACCEPTED,
    "refuse": DeliveryState.REFUSED,
    "assign": DeliveryState.ASSIGNED,
    "start": DeliveryState.IN_PROCESS,
    "complete": DeliveryState.COMPLETED,
}
roles = st.sampled_from(list(Role))


def life_in(country):  # noqa: C901 - one machine, many rules
    """The machine that tries everything on one delivery of this country."""

    class Life(RuleBasedStateMachine):
        @initialize()
        def arrives(self):
            self.delivery = light(country, state=DeliveryState.ARRIVED)
            self.path = [DeliveryState.ARRIVED]

        def attempt(self, verb, by, act):
            self.delivery.refresh_from_db()
            offered = verb in may.next_steps(by, self.delivery, now=NOW)
            try:
                act()
            except Refused:
                assert not offered, f"{verb} was offered and refused"
            else:
                assert offered, f"{verb} was not offered and done"
                self.path.append(TARGETS[verb])

        @rule(role=roles)
        def accept(self, role):
            by = country.other.mandates[role]
            self.attempt("accept", by, lambda: actions.accept_document(delivery=self.delivery, by=by, now=NOW))

        @rule(role=roles)
        def refuse(self, role):
            by = country.other.mandates[role]
            words = {"reason": "other", "text": "Không thuộc chức năng."}
            self.attempt("refuse", by, lambda: actions.refuse_document(delivery=self.delivery, by=by, now=NOW, **words))

        @rule(role=roles, holder=st.sampled_from([None, Role.SPECIALIST, Role.HEAD_OF_UNIT]))
        def assign(self, role, holder):
            by, person = country.other.mandates[role], country.other.mandates[holder] if holder else None
            to = {"unit": country.other.unit, "holder": person}
            self.attempt("assign", by, lambda: actions.assign_document(delivery=self.delivery, by=by, now=NOW, **to))

        @rule(role=roles)
        def start(self, role):
            by = country.other.mandates[role]
            self.attempt("start", by, lambda: actions.start_handling(delivery=self.delivery, by=by, now=NOW))

        @rule(role=roles)
        def complete(self, role):
            by = country.other.mandates[role]
            self.attempt("complete", by, lambda: actions.complete_document(delivery=self.delivery, by=by, now=NOW))

        @invariant()
        def the_rows_tell_the_same_story(self):
            if not hasattr(self, "delivery"):
                return
            current = Delivery.objects.get(pk=self.delivery.pk)
            assert current.state == self.path[-1]
            assert all(after in ALLOWED[before] for before, after in zip(self.path, self.path[1:], strict=False))
            assert StatusChange.objects.filter(delivery=current).count() == len(self.path) - 1
            assert Act.objects.about(current).count() == len(self.path) - 1
            assert (current.entry is not None) == (current.state in REGISTERED)
            open_leads = Assignment.objects.filter(delivery=current, lead=True, ended_at__isnull=True).count()
            assert open_leads == (
                current.state in {DeliveryState.ASSIGNED, DeliveryState.IN_PROCESS}
                and DeliveryState.ASSIGNED in self.path
            )

        def teardown(self):
            entries = IncomingEntry.objects.order_by("arrival_number").values_list("arrival_number", flat=True)
            assert list(entries) == list(range(1, len(entries) + 1))

    return Life


def test_whatever_is_tried_the_life_of_a_delivery_follows_the_table(country):
    run_state_machine_as_test(life_in(country), settings=_short())


def _short():
    return settings(
        max_examples=40, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )


def test_the_table_is_the_one_the_rules_read():
    others = {DeliveryState.QUEUED, DeliveryState.ARRIVED, *states.ENDED_BY_SENDER}
    assert set(TARGETS.values()) | others == set(DeliveryState)
    assert states.ALLOWED is ALLOWED
