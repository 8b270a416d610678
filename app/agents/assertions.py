"""What a text written by a model may not say without a receipt: that something was or will be done.

Not a list of lies. A statement that speaks of an appointment, a moment addressed to the customer, a person of
the clinic, a message or money has to be of a harmless kind: a question, a denial, an offer or instruction, what
depends on a condition, a rule or hours for everybody, or words that stand in a passage. All else is not let out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.agents import assertion_forms as forms
from app.agents import assertion_words as known
from app.agents.claim_model import ClaimModel
from app.agents.folding import fold, sound

LIKELY, SURE = 0.5, 0.88  # chosen on out-of-fold examples: 3 % of harmless ones above

_LETTERS = re.compile("[a-z]+")
_TELLING = re.compile(r"[a-z]{4,}|\d+")
_DAY_ONLY, _CLOCK_ONLY = re.compile(rf"\b{forms.DAY}"), re.compile(forms.CLOCK)


@dataclass(frozen=True, slots=True)
class _Clause:
    """One clause, in lower case as written and folded, with what it speaks of."""

    spoken: str
    folded: str
    agenda: tuple[str, ...]
    staff: bool
    reaches: bool
    message: bool
    money: bool
    whole: str

    @property
    def about(self) -> bool:
        return bool(self.agenda) or self.staff or self.reaches or self.message or self.money

    @property
    def moment(self) -> bool:
        return bool(forms.MOMENT.search(self.folded))

    @property
    def to_you(self) -> bool:
        return bool(forms.TO_YOU_PLAIN.search(self.folded))

    @property
    def first(self) -> bool:
        """Whether the writer tells of a deed of its own."""
        return self._did() is not None or bool(forms.FIRST.search(self.folded))

    @property
    def deed(self) -> bool:
        """Whether it tells of something finished, by the form of its verbs."""
        return self.first or bool(forms.PAST.search(self.folded))

    @property
    def told(self) -> bool:
        """Whether what is finished, or stands, does not hang on a condition: a past only on one said before it."""
        condition = forms.CONDITION.search(self.folded)
        past = forms.PAST.search(self.folded) or forms.FIRST.search(self.folded) or self._did()
        if past:
            return condition is None or condition.start() > past.start()
        return condition is None and bool(
            forms.STATE.search(self.folded) or (forms.WE_DID.search(self.folded) and len(set(self.agenda)) > 1)
        )

    @property
    def denied(self) -> bool:
        """Whether a denial stands before what is told ("ya fue tramitada y no tendrá cobro" denies nothing)."""
        denial = forms.DENIED.search(self.folded)
        past = forms.PAST.search(self.folded) or forms.STATE.search(self.folded)
        return denial is not None and (past is None or denial.start() < past.end())

    def _did(self) -> re.Match[str] | None:
        return next((m for m in forms.I_DID.finditer(self.spoken) if not forms.NOT_DEEDS.fullmatch(m[0])), None)


def asserts(sentence: str, passages: Sequence[str] = (), following: str = "") -> bool:
    """Whether one sentence says what only a receipt, the agenda or a hand-over makes true.

    `following`: the next sentence; a question there makes an offer of "le agendo el jueves".
    """
    sentence = forms.DOTTED.sub(lambda m: f"{m[1] or ''}{'m' if m[1] else m[2]}", sentence)
    whole = fold(sentence)
    if forms.DONE_ALONE.match(whole) or forms.NOUN_DONE.match(whole):
        return True
    if sentence.lstrip().startswith("¿"):
        return False
    clauses = [_read(part, whole) for part in forms.CLAUSE.split(sentence) if part.strip()]
    question = following
    if clauses and sentence.rstrip(" )\"'😊").endswith("?"):
        # "You're booked for Friday, anything else?": only the last clause is the question.
        question = clauses.pop().folded
    offers = question.rstrip(" )").endswith("?") and not forms.IDLE_QUESTION.search(question)
    offers = (offers and not forms.AWAITED.search(whole)) or bool(forms.AS_YOU_LIKE.search(whole))
    if clauses and not offers and _stands_alone(sentence, whole):
        return True
    return _any_claims(clauses, whole, passages, offers=offers)


def _any_claims(clauses: Sequence[_Clause], whole: str, passages: Sequence[str], *, offers: bool) -> bool:
    """Clause by clause; what the first one makes everything depend on, the next ones depend on too."""
    licensed, offered = offers, False
    for at, clause in enumerate(clauses):
        conditional = bool(forms.CONDITION.search(clause.folded)) and not forms.IDLE.search(clause.folded)
        claimed = _claims(clause, depends=licensed or conditional, offered=offered)
        if claimed and not _grounded(clause, whole, passages):
            return True
        licensed = offers or (conditional and at == 0)
        offered = bool(forms.OFFER.search(clause.folded)) and not clause.deed
    return False


def _sounds_told(sentence: str, passages: Sequence[str], following: str) -> bool:
    """The learned reader, where the rules are not certain; nearly sure if the sentence is of a harmless kind."""
    whole = fold(sentence)
    clause = _read(sentence, whole)
    if (
        not whole
        or whole.rstrip(" )").endswith("?")
        or forms.OPENER.match(whole)
        or _surely_harmless(clause)
        or _grounded(clause, whole, passages)
    ):
        return False
    licensed = following.rstrip(" )").endswith("?") or any(
        p.search(whole) for p in (forms.DENIED, forms.CONDITION, forms.OFFER, forms.GENERIC, forms.HOURS)
    )
    return ClaimModel.load().chance(sentence) > (SURE if licensed else LIKELY)


def _surely_harmless(clause: _Clause) -> bool:
    """Nothing of what may be claimed; kind words; the effect of a treatment; what begins with "if"."""
    folded = clause.folded
    if _kind_words(clause) or not (clause.about or clause.moment or clause.to_you):
        return True
    if forms.CONDITION.match(folded) and not forms.IDLE.search(folded):
        return True  # the rules have read what it depends on
    if clause.deed or clause.moment or _strong(clause) or clause.money:
        return False
    return any(p.search(folded) for p in (forms.EFFECT, forms.BIOGRAPHY, forms.ASSISTANT))


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text with what stands between them, so that joined they are the text again."""
    at = 0
    masked = forms.DOTTED.sub(lambda m: m[0].replace(".", "·"), text)
    for found in forms.BREAK.finditer(masked):
        if found.end() > at:
            yield text[at : found.end()]
            at = found.end()
    if at < len(text):
        yield text[at:]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text without its assertions, and the sentences that were taken out."""

    text: str
    taken_out: tuple[str, ...]

    @property
    def of_the_agenda(self) -> bool:
        """Whether what was taken out spoke of appointments, not only of people, messages or money."""
        clauses = [_read(sentence, "") for sentence in self.taken_out]
        return any(clause.agenda or clause.moment for clause in clauses)


def without_assertions(text: str, passages: Sequence[str] = (), *, learned: bool = True) -> Reading:
    """What of a text may leave without a receipt; `learned`: also ask the model learned from examples."""
    parts = list(sentences(text))
    said = []
    for at, part in enumerate(parts):
        sentence, following = part.strip(), fold("".join(parts[at + 1 : at + 2]))
        said.append(
            asserts(sentence, passages, following) or (learned and _sounds_told(sentence, passages, following))
        )
    if not any(said):
        return Reading(text, ())
    kept = [part for part, told in zip(parts, said, strict=True) if not told and not _belongs(fold(part))]
    taken_out = tuple(part.strip() for part, told in zip(parts, said, strict=True) if told)
    return Reading("".join(kept).strip(), taken_out)


def _belongs(folded: str) -> bool:
    """What is left of a claim whose sentence is gone: "¡Listo!", "Fecha: 12 de mayo", "¡Te esperamos!"."""
    if forms.OPENER.match(folded) or forms.AWAITED.search(folded):
        return True
    licences = (forms.OFFER, forms.HOURS, forms.CONDITION, forms.DENIED, forms.GENERIC, forms.RANGE)
    return (
        bool(forms.MOMENT.search(folded))
        and not folded.endswith("?")
        and not any(p.search(folded) for p in licences)
    )


def _read(spoken: str, whole: str) -> _Clause:
    folded = fold(spoken)
    senses = [_senses(word) for word in _LETTERS.findall(forms.DURATION.sub(" ", folded))]
    agenda = tuple(heard for heard, _ in senses if heard)
    spoken_of = frozenset(sense for _, found in senses for sense in found)
    staff, reaches, message, money = (sense in spoken_of for sense in known.SENSES)
    return _Clause(spoken.lower(), folded, agenda, staff, reaches, message, money, whole)


@lru_cache(maxsize=8_192)
def _senses(word: str) -> tuple[str, tuple[str, ...]]:
    """(how a word of the agenda sounds, else ""; what else it speaks of)."""
    heard = sound(word)
    found = tuple(sense for sense, stems in known.SENSES.items() if heard.startswith(stems))
    return heard if heard.startswith(known.OF_THE_AGENDA) else "", found


def _claims(clause: _Clause, *, depends: bool, offered: bool) -> bool:
    denied = clause.denied and not forms.STOPPED.search(clause.folded)
    if denied or _for_everybody(clause) or _kind_words(clause):
        return False
    taken = forms.TAKEN.search(clause.whole) and not clause.to_you and not clause.first
    if clause.told and _speaks(clause) and not taken:
        return clause.deed or not (depends or (forms.OFFER.search(clause.folded) and not clause.to_you))
    if _plainly(clause, depends=depends):
        return True
    if depends or forms.OFFER.search(clause.folded) or (forms.ADVICE.search(clause.folded) and not clause.moment):
        return False
    return _concerns(clause, offered=offered)


def _for_everybody(clause: _Clause) -> bool:
    """A rule: "las citas se confirman", "cada visita", unless it goes on to this customer."""
    folded = clause.folded
    rule = (
        forms.GENERIC.search(folded)
        or forms.RELATIVE.search(folded)
        or (forms.BIOGRAPHY.search(folded) and not clause.moment)
        or (forms.TERM.search(folded) and not clause.deed)
    )
    return bool(rule) and not (clause.to_you and (clause.moment or clause.deed))


def _kind_words(clause: _Clause) -> bool:
    """Sympathy or a wish, unless it goes on to a deed, a moment or money."""
    if not forms.FEELING.match(clause.folded) or clause.money or (clause.moment and clause.agenda):
        return False
    if clause.first and (_strong(clause) or clause.staff):
        return False
    return not (_strong(clause) and forms.DOING.search(clause.folded))


def _strong(clause: _Clause) -> bool:
    """Whether it names what nothing but the agenda is called, or two things of it."""
    return any(not forms.WEAK.match(word) for word in clause.agenda) or len(set(clause.agenda)) > 1


def _plainly(clause: _Clause, *, depends: bool) -> bool:
    """What is a claim whatever else the clause says: a name on the list, a visit that is off, a take-over."""
    folded = clause.folded
    if (forms.LISTED.search(folded) and clause.told) or (
        clause.message and clause.to_you and forms.INBOX.search(folded)
    ):
        return True
    if forms.GONE.search(folded) and (clause.agenda or clause.moment):
        return True
    return clause.staff and (_is_told(folded, depends=depends) or bool(forms.TAKES.search(folded) and not depends))


def _is_told(folded: str, *, depends: bool) -> bool:
    """That a person knows or waits; "when you arrive" behind it is no condition."""
    aware, condition = forms.AWARE.search(folded), forms.CONDITION.search(folded)
    return aware is not None and (not depends if condition is None else condition.start() > aware.start())


def _concerns(clause: _Clause, *, offered: bool) -> bool:
    """Whether a clause without any licence is about this customer's appointment, message, money or caller."""
    folded = clause.folded
    if forms.YOURS.search(folded) and (clause.agenda or clause.moment):
        return True
    if clause.message and ((clause.to_you and forms.WAITS.search(folded)) or forms.COMING.search(folded)):
        return True
    if _moment_of_yours(clause) and not (offered and not clause.to_you):
        return True
    subject = (
        bool(clause.agenda) or clause.message or clause.money or clause.reaches or bool(forms.CALLS.search(folded))
    )
    if (
        clause.agenda
        and all(forms.WEAK.match(word) for word in clause.agenda)
        and not (clause.message or clause.money)
    ):
        subject = clause.moment or any(p.search(folded) for p in (forms.DOING, forms.WE_DID, forms.STATE))
    return clause.to_you and subject


