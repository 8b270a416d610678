"""Is an answer a clear yes, a clear no, or neither?"""

import re

from app.agents.folding import fold, vocabulary

_EMOJI = {
    "👍": " si ",
    "👌": " si ",
    "✅": " si ",
    "🙌": " si ",
    "💯": " si ",
    "🆗": " ok ",
    "☑": " si ",
    "👎": " no ",
    "❌": " no ",
    "🚫": " no ",
}

# Phrases whose words alone would read the other way.
_IDIOMS = (
    (
        re.compile(
            r"\b(?:sin|no hay|ningun|sem|nenhum|no) (?:ningun )?(?:problemas?|inconvenientes?|lio|drama)\b"
        ),
        "si",
    ),
    (re.compile(r"\b(?:como no|por que no|porque no|why not|por que nao|ni modo que no)\b"), "si"),
    (re.compile(r"\bva que va\b"), "dale"),
    (re.compile(r"\b(?:claro|obvio|por supuesto) que no\b|\bque va\b|\bpara nada\b|\bde ninguna manera\b"), "no"),
    (
        re.compile(
            r"\b(?:esta|estan|ta|fica|son|re|me parece|suena|todo|tudo|muy|looks|sounds|all|that's|is) (?:super )?"
            r"(?:bien|bem|bom|otimo|certo|good|great|perfecto|correct[oa]s?|correct|fine|right)\b"
        ),
        "perfecto",
    ),
    (re.compile(r"\bde (?:una|acuerdo|one)\b|\ba huevo\b|\btrato hecho\b"), "dale"),
    # Later, not now: "confirmo mañana", "ya va".
    (
        re.compile(
            r"\bconfirm\w* (?=(?:manana|luego|despues|mas tarde|en un rato|later|tomorrow|amanha|depois)\W*$)"
            r"|\bya va\b|\b(?:ya|ahora|ahorita) (?:mismo )?(?:le|te|les|os|se l[oa]) (?=confirm)"
        ),
        "despues ",
    ),
    (
        re.compile(r"\b(?:ahi|alla|alli) (?:estare\w*|nos vemos)\b|\bnos vemos (?:entonces|alla|ese dia)\b"),
        "listo",
    ),
    (
        re.compile(
            r"\b(?:puede[sn]?|podes) (?:agendar|confirmar|reservar|apartar|proceder)(?:me)?(?:l[ao])?\b"
            r"|\bpode (?:confirmar|agendar|reservar|deixar|sim)\b|^\W*pode\W*$"
            r"|\b(?:lock it in|go for it|you got it)\b"
        ),
        "yes",
    ),
    (
        re.compile(r"\b(?:asi (?:es|mero|mismo(?: es)?)|tal cual|eso es|es correcto|that's it|e isso|isso ai)\b"),
        "exacto",
    ),
    (re.compile(r"\bno (?=mesmo (?:horario|dia|local)\b)"), ""),  # Portuguese "at the same time", no refusal
    # Said again, impatiently: "que sí", "ya le dije que sí", "te digo que no".
    (re.compile(r"^\W*(?:(?:ya )?(?:l[ae]|te|les) (?:dije|digo|he dicho) )?que (?=(?:s+i+|no+)\b\W*)"), ""),
    (re.compile(r"\bpor supuesto\b|\bof course\b|\bcom certeza\b"), "claro"),
    (
        re.compile(
            r"\b(?:go ahead|do it|let's do it|book it|that works|works for me|pode ser|pode marcar|fechado|"
            r"combinado|isso mesmo|isso ai)\b"
        ),
        "yes",
    ),
    (
        re.compile(
            r"\bme (?:sirve|(?:queda|va|viene) (?:bien|perfecto|genial|super)|cuadra|funciona|gusta|parece)\b"
        ),
        "sirve",
    ),
)

