"""Leases with fencing epochs, and the kill switch."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select, update

from trimtab.errors import ExecutionStopped, LeaseLost
from trimtab.ledger import schema
from trimtab.ledger.rows import Repository

KILL_SWITCH = "execution_stopped"


class Leases(Repository):
    """One holder at a time per name; the epoch grows with every taking."""

    def take(self, name: str, holder: str, seconds: float) -> int | None:
        """Take a free or expired lease and return its epoch; None where somebody else holds it."""
        now = self._tx.wall_now
        until = now + timedelta(seconds=seconds)
        if self._insert_if_absent(schema.lease, name=name, holder=holder, epoch=1, expires_at=until):
            return 1
        table = schema.lease
        free = or_(table.c.expires_at <= now, table.c.holder == "")
        done = self._connection.execute(
            update(table)
            .where(table.c.company == self._company, table.c.name == name, free)
            .values(holder=holder, epoch=table.c.epoch + 1, expires_at=until)
        )
        return self._epoch(name) if done.rowcount == 1 else None

    def renew(self, name: str, epoch: int, seconds: float) -> None:
        """Extend a lease that is still ours; raises LeaseLost. Call it in the transaction that relies on the lease."""
        table = schema.lease
        done = self._connection.execute(
            update(table)
            .where(
                table.c.company == self._company,
                table.c.name == name,
                table.c.epoch == epoch,
                table.c.holder != "",
            )
            .values(expires_at=self._tx.wall_now + timedelta(seconds=seconds))
        )
        if done.rowcount != 1:
            raise LeaseLost(f"the lease {name} is held by another process")

    def release(self, name: str, epoch: int) -> None:
        """Give a lease back, if it is still ours."""
        table = schema.lease
        self._connection.execute(
            update(table)
            .where(table.c.company == self._company, table.c.name == name, table.c.epoch == epoch)
            .values(holder="", expires_at=self._tx.wall_now)
        )

    def stop_execution(self, *, stopped: bool, because: str) -> None:
        """Turn the kill switch on or off."""
        if not self._insert_if_absent(schema.switch, name=KILL_SWITCH, on=stopped, because=because):
            self._connection.execute(
                update(schema.switch)
                .where(schema.switch.c.company == self._company, schema.switch.c.name == KILL_SWITCH)
                .values(on=stopped, because=because)
            )

    def stopped(self) -> str | None:
        """Return why execution is stopped, None where it is not."""
        row = self._connection.execute(
            select(schema.switch).where(
                schema.switch.c.company == self._company, schema.switch.c.name == KILL_SWITCH, schema.switch.c.on
            )
        ).first()
        return (row.because or "stopped") if row is not None else None

    def require_running(self) -> None:
        """Raise ExecutionStopped where the kill switch is on."""
        because = self.stopped()
        if because is not None:
            raise ExecutionStopped(f"execution is stopped: {because}", remedy="An administrator can start it again.")

    def _epoch(self, name: str) -> int:
        query = select(schema.lease.c.epoch).where(schema.lease.c.company == self._company, schema.lease.c.name == name)
        return int(self._connection.execute(query).scalar_one())
