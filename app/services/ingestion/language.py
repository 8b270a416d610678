"""Language of a long text by its most frequent words; short questions have a detector of their own."""

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE_CHARS = 40_000
_MIN_HITS = 2

_STOP_WORDS = {
    "es": "el la los las una con para por que del se es y en su al lo como más o no un sin está son sus nuestro "
    "usted hay cada desde hasta si de precio horario días servicios cita",
    "en": "the of and to in is for with on are this that be by or your we our you an at from as not price hours "
    "days services appointment",
    "pt": "o os as um uma com para por que do da dos das em no na nos nas e é não ao você seu sua mais ou se de "
    "preço horário dias serviços são nosso consulta",
}
_LANGUAGES_OF = {
    word: tuple(lang for lang, words in _STOP_WORDS.items() if word in words.split())
    for words in _STOP_WORDS.values()
    for word in words.split()
}
_LETTERS = {"ñ": "es", "¿": "es", "¡": "es", "ã": "pt", "õ": "pt", "ç": "pt", "ê": "pt"}


def detect_document_language(text: str, *, default: str = "es") -> str:
    """es, en or pt by shared stop words; `default` when too little tells.

    A word that two languages share counts half for each, a letter that only one writes counts for that one.
    """
    sample = text[:_SAMPLE_CHARS].lower()
    scores: Counter[str] = Counter()
    for word in _WORD.findall(sample):
        languages = _LANGUAGES_OF.get(word, ())
        for language in languages:
            scores[language] += 1 if len(languages) == 1 else 0.5  # type: ignore[assignment]
    for char, count in Counter(sample).items():
        if char in _LETTERS:
            scores[_LETTERS[char]] += count
    if not scores:
        return default
    best, hits = scores.most_common(1)[0]
    tied = hits < _MIN_HITS or hits <= scores[default]
    return default if tied else best
