"""The JSON files that seed and refresh companies: read, merge, validate."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from app.models.errors import CompanyIdInvalidError, ConfigurationInvalidError
from app.models.schemas import CompanyFileSchema
from app.services.older_shapes import as_today, by_company
from app.utils.validators import validate_company_id


@dataclass(slots=True)
class ReloadReport:
    """What a reload did, by company id."""

    companies_loaded: int = 0
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)


class CompanyFiles:
    """`companies_config.json` and, merged over it, `extended_companies_config.json`."""

    def __init__(self, main: Path, extended: Path) -> None:
        self._main, self._extended = main, extended

    def read(self) -> dict[str, dict[str, Any]]:
        """Validated values by company id; a missing file is empty. Raises: ConfigurationInvalidError."""
        valid, problems = self.read_each()
        if problems:
            raise ConfigurationInvalidError(details=problems)
        return valid

    def read_each(self) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
        """The valid companies, and what is wrong with each of the others.

        Raises: ConfigurationInvalidError for a file that cannot be read at all.
        """
        companies = _read_object(self._main)
        for company_id, more in _read_object(self._extended).items():
            known = companies.get(company_id)
            if isinstance(known, Mapping) and isinstance(more, Mapping):
                companies[company_id] = {**known, **more}
        problems: dict[str, Any] = {}
        read = {key: _validate(key, value, problems) for key, value in companies.items()}
        valid = {key: values for key, values in read.items() if key not in problems}
        _refuse_shared(valid, problems)
        return {key: values for key, values in valid.items() if key not in problems}, problems


def _read_object(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as exc:
        raise ConfigurationInvalidError(details={path.name: [f"Not readable as JSON: {exc}"]}) from exc
    data = by_company(data)
    if data is None:
        raise ConfigurationInvalidError(details={path.name: ["The file must hold one JSON object."]})
    return {key: value for key, value in data.items() if not key.startswith("_")}


def _validate(company_id: str, value: Any, problems: dict[str, Any]) -> dict[str, Any]:
    try:
        validate_company_id(company_id)
        loaded = CompanyFileSchema().load(as_today(value))
    except CompanyIdInvalidError as exc:
        problems[company_id] = {"company_id": [str(exc)]}
    except ValidationError as exc:
        problems[company_id] = exc.messages_dict
    else:
        return dict(loaded)
    return {}


def _refuse_shared(companies: Mapping[str, Mapping[str, Any]], problems: dict[str, Any]) -> None:
    """Two companies on one prefix, index or Chatwoot account would read each other's data."""
    defaults = {"redis_prefix": "{}:", "vectorstore_index": "{}_documents", "chatwoot_account_id": ""}
    for name, default in defaults.items():
        owner: dict[str, str] = {}
        for company_id, values in companies.items():
            value = values.get(name) or default.format(company_id)
            if value and owner.setdefault(value, company_id) != company_id:
                problems.setdefault(company_id, {})[name] = [f"Already used by {owner[value]}."]
