"""What a message says of times on offer: the soonest, another, the second one, any of them."""

import re

from app.agents.booking.command import Shift
from app.agents.folding import fold

_SOONEST = re.compile(
    r"\b(?:lo (?:antes|mas pronto|mas rapido) posible|lo (?:mas pronto|antes)|cuanto antes|"
    r"lo mas (?:cercano|proximo)|"
    r"(?:la|el|lo) (?:primer[oa]?|mas (?:cercan[oa]|pront[oa]|proxim[oa])) (?:que (?:tenga\w*|haya|hay|"
    r"este)|cita|hora|espacio|cupo|turno|disponible|libre)[^.?!]*|"
    r"as soon as possible|asap|the (?:earliest|soonest|first available)|o (?:quanto antes|mais rapido|"
    r"primeiro que tiver)|quanto antes|"
    r"ya mismo|urgente)\b"
)
_FIRST_OF_DAY = re.compile(
    r"\b(?:a (?:la )?primera hora|(?:lo|la|el) mas temprano(?: posible)?|bien temprano|(?:la )?primera hora|"
    r"first thing|"
    r"as early as (?:possible|you can)|bem cedo|(?:o )?mais cedo possivel|primeiro horario)\b"
)
_ANY = re.compile(
    r"\b(?:cualquier[a]?(?: (?:de (?:esas|esos|las dos|los dos)|hora|horario|me sirve|esta bien|dia))?|"
    r"la que sea|el que sea|me da (?:igual|lo mismo)|"
    r"como (?:quiera|quieras|gustes|guste)|el que (?:quiera|prefiera)|any(?: of (?:them|those)| is fine|"
    r" works)?|either|whichever|qualquer (?:um|uma|horario)?|tanto faz)\b"
)
_LATER = re.compile(
    r"\b(?:mas tarde(?!cita)|mas tardecito|mas entrada la|later(?: in the day)?|mais tarde|"
    r"algo mas tarde|despues de es[ao]s?)\b"
)
_EARLIER = re.compile(
    r"\b(?:(?<!lo )mas temprano|antes(?: de es[ao]s?)?$|mas tempranito|earlier|mais cedo|"
    r"algo antes|algo mas temprano)\b"
)
_OTHER = re.compile(
    r"\b(?:otr[ao]s? (?:hora\w*|horario\w*|opcion\w*|dia\w*|fecha\w*|disponib\w*)|que (?:otr[oa]s?|"
    r"mas) (?:\w+ )?(?:tiene\w*|hay|hora\w*|horario\w*)|"
    r"(?:ningun[oa]?s?|no) (?:de (?:es[ao]s|los|las)\b ?)?(?:me )?(?:sirve\w*|queda\w*|cuadra\w*|"
    r"funciona\w*|acomoda\w*|conviene\w*)|no puedo (?:a )?es[ao]s? (?:hora\w*|dia\w*)|"
    r"(?:an)?other (?:times?|options?|days?)|none (?:of (?:them|those) )?works?|outros? (?:horarios?|"
    r"dias?|opc\w+)|nenhum (?:serve|deles))\b"
)
_SUPERLATIVE = r"mas (?:tempran\w+|cercan[ao]|pront[ao]|proxim[ao]|tarde)"
_PLACE = "primer[ao]?|first|primeir[ao]|segund[ao]|second|tercer[ao]?|third|terceir[ao]|ultim[ao]|last"
_WORD_BEFORE = r"\b(?:la|el|opcion|numero|the|option|a|o)?\s*"
_ORDINALS = (
    (re.compile(
        _WORD_BEFORE + r"(?:primer[ao]?|first|primeir[ao]|uno|1(?:e?r[ao]?)|"
        r"#?1)\b(?! (?:de(?! l[ao]s que)|vez|hora))|\bmas (?:tempran\w+|cercan[ao]|pront[ao]|proxim[ao])\b|"
        r"\b(?:earliest|soonest)\b"
    ), 0),
    (re.compile(_WORD_BEFORE + r"(?:segund[ao]|second|2d[ao]|#?2|dos|d?el medio)\b"), 1),
    (re.compile(_WORD_BEFORE + r"(?:tercer[ao]?|third|terceir[ao]|3r[ao]|#?3|tres)\b"), 2),
    (re.compile(r"\b(?:la|el|the|a|o)\s*(?:ultim[ao]|last)\b|\bmas tarde\b|\blatest\b"), -1),
)  # fmt: skip
_TAKES = (
    "si|ok|okay|dale|bueno|listo|mejor|prefiero|quiero|quisiera|me quedo con|me gusta|deme|dame|esa|ese|"
    "por favor|yes|the|i'll take|let's do|can i (?:have|take|get)|sim|prefiro|quero|pode ser|fico com|con|"
    "entonces|pues|y|va|vale|perfecto|genial|me sirve|me funciona|me va bien|agendame|reservame|apartame|anotame|"
    "seria|que sea|para|la|el|opcion|hora|horario|numero|option|a|o|de|en|porfa|gracias|please|one|esta bien|"
    "tomo|escojo|elijo"
)
_TOLD = (
    r"(?:dij|di|dio|dist|diero|ofrec|mostr|pus|mand|pas|menci|propus|propon|sugir|sugier|envi|escrib|coment|nombr|"
    r"aparec|sali|sale|indic|dec|dic|fal|diss|coloc)\w*"
)
_THEN = (
    "opcion|hora|horario|cita|fecha|one|por favor|porfa|gracias|please|esta bien|me sirve|"
    "me queda (?:bien|perfecto)|me funciona|me va bien|esa|perfecto|option|slot|time|entonces|"
    rf"de (?:las|los)(?= que)|de (?:esas|esos|todas|la lista|arriba)|"
    rf"que (?:(?:me|nos|usted|vos|tu|voce|vc) )*{_TOLD}|"
    "(?:that )?you (?:said|offered|gave|sent|mentioned|showed)(?: me)?"
)
# What may stand around the place in the list: "listo, me quedo con la segunda opción que me mandó, gracias".
_ORDINAL_FRAME = re.compile(
    r"^(?!.*\b(?:a|para) la 1\b)"  # one o'clock
    rf"(?:(?:{_TAKES})[\s,]+)*"
    rf"(?:{_PLACE}|(?:(?<=\bla )|(?<=\bel )|(?<=\bde )){_SUPERLATIVE}|earliest|soonest|latest|"
    rf"uno|dos|tres|#?[123])(?:[\s,]+(?:{_THEN}))*[\s.!]*$"
)
# In other words than those, where nothing else is said: "voy con la segunda", "quedemos en la 1ra que propuso".
_ONE_OF_THEM = re.compile(
    rf"\b(?:la|el|opcion|numero|the|a|o|esa|ese) (?:{_PLACE}|1e?r[ao]|2d[ao]|3r[ao]|del medio)"
    r"(?= *$| *[,.!]| (?:opcion|horario|que|q|me|esta|seria|por|porfa|porfis|gracias|entonces|mejor|please|one|"
    r"option|slot|works|is|you|de l[ao]s que|de es[ao]s|de todas|amig\w*|senorita|serve|fica|pode)\b)"
)
_SAYS_MORE = re.compile(
    r"[?\d]|\b(?:no|ni|nao|not|cuanto|cuando|como|donde|precio|cuesta|duele|quien|sino|or|ou|pero|but|antes|despues|"
    r"cambi\w*|cancel\w*|mover|(?:o|u|y|e) (?:la|el|a) (?:primer|segund|tercer|ultim)\w*)\b"
)
MAX_CHOICE_WORDS = 10


