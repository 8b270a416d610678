"""How the JSON files of earlier versions are read: the same values under today's names and kinds."""

from collections.abc import Mapping
from typing import Any

_WHOLE = ("max_documents", "max_conversations", "rate_limit_per_minute")
_RENAMED = {"name": "company_name", "active": "is_active", "account_id": "chatwoot_account_id"}


def by_company(data: Any) -> dict[str, Any] | None:
    """Values by company id: of the object itself, of its `companies`, or of a list; None for anything else."""
    if isinstance(data, Mapping) and isinstance(data.get("companies"), Mapping | list):
        data = data["companies"]
    if (
        isinstance(data, list)
        and data
        and all(isinstance(item, Mapping) and "company_id" in item for item in data)
    ):
        return {str(item["company_id"]): dict(item) for item in data}
    return dict(data) if isinstance(data, Mapping) else None


def as_today(value: Any) -> Any:
    """One company's values; what is no object stays as it is, for the schema to refuse."""
    if not isinstance(value, Mapping):
        return value
    values = {_name(key, value): item for key, item in value.items() if key != "company_id"}
    if isinstance(values.get("services"), list):
        values["services"] = ", ".join(str(item) for item in values["services"])
    account = values.get("chatwoot_account_id")
    if isinstance(account, int) and not isinstance(account, bool):
        values["chatwoot_account_id"] = str(account)
    for name in _WHOLE:
        values.update({name: int(values[name])} if _is_number(values.get(name)) else {})
    if isinstance(values.get("treatment_durations"), Mapping):
        values["treatment_durations"] = {k: _minutes(v) for k, v in values["treatment_durations"].items()}
    return values


def _name(key: Any, values: Mapping[str, Any]) -> Any:
    """An old name counts only where today's is not there too."""
    today = _RENAMED.get(key)
    return today if today and today not in values else key


def _minutes(value: Any) -> Any:
    """60 was also written "60", "60 min" and {"duration": 60}."""
    if isinstance(value, Mapping):
        value = value.get("duration", value.get("duration_min"))
    words = value.split() if isinstance(value, str) else []
    if words and _is_number(words[0]) and (len(words) == 1 or words[1].startswith("min")):
        return int(words[0])
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdigit()
