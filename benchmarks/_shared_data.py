"""Where the shared data lie: beside the checkout, or where TRIMTAB_SHARED_DATA says."""

from __future__ import annotations

import os
from pathlib import Path


def shared_data() -> Path | None:
    """Return the folder, or None where there is none; a worktree may lie one level deeper than a checkout."""
    stated = os.environ.get("TRIMTAB_SHARED_DATA")
    checkout = Path(__file__).resolve().parent.parent
    candidates = (
        [Path(stated)] if stated else [up / "shared" / "data" for up in (checkout.parent, checkout.parent.parent)]
    )
    return next((folder for folder in candidates if (folder / "willems38.json").is_file()), None)