_YES = vocabulary(
    """
    si zi ci sii sip sipi sis see sim simm s yes yep yeah yup yea claro clarito dale dalee dele listo lista
    perfecto perfecta perfeito confirmo confirmado confirmada confirmar confirm confirmed ok oka okay
    okey okis okei oki vale va sale bueno bien correcto correcta correct exacto exactamente eso obvio
    seguro sure absolutely perfect great genial excelente exelente buenisimo joya barbaro espectacular
    chevere bacano adelante hecho agendala agendalo agendame agendelo agendela agendemela agendemos
    agende agendar reservala reservame reservalo reserve hagale hagalo hagamoslo hazlo acepto aceptado
    sirve beleza certo isso positivo afirmativo quiero listos orale andale simon sizas afirmo
    sisi sisas confirma conforme confirmala confirmalo confirmela confirmelo
    confirmame confirme venga listico hagamosle
    guay estupendo fenomenal fantastico maravilloso okas arre procede proceda apartala apartalo apartamela
    separala separalo separamela separemela separeme fine cool awesome fechou otimo maravilha certinho show top
    bora blz aham uhum aja doki
    efectivamente deacuerdo marque marca agenda kk okk
    confirmeme confirmemela confirmemelo confirmamela confirmamelo confirmadisimo confirmadisima
    """
)
_NO = vocabulary(
    """
    no noo nop nope nel nah nao n negativo nunca tampoco incorrecto incorrecta equivocado equivocada
    mal wrong jamas nones not
    """
)
# Words that turn a yes into something to be asked again.
_HEDGES = vocabulary(
    """
    pero mejor aunque cambia cambiar cambie cambiame cambio otro otra otros otras quizas quiza talvez
    creo depende solo antes despues luego primero espera espere esperame aun todavia sino excepto salvo
    but maybe instead however wait rather except mas porem melhor outro outra depois first cuanto cuesta
    precio valor how much quanto custa duele pensarlo pienso prefiero prefer prefiro podria podrian
    puedo sera seria posible falta hablo hablar hablarlo hablarlo consulto consultar consultarlo aviso avisar
    reviso revisar miro mirar pregunto preguntar verifico verificar pensar falo falar vejo ver verei avisare
    check ask talk see think info informacion hablamos escribo llamo cuento digo
    """
)
_FILLERS = vocabulary(
    """
    ahora ahorita entonces
    a el la los las lo le me mi su tu un una por favor porfa porfis please pls gracias muchas mil
    thanks thank you obrigado obrigada muito esa ese eso esta este esto hora cita dia horario fecha
    turno todo toda de del con en para que esos esas datos estan es y e o as os entonces pues senorita
    senor senora doctor doctora amiga amigo linda reina veci hola buenas buenos tardes dias noches the
    that it is one my i we to at ahi alli asi mismo misma tal cual gentil amable muy super ya dios
    hermosa corazon queda quedo nos vemos alla jaja jajaja ah uy ay oh bem boa bom tudo pra mim
    essa esse isso agora so assim thing mis right good fine works mucho gusto cuenta
    """
)
ANSWER_WORDS = _YES | _NO | _FILLERS | _HEDGES
_WORD = re.compile(r"[a-z']+|\d+")
_LAUGH = re.compile(r"^(?:s+i+|o+k+|d+a+l+e+|s+i+m+|n+o+|l+i+s+t+o+)$")


def read_yes_no(text: str, language: str = "es") -> bool | None:
    """True for a clear yes, False for a clear no, None for anything else.

    A yes that goes on with a condition or another wish ("sí pero el jueves") is not clear. All
    languages are read, since customers mix them; `language` decides "s" and "n" alone.
    """
    question = "¿" in text[:2] or bool(re.match(r"^(?:[^.!?\n]*\?\s*)+$", text.strip()))
    first = re.split(r"(?<=[.!\n])\s*¿?", text.strip(), maxsplit=1)[0] if "?" in text and not question else text
    tokens = [_shortened(w) for w in _WORD.findall(_idioms(first))]
    if not tokens or len(tokens) > 14:
        return None
    if tokens == ["n"]:
        return None if language == "en" else False
    if question and not _is_tag_question(text):
        return None
    return _verdict(tokens)


def _verdict(tokens: list[str]) -> bool | None:
    yes = [t in _YES for t in tokens]
    no = [t in _NO for t in tokens]
    if tokens[:2] == ["no", "se"]:
        return None  # "no sé"
    if any(no):
        leading = tokens[0] in _NO or (len(tokens) > 1 and tokens[0] in ("ay", "uy", "ah", "pues") and no[1])
        return False if leading and not any(yes) and not _wishes(tokens) else None
    if not any(yes) or any(t in _HEDGES for t in tokens):
        return None
    rest = [t for t, is_yes in zip(tokens, yes, strict=True) if not is_yes and t not in _FILLERS]
    first_yes = yes.index(True)
    opens = all(t in _FILLERS for t in tokens[:first_yes])
    return True if opens and len(rest) <= (4 if first_yes == 0 and tokens[0] in _PLAIN_YES else 0) else None


_PLAIN_YES = vocabulary(
    """
    si sii sip sim yes yeah yep claro dale listo ok okay vale confirmo perfecto correcto perfeito
    """
)


def _wishes(tokens: list[str]) -> bool:
    """A no that carries a new wish is a correction, not a refusal."""
    return any(t in _HEDGES or t.isdigit() for t in tokens)


def _idioms(text: str) -> str:
    for emoji, word in _EMOJI.items():
        text = text.replace(emoji, word)
    folded = fold(text).replace("’", "'")
    for pattern, word in _IDIOMS:
        folded = pattern.sub(word, folded)
    return folded


def _shortened(word: str) -> str:
    """ "siiii" and "okkk" as their plain forms."""
    if _LAUGH.match(word):
        return re.sub(r"([a-z])\1+", r"\1", word)
    return word if word in ANSWER_WORDS else re.sub(r"([a-z])\1+$", r"\1", word)


def _is_tag_question(text: str) -> bool:
    """ "sí, ¿listo?" asks nothing."""
    return not text.strip().startswith("¿") and bool(
        re.match(r"^\W*(?:si|ok|dale|listo|claro|yes|sim)\W*(?:si|ok|listo|vale|no|gracias)?\W*\?$", fold(text))
    )
