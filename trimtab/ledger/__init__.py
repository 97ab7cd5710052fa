"""The ledger: record and authority, on SQLite or PostgreSQL; `Ledger.write()` and `Ledger.read()` are the doors.

| room            | what it keeps                                                   |
|-----------------|-----------------------------------------------------------------|
| `events`        | what feeds brought in, feed cursors, quarantine                 |
| `beliefs`       | every version of every belief                                   |
| `cases`         | cases and the open claims they hold                             |
| `bundles`       | bundles, every revision, leg states                             |
| `approvals`     | decisions and the approvals that count                          |
| `budgets`       | budgets, reserved by conditional updates                        |
| `intents`       | what is to be sent, is being sent, was sent: with receipts      |
| `tasks`         | work for people where no system takes the action                |
| `outbox`        | wake and notify rows                                            |
| `leases`        | one holder at a time, with fencing epochs; the kill switch      |
| `people`        | principals and their credentials                                |
| `audit`         | the hash chain over salted digests                              |
| `schema`, `engine`, `ledger`, `migrations` | tables, engines, transactions, versions |
"""

from trimtab.ledger.ledger import Ledger, Transaction, open_ledger

__all__ = ["Ledger", "Transaction", "open_ledger"]
