"""The sentence of a decision: of every procedure that is shipped, what is signed says what is granted or refused."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from lienthong.ground.calendar.layers import packaged_calendar
from lienthong.kit.clock import VIETNAM
from lienthong.work.onestop import deciding
from lienthong.work.services import answering
from lienthong.work.services.packages import read_shipped, shipped
from lienthong.work.services.problems import Place
from lienthong.work.services.simulating import simulate
from lienthong.work.services.states import Purpose
from lienthong.work.services.tables import ALWAYS

EXAMPLES = [(name, each["name"]) for name in shipped() for each in read_shipped(name).plain["examples"]]


def decided(name: str, example: str) -> tuple[str, bool, str]:
    """The words, whether they grant, and the code of the result, as an example of the package comes out."""
    dossier, way, code = at_hand(name, example)
    return deciding.text(dossier, way), deciding.outcome(dossier.version.package, code).granted, code


def at_hand(name: str, example: str) -> tuple[SimpleNamespace, SimpleNamespace, str]:
    """A dossier and its way as an example of the package has them, and the result that the tables say."""
    package = read_shipped(name)
    plain = next(each for each in package.plain["examples"] if each["name"] == example)
    facts = answering.typed(package, plain["answers"], Place("examples"), [])
    received = datetime.fromisoformat(plain["received"]).replace(tzinfo=VIETNAM)
    found = simulate(package, facts, received, packaged_calendar())
    title = package.plain["procedure"]["name"]["vi"]
    whom = {"subject_name": "Lê Thị Hoa", "subject_number": "040194012345"}
    dossier = SimpleNamespace(version=SimpleNamespace(package=package), code="H41-1", title=title, **whom)
    way = SimpleNamespace(simulation=found)
    return dossier, way, deciding.outcome(package, found.one(Purpose.OUTCOME)).code


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_the_words_decide(name, example):
    words, granted, code = decided(name, example)
    assert "Được nộp hồ sơ" not in words
    begun = [each.split(" ", 1)[0] for each in words.split("\n\n")]
    considered = begun.index("Xét")
    assert set(begun[:considered]) <= {"Căn"}, "the law comes before what was looked at"
    assert "Căn" not in begun[considered:]
    last = words.split("\n\n")[-1]
    rows = read_shipped(name).plain["tables"]["outcome"]["rows"]
    if granted:
        assert last in [row["say"]["vi"] for row in rows if row["give"] == code]
    else:
        assert last.startswith("Không giải quyết đề nghị")


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_words_for_another_result_than_the_tables_say_hold_nothing_of_theirs(name, example):
    dossier, way, code = at_hand(name, example)
    suggested = deciding.text(dossier, way)
    for other in deciding.outcomes(dossier.version.package):
        own = deciding.text(dossier, way, other.code)
        deciding.require_fit(dossier, way, other, own)
        if other.code == code:
            assert own == suggested
            continue
        assert suggested.split("\n\n")[-1] not in own
        with pytest.raises(deciding.WordsContradict):
            deciding.require_fit(dossier, way, other, suggested)


def test_a_refusal_does_not_agree_and_a_grant_does_not_refuse():
    dossier, way, _code = at_hand("doi_giay_phep_lai_xe", "withheld")
    grant, refusal = (deciding.outcome(dossier.version.package, code) for code in ("cap_moi", "tu_choi"))
    with pytest.raises(deciding.WordsContradict, match="Đồng ý giải quyết đề nghị"):
        deciding.require_fit(dossier, way, refusal, "Đồng ý  giải quyết đề nghị của bà Hoa.")
    with pytest.raises(deciding.WordsContradict, match="Không giải quyết đề nghị"):
        deciding.require_fit(dossier, way, grant, "Không giải quyết đề nghị của bà Hoa.")


def test_a_row_without_words_says_what_is_given_or_refused():
    package = read_shipped("doi_giay_phep_lai_xe")
    vocabulary = deciding.telling.vocabulary(package)
    bare = [SimpleNamespace(row=SimpleNamespace(give=give, plain={}, when=ALWAYS)) for give in ("cap_moi", "tu_choi")]
    assert [list(deciding._decided(package, hit, vocabulary)) for hit in bare] == [
        ["Đồng ý giải quyết đề nghị. Kết quả: giấy phép lái xe mới."], ["Không giải quyết đề nghị."],
    ]  # fmt: skip


def test_why_the_tables_refuse_is_said_in_their_sentences_with_their_law():
    package = read_shipped("doi_giay_phep_lai_xe")
    plain = next(each for each in package.plain["examples"] if each["name"] == "withheld")
    facts = answering.typed(package, plain["answers"], Place("examples"), [])
    received = datetime.fromisoformat(plain["received"]).replace(tzinfo=VIETNAM)
    found = simulate(package, facts, received, packaged_calendar())
    dossier = SimpleNamespace(version=SimpleNamespace(package=package))
    words, law = deciding.why_refused(dossier, SimpleNamespace(simulation=found))
    assert "Đang bị tước quyền sử dụng" in words
    assert "Luật" in law


def test_the_subject_of_a_refusal_says_that_what_was_asked_for_is_not_granted():
    dossier = SimpleNamespace(title="Đổi giấy phép lái xe do ngành Giao thông vận tải cấp")
    refused, granted = (deciding.Outcome("x", "Văn bản từ chối, nêu rõ lý do", given) for given in (False, True))
    asked = "đổi giấy phép lái xe do ngành Giao thông vận tải cấp"
    assert deciding.subject(dossier, refused) == f"Về việc không giải quyết đề nghị {asked}"
    assert deciding.subject(dossier, granted) == f"{dossier.title}: văn bản từ chối, nêu rõ lý do"
