"""`trimtab audit verify`: a chain that holds, one that was changed, and one that was cut off."""

import json
import sqlite3
from pathlib import Path

from tests.interfaces.cli.conftest import Cli


def test_a_chain_that_holds_can_be_anchored(cli: Cli, tmp_path: Path) -> None:
    anchor = tmp_path / "anchor.json"
    first = cli("audit", "verify", "--write-anchor", str(anchor))
    assert first.code == 0
    assert "The chain verifies" in first.out
    cli("approve", "bnd_shackles")
    later = cli("audit", "verify", "--anchor", str(anchor), "--json").json
    assert (later["verified"], later["anchored"]) == (True, True)
    assert later["sequence"] > json.loads(anchor.read_text())["sequence"]


def test_a_changed_entry_is_named(cli: Cli, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.sqlite") as ledger:
        ledger.execute("UPDATE audit SET actor = 'somebody else' WHERE sequence = 3")
    ledger.close()
    done = cli("audit", "verify")
    assert done.code == 1
    assert "entry 3" in done.err
    answered = cli("audit", "verify", "--json")
    assert (answered.code, answered.json["verified"]) == (1, False)


def test_a_chain_that_was_cut_off_shows_against_its_anchor(cli: Cli, tmp_path: Path) -> None:
    anchor = tmp_path / "anchor.json"
    cli("audit", "verify", "--write-anchor", str(anchor))
    with sqlite3.connect(tmp_path / "ledger.sqlite") as ledger:
        ledger.execute("DELETE FROM audit WHERE sequence > 3")
        end = ledger.execute("SELECT hash FROM audit WHERE sequence = 3").fetchone()[0]
        ledger.execute("UPDATE audit_head SET sequence = 3, hash = ?", (end,))
    ledger.close()
    assert cli("audit", "verify").code == 0
    done = cli("audit", "verify", "--anchor", str(anchor))
    assert done.code == 1
    assert "entries were cut off" in done.err


def test_a_file_that_is_no_anchor_or_another_companys_is_refused(cli: Cli, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("[]")
    assert "other.json, sequence, hash: is no anchor" in cli("audit", "verify", "--anchor", str(other)).err
    other.write_text(json.dumps({"company": "rival", "sequence": 1, "hash": "0"}))
    assert "belongs to rival" in cli("audit", "verify", "--anchor", str(other)).err
    assert "missing.json" in cli("audit", "verify", "--anchor", str(tmp_path / "missing.json")).err
