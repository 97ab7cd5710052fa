"""`serve`, `worker` and `demo` as processes: they start, say where they are, and end in order."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo.network import write_network
from tests.five_items import HALYARD_SUPPLY
from tests.interfaces.cli.conftest import Cli
from tests.tools.tryton.loopback import loopback


@contextmanager
def _started(folder: Path, *arguments: str, **settings: str) -> Iterator["subprocess.Popen[str]"]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIMTAB_")}
    environment |= {"TRIMTAB_DATA_DIRECTORY": str(folder), "PYTHONUNBUFFERED": "1", **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "interfaces.cli", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _first_json(process: "subprocess.Popen[str]") -> Any:
    text = ""
    assert process.stdout is not None
    for line in process.stdout:
        text += line
        if line == "}\n":
            return json.loads(text)
    raise AssertionError(text)


def test_serve_prints_where_it_is_and_a_link_for_everybody(run: Cli, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("TRIMTAB_DATA_DIRECTORY", str(tmp_path))
    assert run("accounts", "demo").code == 0
    with _started(tmp_path, "serve", "--port", "0", "--demo-accounts", "--json") as process:
        told = _first_json(process)
        assert len(told["links"]) == 7
        assert httpx.get(f"{told['address']}/api/v1/readyz", timeout=60).json()["status"] == "ready"
        assert httpx.post(told["links"][0]["address"], timeout=60).status_code == 303
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_serve_answers_questions_where_an_erp_is_named_and_says_what_is_missing_where_none_is(
    run: Cli, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("TRIMTAB_DATA_DIRECTORY", str(tmp_path))
    assert run("accounts", "demo").code == 0
    write_network(HALYARD_SUPPLY, tmp_path / "network.json")
    erp = {"TRIMTAB_NETWORK_FILE": str(tmp_path / "network.json"), "TRIMTAB_TRYTON_KEY": "key"}
    with loopback() as server:
        for settings, told in (({}, "503 not_available"), (erp | {"TRIMTAB_TRYTON_URL": server.url}, "404 not_found")):
            with _started(tmp_path, "serve", "--port", "0", "--json", **settings) as process:
                monkeypatch.setenv("TRIMTAB_URL", _first_json(process)["address"])
                done = run("ask", "bnd_nobody", "Why?", "--as", "piet")
                assert (done.code, told in done.err) == (1, True), done.err


def test_serve_on_a_taken_port_says_so(tmp_path: Path) -> None:
    with loopback() as server, _started(tmp_path, "serve", "--port", server.url.rpartition(":")[2]) as process:
        _, error = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "in use" in error
        assert "Traceback" not in error


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "Set TRIMTAB_NETWORK_FILE"),
        ({"TRIMTAB_NETWORK_FILE": "network.json"}, "no ERP is connected"),
    ],
)
def test_a_worker_without_what_it_needs_says_what(tmp_path: Path, settings: dict[str, str], told: str) -> None:
    write_network(HALYARD_SUPPLY, tmp_path / "network.json")
    paths = {name: str(tmp_path / value) for name, value in settings.items()}
    with _started(tmp_path, "worker", **paths) as process:
        _, error = process.communicate(timeout=60)
    assert process.returncode == 1
    assert told in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_goes_on_when_the_erp_fails_and_ends_in_order(tmp_path: Path, number: signal.Signals) -> None:
    write_network(HALYARD_SUPPLY, tmp_path / "network.json")
    with loopback() as server:
        server.answer = lambda reply, _: reply.send(500, b"<html>no</html>", "text/html")
        settings = {
            "TRIMTAB_NETWORK_FILE": str(tmp_path / "network.json"),
            "TRIMTAB_TRYTON_URL": server.url,
            "TRIMTAB_TRYTON_KEY": "key",
            "TRIMTAB_ERP_POLL_SECONDS": "0.1",
            "TRIMTAB_WORKER_IDLE_SECONDS": "0.05",
        }
        with _started(tmp_path, "worker", "--json", **settings) as process:
            assert process.stderr is not None
            events: list[str] = []
            for line in process.stderr:
                events.append(json.loads(line)["event"])
                if events.count("feed.unavailable") == 3:
                    break
            process.send_signal(number)
            rest = [json.loads(line)["event"] for line in process.stderr]
            assert process.wait(20) == 0
    assert events[0] == "worker.started"
    assert rest[-1] == "worker.stopped"
    assert "worker.step_failed" not in events + rest
    assert len(server.asked) >= 3


def test_the_demo_is_started_as_a_process_of_its_own(run: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr("os.execv", lambda _, arguments: started.append(arguments))
    monkeypatch.chdir(tmp_path)
    assert run("demo", "--headless", "--json", "out.json", "--port", "0", "--keep").code == 0
    report = str(tmp_path / "out.json")
    assert started == [[sys.executable, "-m", "demo", "--headless", "--json", report, "--port", "0", "--keep"]]
    monkeypatch.setattr("interfaces.cli.demo.house", lambda: tmp_path)
    installed = run("demo")
    assert (installed.code, "make run" in installed.err) == (1, True)
