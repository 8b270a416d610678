"""What people are told, in the company's language; ids and names of things, never what a customer wrote."""

import time
from collections.abc import Callable

from app.config.company_config import CompanyConfig
from app.models.notification import Notice

_MOST = 200
# Seconds in which one kind and subject is told once.
STRETCH_S = {"emergency": 600}
OTHER_STRETCH_S = 1_800

_TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "emergency": {
        "es": (
            "Emergencia en {company}",
            "La conversación de {subject} se reconoció como emergencia. Atiéndala ahora mismo.",
        ),
        "en": ("Emergency at {company}", "The conversation of {subject} was read as an emergency. See to it now."),
        "pt": (
            "Emergência em {company}",
            "A conversa de {subject} foi reconhecida como emergência. Atenda agora mesmo.",
        ),
    },
    "handoff_failed": {
        "es": (
            "Una conversación de {company} no llegó a una persona",
            "No se pudo pasar la conversación {subject} a su equipo ({detail}). Búsquela y respóndala.",
        ),
        "en": (
            "A conversation of {company} reached nobody",
            "Conversation {subject} could not be handed to your team ({detail}). Please find and answer it.",
        ),
        "pt": (
            "Uma conversa de {company} não chegou a ninguém",
            "Não foi possível passar a conversa {subject} à sua equipe ({detail}). Encontre-a e responda.",
        ),
    },
    "integration_down": {
        "es": (
            "Una conexión de {company} no funciona: {subject}",
            "La conexión «{subject}» no responde o rechaza el acceso ({detail}). Revise su configuración.",
        ),
        "en": (
            "A connection of {company} is broken: {subject}",
            'The connection "{subject}" does not answer or refuses access ({detail}). Check its settings.',
        ),
        "pt": (
            "Uma conexão de {company} não funciona: {subject}",
            "A conexão «{subject}» não responde ou recusa o acesso ({detail}). Verifique a configuração.",
        ),
    },
    "webhook_disabled": {
        "es": (
            "Un webhook de {company} se desactivó",
            "El webhook «{subject}» se desactivó ({detail}). Corríjalo y actívelo de nuevo.",
        ),
        "en": (
            "A webhook of {company} was switched off",
            'The webhook "{subject}" was switched off ({detail}). Mend it and switch it on again.',
        ),
        "pt": (
            "Um webhook de {company} foi desativado",
            "O webhook «{subject}» foi desativado ({detail}). Corrija-o e ative-o de novo.",
        ),
    },
    "error": {
        "es": (
            "Error en {company}",
            "Algo falló al atender {subject} ({detail}). Vea el registro.",
        ),
        "en": (
            "Error at {company}",
            "Something failed while serving {subject} ({detail}). See the log.",
        ),
        "pt": ("Erro em {company}", "Algo falhou ao atender {subject} ({detail}). Veja o registro."),
    },
    "test": {
        "es": ("Prueba de aviso de {company}", "Si lee esto, los avisos llegan aquí."),
        "en": ("Test notification of {company}", "If you can read this, notifications arrive here."),
        "pt": ("Teste de aviso de {company}", "Se você lê isto, os avisos chegam aqui."),
    },
}
_ABOUT_A_PERSON = frozenset({"emergency"})


def notice_of(
    company: CompanyConfig, kind: str, subject: str, detail: str, clock: Callable[[], float] = time.time
) -> Notice:
    """Title and text, and the key that throttles it."""
    title, body = _TEXTS[kind].get(company.language, _TEXTS[kind]["en"])
    values = {"company": company.company_name, "subject": subject or "-", "detail": detail or "-"}
    stretch = int(clock() // STRETCH_S.get(kind, OTHER_STRETCH_S))
    return Notice(
        kind=kind,
        title=title.format(**values)[:_MOST],
        body=body.format(**values),
        user_id=subject if kind in _ABOUT_A_PERSON else "",
        throttle=f"{kind}|{subject[:60]}|{stretch}",
    )
