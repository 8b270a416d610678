"""A customer's message as a BookingCommand, read locally in the light of what was asked last."""

import re
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from app.agents.booking import actions, choices
from app.agents.booking.choosing import choose_among
from app.agents.booking.command import BookingAction, BookingCommand
from app.agents.booking.details import read_details
from app.agents.booking.naming import name_meant, speaks_of_somebody, tells_name_alone
from app.agents.booking.state import Stage, Task, is_open, task_of
from app.agents.dates import FoundDatetime, find_datetime
from app.agents.datetimes.people import without_names
from app.agents.entities import (
    find_name,
    find_patient,
    find_phone,
    find_surname,
    introduces_writer,
    read_yes_no,
)
from app.agents.entity_words import GIVEN_NAMES
from app.agents.folding import fold
from app.agents.ports import BookingState, Turn
from app.agents.treatments import find_mentions, find_visit

# What follows one of these is meant, what stands before it is not.
_CORRECTION = re.compile(
    r"\b(?:mejor|sino|m[aá]s bien|perd[oó]n|digo|quise decir|rather|instead|i mean|melhor|na verdade|"
    r"quer dizer|corrijo)\b[\s,:]*(?=\S)",
    re.I,
)
_DENIED = re.compile(
    r"\b(?:(?:ya )?no (?:es|era|quiero|quer[ií]a|para|un|una|el|la)|en (?:vez|lugar) de|n[aã]o (?:é|e|era|quero)|"
    r"em vez de|instead of|it's not|not (?:the|for))\b[^,;.?!]*?"
    r"(?=,|;|\.|\?|!| (?:sino|es|y|mas|but|é|quiero|prefiero|mejor|quisiera|quero|i want|i'd) |$)",
    re.I,
)
_FROM_TO = re.compile(
    r"\b(?:cita|turno|hora|reserva|consulta|sesi[oó]n|appointment|hor[aá]rio|la|"
    r"it)\b[^.?!]{0,40}?\s(?:del?|de la|que tengo|que tenia|from|on|do|da)\s+"
    r"(?P<source>(?:(?!mejor|m[aá]s bien|melhor|rather).)+?)"
    r"\s+(?:para|pal|a|al|por|to|pra|hasta)\s+(?P<target>(?:el|la|las|los|ma[nñ]ana|pasado|hoy|otro|"
    r"otra|o|a|as|às|the|next|tomorrow|today|amanh[aã]|depois|"
    r"lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday|segunda|ter[cç]a|quarta|quinta|sexta)\b.*)",
    re.I | re.S,
)
_SAME_DAY = re.compile(
    r"\b(?:(?:el |ese |este )?mismo dia|ese dia|same day|that day|(?:no |n)?esse (?:mesmo )?dia|mesmo dia)\b"
)
_NOW = re.compile(
    r"\b(?:ahora|ahorita|ya) (?:mismo )?(?:a las?|tipo)\b|\b(?:right )?now at\b|\bagora (?:mesmo )?as\b"
)
_WRONG_NAME = re.compile(
    r"\b(?:nombre|apellido|name|surname|nome|sobrenome)\b[^?]{0,40}\b(?:mal|equivoc\w*|incorrect\w*|corrig\w*|correg\w*|es|"
    r"era|wrong|misspelled|is|errado|e)\b|\b(?:corrig\w*|correg\w*|cambi\w*|fix|correct|change)\b[^?]{0,20}\b(?:nombre|apellido|"
    r"name|nome)\b"
)
_AFTER_IS = re.compile(r"\b(?:es con|es|era|por|is|should be|é|to)\b[\s:,]*", re.I)
_CAPITALS = re.compile(r"(?:\b[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+ ?){2,4}")
_SURNAME = re.compile(r"^[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+(?: [A-ZÁÉÍÓÚÑ][a-záéíóúñ]+)?$")
_ONE_NAME = re.compile(r"^[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{3,}[ .!]*$")
_EXACT_DAY = re.compile(
    r"\b(?:hoy|manana|pasado|proxim[oa]|este|esta|otro|otra|que viene|en ocho|today|tomorrow|next|this|"
    r"hoje|amanha|que vem)\b"
    r"|\b\d{1,2} de\b|\b(?:el|dia) \d{1,2}\b|\d[/-]\d"
)
BARE_HOUR = re.compile(
    r"^(?:(?:si|ok|dale|bueno|mejor|entonces|a eso de|como|tipo|yes|at|sim|as|às|actually|make it|"
    r"let's do|how about|better|ponla|p[oó]nla|d[eé]jala|que sea|deja|pon|pode ser|puede ser|que sea|"
    r"seria|por favor|la de|la)[\s,]+)*"
    r"(?P<hour>\d{1,2}(?:[:.h]\d{2})?(?: y (?:media|cuarto))?\s*(?:am|pm|a\.?\s?m\.?|p\.?\s?m\.?|hs?|"
    r"hrs?|horas)?)"
    r"(?:[\s,]+(?:por favor|porfa|esta bien|me sirve|gracias|please|works(?: for me)?|"
    r"is (?:good|fine|ok|perfect)|sounds good|le va|me va|entonces|dale|ok|en punto|puede ser))*[\s.!?]*$",
    re.I,
)


