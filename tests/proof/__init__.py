"""The proof: what may never happen does not happen, under kill -9 at every named point and under races.

    python -m tests.proof [--short] [--engine sqlite|postgres|both] [--json]

| room         | what it holds                                                                        |
|--------------|--------------------------------------------------------------------------------------|
| `company`    | the bundle every run is about: four legs, five people, one route                     |
| `systems`    | the systems of record: a shared file with an ERP's manners, and a real Tryton        |
| `stores`     | a fresh ledger and fresh checkpoints for every run, on SQLite and on PostgreSQL      |
| `points`     | where a process can be killed, named without any hook in production code             |
| `world`      | the real worker, graph and executor put together over a store and a system           |
| `stories`    | what people do in a run: approve, reject, undo, go stale, halt, expire               |
| `children`   | processes that are killed, and those that recover                                    |
| `invariants` | what must hold afterwards                                                            |
| `crashes`, `runs` | the crash proof, and one run of it                                            |
| `races`, `field`, `moves`, `outcomes`, `workers` | the race proof, of people and of workers       |
| `defects`, `hunts` | seeded defects, and the runs that must notice them                           |
| `lanes`, `proof`, `report` | processes that take the jobs, the order of things, the figures      |
"""
