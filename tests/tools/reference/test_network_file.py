"""The network file: followed by whoever uses it, and never replaced by half of one."""

import os
import threading
from pathlib import Path

import pytest

from tests.tools.reference.company import COMPANY, network_file
from tools.reference.network_file import ABSENT, NetworkFile, digest_of
from trimtab.errors import ConfigurationError, StaleRevision
from trimtab.network import Network

OTHER = COMPANY.model_copy(update={"version": "other"})


def put(file: NetworkFile, network: Network) -> None:
    file.replace(network, file.read()[1])


def test_a_replaced_file_is_read_again_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    file = network_file(tmp_path)
    first = file.current()
    assert first == COMPANY
    assert file.current() is first
    put(NetworkFile(file.path), OTHER)
    assert file.current() == OTHER


def test_a_file_of_the_same_size_and_time_is_still_another(tmp_path: Path) -> None:
    file = network_file(tmp_path)
    file.current()
    before = file.path.stat()
    content = file.path.read_bytes().replace(b"Central", b"Centrum")
    put(file, COMPANY.model_copy(update={"version": COMPANY.version.replace("+", "-")}))
    os.utime(file.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert len(content) == before.st_size
    assert file.current().version == COMPANY.version.replace("+", "-")


@pytest.mark.parametrize("broken", [b"", b"{", b'{"company": "halyard"}', b"\xff\xfe", None])
def test_a_broken_file_leaves_the_last_good_one_in_force(broken: bytes | None, tmp_path: Path) -> None:
    file = network_file(tmp_path)
    good = file.current()
    if broken is None:
        file.path.unlink()
    else:
        file.path.write_bytes(broken)
    assert file.current() is good
    assert file.problem
    assert file.current() is good
    file.path.write_text(OTHER.model_dump_json(), encoding="utf-8")
    assert (file.current(), file.problem) == (OTHER, "")


def test_the_first_reading_says_what_is_wrong(tmp_path: Path) -> None:
    file = NetworkFile(tmp_path / "network.json")
    assert file.read() == (None, ABSENT)
    with pytest.raises(ConfigurationError, match="there is no network file"):
        file.current()
    file.path.write_text('{"company": 3}')
    with pytest.raises(ConfigurationError, match=r"network\.json, company: Input should be a valid string"):
        file.current()


def test_only_who_has_seen_the_file_in_force_replaces_it(tmp_path: Path) -> None:
    file = network_file(tmp_path)
    _, seen = file.read()
    put(file, OTHER)
    content = file.path.read_bytes()
    with pytest.raises(StaleRevision):
        file.replace(COMPANY, seen)
    assert file.path.read_bytes() == content
    assert sorted(p.name for p in file.versions.glob("*.json")) == sorted([f"{COMPANY.version}.json", "other.json"])


def test_one_of_many_at_once_wins_and_readers_see_whole_files(tmp_path: Path) -> None:
    file = network_file(tmp_path)
    _, seen = file.read()
    outcomes: list[str] = []

    def replace(number: int) -> None:
        try:
            NetworkFile(file.path).replace(COMPANY.model_copy(update={"version": f"v{number}"}), seen)
            outcomes.append("won")
        except StaleRevision:
            outcomes.append("lost")
        file.current()

    threads = [threading.Thread(target=replace, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["lost"] * 7 + ["won"]
    assert file.problem == ""


def test_a_version_edited_by_hand_does_not_cover_the_one_that_was_kept(tmp_path: Path) -> None:
    file = network_file(tmp_path)
    put(file, OTHER)
    changed = OTHER.model_copy(update={"customers": ()})
    file.path.write_text(changed.model_dump_json(), encoding="utf-8")
    put(file, COMPANY)
    kept = sorted(p.name for p in file.versions.glob("other*.json"))
    assert kept == [f"other-{digest_of(changed.model_dump_json().encode())[:12]}.json", "other.json"]


def test_a_replacement_can_be_put_back(tmp_path: Path) -> None:
    file = network_file(tmp_path)
    old = file.path.read_bytes()
    file.put_back(file.replace(OTHER, digest_of(old)))
    assert file.path.read_bytes() == old
    fresh = NetworkFile(tmp_path / "new.json")
    fresh.put_back(fresh.replace(OTHER, ABSENT))
    assert not fresh.path.exists()