_PUTS_OFF = re.compile(r"\?|confirm", re.I)  # "mañana confirmo", "¿a las 4?"
# A day or an hour in an answer; whether it is the one read back is asked by `merging.changes`.
_TIME_SAID = re.compile(
    r"\b(?:(?:para|el|la|a las?|as|at|on|no|na|este|this|de la|por la) )*"
    r"(?:\d{1,2}(?::\d\d)?(?: ?[ap]\.? ?m\b| ?hs?\b| y media)?|lunes|martes|miercoles|jueves|viernes|sabado|"
    r"domingo|"
    r"segunda|terca|quarta|quinta|sexta|\w{3,6}day|hoy|hoje|today|manana|amanha|tomorrow|tarde|noche|morning|"
    r"afternoon)\b"
)


class _When(NamedTuple):
    date: str | None = None
    time: str | None = None
    period: str | None = None
    end_date: str | None = None
    not_before: str | None = None
    not_after: str | None = None


def read_command(turn: Turn, state: BookingState) -> BookingCommand:
    """What `turn.text` says about booking. `state` tells which bare answers make sense."""
    details, rest = read_details(turn, state)
    turn = replace(turn, text=rest)
    text, company = turn.text, turn.company
    action = actions.find_action(text)
    mention = _mention(turn, state, action)
    choice = choices.find_choice(text) if state.offered or state.stage == Stage.CHOOSE else None
    # "Luz Consuelo Marte" alone names no Tuesday.
    source, target = (_When(), _When()) if _only_a_name(turn, state) else _when(turn, state, choice)
    waiting = is_open(state) and state.stage != Stage.CHOOSE
    phone = find_phone(text, company.country, expected=waiting and not state.phone)
    command = BookingCommand(
        action=action,
        treatment=mention[0] if len(mention) == 1 else None,
        options=mention if len(mention) > 1 else (),
        name=_name(turn, action, state, expected=waiting or phone is not None),
        phone=phone,
        source_date=source.date,
        source_time=source.time,
        choice=choice,
        soonest=choices.wants_soonest(text)
        or (bool(target.date) and not target.time and choices.wants_first_of_day(text))
        or (bool(state.offered) and choices.takes_any(text) and not any(target)),
        another=actions.wants_another(text),
        for_other=actions.is_for_other(text),
        shift=choices.find_shift(text) if state.offered and choice is None else None,
        details=details,
        **target._asdict(),
    )
    return _with_answer(command, turn, state)


def _name(turn: Turn, action: BookingAction, state: BookingState, *, expected: bool) -> str | None:
    """The name said; a bare one when it was asked for, or to correct the one read back."""
    text = turn.text
    if (meant := name_meant(text, state)) and not find_mentions(meant, turn.company):
        return meant
    if state.stage == Stage.BOOKED:
        wrong = _WRONG_NAME.search(fold(text))
        return find_name(text, expected=False) or (
            find_name(_AFTER_IS.split(text)[-1], expected=True) if wrong else None
        )
    if state.name and (surname := find_surname(text)):
        return f"{state.name.split()[0]} {surname}"
    correcting = state.stage == Stage.CONFIRM and action is BookingAction.NONE and read_yes_no(text) is None
    correcting = correcting and not speaks_of_somebody(text)
    if is_open(state) and state.name and " " not in state.name and (whole := _completed(text, state.name)):
        return whole
    name = find_name(text, expected=expected and (not state.name or correcting), dated=bool(state.date))
    if name and actions.is_for_other(text) and introduces_writer(text, name):
        name = find_patient(text)  # "le habla Hernán Acosta, es para mi esposa": she is asked for
    if name is None and _asked_for_name(state) and _ONE_NAME.match(text.strip()):
        name = find_name(f"me llamo {text}")  # a rare name alone: "Liseth"
    if name is None and correcting and (capitals := _CAPITALS.search(text)):
        name = find_name(capitals[0], expected=True)
    if name is None and not state.name and "?" not in text and find_mentions(text, turn.company):
        name = _written_as_a_name(text)
    return name if name and not find_mentions(name, turn.company) else None


def _only_a_name(turn: Turn, state: BookingState) -> bool:
    return (
        is_open(state)
        and tells_name_alone(turn.text, dated=bool(state.date))
        and not find_mentions(turn.text, turn.company)
    )


def _completed(text: str, given: str) -> str | None:
    """The whole name of somebody known as "Paula": from "Gil", or from "paula andrea gil"."""
    name = find_name(text, expected=True)
    if name and fold(name).startswith(f"{fold(given)} "):
        return name
    surname = _SURNAME.match(text.strip())
    return find_name(f"{given} {surname[0].title()}", expected=True) if surname else None


def _asked_for_name(state: BookingState) -> bool:
    return state.stage == Stage.COLLECT and bool(state.treatment and state.date and state.time) and not state.name


