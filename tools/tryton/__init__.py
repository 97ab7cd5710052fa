"""Tryton over its REST interface: a client with typed errors, its values, its places and the reader of its state."""

from tools.tryton.client import TrytonClient
from tools.tryton.reader import TrytonReader

__all__ = ["TrytonClient", "TrytonReader"]
