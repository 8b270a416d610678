"""From validated configuration values to a `CompanyConfig`: defaults by country, one place for each rule."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from app.config.company_config import (
    DEFAULT_WORKING_HOURS,
    WEEKDAYS,
    CompanyConfig,
    CompanySecrets,
    EmergencySettings,
    Hours,
    Promotion,
    Resource,
    Treatment,
)
from app.config.plans import limits_of

_ZONE_COUNTRY = {
    "America/Bogota": "CO",
    "America/Mexico_City": "MX",
    "America/Argentina/Buenos_Aires": "AR",
    "America/Santiago": "CL",
    "America/Lima": "PE",
    "America/Guayaquil": "EC",
    "America/Caracas": "VE",
    "America/Montevideo": "UY",
    "America/Asuncion": "PY",
    "America/La_Paz": "BO",
    "America/Panama": "PA",
    "America/Costa_Rica": "CR",
    "America/Guatemala": "GT",
    "America/El_Salvador": "SV",
    "America/Tegucigalpa": "HN",
    "America/Managua": "NI",
    "America/Santo_Domingo": "DO",
    "America/Puerto_Rico": "PR",
    "America/Sao_Paulo": "BR",
    "America/New_York": "US",
    "Europe/Madrid": "ES",
    "Atlantic/Canary": "ES",
    "Europe/Lisbon": "PT",
}

# The number a member of the public calls for an ambulance or for any emergency.
_EMERGENCY_NUMBER = {
    **dict.fromkeys(("CO",), "123"),
    **dict.fromkeys(("MX", "AR", "US", "PA", "CR", "UY", "PY", "EC", "VE", "DO", "PR", "HN", "SV"), "911"),
    **dict.fromkeys(("ES", "PT"), "112"),
    "BR": "192",
    "CL": "131",
    "PE": "106",
    "BO": "118",
    "GT": "123",
    "NI": "128",
}

_TUPLES = frozenset(
    f.name for f in fields(CompanyConfig) if str(f.type).startswith(("tuple[str", "tuple[float"))
)  # plain lists
_BUILT = {
    "languages",
    "treatments",
    "promotions",
    "resources",
    "emergency",
    "working_hours",
    "extra",
    "secrets",
    "version",
    "limits",
}
_KNOWN = {f.name for f in fields(CompanyConfig)}


def build_company(
    company_id: str,
    values: Mapping[str, Any],
    secrets: Mapping[str, str],
    *,
    revision: int = 0,
    tiers: bool = False,
) -> CompanyConfig:
    """Make the configuration of one company from values that `CompanySchema` accepted.

    A new `revision` makes a new version of equal values: that is how caches are cleared everywhere.
    `tiers`: whether the limits of the company's tier are in force.
    """
    country = values.get("country") or _ZONE_COUNTRY.get(values.get("timezone", "America/Bogota"), "CO")
    plain: dict[str, Any] = {
        name: tuple(value) if name in _TUPLES else value
        for name, value in values.items()
        if name in _KNOWN - _BUILT and value is not None
    }
    plain = {
        "business_type": "",
        "redis_prefix": f"{company_id}:",
        "vectorstore_index": f"{company_id}_documents",
        "sales_agent_name": values["company_name"],
        "services": "",
        **plain,
        "company_id": company_id,
        "country": country,
        "languages": _languages(values),
    }
    return CompanyConfig(
        **plain,
        treatments=_treatments(values),
        promotions=tuple(Promotion(**item) for item in values.get("promotions", ())),
        resources=tuple(_resource(item) for item in values.get("resources", ())),
        emergency=_emergency(values.get("emergency", {}), country),
        working_hours=_working_hours(values.get("working_hours")),
        secrets=CompanySecrets(**secrets),
        limits=limits_of(values, tiers=tiers),
        version=_version(values, secrets, revision),
        extra={k: v for k, v in values.items() if k not in _KNOWN and k != "treatment_durations"},
    )


def _languages(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The company's own language first, then the others it speaks."""
    own = values.get("language", "es")
    spoken = values.get("languages") or ("es", "en", "pt")
    return (own, *(language for language in spoken if language != own))


def _treatments(values: Mapping[str, Any]) -> dict[str, Treatment]:
    """Durations name the services; details add price, aliases and texts."""
    durations = dict(values.get("treatment_durations", {}))
    details = values.get("treatments", {})
    for key, detail in details.items():
        durations.setdefault(key, detail.get("duration", 30))
    return {key: _treatment(key, minutes, details.get(key, {})) for key, minutes in durations.items()}


def _treatment(key: str, minutes: int, detail: Mapping[str, Any]) -> Treatment:
    price = detail.get("price")
    rest = {k: v for k, v in detail.items() if k not in {"price", "duration", "aliases", "name"}}
    return Treatment(
        key=key,
        name=detail.get("name") or key.replace("_", " "),
        duration_min=minutes,
        price=None if price is None else Decimal(str(price)),
        aliases=tuple(detail.get("aliases", ())),
        **rest,
    )


def _resource(item: Mapping[str, Any]) -> Resource:
    return Resource(
        key=item["key"],
        name=item["name"],
        treatments=tuple(item.get("treatments", ())),
        caldav_calendar=item.get("caldav_calendar", ""),
    )


def _emergency(item: Mapping[str, Any], country: str) -> EmergencySettings:
    return EmergencySettings(
        protocol=dict(item.get("protocol", {})),
        contact_phone=item.get("contact_phone", ""),
        emergency_number=item.get("emergency_number") or _EMERGENCY_NUMBER.get(country, "112"),
    )


def _working_hours(value: Mapping[str, Any] | None) -> Mapping[str, Hours]:
    """A weekday left out is closed; no hours at all means the default week."""
    if value is None:
        return DEFAULT_WORKING_HOURS
    return {day: tuple((start, end) for start, end in value.get(day, ())) for day in WEEKDAYS}


def _version(values: Mapping[str, Any], secrets: Mapping[str, str], revision: int) -> str:
    text = json.dumps([values, sorted(secrets.items()), revision], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
