"""Short messages that only mean something after what was said before: "¿y mañana?", "sí", "a las 3", "¿y el botox?"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.agents.chat_text import chat_fold
from app.agents.ports import Message, Turn
from app.config.constants import AgentType, Intent, Role

MAX_WORDS = 7  # a longer message speaks for itself

_TIME_WORD = re.compile(
    r"\b(?:hoy|manana|pasado|lunes|martes|miercoles|jueves|viernes|sabado|domingo|semana|finde|tarde|noche|mediodia|temprano"
    r"|dia \d+|el \d+|a las? \d+|las \d+|\d+ ?(?:am|pm|hs|h)|\d+:\d+|\d+h\d*|tipo \d+|tipo (?:una|dos|tres|cuatro|cinco|seis)"
    r"|a las? (?:una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)|enero|febrero|marzo|abril|mayo|junio|julio"
    r"|agosto|septiembre|octubre|noviembre|diciembre|primera hora|otro dia|otra hora|mas temprano|mas tarde|today|tomorrow"
    r"|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|weekend|morning|afternoon|evening|noon"
    r"|hoje|amanha|segunda|terca|quarta|quinta|sexta|mais cedo|mais tarde|de manha|at \d+|as \d+|\d{1,2} de [a-z]+)\b"
)
_YES_NO = re.compile(
    r"(?:si|sip|sii|no|nop|claro|dale|ok|okay|okey|listo|vale|bueno|va|perfecto|correcto|exacto|asi es|de una|confirmo"
    r"|confirmado|esta bien|de acuerdo|por favor|por supuesto|eso|esa|ese|esa misma|ese mismo|esta perfecto|me sirve|me queda bien"
    r"|yes|yeah|yep|sure|correct|right|nope|sim|isso|pode ser|certo|confirmado|fechado|beleza|ya|emojiok|la (?:primera|segunda"
    r"|tercera|ultima)|el (?:primero|segundo|tercero|ultimo)|the (?:first|second|third|last)(?: one)?|o primeiro|a primeira"
    r"|cualquiera|la que sea|el que sea|me da igual|gracias|graci|quiero|that works|works|please|go ahead|si quiero|perfeito| )+"
)
_PHONE = re.compile(r"\+?\d[\d ]{6,}\d")
_NAME = re.compile(
    r"(?:(?:mi nombre es|me llamo|soy|a nombre de|nombre|my name is|i am|name|meu nome e|me chamo|sou|para) )?"
    r"[a-z]{2,}(?: [a-z]{2,}){0,4}(?: ,? ?(?:mi )?(?:tel|cel|telefono|celular|numero|numero es|phone|fone)?.*\d)?"
)
_ELLIPSIS = re.compile(
    r"^(?:(?:ok|listo|bueno|ah|perfecto|vale|gracias|ya|entiendo|mmm|genial|dale|oye|ah ok|ah bueno|great|cool|entendi|ta) [,.!]? ?)*"
    r"(?:y|e|and|o|or|pero|but|what about|how about|tambien|mas bien|ou)(?: (?:si|que tal|como seria|what about|how about|a|se|que))? "
)
_QUESTION_WORD = re.compile(
    r"\b(?:cuanto|cuanta|precio|valor|cuesta|vale|sale|donde|direccion|ubica[a-z]*|horario|como|que|cual|por que|quien|how|where"
    r"|what|why|price|cost|who|quanto|onde|qual|preco|custa|aceptan|tienen|hacen|hay|cuando|duele|promo[a-z]*|descuento"
    r"|cuotas|tarjeta|parqueadero|atienden|abren|cancel[a-z]*|cambi[a-z]*|agend[a-z]*|reserv[a-z]*|cita|turno|hora|queja"
    r"|do you|is there|can i|tem|aceita|cuantas|cuantos|incluye|sirve|hablar)\b"
)
_ASKED_TO_BOOK = re.compile(
    r"\b(?:agend[a-z]*|reserv[a-z]*|cita|turno|programar|book|appointment|schedule|marcar|horario le|que dia|what day|que dia le"
    r"|nombre|telefono|confirm[a-z]*|consulta)\b"
)
_ORDINARY = (Intent.SALES, Intent.AVAILABILITY, Intent.SCHEDULE, Intent.SUPPORT)


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation was about just before this message."""

    booking: bool  # a booking is in course
    intents: tuple[Intent, ...]  # of the last exchange; empty = unknown
    invited: bool = False  # the last answer asked for a day, a name or a yes


def context_of(history: Sequence[Message], turn: Turn | None) -> Context:
    """The state the last exchange left; intents come from the stored messages or from the agent that answered."""
    intents: tuple[Intent, ...] = ()
    invited = False
    for message in reversed(history[-6:]):
        if message.role is Role.ASSISTANT and not invited and not intents:
            question = chat_fold(message.content)
            invited = "?" in question and _ASKED_TO_BOOK.search(question) is not None
        intents = intents or tuple(i for i in message.intents or _agents_of(message) if i in _ORDINARY)
        if intents or message.role is Role.USER:
            break
    return Context(bool(turn and turn.booking.stage), intents, invited)


def last_customer_text(history: Sequence[Message]) -> str:
    return next((m.content for m in reversed(history) if m.role is Role.USER), "")


def _agents_of(message: Message) -> tuple[Intent, ...]:
    names = (message.agent or "").split("+")
    return tuple(Intent(n) for n in names if n in set(Intent) and n != AgentType.ROUTER)


def follow_up(text: str, context: Context) -> tuple[Intent, ...] | None:
    """The intents a short message takes from its context, or None when it says them itself."""
    folded = chat_fold(text)
    words = [w for w in folded.split() if w[0].isalnum()]
    if not words or len(words) > MAX_WORDS + 3 * context.booking or len(words) > MAX_WORDS + 5:
        return None
    if context.booking or context.invited:
        if _answers_booking(folded):
            return (Intent.SCHEDULE,)
    if len(words) > MAX_WORDS or not context.intents:
        return None
    return _elliptical(folded, context)


def _answers_booking(folded: str) -> bool:
    plain = " ".join(folded.replace("!", " ").replace(".", " ").replace(",", " ").split())
    if "?" in plain and not _ELLIPSIS.match(folded):
        return False
    plain = plain.replace("?", "").strip()
    if _YES_NO.fullmatch(plain) or _PHONE.search(plain):
        return True
    if _QUESTION_WORD.search(plain):
        return False
    return _TIME_WORD.search(plain) is not None or _NAME.fullmatch(plain) is not None


def _elliptical(folded: str, context: Context) -> tuple[Intent, ...] | None:
    """ "¿y mañana?" asks for times, "¿y el botox?" asks the same again; a plain time after free times books it."""
    opened = _ELLIPSIS.match(folded)
    rest = folded[opened.end() :] if opened else folded
    if _QUESTION_WORD.search(rest):
        return None
    timed = _TIME_WORD.search(rest) is not None
    previous = context.intents
    if opened and timed:
        return (Intent.SCHEDULE,) if previous == (Intent.SCHEDULE,) else (Intent.AVAILABILITY,)
    if opened and previous:
        return previous[:1]
    if timed and "?" not in folded and set(previous) & {Intent.AVAILABILITY, Intent.SCHEDULE}:
        return (Intent.SCHEDULE,)
    return None
