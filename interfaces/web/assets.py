"""Static files: read once, named after their content, so that a browser may keep them for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Response

from trimtab.errors import NotFound

FOLDER = Path(__file__).parent / "static"
FILES = {
    "trimtab.css": "text/css; charset=utf-8",
    "trimtab.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml",
    "vendor/htmx-4.0.1.min.js": "text/javascript; charset=utf-8",
}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Asset:
    """A static file with its type."""

    content: bytes
    media_type: str


@cache
def addresses() -> dict[str, str]:
    """Return the address of each file, with eight characters of its digest in it."""
    return {name: f"/static/{_hashed(name, (FOLDER / name).read_bytes())}" for name in FILES}


@cache
def _assets() -> dict[str, Asset]:
    return {address: Asset((FOLDER / name).read_bytes(), FILES[name]) for name, address in addresses().items()}


@router.get("/static/{name}")
def read_asset(name: str) -> Response:
    """Return a static file; only the address with the right digest exists."""
    asset = _assets().get(f"/static/{name}")
    if asset is None:
        raise NotFound("There is no such file.")
    cache_for_ever = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(asset.content, media_type=asset.media_type, headers=cache_for_ever)


def _hashed(name: str, content: bytes) -> str:
    stem, _, suffix = name.rpartition("/")[2].rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}.{suffix}"