def _stands_alone(sentence: str, whole: str) -> bool:
    """A booking code, or a day with its time that nothing makes an offer: "15 de abril, 16:00, botox"."""
    plain = _read(sentence, whole)
    if any(p.search(whole) for p in (forms.DENIED, forms.CONDITION, forms.OFFER)):
        return False
    if forms.NUMBER.search(whole) and plain.agenda:
        return True
    if any(p.search(whole) for p in (forms.GENERIC, forms.HOURS, forms.RANGE, forms.OR, forms.TAKEN)):
        return False
    return bool(_DAY_ONLY.search(whole) and _CLOCK_ONLY.search(whole))


def _speaks(clause: _Clause) -> bool:
    """Whether a finished deed is about an appointment, a moment, a person called in, a message or money."""
    strong = _strong(clause)
    owned = bool(forms.OWNED.search(clause.folded) or clause.moment)
    to_you = clause.to_you
    reaches = clause.reaches or bool(forms.CALLS.search(clause.folded))
    return (
        strong
        or (
            clause.first
            and bool(
                clause.agenda
                or reaches
                or to_you
                or clause.staff
                or clause.message
                or forms.IT.search(clause.folded)
            )
        )
        or (len(set(clause.agenda)) > 1 and bool(forms.WE_DID.search(clause.folded)))
        or bool(forms.ELLIPTIC.match(clause.folded) and clause.agenda)
        or (bool(clause.agenda) and owned)
        or (clause.moment and not forms.HOURS.search(clause.folded))
        or (clause.staff and (reaches or to_you))
        or (clause.message and (to_you or clause.reaches))
        or clause.money
    )


