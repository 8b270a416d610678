"""What a company may require of a customer before it books, and how the schedule protocol names it."""

from collections.abc import Iterable, Mapping

# Canonical name → the protocol's `patient_info` key.
PATIENT_INFO: Mapping[str, str] = {
    "name": "nombre_completo",
    "phone": "telefono",
    "document_id": "numero_de_cedula",
    "email": "correo_electronico",
    "birth_date": "fecha_de_nacimiento",
    "reason": "motivo",
}
BASIC = ("treatment", "date", "time", "name", "phone")
DETAILS = ("document_id", "email", "birth_date", "reason")  # in the order they are asked
_SPOKEN = {"cedula": "document_id", "documento": "document_id", "correo": "email", "nombre": "name"}


def canonical(name: str) -> str | None:
    """`correo_electronico`, `correo electronico` and `email` are one field; None for an unknown name."""
    key = "_".join(name.strip().lower().split())
    if key in BASIC or key in DETAILS:
        return key
    return _SPOKEN.get(key) or next((ours for ours, theirs in PATIENT_INFO.items() if theirs == key), None)


def required_details(fields: Iterable[str]) -> tuple[str, ...]:
    """Of a company's required fields those beyond the five, in the order they are asked."""
    wanted = {canonical(field) for field in fields}
    return tuple(name for name in DETAILS if name in wanted)


def patient_info(name: str, phone: str, reason: str, details: Mapping[str, str]) -> dict[str, str]:
    """The protocol's `patient_info`; the treatment is the reason unless the customer gave one."""
    values = {"name": name, "phone": phone, "reason": reason, **details}
    return {theirs: values[ours] for ours, theirs in PATIENT_INFO.items() if values.get(ours)}
