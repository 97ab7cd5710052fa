"""What comes from elsewhere is what it was when it was taken in, with its licence."""

import hashlib

from interfaces.web.assets import FOLDER

VENDOR = FOLDER / "vendor"


def test_every_vendored_file_has_its_hash_and_nothing_else_lies_there() -> None:
    lines = (VENDOR / "SHA256SUMS").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split() for line in lines)}
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in VENDOR.iterdir() if p.name != "SHA256SUMS"}
    assert found == listed


def test_the_licence_is_there() -> None:
    assert "Zero-Clause BSD" in (VENDOR / "htmx-LICENSE.txt").read_text()