def _moment_of_yours(clause: _Clause) -> bool:
    """A moment told to the customer, or a day and a time standing alone: "Martes 12 · 10:00 · Botox"."""
    folded = clause.folded
    if not clause.moment:
        return bool(clause.money and forms.RECEIVED.search(folded) and clause.to_you)
    if forms.TAKEN.search(clause.whole) and not clause.to_you:
        return False
    if forms.HOURS.search(folded) or forms.RANGE.search(folded) or forms.OR.search(folded):
        return False
    both = bool(_DAY_ONLY.search(folded) and _CLOCK_ONLY.search(folded))
    return both or bool(clause.agenda) or bool(forms.TO_YOU.search(folded))


def _grounded(clause: _Clause, whole: str, passages: Sequence[str]) -> bool:
    """Whether nearly all words of a statement stand in one passage, and it is no deed told to the customer."""
    if (clause.deed or forms.STATE.search(clause.folded)) and forms.TO_YOU.search(clause.folded):
        return False
    said = _beginnings(whole)
    return any(len(said & _passage_beginnings(passage)) >= 0.85 * len(said) for passage in passages)


def _beginnings(folded: str) -> frozenset[str]:
    return frozenset(word[:6] for word in _TELLING.findall(folded))


@lru_cache(maxsize=256)  # each sentence of an answer is held against the same few
def _passage_beginnings(passage: str) -> frozenset[str]:
    return _beginnings(fold(passage))
