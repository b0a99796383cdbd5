"""Every minute alarms, every morning steps past their date, every hour the seal of a day that is over; and by night."""

from typing import Any

from lienthong.kit import clock
from lienthong.kit.jobs import defer, job
from lienthong.work.onestop import actions, fees, queries
from lienthong.work.onestop.models import Dossier

_WORDS_AT_ONCE = 2000


@job("onestop.dossiers.watch", cron="* * * * *")
def watch(**_when: Any) -> None:
    """Say what is amiss: not opened, handed over and not acknowledged, due tomorrow, past its date, no opinion."""
    now = clock.now()
    for dossier, about in queries.amiss(now=now):
        actions.alarm(dossier=dossier, about=about, now=now)
    for consultation in queries.silent(now=now):
        actions.note_silence(consultation=consultation, now=now)


@job("onestop.links.settle", cron="* * * * *")
def settle(**_when: Any) -> None:
    """A lead ended without a result, and nobody can take that back any more: what waits for it ends."""
    for lead in queries.leads_over(now=clock.now()):
        defer("onestop.link.settle", lead_id=str(lead.pk))


@job("onestop.link.settle")
def settle_one(lead_id: str) -> None:
    """One of them, in a transaction of its own."""
    actions.settle_ended(lead=Dossier.objects.get(pk=lead_id), now=clock.now())


@job("onestop.fees.settle", cron="* * * * *")
def settle_fees(**_when: Any) -> None:
    """The fee of what was not taken in goes back, once nobody can take the refusal back any more."""
    for dossier in fees.fees_to_settle(now=clock.now()):
        defer("onestop.fee.settle", dossier_id=str(dossier.pk))


@job("onestop.fee.settle")
def settle_fee(dossier_id: str) -> None:
    """One of them, in a transaction of its own."""
    actions.settle_fee(dossier=Dossier.objects.get(pk=dossier_id), now=clock.now())


@job("onestop.questions.look", cron="40 2 * * *")
def look(**_when: Any) -> None:
    """By night: what a leader should ask about dossiers whose events were not looked at as they happened."""
    if actions.look_at_missed(now=clock.now()):
        defer("onestop.questions.look")


@job("onestop.steps.silence", cron="10 0 * * *")
def silence(**_when: Any) -> None:
    """Each morning at seven in Viet Nam: what lies past the date of its step, as its package says."""
    for dossier in queries.silent_steps(now=clock.now()):
        defer("onestop.step.silence", dossier_id=str(dossier.pk))


@job("onestop.step.silence")
def silence_of(dossier_id: str) -> None:
    """One of them, in a transaction of its own: what breaks for one stops no other."""
    actions.answer_silence(dossier=Dossier.objects.get(pk=dossier_id), now=clock.now())


@job("onestop.days.seal", cron="20 * * * *")
def seal(**_when: Any) -> None:
    """Seal what is over: after midnight yesterday, and what was missed."""
    actions.seal_days(by=None, now=clock.now())


@job("onestop.words.look", queue="words", cron="* * * * *")
def look_for_words(**_when: Any) -> None:
    """Every minute: after an upgrade, dossiers that are not found by words yet. Elsewhere there is nothing to do."""
    fill_words()


@job("onestop.words.fill", queue="words")
def fill_words() -> None:
    """Some thousand, and then the next ones."""
    if actions.fill_words(at_most=_WORDS_AT_ONCE):
        defer("onestop.words.fill", queue="words")
