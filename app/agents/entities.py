"""Names, phones and plain answers in a customer's words."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from app.agents.answers import ANSWER_WORDS, read_yes_no
from app.agents.datetimes.people import surnames_of_days
from app.agents.entity_words import GIVEN_NAMES, NOT_NAMES, PARTICLES, SPOKEN, TEENS, TENS
from app.agents.folding import fold

__all__ = ["find_name", "find_phone", "read_yes_no"]

_NUMBER = re.compile(
    r"(?<![\w$€/-])(?<!\d[.,])\(?\+?\(?\d[\d\s().·-]{5,22}\d(?!\w|[.,/]\d|\s?(?:%|mil\b|pesos|cop\b|"
    r"mxn\b|eur|€))",
    re.I,
)
_DATE = re.compile(r"^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}$")
_NOT_A_PHONE = re.compile(
    r"(?:\$|\b(?:cedula|cc|c\.c|dni|nit|rut|cpf|curp|documento|identificacion|pasaporte|nie|factura|"
    r"pedido|orden|codigo|ref))"
    r"[\s.:#n°ºo]*(?:es|numero|num|nro|de)?[\s.:#]*$"
)
_PHONE_CUE = re.compile(
    r"\b(?:tel\w*|cel\w*|movil|whats?app?|wsp|wpp|ws|numero|num|nro|contacto|contato|phone|mobile|"
    r"number|fone|ll?am[ae]\w*)\b"
)
SPOKEN |= {word: str(value) for value, word in enumerate(TEENS, 10)}
SPOKEN |= {word: f"{value}0" for word, value in TENS.items()}
_PAIR = re.compile(rf"\b({'|'.join(TENS)}) y (uno|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)\b", re.I)
_HUNDREDS = {
    word: value
    for value, word in enumerate(
        (
            "ciento doscientos trescientos cuatrocientos quinientos "
            "seiscientos setecientos ochocientos novecientos"
        ).split(),
        1,
    )
}
_ANY_SPOKEN = "|".join(sorted(SPOKEN, key=len, reverse=True))
_HUNDRED = re.compile(rf"\b({'|'.join(_HUNDREDS)})\b(?: ({_ANY_SPOKEN}|\d{{1,2}})\b)?", re.I)
_SPOKEN_NUMBER = re.compile(rf"\b(?:(?:{_ANY_SPOKEN}|\d+)[\s,]+){{4,}}(?:{_ANY_SPOKEN}|\d+)\b", re.I)
_SPOKEN_IN_HUNDREDS = re.compile(_SPOKEN_NUMBER.pattern.replace("{4,}", "{3,}"), re.I)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_INTRODUCTION = re.compile(
    r"\b(?:mi nombre(?: completo)? (?:es|seria)|mi nombre|me llamo|se llama|me dicen|(?:a|al|"
    r"en) nombre de|por nombre|nombre(?: completo)?\s*(?:es|:|-)"
    r"|(?:anot|apunt|registr|escrib|pon)\w* como|soy|le (?:habla|escribe)|te (?:habla|escribe)|habla|"
    r"con quien hablo\?? con"
    r"|(?:my )?(?:full )?name(?:['’]s| is)|i am|i'm|im|this is|under (?:the name(?: of)? )?|in the name of|"
    r"name\s*:"
    r"|meu nome(?: completo)? (?:e|é)|me chamo|em nome de|no nome de|nome\s*:|sou(?: [ao])?|aqui (?:e|"
    r"é) [ao])\s*[:,-]?\s+",
    re.I,
)
_RELATIVE = re.compile(
    r"^\s*(?:mi|mia|mis|un|una|my|minha|meu|la|el)\s+(?:\w+\s+)?"
    r"(?:mama|papa|madre|padre|hij[oa]|espos[oa]|marido|mujer|novi[oa]|herman[oa]|amig[oa]|abuel[oa]|"
    r"ti[oa]|prim[oa]|suegr[oa]|"
    r"mother|father|mom|dad|daughter|son|wife|husband|friend|sister|brother|mae|pai|filh[oa]|marido|"
    r"amig[oa])[\s,]+|^\s*(?:[eé]l|ella|her|him|ela|ele)\s*,\s*",
    re.I,
)
_TITLE = re.compile(
    r"^\s*(?:(?:la|el|o|a|the)\s+)?(?:se[nñ]orit[ao]|se[nñ]ora?|senhora?|sra|srta|sr|do[nñ]a|don|dona"
    r"|doctora?|doutora?|"
    r"dra|dr|mrs|mr|ms)\.?\s+",
    re.I,
)
# "para mi hija Valentina": the one the visit is for, by a known name or a capital.
_FOR_RELATIVE = re.compile(
    r"\b(?:para|for|pra)\s+(?:mi|my|minha|meu)\s+"
    r"(?:mam[aá]|pap[aá]|madre|padre|hij[oa]|espos[oa]|marido|novi[oa]|herman[oa]|amig[oa]|abuel[oa]"
    r"|ti[oa]|prim[oa]|"
    r"suegr[oa]|mother|father|mom|mum|dad|daughter|son|wife|husband|friend|sister|brother|m[aã]e|pai"
    r"|filh[oa])[\s,]+",
    re.I,
)
# "es para Pedro Ruiz": only capitals tell a person from a day or a service.
_FOR_SOMEONE = re.compile(
    r"\b(?:[Pp]ara|[Ff]or)\s+(?:(?:mi|my|minha|meu)\s+\w+[\s,]+)?(?=[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+ [A-ZÁÉÍÓÚÑ])"
)
_VERB_LIKE = re.compile(r"(?:an|en|as|es|ar|er|ir|mos|ndo|ado|ada|ados|idos|cion)$")
_WEAK_INTRODUCTION = re.compile(r"^(?:soy|i am|i'm|im|this is|sou|habla|under)\b", re.I)
_SPLIT = re.compile(r"[,;\n|.:!?¡¿()\"/•]+|\s+[-–—]\s+|\s+y\s+(?=mi\b|el\b|tel|cel)", re.I)
_SURNAMES_TOO = frozenset(
    (
        "dias bueno segura abril mayo leal calle cuesta primo prima segundo amigo caro lista hora "
        "mayor valor claro vale reina gentil seguro corazon"
    ).split()
)
_DATE_NAMES = frozenset({"julio", "abril", "domingo", "mayo", "junio", "april", "june"})
_NOTHING_NEXT = re.compile(r"\s*(?:$|[,;.!\n]|\+?\d{7}|(?:y|and|e) )")
_CONTRACTION = re.compile(r"['’](?:d|m|s|t|ll|ve|re)$")  # "I'd", "don't"
_NO_WORD = re.compile(r"\S*[\d@]\S*")  # hours, dates, addresses of mail
_MAX_NAME_WORDS = 6


def find_phone(text: str, country: str, *, expected: bool = False) -> str | None:
    """The first phone in `text` as E.164; local forms are read by `country` (ISO 3166-1 alpha-2).

    Prices, dates and identity numbers are passed over. `expected` accepts numbers of the right length
    whose range is not assigned. Source: phonenumbers (libphonenumber metadata).
    """
    pattern = _SPOKEN_IN_HUNDREDS if _HUNDRED.search(text) else _SPOKEN_NUMBER
    spoken = pattern.sub(lambda m: " " + _digits(m[0]) + " ", _compounds(text))
    for match in _NUMBER.finditer(spoken):
        before = fold(spoken[: match.start()])
        if _DATE.match(match[0].strip()) or _NOT_A_PHONE.search(before[-40:]):
            continue
        lenient = expected or bool(_PHONE_CUE.search(before[-40:]))
        found = _first_number(match[0], country, lenient)
        if found:
            return phonenumbers.format_number(found, PhoneNumberFormat.E164)
    return None


def find_name(text: str, expected: bool = False, *, dated: bool = False) -> str | None:
    """A person's name as written, title-cased; a bare "Ana Pérez 3001234567" only when `expected`.

    A single lower-case word after "soy" must be a common given name: "soy alérgica" introduces nobody.
    `dated`: the day of the visit is known, so that "Ines Sabado" names none.
    """
    days = surnames_of_days(text, dated=dated)
    if not days:
        return _find_name(text, expected)
    marked = _WORD.sub(lambda w: w[0] + _SURNAME_MARK if fold(w[0]) in days and w[0][0].isupper() else w[0], text)
    name = _find_name(marked, expected)
    return name and name.replace(_SURNAME_MARK, "")


_SURNAME_MARK = "ª"  # makes a word of its own of a day that is a surname


def _find_name(text: str, expected: bool) -> str | None:
    for match in (*_INTRODUCTION.finditer(text), *_FOR_SOMEONE.finditer(text)):
        rest = _TITLE.sub("", _RELATIVE.sub("", text[match.end() :]))
        name = _leading_name(rest, weak=bool(_WEAK_INTRODUCTION.match(match[0])))
        if name:
            return _with_surname(name, text[match.end() :])
    for match in _FOR_RELATIVE.finditer(text):
        if name := _leading_name(text[match.end() :], weak=True):
            return name
    return _bare_name(text) if expected else None


_COMMAND = re.compile(r"^(?:escrib|anot|apunt|pong|pon|registr|agend|reserv)\w+$")
_SURNAME_SAID = re.compile(
    r"\b(?:apellidos?|surname|last name|sobrenome)\s*(?:es|son|is|é|:|e(?= ))?\s+"
    r"(?P<surname>[^\W\d_]+(?: [^\W\d_]+)?)",
    re.I,
)


def find_surname(text: str) -> str | None:
    """ "Mi apellido es Moreno"."""
    said = _SURNAME_SAID.search(text)
    return _leading_name(said["surname"], weak=False) if said else None


def _with_surname(name: str, rest: str) -> str:
    """ "Mi nombre es Zunilda y mi apellido es Bohórquez"."""
    surname = find_surname(rest) if " " not in name else None
    return f"{name} {surname}" if surname else name


_OWN_INTRODUCTION = re.compile(
    r"\b(?:soy|(?:le|te|les) (?:habla|escribe|saluda)|habla|me llamo|mi nombre(?: completo)? es"
    r"|my name(?:['’]s| is)|"
    r"i am|i'm|this is|me chamo|meu nome (?:e|é)|sou|aqui (?:e|é) [ao]|quem fala (?:e|é))\s+",
    re.I,
)


def introduces_writer(text: str, name: str) -> bool:
    """Whether `name` is the one who writes ("le habla Hernán Acosta"), not who is spoken of."""
    start = fold(name)
    return any(
        fold(_TITLE.sub("", text[match.end() :])).startswith(start) for match in _OWN_INTRODUCTION.finditer(text)
    )


def find_patient(text: str) -> str | None:
    """ "Para mi esposa Lucía Prado": the one who comes, whoever writes."""
    for match in (*_FOR_RELATIVE.finditer(text), *_FOR_SOMEONE.finditer(text)):
        if name := _leading_name(text[match.end() :], weak=True):
            return name
    return None


def plausible_name(text: str) -> str | None:
    """A channel's contact name when it reads like a person's ("Ana Pérez", not "✨vibes✨" or a phone)."""
    found = [w for w in _WORD.findall(text) if len(w) > 1]
    if not found or len(found) > _MAX_NAME_WORDS or any(c.isdigit() for c in text):
        return None
    return _title(found) if len(found) > 1 or fold(found[0]) in GIVEN_NAMES else None


def _first_number(raw: str, country: str, lenient: bool) -> PhoneNumber | None:
    """The longest run of the groups that is a number: "10 3001234567" holds an hour as well."""
    groups = raw.split()
    for length in range(len(groups), 0, -1):
        for start in range(len(groups) - length + 1):
            part = " ".join(groups[start : start + length])
            if sum(c.isdigit() for c in part) < 7:
                continue
            found = _parse(part, country, lenient)
            if found:
                return found
    return None


def _digits(spoken: str) -> str:
    return "".join(SPOKEN.get(w, w) for w in re.findall(r"[a-z]+|\d+", spoken.casefold()))


def _compounds(text: str) -> str:
    """ "Trescientos doce ... cuarenta y cuatro" with 312 and 44."""
    paired = _PAIR.sub(lambda m: f"{TENS[m[1].lower()]}{SPOKEN[m[2].lower()]}", text)
    return _HUNDRED.sub(_hundreds, paired)


def _hundreds(said: re.Match[str]) -> str:
    """ "Trescientos doce" as 312."""
    rest = SPOKEN.get((said[2] or "0").lower(), said[2] or "0")
    return str(100 * _HUNDREDS[said[1].lower()] + int(rest))


def _parse(raw: str, country: str, lenient: bool) -> PhoneNumber | None:
    digits = re.sub(r"\D", "", raw)
    abroad = f"+{digits.removeprefix('00')}"
    # "0057 311…" is the country's own code, whatever carrier "005" is dialled for there.
    candidates = [raw] if "+" in raw else [abroad, raw] if digits.startswith("00") else [raw, abroad]
    for candidate in candidates:
        try:
            number = phonenumbers.parse(candidate, country or None)
        except NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return number
        if lenient and candidate is raw and len(digits) >= 8 and phonenumbers.is_possible_number(number):
            return number
    return None


def _leading_name(text: str, *, weak: bool) -> str | None:
    """The name words that `text` starts with."""
    kept: list[str] = []
    position = 0
    while len(kept) < _MAX_NAME_WORDS:
        match = _WORD.search(text, position)
        if not match or text[position : match.start()].strip():
            break
        word, folded = match[0], fold(match[0])
        particle = folded in PARTICLES and bool(kept) and (folded != "i" or _capital_next(text, match.end()))
        surname = bool(kept) and fold(kept[0]) in GIVEN_NAMES
        day_as_name = not kept and _day_as_name(word, text[match.end() :], weak=weak)
        if not (particle or day_as_name) and (
            _is_no_name(word, introduced=True, surname=surname) or len(folded) < 2
        ):
            break
        kept.append(word)
        position = match.end()
    while kept and fold(kept[-1]) in PARTICLES:
        kept.pop()
    return _accepted(kept, weak)


def _capital_next(text: str, position: int) -> bool:
    """ "Puig i Soler", not "Ana i want"."""
    return bool(re.match(r" [A-ZÁÉÍÓÚÑÇÀÈÒ]", text[position:]))


def _day_as_name(word: str, rest: str, *, weak: bool) -> bool:
    """ "Domingo Antonio", "me llamo Abril": the weekday or month is a given name."""
    if fold(word) not in _DATE_NAMES or (weak and not word[0].isupper()):
        return False
    return _name_next(rest) or bool(_NOTHING_NEXT.match(rest))


def _name_next(rest: str) -> bool:
    match = re.match(r" ([^\W\d_]+)", rest)
    return match is not None and len(match[1]) > 2 and not _is_no_name(match[1])


def _accepted(kept: list[str], weak: bool) -> str | None:
    if not kept:
        return None
    given = fold(kept[0]) in GIVEN_NAMES
    capital = kept[0][0].isupper()
    if weak and not (given or capital):
        return None
    # Unpunctuated voice notes run on: without capitals, two surnames at most follow the given name.
    limit = _MAX_NAME_WORDS if any(w[0].isupper() for w in kept[1:]) else 4
    return _title(kept[:limit])


def _bare_name(text: str) -> str | None:
    """A segment of an expected answer that consists of a name alone; a known given name goes first."""
    plain = _NUMBER.sub(" ; ", _SPOKEN_NUMBER.sub(" ; ", _compounds(text)))
    with_number = plain != text
    segments = [s for s in _SPLIT.split(_NO_WORD.sub(" ; ", plain)) if s.strip()]
    said = [[w for w in _WORD.findall(s) if len(w) > 1 or fold(w) in PARTICLES] for s in segments]
    trimmed = [(words, _trimmed(words)) for words in said]
    alone = sum(bool(found) for _, found in trimmed) == 1 and "?" not in text
    candidates = []
    for words, found in trimmed:
        if 0 < len(found) <= _MAX_NAME_WORDS and _only_name_words(found):
            whole = alone and len(found) == len(words) > 1
            if _reads_like_a_name(found, with_number or whole):
                candidates.append(found)
    candidates.sort(key=lambda found: fold(found[0]) not in GIVEN_NAMES)
    if candidates:
        return _title(candidates[0])
    return next((name for s in segments if (name := _run_of_name(s))), None)


def _reads_like_a_name(found: list[str], certain: bool) -> bool:
    """Evidence that these unknown words are a person: a given name, capitals, or a fitting answer."""
    if fold(found[0]) in GIVEN_NAMES:
        return True
    capitals = all(w[0].isupper() or fold(w) in PARTICLES for w in found)
    if len(found) > 1 and capitals:
        return True
    return certain and (len(found) > 1 or capitals) and not _VERB_LIKE.search(fold(found[0]))


def _trimmed(found: list[str]) -> list[str]:
    """Without the small words around a name: "sí claro Ana Pérez gracias", "mi cel"."""
    while (
        found
        and (_is_no_name(found[0]) or _COMMAND.match(fold(found[0])) or fold(found[0]) in PARTICLES)
        and not _month_as_name(found)
    ):
        found = found[1:]
    while found and (_is_no_name(found[-1], surname=_after_given(found)) or fold(found[-1]) in PARTICLES):
        found = found[:-1]
    return found


def _month_as_name(found: list[str]) -> bool:
    """ "Julio Mesa" and "Abril Soto" are people, "julio" alone is a month."""
    capitals = len(found) > 1 and found[0][0].isupper() and found[1][0].isupper()
    return capitals and fold(found[0]) in _DATE_NAMES and not _is_no_name(found[1], surname=True)


def _is_no_name(word: str, *, introduced: bool = False, surname: bool = False) -> bool:
    """Whether a word is no part of a name; "soy Vale Ríos" introduces somebody, a bare "Vale" agrees.

    `surname`: it stands after a given name, where "Dias" and "Bueno" with a capital are surnames.
    """
    if surname and word[:1].isupper() and fold(word) in _SURNAMES_TOO:
        return False
    folded = fold(word)
    if folded in NOT_NAMES or _CONTRACTION.search(folded):
        return True
    return folded in ANSWER_WORDS and folded not in GIVEN_NAMES and not (introduced and word[0].isupper())


def _only_name_words(found: list[str]) -> bool:
    rest = found[1:] if _month_as_name(found) else found
    known = fold(found[0]) in GIVEN_NAMES
    return all(fold(w) in PARTICLES or not _is_no_name(w, surname=known) for w in rest)


def _after_given(found: list[str]) -> bool:
    return len(found) > 1 and fold(found[0]) in GIVEN_NAMES


def _run_of_name(segment: str) -> str | None:
    """A given name inside a longer sentence, with the words after it: "claro ana perez mi cel es"."""
    for match in _WORD.finditer(segment):
        if fold(match[0]) in GIVEN_NAMES:
            return _leading_name(segment[match.start() :], weak=True)
    return None


def _title(parts: list[str]) -> str:
    """Capitals as people write names; inner capitals ("McKay") are kept."""
    return " ".join(
        p.lower()
        if i and fold(p) in PARTICLES and (p.isupper() or p.islower())
        else p
        if re.match(r"d['’][A-ZÁÉÍÓÚÑ][a-z]", p)
        else p
        if p[1:] != p[1:].upper() and p[0].isupper()
        else p.capitalize()
        for i, p in enumerate(parts)
    )