def _written_as_a_name(text: str) -> str | None:
    """ "Limpieza facial mañana 9am Camilo Tovar": unasked for, so only a given name and surname in capitals."""
    name = find_name(text, expected=True) or ""
    words = name.split()
    last = text.rstrip(" .!").endswith(name) and len(name) < len(text.rstrip(" .!"))
    if len(words) < 2 or not (last or fold(words[0]) in GIVEN_NAMES):
        return None
    return name if words[0] in text and words[1] in text else None


# "Sí, muévala" to a change that was read back wishes that very change.
_ORDERED = {Task.MOVE: (BookingAction.MOVE,), Task.CANCEL: (BookingAction.CANCEL,)}


def _with_answer(command: BookingCommand, turn: Turn, state: BookingState) -> BookingCommand:
    """A plain yes or no counts only where the words wish nothing else; "confirmo mi cita" may be a yes."""
    asked = (BookingAction.QUERY,) if state.stage == Stage.CONFIRM else ()
    if task_of(state) in (Task.BOOK, Task.REMIND):
        asked = (*asked, BookingAction.KEEP)  # "sí, déjala así" to what was read back, "sí voy" to a reminder
    if state.stage == Stage.CONFIRM and not (command.date or command.time):
        asked = (*asked, *_ORDERED.get(task_of(state), ()))
    if command.action not in (BookingAction.NONE, BookingAction.BOOK, *asked):
        return command
    answer = read_yes_no(turn.text, turn.language)
    repeats = state.stage == Stage.CONFIRM and (command.time or command.date)
    if answer is None and repeats and not _PUTS_OFF.search(turn.text):
        answer = read_yes_no(_TIME_SAID.sub(" ", fold(turn.text)), turn.language)  # "a las 10 está perfecto"
    if answer is None:
        return command
    return replace(command, action=BookingAction.CONFIRM if answer else BookingAction.REJECT)


def _mention(turn: Turn, state: BookingState, action: BookingAction) -> tuple[str, ...]:
    """Keys of the treatment meant: one when clear, several to choose from, none when none was named."""
    mentions = next((m for text in _as_meant(turn.text) if (m := find_mentions(text, turn.company))), ())
    chosen = _among_options(turn, state) if len(mentions) != 1 else None
    if chosen:
        return (chosen,)
    if not mentions and action is BookingAction.BOOK and not state.treatment:
        visit = find_visit(turn.text, turn.company)
        mentions = (visit,) if visit else ()
    return tuple(dict.fromkeys(t.key for mention in mentions for t in mention.options))


def _as_meant(text: str) -> tuple[str, ...]:
    """Readings of a message, the corrected one first: without what is put right, without what is denied."""
    corrected = _CORRECTION.split(text)[-1]
    return (_DENIED.sub(" ", corrected), corrected, _DENIED.sub(" ", text), text)


def _among_options(turn: Turn, state: BookingState) -> str | None:
    """The answer to "which one?": by place in the list, or by a word that only one of them has."""
    known = turn.company.treatments
    options = [known[key] for key in state.extra.get("options", ()) if key in known]
    place = choices.find_choice(turn.text) if options else None
    if place is not None and place < len(options):
        return options[place].key
    found = choose_among(turn.text, options)
    return found.key if found else None


def _when(turn: Turn, state: BookingState, choice: int | None) -> tuple[_When, _When]:
    """(the time an appointment is moved from, the time wished)."""
    split = _FROM_TO.search(turn.text)
    if split and actions.find_action(turn.text) is BookingAction.MOVE:
        source, target = _find(turn, split["source"]), _find(turn, split["target"])
        if source.date and (target.date or target.time or target.period):
            return source, target
    if choice is not None:
        return _When(), _When()
    found = _find(turn, without_names(turn.text, dated=bool(state.date)))
    if found.date is None and state.date and _SAME_DAY.search(fold(turn.text)):
        found = found._replace(date=state.date)
    if found.time and not found.date and _NOW.search(fold(turn.text)):
        found = found._replace(date=turn.now.date().isoformat())
    if not found.end_date:
        found = found._replace(date=_offered_day(turn.text, state, found.date))
    if any(found):
        return _When(), found
    bare = BARE_HOUR.match(turn.text.strip()) if is_open(state) else None
    return _When(), _find(turn, f"a las {bare['hour']}") if bare else _When()


def _offered_day(text: str, state: BookingState, day: str | None) -> str | None:
    """ "El martes" after times of next week means the Tuesday that was offered."""
    if day is None or state.stage == Stage.CHOOSE or _EXACT_DAY.search(fold(text)):
        return day  # what is offered in `choose` are appointments, not times
    offered = [start[:10] for start in state.offered]
    weekday = date.fromisoformat(day).weekday()
    same = [d for d in offered if date.fromisoformat(d).weekday() == weekday]
    return same[0] if same and day not in offered else day


def _find(turn: Turn, text: str) -> _When:
    found: FoundDatetime = find_datetime(text, turn.now, turn.language, turn.company.working_hours)
    when = _When(found.date, found.time, found.period, found.end_date, found.not_before, found.not_after)
    # "más tarde" asks for other times than the ones shown, not for the afternoon.
    if re.search(r"\bm[aá]s tarde\b|\blater\b|\bmais tarde\b", fold(text)) and not (when.date or when.time):
        return _When()
    return when
