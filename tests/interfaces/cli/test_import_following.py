"""A process that runs goes on with what was imported, and never mixes two networks in one run."""

import threading
from pathlib import Path

from interfaces.cli.following import FollowingCasework, UntilChanged
from interfaces.context import Casework
from tests.tools.reference.company import COMPANY, network_file
from tools.reference.network_file import NetworkFile
from trimtab.casework import Answered, EditPreview
from trimtab.edits import Edit
from trimtab.network import Network

OTHER = COMPANY.model_copy(update={"version": "other"})


class Solver:
    """Casework that says on which network it works."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def preview(self, bundle_id: str, edit: Edit) -> EditPreview:
        raise NotImplementedError

    def propose(self, bundle_id: str, edit: Edit, principal_id: str) -> int:
        raise NotImplementedError

    def ask(self, bundle_id: str, text: str) -> Answered:
        raise LookupError(self.network.version)


def put(file: NetworkFile, network: Network) -> None:
    file.replace(network, file.read()[1])


def answering(casework: Casework) -> str:
    try:
        casework.ask("bnd_1", "why")
    except LookupError as error:
        return str(error)
    return ""


def test_a_run_ends_when_another_network_is_in_force(tmp_path: Path) -> None:
    file, stop = network_file(tmp_path), threading.Event()
    until = UntilChanged(stop, NetworkFile(file.path), COMPANY.version)
    assert not until.wait(0.01)
    put(file, OTHER)
    assert until.wait(0.01)
    file.path.write_text("{broken")
    assert until.is_set()


def test_a_broken_file_ends_no_run(tmp_path: Path) -> None:
    file = network_file(tmp_path)
    until = UntilChanged(threading.Event(), file, file.current().version)
    file.path.write_text("{broken")
    assert not until.is_set()


def test_a_run_ends_when_it_is_told_to(tmp_path: Path) -> None:
    file, stop = network_file(tmp_path), threading.Event()
    until = UntilChanged(stop, file, file.current().version)
    threading.Timer(0.05, stop.set).start()
    assert until.wait(10)


def test_edits_and_questions_are_solved_on_the_network_in_force(tmp_path: Path) -> None:
    file, made = network_file(tmp_path), []

    def put_together(network: Network) -> Casework:
        made.append(network.version)
        return Solver(network)

    casework = FollowingCasework(NetworkFile(file.path), put_together)
    assert [answering(casework), answering(casework)] == [COMPANY.version] * 2
    put(file, OTHER)
    assert answering(casework) == "other"
    assert made == [COMPANY.version, "other"]
