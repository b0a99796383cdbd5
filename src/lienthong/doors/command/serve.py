"""`lienthong serve` and `lienthong worker`: the processes of an installation, as systemd starts them."""

import threading

import click

from lienthong.doors.command import speech

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Say in JSON that it started, and where.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--gateway-port", default=8001, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes for pages, one a core.")
@click.option("--gateway-workers", default=1, show_default=True, help="Processes for the intake, one a core at most.")
@click.option("--only", type=click.Choice(["pages", "gateway"]), default=None, help="Start one of the two.")
@_AS_JSON
def serve(
    host: str, port: int, gateway_port: int, workers: int, gateway_workers: int, only: str | None, as_json: bool
) -> None:
    """Serve pages and the gateway, in the foreground."""
    from lienthong.doors.command import processes

    kept, places = [], {}
    if only != "gateway":
        places["pages"] = f"http://{host}:{port}"
        kept.append(processes.pages(port, host=host, workers=workers))
    if only != "pages":
        places["gateway"] = f"http://{host}:{gateway_port}"
        kept.append(processes.gateway(gateway_port, host=host, workers=gateway_workers))
    if as_json:
        speech.say({"started": "serve", **places})
    with processes.stopping() as asked:
        processes.keep_running(kept, asked_to_stop=asked, each_round=lambda: None)


@click.command()
@_AS_JSON
def worker(as_json: bool) -> None:
    """Run jobs, delivery lanes and the log's sequencer, in the foreground."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from lienthong.ground.journal.sequencer import run_sequencer
    from lienthong.records.exchange.lanes import run_lanes

    stop = threading.Event()
    helpers = [
        threading.Thread(target=run_sequencer, args=(stop,), name="sequencer", daemon=True),
        threading.Thread(target=run_lanes, args=(stop,), name="lanes", daemon=True),
    ]
    for helper in helpers:
        helper.start()
    if as_json:
        speech.say({"started": "worker"})
    try:
        assert isinstance(app.connector, DjangoConnector)
        with app.replace_connector(app.connector.get_worker_connector()) as running:
            running.run_worker(concurrency=2, install_signal_handlers=True, fetch_job_polling_interval=1.0)
    finally:
        stop.set()
        for helper in helpers:
            helper.join(timeout=10)
