"""Following the network file: who works with it begins anew when other reference data have come into force."""

from __future__ import annotations

import threading
from collections.abc import Callable

from interfaces.context import Casework
from tools.reference.network_file import NetworkFile
from trimtab.casework import Answered, EditPreview
from trimtab.edits import Edit
from trimtab.network import Network


class UntilChanged(threading.Event):
    """Set as soon as work has to end: because it is told to, or because another network is in force."""

    def __init__(self, stop: threading.Event, networks: NetworkFile, version: str) -> None:
        """Watch the file for another version than this one."""
        super().__init__()
        self._stop = stop
        self._networks = networks
        self._version = version

    def is_set(self) -> bool:
        """Tell whether work has to end."""
        return self._stop.is_set() or self._networks.current().version != self._version

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until somebody says stop, or for so many seconds; then tell whether work has to end."""
        self._stop.wait(timeout)
        return self.is_set()


class FollowingCasework:
    """Solves edits and questions on the network in force; what works on another one is put together anew."""

    def __init__(self, networks: NetworkFile, put_together: Callable[[Network], Casework]) -> None:
        """Put together what works on the network in force now."""
        self._networks = networks
        self._put_together = put_together
        self._lock = threading.Lock()
        self._network = networks.current()
        self._casework = put_together(self._network)

    def preview(self, bundle_id: str, edit: Edit) -> EditPreview:
        """Show what an edit would lead to."""
        return self._current().preview(bundle_id, edit)

    def propose(self, bundle_id: str, edit: Edit, principal_id: str) -> int:
        """Put an edit in force as a new revision."""
        return self._current().propose(bundle_id, edit, principal_id)

    def ask(self, bundle_id: str, text: str) -> Answered:
        """Answer a question about a bundle."""
        return self._current().ask(bundle_id, text)

    def _current(self) -> Casework:
        with self._lock:
            network = self._networks.current()
            if network is not self._network:
                self._casework, self._network = self._put_together(network), network
            return self._casework