_THAT_ONE = re.compile(
    r"\b(?:es[ae]|est[ae]|that one|that works|essa|esse|that time|ahi|that's fine|a es[ae] hora)\b"
)


def wants_soonest(text: str) -> bool:
    return bool(_SOONEST.search(fold(text)))


def wants_first_of_day(text: str) -> bool:
    """ "A primera hora": the earliest time of the day that is named with it."""
    return bool(_FIRST_OF_DAY.search(fold(text)))


def takes_any(text: str) -> bool:
    """ "Cualquiera": any of what was offered will do."""
    return bool(_ANY.search(fold(text)))


def points_at_it(text: str) -> bool:
    """ "Esa", "that one"."""
    return bool(_THAT_ONE.search(fold(text)))


def find_shift(text: str) -> Shift | None:
    """Other times than the ones shown."""
    folded = fold(text)
    if _LATER.search(folded):
        return Shift.LATER
    if _EARLIER.search(folded):
        return Shift.EARLIER
    return Shift.OTHER if _OTHER.search(folded) else None


def find_choice(text: str) -> int | None:
    """ "La segunda", "opción 2", "2": an index into what was offered, -1 for the last."""
    folded = fold(text)
    if not _ORDINAL_FRAME.match(folded) and not _chooses_loosely(folded):
        return None
    return next((index for pattern, index in _ORDINALS if pattern.search(folded)), None)


def _chooses_loosely(folded: str) -> bool:
    named = _ONE_OF_THEM.findall(folded)
    rest = _ONE_OF_THEM.sub(" ", folded)
    return len(named) == 1 and len(folded.split()) <= MAX_CHOICE_WORDS and not _SAYS_MORE.search(rest)
