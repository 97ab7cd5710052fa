"""Reading policy files: YAML, validated, with errors that name file and field."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from trimtab.errors import ConfigurationError
from trimtab.identifiers import digest
from trimtab.policy.model import Policy
from trimtab.resources import resource_directory


def load_policy(company: str, directory: Path | None = None) -> Policy:
    """Return the policy of a company (`<company>.yaml`, else `default.yaml`), its version bound to its content."""
    folder = directory or resource_directory("policies")
    path = next((p for p in (folder / f"{company}.yaml", folder / "default.yaml") if p.is_file()), None)
    if path is None:
        raise ConfigurationError(f"no policy file for {company!r} in {folder.name}/")
    return read_policy(path)


def read_policy(path: Path) -> Policy:
    """Return the policy in one file; raises ConfigurationError naming file and field."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        policy = Policy.model_validate(raw)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path.name} is not valid YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise ConfigurationError(f"{path.name}, {field}: {first['msg']}") from error
    return policy.model_copy(update={"version": f"{policy.version}+{digest(policy)[:8]}"})
