"""The network file: the network in force as JSON, followed by running processes, replaced as a whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from pydantic import ValidationError

from trimtab.errors import ConfigurationError, StaleRevision, TrimtabError
from trimtab.network import Network

ABSENT = ""
"""The digest of a file that is not there."""
log = structlog.get_logger(__name__)


class NetworkFile:
    """One network file; older versions are kept beside it, in a folder of the same name ending in `.d`."""

    def __init__(self, path: Path) -> None:
        """Nothing is read yet."""
        self.path = path
        self.versions = path.with_suffix(".d")
        self._lock = threading.Lock()
        self._seen: tuple[int, ...] = ()
        self._good: Network | None = None
        self.problem = ""
        """Why the file is not what is in force: empty where it is."""

    def current(self) -> Network:
        """Return the network in force, read again when the file has changed.

        A file that cannot be used leaves the last good one in force; raises ConfigurationError where there is none.
        """
        with self._lock:
            mark = self._mark()
            if self._good is not None and mark == self._seen:
                return self._good
            try:
                network = parse_network(self.path, self._bytes())
            except ConfigurationError as error:
                if self._good is None:
                    raise
                if mark != self._seen:
                    log.warning("network.refused", file=str(self.path), error=str(error), kept=self._good.version)
                self._seen, self.problem = mark, str(error)
                return self._good
            if self._good is not None and network.version != self._good.version:
                log.info("network.changed", before=self._good.version, now=network.version)
            self._seen, self._good, self.problem = mark, network, ""
            return network

    def read(self) -> tuple[Network | None, str]:
        """Return what the file says now and the digest of its bytes; None where there is no file yet."""
        if not self.path.exists():
            return None, ABSENT
        content = self._bytes()
        return parse_network(self.path, content), digest_of(content)

    def replace(self, network: Network, expected: str) -> bytes:
        """Put a network in force if the file still has the digest `expected`, and return the bytes it had before.

        The file that was in force and the new one are kept as versions. Raises StaleRevision where somebody else was
        faster; nothing is changed then, nor when the disk is full.
        """
        content = (network.model_dump_json(indent=2) + "\n").encode()
        with self._alone():
            before = self._bytes() if self.path.exists() else b""
            if (digest_of(before) if before else ABSENT) != expected:
                raise StaleRevision(
                    f"{self.path.name} was changed by somebody else in the meantime.", remedy="Import again."
                )
            if before:
                self._keep(parse_network(self.path, before).version, before)
            self._keep(network.version, content)
            write_whole(self.path, content)
        return before

    def put_back(self, before: bytes) -> None:
        """Undo `replace` with what it returned; the file did not exist where that is empty."""
        with self._alone():
            if before:
                write_whole(self.path, before)
            else:
                self.path.unlink(missing_ok=True)

    def _keep(self, version: str, content: bytes) -> None:
        name = re.sub(r"[^A-Za-z0-9._+-]", "_", version)
        kept = self.versions / f"{name}.json"
        if kept.exists() and kept.read_bytes() != content:
            # Somebody changed a file by hand and left its version as it was.
            kept = self.versions / f"{name}-{digest_of(content)[:12]}.json"
        write_whole(kept, content)

    def _bytes(self) -> bytes:
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise ConfigurationError(
                f"there is no network file at {self.path}."
                if isinstance(error, FileNotFoundError)
                else f"{self.path}: {error.strerror}.",
                remedy="Set TRIMTAB_NETWORK_FILE to the network as JSON, or make it with `trimtab import`.",
            ) from None

    def _mark(self) -> tuple[int, ...]:
        """Return what changes with the file; a rename brings another inode even within one tick of the clock."""
        try:
            found = self.path.stat()
        except OSError:
            return (0,)
        return (found.st_mtime_ns, found.st_size, found.st_ino)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep every other process from replacing the file."""
        self.versions.mkdir(parents=True, exist_ok=True)
        with (self.versions / ".lock").open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield


def parse_network(path: Path, content: bytes) -> Network:
    """Return the network in a file's bytes; raises ConfigurationError naming file and field."""
    try:
        return Network.model_validate_json(content.decode("utf-8"))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "file"
        raise ConfigurationError(f"{path.name}, {field}: {first['msg']}.", remedy="Correct the file.") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path.name} is not UTF-8 text.", remedy="Write it again as JSON.") from None
    except TrimtabError as error:
        raise ConfigurationError(f"{path.name}, {error}.", remedy="Correct the file.") from None


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, finds the old one or the new one and nothing between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
