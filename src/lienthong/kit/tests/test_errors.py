from lienthong.kit.errors import Conflict, Invalid, Refused


class PapersLate(Conflict):
    """The papers came too late. Send them for the next sitting.

    This line is for programmers.
    """


def test_the_first_line_of_the_docstring_is_what_the_person_reads():
    assert PapersLate().detail == "The papers came too late. Send them for the next sitting."


def test_a_refusal_becomes_problem_json_with_a_stable_code():
    problem = PapersLate("Two days late.", days=2).problem()
    assert problem == {
        "type": "/problems/papers-late",
        "title": "The papers came too late. Send them for the next sitting.",
        "status": 409,
        "detail": "Two days late.",
        "code": "papers-late",
        "days": 2,
    }


def test_a_refusal_without_a_docstring_of_its_own_still_says_something():
    class Bare(Invalid):
        pass

    Bare.__doc__ = None
    assert Bare.message() == "Bare"
    assert Refused.status == 400
