"""The bus: how events and changes travel between processes; embedded on the ledger's database, Redis Streams later."""

from trimtab.bus.sql import SqlBus

__all__ = ["SqlBus"]
