"""Identifiers and digests: canonical JSON, content digests and ids that come out the same when work is repeated."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel


def _plain(value: object) -> object:
    """Turn one value json cannot write into one it can, in exactly one way."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="python")
    if isinstance(value, Decimal):
        return _digits(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, set | frozenset):
        return sorted(value)
    msg = f"no canonical form for {type(value).__name__}"
    raise TypeError(msg)


def _digits(value: Decimal) -> str:
    """Write a decimal in full; `normalize` would round what is longer than the context's precision."""
    text = format(value, "f") if value else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


def canonical_json(value: object) -> bytes:
    """Return the one byte string that stands for `value`: sorted keys, no spaces, decimals without trailing zeros.

    >>> from decimal import Decimal
    >>> canonical_json({"b": Decimal("1.50"), "a": 1})
    b'{"a":1,"b":"1.5"}'
    """
    return json.dumps(value, default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical form, in hexadecimal (64 characters)."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def deterministic_id(prefix: str, *parts: Any) -> str:
    """Return `prefix_` and 20 characters that depend on the parts only, so that repeated work finds its own traces.

    >>> deterministic_id("bnd", "halyard", "case_1", 1) == deterministic_id("bnd", "halyard", "case_1", 1)
    True
    """
    raw = hashlib.sha256(canonical_json([prefix, *parts])).digest()
    return f"{prefix}_{base64.b32encode(raw).decode().lower()[:20]}"


def random_id(prefix: str) -> str:
    """Return `prefix_` and 20 random characters, for what a person or program starts once."""
    return f"{prefix}_{base64.b32encode(secrets.token_bytes(13)).decode().lower()[:20]}"
