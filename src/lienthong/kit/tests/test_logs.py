"""Every line of a request or a job carries its trace id, and no line carries what belongs to a person."""

import json
import logging

import pytest

from lienthong.kit import jobs, logs


def line(message="something", exc_info=None, **extra):
    record = logging.LogRecord("lienthong.test", logging.ERROR, "", 0, message, (), exc_info)
    vars(record).update(extra)
    return json.loads(logs.JsonLines().format(record))


def test_a_line_is_one_json_object_with_its_extras():
    written = line("first\nsecond", status=503)
    assert written["message"] == "first\nsecond"
    assert (written["status"], written["level"], written["logger"]) == (503, "error", "lienthong.test")
    assert "trace_id" not in written


def test_inside_a_traced_block_every_line_carries_the_trace_id_and_afterwards_none():
    with logs.tracing("ab" * 16):
        assert line()["trace_id"] == "ab" * 16
        assert line(trace_id="own")["trace_id"] == "own"
    assert "trace_id" not in line()


def test_an_exception_is_written_without_the_row_that_the_database_quotes():
    problem = ValueError("duplicate key\nDETAIL:  Key (email)=(somebody@lienthong.example) already exists.")
    written = line(exc_info=(ValueError, problem, None))
    assert "duplicate key" in written["exception"]
    assert "DETAIL: (left out)" in written["exception"]
    assert "somebody" not in json.dumps(written)


def test_each_run_of_a_job_has_a_trace_id_of_its_own(db):
    seen = []
    jobs.job("kit.test.traced")(lambda: seen.append(line().get("trace_id")))
    run = jobs.app.tasks["kit.test.traced"].func
    run()
    run()
    del jobs.app.tasks["kit.test.traced"]
    assert len({*seen, None}) == 3


def test_the_line_of_a_request_has_its_trace_id_and_neither_query_nor_secret(client, db, caplog):
    with caplog.at_level(logging.INFO, logger="lienthong.edge"):
        answer = client.get("/healthz?name=Nguyen", headers={"traceparent": f"00-{'c' * 32}-{'d' * 16}-01"})
    (record,) = [record for record in caplog.records if record.name == "lienthong.edge"]
    written = json.loads(logs.JsonLines().format(record))
    assert answer.headers["X-Trace-Id"] == written["trace_id"] == "c" * 32
    assert (written["path"], written["status"]) == ("/healthz", 200)
    assert "Nguyen" not in json.dumps(written)


@pytest.mark.parametrize(("name", "path"), [("token", "/open/…/now"), ("page", "/open/abc/now")])
def test_what_opens_something_is_left_out_of_the_path(rf, name, path):
    from django.urls import ResolverMatch

    from lienthong.kit.web.middleware import _without_secrets

    request = rf.get("/open/abc/now")
    assert _without_secrets(request) == "/open/abc/now"
    request.resolver_match = ResolverMatch(lambda request: None, (), {name: "abc"})
    assert _without_secrets(request) == path
