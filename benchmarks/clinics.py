"""Made-up clinics and documents for benchmarks: every company its own words, nothing random."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_TREATMENTS = (
    "botox",
    "limpieza facial",
    "hidrafacial",
    "peeling químico",
    "depilación láser",
    "relleno de labios",
)
_TOPICS = ("precio", "duración", "cuidados después", "contraindicaciones", "preparación", "promoción", "garantía")
_QUESTIONS = (
    "cuanto cuesta {t}?",
    "q cuidados tengo que tener despues de {t}",
    "me pueden decir el precio de {t} por favor",
    "cuanto vale una sesion de {t}",
)
_DOUBTFUL = (
    "que me saldria quitarme las arrugas con {t}",
    "me puedo ir a la playa si me hago {t}",
    "estoy esperando bebe, igual me hacen {t}",
    "con {t} salgo rapido o es toda la tarde",
)
_GREETINGS = ("", "Hola,", "buenas,", "buen dia,", "holaa", "Buenas tardes", "disculpe,")
_ENDINGS = (
    "",
    " gracias",
    " ando averiguando",
    " quedo atenta",
    " porfa",
    " muchas gracias",
    " me urge saber",
    " 🙏",
)
_SEASONING = (
    " ",
    " y bueno ",
    " mira ",
    " oye ",
    " pues ",
    " ps ",
    " eh ",
    " a ver ",
    " una pregunta ",
    " te cuento ",
    " ",
)


def companies_file(folder: Path, count: int) -> Path:
    """A companies file with `clinic000`, `clinic001`, …; returns its path."""
    path = folder / "companies.json"
    path.write_text(json.dumps({company_id(n): _company(n) for n in range(count)}), encoding="utf-8")
    return path


def company_id(number: int) -> str:
    return f"clinic{number:03d}"


def document(company: int, number: int) -> dict[str, str]:
    """One short document (about 90 words) of a company."""
    treatment, topic = _TREATMENTS[number % len(_TREATMENTS)], _TOPICS[number % len(_TOPICS)]
    price = 180_000 + 1_000 * ((company * 37 + number * 13) % 900)
    text = (
        f"{topic.capitalize()} de {treatment}, ficha {number}. En la sede {company} el valor de {treatment} en su "
        f"variante {number} es de $ {price:,} por sesión".replace(",", ".")
        + f". La sesión dura {20 + number % 70} minutos y la realiza personal con registro vigente. Después de "
        f"{treatment} conviene evitar el sol durante {2 + number % 12} días, usar protector y beber agua. No se "
        f"recomienda durante el embarazo ni con infecciones activas en la zona. La consulta de control es a los "
        f"{7 + number % 14} días, sin costo, y se agenda al terminar la sesión."
    )
    return {
        "title": f"{topic.capitalize()} de {treatment} {number}",
        "content": text,
        "external_id": f"doc-{number}",
    }


def question(number: int) -> str:
    """A customer's message; thousands differ, so that nothing is measured from a cache of questions."""
    return _said(number, _QUESTIONS)


def doubtful_question(number: int) -> str:
    """The same in other words than the documents': about half are read by meaning."""
    return _said(number, _DOUBTFUL)


def _said(number: int, wordings: Sequence[str]) -> str:
    wording = wordings[number % len(wordings)]
    asked = wording.format(t=_TREATMENTS[(number // len(wordings)) % len(_TREATMENTS)])
    opening = f"{_GREETINGS[number % len(_GREETINGS)]} {_SEASONING[number % len(_SEASONING)]}".strip()
    return f"{opening} {asked}{_ENDINGS[number // 7 % len(_ENDINGS)]}".strip()


def _company(number: int) -> dict[str, Any]:
    return {
        "company_name": f"Clínica {number}",
        "business_type": "medicina_estetica",
        "sales_agent_name": "Laura, asesora",
        "services": "medicina estética",
        "treatment_durations": dict.fromkeys(_TREATMENTS, 45),
        "timezone": "America/Bogota",
        "language": "es",
        "currency": "COP",
        "chatwoot_account_id": str(1000 + number),
    }
