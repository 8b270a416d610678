"""The form of address of a fixed sentence: usted, tú or vos, as the company is configured."""

import re

from app.config.company_config import CompanyConfig

# Every word of the tú sentences that vos says otherwise; a test holds it against the sentences.
_VOS = {
    "quieres": "querés",
    "confirmas": "confirmás",
    "puedes": "podés",
    "dime": "decime",
    "necesitas": "necesitás",
    "cuentas": "contás",
    "dices": "decís",
    "prefieres": "preferís",
    "tienes": "tenés",
    "describes": "describís",
    "llama": "llamá",
    "ve": "andá",
    "disculpa": "disculpá",
}
_WORD = re.compile(rf"\b({'|'.join(_VOS)})\b(?!\}})", re.IGNORECASE)


def addressed(entry: str | tuple[str, ...], company: CompanyConfig) -> str:
    """The template in the company's form of address; `entry` is (usted, tú) where they differ."""
    if isinstance(entry, str):
        return entry
    if company.formality == "usted":
        return entry[0]
    return _WORD.sub(_in_vos, entry[1]) if company.formality == "vos" else entry[1]


def _in_vos(found: re.Match[str]) -> str:
    word = found[1]
    said = _VOS[word.lower()]
    return said[0].upper() + said[1:] if word[0].isupper() else said
