"""Greetings, thanks, goodbyes and the like: messages that ask for nothing else."""

import re
from functools import cache

from app.agents.chat_text import chat_fold

# One message may chain several ("hola buenas, gracias"): the kind listed last here names it.
_PHRASES = {
    "acknowledgement": (
        "ok|okey|okay|oki|okis|vale|listo|lista|dale|entendido|entendida|perfecto|genial|super|bueno|ah|aja|ya|va"
        "|sale|oka|excelente|de acuerdo|esta bien|bien|claro|emojiok|great|cool|perfect|got it|alright|sure|fine"
        "|sounds good|nice|awesome|beleza|blz|ta bom|tudo certo|perfeito|entendi|certo|otimo|joia|show|chevere|bacano"
        "|buenisimo|barbaro|que bien|de una|ya veo|ah bueno|all good|no problem"
    ),
    "laugh": "jaja|(?:me muero|muerta|muerto|morri|dying)(?: de risa| de rir| laughing)?(?= jaja| $|$)|que risa|lmao|rsrs",
    "apology": (
        "perdon|disculpa|disculpe|disculpas|lo siento|sorry|desculpa|desculpe|me equivoque de (?:chat|numero|persona)"
        "|no era para (?:aqui|aca|ti|usted|ustedes)|numero equivocado|wrong (?:number|chat)|numero errado|(?:fue )?sin querer"
        "|ignora(?:r)? (?:el|mi) mensaje(?: anterior)?"
    ),
    "greeting": (
        "hola|holi|holis|holaa|hello|hi|hey|hiya|oi|oie|ola|oii|buenas|buenos|buen|buenos dias|buen dia|buenas tardes"
        "|buena tarde|buenas noches|buena noche|bom dia|boa tarde|boa noite|good (?:morning|afternoon|evening|day)|saludos"
        "|que tal|que mas|quiubo|que hubo|que onda|como (?:estas|esta|estan|le va|te va|va(?: todo)?|andas|anda|andan)"
        "|todo bien|tudo bem|tudo bom|como vai|how are you(?: doing)?|hi there|hello there|hey there|morning|emojihello"
        "|alo|buenass|muy buenas|muy buenos dias|muy buenas tardes|whats up|what is up|mucho gusto|un gusto"
    ),
    "thanks": (
        "(?:muchas|mil|muchisimas|ok|super|infinitas|bueno|listo)? ?gracias(?: (?:por todo|por la info(?:rmacion)?|por su ayuda"
        "|por tu ayuda|por la ayuda|por responder|por contestar|igualmente|a ti|a usted|a ustedes))?|te agradezco(?: mucho)?"
        "|le agradezco(?: mucho)?|agradecida|agradecido|muy amable(?:s)?|muito obrigad[oa]|obrigad[oa]|obg|brigad[oa]|valeu"
        "|thanks(?: a lot| so much| again)?|thank you(?: so much| very much)?|cheers|appreciate it|emojithanks|mercii?"
        "|eres un amor|son un amor|que amable|grato|grata|desde ja agradeco|quedo (?:atenta|atento)"
    ),
    "goodbye": (
        "chao|chau|chaito|adios|adio|bye(?: bye)?|goodbye|see you(?: later| soon)?|see ya|tchau|tchauzinho|ate (?:mais|logo|breve"
        "|amanha)|hasta (?:luego|pronto|manana|la proxima|el [a-z]+)|nos vemos|(?:que )?(?:tenga|tengan|tengas|pase|pasen"
        "|pases) (?:un )?(?:buen|buena|lindo|linda|bonito|bonita|excelente|feliz|bonita) (?:dia|tarde|noche|fin de semana|finde"
        "|semana)|feliz (?:dia|tarde|noche|fin de semana|semana|finde)|buen (?:finde|fin de semana)|bendiciones|cuidate"
        "|cuidense|que est[ea]n? (?:muy )?bien|have a (?:nice|good|great) (?:day|one|weekend|evening)|bom fim de semana|abrazo"
        "|un abrazo|abracos|besos|saludos a todos|descansa|descanse|lindo dia|bonito dia|linda tarde|linda noche|take care"
    ),
    "who_are_you": (
        "quien (?:eres|sos|es usted|me (?:escribe|habla|responde|atiende))|con quien (?:hablo|estoy hablando|tengo el gusto)"
        "|como te llamas|como se llama|cual es tu nombre|(?:eres|sos|es|esto es|es usted) (?:un )?(?:robot|bot|real|humano"
        "|humana|persona|una persona|una maquina|una ia|un humano|un chatbot|chatgpt|inteligencia artificial)"
        "|que puedes hacer|que (?:haces|sabes hacer)|en que (?:me )?(?:puedes|puede|podes) ayudar(?:me)?|para que sirves"
        "|who are you|what is your name|who (?:am i|is this)(?: (?:talking|speaking) to| speaking)?|are you (?:a )?(?:bot"
        "|real|human|robot|person|real person|ai|an ai)|what can you do|quem e voce|qual (?:e )?(?:o )?seu nome"
        "|voce e (?:um )?(?:robo|uma pessoa|humano|real|bot)|com quem (?:eu )?falo|o que voce faz"
    ),
    "off_topic": (
        "(?:cuenta|cuentame|dime|contame) un chiste|tell me a joke|conta uma piada|te (?:quiero|amo)(?: mucho)?|love you"
        "|eres (?:muy )?(?:linda|lindo|amable|inteligente|genial|lo maximo)|(?:que|esta) (?:lindo|bonito|feo) (?:el )?dia"
        "|que (?:calor|frio)(?: hace)?|quien gano (?:el partido|ayer)|feliz (?:navidad|ano(?: nuevo)?|cumpleanos)"
        "|merry christmas|happy new year|feliz natal"
    ),
}  # fmt: skip
_FILLER = (
    "senorita|senora|senor|linda|lindo|amiga|amigo|doctora|doctor|dra|dr|maria|che|pues|po|parce|gente|equipo|chicas"
    "|chicos|reina|mi amor|nena|querida|querido|por favor|de nada|igualmente|y|a todos|todos|usted|tu|ti|con gusto"
    "|muy|hoy|bb|ustedes|vos|for|your|help|you|too|so|much|guys|moca|voces|pessoal|e|meu bem|the|info|again|no|si|sim|yes"
)


def small_talk_kind(text: str) -> str | None:
    """The kind of small talk that fills the whole message, or None when it says anything more."""
    rest = " ".join(w for w in chat_fold(text).split() if w not in ("!", ".", ",", "?", ";"))
    if not rest:
        return None
    found = None
    for kind, pattern in _patterns().items():
        rest, count = pattern.subn(" ", f" {rest} ")
        rest = " ".join(rest.split())
        found = found or (kind if count else None)
    return found if not _filler().sub("", rest).strip() else None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile(rf"(?<![a-z0-9])(?:{_longest_first(phrases)})(?![a-z0-9])")
        for kind, phrases in reversed(_PHRASES.items())
    }


def _longest_first(phrases: str) -> str:
    """The alternatives outside groups, longest first: a regular expression takes the first that fits."""
    alternatives, depth = [""], 0
    for letter in phrases:
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            alternatives.append("")
        else:
            alternatives[-1] += letter
    return "|".join(sorted(alternatives, key=len, reverse=True))


@cache
def _filler() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{_longest_first(_FILLER)})(?![a-z0-9])")
