"""Chat messages in a small alphabet with their shorthand spelled out; router, red flags and training share it."""

import re
from functools import lru_cache

from app.agents.folding import without_accents

MAX_CHARS = 1_200  # a longer message keeps its beginning and its end

_EMOJI = {
    "👍": " emojiok ",
    "👌": " emojiok ",
    "✅": " emojiok ",
    "🙏": " emojithanks ",
    "😂": " jaja ",
    "🤣": " jaja ",
    "👋": " emojihello ",
    "🩸": " sangre ",
    "🚨": " emergencia ",
    "🆘": " emergencia ",
}
_EMOJI_PATTERN = re.compile("|".join(_EMOJI))
_LAUGH = re.compile(r"\b(?:a?(?:j+[aei]+){2,}j?|a?(?:h+[aei]+){2,}h?|k{3,}|(?:rs){2,}|lo+l|x+d+)\b")
_REPEATED = re.compile(r"([a-z])\1{2,}|([?!.])\2+")
_OTHER = re.compile(r"[^a-z0-9:$%/?!.,;\n]+")
_MARKS = re.compile(r"([?!.,;\n])")
_NUMBER_MARK = re.compile(r"(?<=\d)[.,](?=\d)")
_SHORTHAND = {
    "q": "que", "k": "que", "ke": "que", "qe": "que", "xq": "porque", "pq": "porque", "porq": "porque",
    "xfa": "por favor", "xfavor": "por favor", "porfa": "por favor", "porfis": "por favor", "plis": "por favor",
    "pf": "por favor", "pfv": "por favor", "pls": "please", "plz": "please", "tb": "tambien", "tmb": "tambien",
    "tbn": "tambien", "tbm": "tambem", "dnd": "donde", "dde": "donde", "cdo": "cuando", "cndo": "cuando",
    "cto": "cuanto", "cnto": "cuanto", "kuanto": "cuanto", "cuant": "cuanto", "qto": "quanto", "qnto": "quanto",
    "qdo": "quando", "bn": "bien", "toy": "estoy", "ta": "esta", "tas": "estas", "toi": "estoy", "stoy": "estoy",
    "tamos": "estamos", "dsd": "desde", "dsps": "despues", "dps": "despues", "msj": "mensaje", "mxo": "mucho",
    "muxo": "mucho", "muxa": "mucha", "nopuedo": "no puedo", "nopuede": "no puede",
    "vc": "voce", "vcs": "voces", "pra": "para", "hj": "hoje", "agr": "agora", "oq": "o que",
    "u": "you", "ur": "your", "r": "are", "cant": "can not", "cannot": "can not", "wont": "will not",
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not", "im": "i am", "ive": "i have",
    "its": "it is", "shes": "she is", "hes": "he is", "thats": "that is", "id": "i would", "whats": "what is",
    "wheres": "where is", "whens": "when is", "hows": "how is", "gonna": "going to", "wanna": "want to",
    "appt": "appointment", "appts": "appointments", "tmr": "tomorrow", "tmrw": "tomorrow", "tmw": "tomorrow",
    "thx": "thanks", "ty": "thanks", "tks": "thanks", "tnx": "thanks", "mnn": "manana", "mnana": "manana",
    "maniana": "manana", "kiero": "quiero", "kisiera": "quisiera", "qiero": "quiero", "qero": "quero",
    "grax": "gracias", "grcs": "gracias", "grs": "gracias", "ola": "hola", "bna": "buena", "bnas": "buenas",
    "asta": "hasta", "aora": "ahora", "ahorita": "ahora", "ase": "hace", "ise": "hice", "aser": "hacer",
    "aserme": "hacerme", "acer": "hacer", "d": "de", "x": "por", "m": "me", "s": "se", "n": "en", "t": "te",
}  # fmt: skip


@lru_cache(maxsize=512)  # router, red flags and both models read the same message
def chat_fold(text: str) -> str:
    """Plain lower-case words and sentence marks, single spaces, chat shorthand spelled out.

    "Holaaa!! q precio tiene?" → "hola ! que precio tiene ?"
    """
    if len(text) > MAX_CHARS:
        text = f"{text[: MAX_CHARS // 2]} {text[-MAX_CHARS // 2 :]}"
    text = _EMOJI_PATTERN.sub(lambda m: _EMOJI[m.group()], text)
    text = without_accents(text.lower()).replace("'", "").replace("’", "")
    text = _LAUGH.sub("jaja", _NUMBER_MARK.sub("", text))
    text = _REPEATED.sub(r"\1\2", text)
    marked = _MARKS.sub(r" \1 ", _OTHER.sub(" ", text)).replace("\n", ".")
    return " ".join(_SHORTHAND.get(word, word) for word in marked.split())
