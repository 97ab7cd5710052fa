"""Notification: telling people that something waits for them; e-mail, Slack and Teams come behind the same port."""

from tools.notify.log import LogNotifier

__all__ = ["LogNotifier"]
