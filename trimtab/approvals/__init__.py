"""Approvals: the decision protocol from submission to undo (T0 to T2); T3 and T4 live with the executor.

| step            | what happens in one transaction                                               |
|-----------------|-------------------------------------------------------------------------------|
| `submit` (T0)   | bundles with deterministic ids, old ones superseded, claims taken, wake rows  |
| `revise` (T0)   | a stale bundle comes back as a new revision, or goes if nothing is worth doing |
| `mark_stale`    | what a bundle rests on no longer holds: no decision counts until it is solved  |
| `decide` (T1)   | authority, digest, expiry; approval counted; budgets reserved; wake row       |
| `undo` (T2)     | only while nothing is on its way                                              |
| `expire`        | time-outs; the default is never to execute                                    |
| `open_new_round` | a rejection or a halt sends the case back to be solved again                   |
| `complete_task` | a person confirms a leg that no system of record takes                        |
| `answer`        | what the other side says to a request: go on, or stop and solve again         |
| `silence`       | what it did not say in time                                                   |
| `propose_edit`  | an edited, solved revision takes the place of the one it was made on          |
| `assert_fact`   | what a person knows counts until it expires or is withdrawn                   |
| `withdraw_fact` | the owner takes it back                                                       |
| `expire_facts`  | its time is over                                                              |
"""

from trimtab.approvals.answers import answer, silence
from trimtab.approvals.decide import Outcome, decide
from trimtab.approvals.edits import carried_over, propose_edit
from trimtab.approvals.expire import expire
from trimtab.approvals.facts import assert_fact, expire_facts, withdraw_fact
from trimtab.approvals.quotes import as_counted, quotes_from
from trimtab.approvals.rounds import open_new_round
from trimtab.approvals.settle import close_if_settled
from trimtab.approvals.stale import mark_stale
from trimtab.approvals.submit import Proposal, revise, submit
from trimtab.approvals.tasks import as_confirmed, complete_task
from trimtab.approvals.undo import undo

__all__ = [
    "Outcome",
    "Proposal",
    "answer",
    "as_confirmed",
    "as_counted",
    "assert_fact",
    "carried_over",
    "close_if_settled",
    "complete_task",
    "decide",
    "expire",
    "expire_facts",
    "mark_stale",
    "open_new_round",
    "propose_edit",
    "quotes_from",
    "revise",
    "silence",
    "submit",
    "undo",
    "withdraw_fact",
]
