"""Everything hostile that we know ends in a sentence: never in a failure of ours, and never with anything stored."""

from lienthong.doors.gateway.tests.conftest import speak
from lienthong.records.exchange.adapters.edxml.tests.corpus import generate
from lienthong.records.exchange.models import Message, RefusedMessage

LARGE = sorted(generate._large())


def posted(secret, pieces):
    return "POST", "/api/v1/edxml", [(b"authorization", f"Bearer {secret}".encode())], pieces


def test_the_hostile_corpus_is_refused_with_a_sentence_and_only_the_refusals_are_kept(country_on_disk, token):
    secret = token(country_on_disk.ministry)
    corpus = generate.hostile()
    replies = speak(*(posted(secret, make()) for name, (_code, make) in corpus.items() if name not in LARGE))
    for name, reply in zip((name for name in corpus if name not in LARGE), replies, strict=True):
        assert 400 <= reply.status < 500, (name, reply.body)
        assert len(reply.json["detail"]) > 10, name
    assert not Message.objects.exists()
    assert RefusedMessage.objects.count() == len(replies)


def test_what_is_hostile_by_its_size_is_refused_one_after_the_other(country_on_disk, token):
    secret = token(country_on_disk.ministry)
    for name in LARGE:
        _code, make = generate.hostile()[name]
        (reply,) = speak(posted(secret, make()))
        assert 400 <= reply.status < 500, (name, reply.body)
        assert len(reply.json["detail"]) > 10, name
