"""The embedded notifier: one structured log line per notification."""

from __future__ import annotations

import structlog

from trimtab.ports import Notifier


class LogNotifier(Notifier):
    """Writes notifications to the log."""

    def notify(self, subject: str, text: str, link: str) -> None:
        """Log who should look where."""
        structlog.get_logger().info("notify", subject=subject, text=text, link=link)
