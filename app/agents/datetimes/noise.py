"""What looks like a date or time and is none: greetings, the past, addresses, ages, opening hours, idioms."""

import re

_PART = r"(?: ?(?:en|por|a|de|da|na|pela|in)?(?: la| the)? (?:MORN|AFT|NIGHT|DAWN|NOON))?"
_AT = r"(?: (?:a las|a la|as|at) (?:T\S+|\d+)(?: (?:y|e) (?:HALF|QUARTER|\d+))?(?: (?:AM|PM|HS))?)?"
_TIMELY = r"(?:DAY|MORN|AFT|NIGHT|WEEK|WEEKEND|WD\d|TOMORROW|YEAR|MONTH|manana)"
_DONE = (
    r"(?:fui|estuve|vine|asisti|me (?:hice|hicieron|puse|pusieron|pusiste|aplicaron|aplique|inyectaron|opere"
    r"|operaron|atendieron|atendio|hizo|puso|aplico|coloque|colocaron|sacaron|quitaron|realice|realizaron"
    r"|retoque|cobraron|llamaron|escribieron|dijeron|dejaron|cancelaron)|pague|compre|transferi|consigne"
    r"|deposite|abone|llame|les escribi|empece|comence|estoy asi|i went|i had|i got|i was|i paid"
    r"|i called|i came"
    r"|i did|they did|i woke up|they took"
    r"|eu fui|fui|fiz|fizeram|paguei|comprei|liguei|estive|tive|apliquei|coloquei)"
)
_PLACE = (
    r"(?:calle|cll|cl|cra|carrera|kra|av|avda|avenida|plaza|barrio|colonia|estacion|metro|parque"
    r"|rua|praca|street"
    r"|diagonal|transversal|autopista|km|piso|local|oficina|consultorio|apto|casa|edificio|torre)"
)
_PATTERNS = (
    r"(?:todos los|todo|todos os|todas as|toda) (?:WD\d|WEEKEND)",
    r"\d+ (?:[a-z]+ ){1,2}(?:street|TH|avenue|ave|road|rd|boulevard|blvd)",
    r"(?:room|suite|apartment|apt|unit|gate|bus|flight|line|route|quarto|sala|bloco|apartamento|linha) \d+",
    r"(?:\d+ TH|ORD\d) (?:avenue|ave|street|st|floor|piso|andar)",
    r"(?:buen|buena|buenas|buenos|bueno|bonita|bonito|linda|lindo|feliz|felices|excelente|hermosa"
    r"|hermoso|bella"
    r"|grata|good|boa|bom|otima|otimo|great|nice|lovely|happy|bna|bnas|wenas|wena|bns|vuenas"
    rf"|vuenos|uenas) {_TIMELY}",
    rf"(?:TODAY )?(?:YESTERDAY|LASTNIGHT){_PART}{_AT}",
    rf"(?:el |la |na |no |en la |the |on )?(?:WD\d|WEEK|MONTH|YEAR|WEEKEND|MO\d+|NIGHT) PAST{_PART}{_AT}",
    rf"(?:el |la |na |no |since |desde )?PAST (?:WD\d|WEEK|MONTH|YEAR|WEEKEND|MO\d+|NIGHT|1)"
    r"(?! (?:of|de|do|in|del|em|da) (?:MO|THIS|NEXT|MONTH|the))"
    rf"{_PART}{_AT}",
    r"(?:desde|since|desde a|desde el|desde la|desde o) (?:TODAY|TOMORROW|WD\d|WEEK) (?:estoy"
    r"|tengo|me|llevo|sigo|no|i)",
    r"since (?:the )?(?:WD\d|TODAY|WEEK|MORN|MO\d+)",
    r"(?:estoy|duele|hurts|fiebre|febre|sangr\w+|doi|molest\w+|dolor|tengo \w+|sigo|llevo"
    r"|hinchad\w|inflamad\w|pain|hurting|doendo) (?:\w+ ){0,3}"
    r"(?:desde|since)(?: el| la| o| a)? (?:TODAY|WD\d|MORN|AFT|NIGHT|WEEK)",
    rf"{_DONE} (?:(?!(?:quiero|quisiera|puedo|podria|necesito|para|quero|posso|preciso) )[^ .?,]+ ){{0,7}}?"
    r"(?:OTHER (?:WEEK|WD\d)|WD\d|TODAY|THIS (?:MORN|AFT|NIGHT|WEEK|MONTH)"
    r"|S\d+/\d+|por la MORN|en la AFT|DAY \d+|el \d+)(?: de MO\d+)?",
    rf"(?:(?:el|la|on|na|no) )?(?:WD\d|TODAY|por la MORN){_PART},? (?:que )?{_DONE}",
    r"(?:TODAY|THIS MORN|THIS NIGHT) (?:amaneci|me desperte|me levante|desperte|acordei|i woke)(?: con)?",
    r"TODAY en DAY|TODAY por TODAY|(?:hasta|ate) (?:TODAY|TOMORROW|el rato|WD\d)(?= $| [.?,] ?$)"
    r"|see you (?:TOMORROW|soon)|por DAY",
    r"(?:mas|muy|tan|demasiado|too|es|llegar|llegue|llego|tao|muito|mais|se hizo|hago"
    r"|ate mais) AFT(?! (?:de|das|QUE) (?:a |las |la |as )*(?:T|\d))|AFT o EARLY|(?:mas|mais|muy) EARLY",
    r"(?:crema|serum|rutina|mascarilla|ferula|placa|guarda|protector|creme|turno|vida"
    r"|fiesta) (?:de|da) (?:la )?(?:NIGHT|DAY|AFT|MORN)",
    r"(?:night|NIGHT|DAY|MORN) (?:cream|guard|serum|routine)|(?:veces|times|vez|vezes|x|per"
    r"|each|every|cada) (?:(?:al|a|por|per) )?(?:la )?(?:DAY|NIGHT|WEEK|MONTH)|por (?:DAY|NIGHT|WEEK|MONTH)",
    r"(?:primera|ORD1|ultima) NIGHT",
    r"(?:todas las|all|every|cada|toda) (?:NIGHT|MORN|DAY)",
    r"S24/7|24 HS|(?<!en )(?<!in )(?<!em )(?<!dentro de )(?:24|48|72) HOUR",
    r"(?<!el )(?<!para )(?<!DAY )(?:S1/2|S1/4|S3/4|S10/10)",
    rf"{_PLACE} (?:(?:de|la|el|no|num|n|numero|#|con) )*(?:\d+[a-z]?|X|MO\d+|R\S+)(?: (?:de|con|#"
    r"|no|-|y|n|bis|a|sur|norte) ?(?:\d+|R\S+|MO\d+|X))*",
    r"# ?(?:\d+|R\S+|X)(?: - \d+)?",
    r"(?:soy|me llamo|mi nombre es|nombre|sou|me chamo|my name is|i'm|santo|san|santa|sao|sr|sra"
    r"|srta|dr|dra|don|dona"
    r"|doctor|doctora|doutor|doutora|senor|senora) (?:la |el |o |a |dra |dr )?(?:MO\d+"
    r"|WD\d)(?: (?:MO\d+|WD\d))*",
    r"(?:tengo|tenia|tiene|cumpli|cumplo|de|con|mayor de|menor de|tenho|tem|i am|i'm|he is"
    r"|she is) \d+(?: \w+)? (?:YEAR|MONTH)",
    r"(?:piel|diabet\w+|cabello|pelo|fototipo|colageno|fitzpatrick|skin|pele|celulitis|alergia"
    r"|acne|hialuronico"
    r"|botox|sangre|cita|tratamiento|cicatriz\w*|grasa|estria\w*) tipo \d",
    r"(?:duele|dolor|escala|nota|califi\w+|pain|scale|del?"
    r"|dor) (?:\w+ )?(?:del? )?1 a?l? ?10(?= )|\d+ de 10|\d+ out of 10|(?:del?|on|from|of) 1 (?:al?"
    r"|to) 10(?! de MO)",
    r"\d+ por \d+(?! (?:AM|PM))",
    r"(?:naci|nacid\w|nacimiento|cumple\w*|born|birthday|nasci|nascimento|dob"
    r"|aniversario)(?:(?! , (?:(?:el|este|para|para el|on|na|no) )?WD\d)[^.?])*?(?<= )(?:DAY \d+|F\S+"
    r"|I\S+|S\S+|\d+ (?:de )?MO\d+(?: (?:de |del )?\d+)?)",
    r"(?:opcion|numero|option|number|opcao|talla|nivel|grado|fase|clase|paso|item|plan"
    r"|promo) (?:numero )?\d+(?: (?:o|y|or|and|ou) (?:el |la |the |o )?\d+)?",
    r"(?:una|otra|1|primera|segunda|tercera|ORD\d|WD\d|proxima|NEXT|OTHER|PAST|esta|la) (?:vez"
    r"|veces|time|sesion|sessao|sessoes|aplicacion|aplicacao|dosis|dose|consulta previa|opcion"
    r"|opcao|parte|pregunta|pergunta|semana santa)",
    r"(?:resultado\w*|efecto\w*|recuper\w+|inflam\w+|cicatri\w+|sana\w*|results?|heal\w*|swelling"
    r"|retoque|repetir|dura\w*|demora\w*|tarda\w*|listo|lista|takes?|lasts?|leva"
    r"|ve) (?:[^.?]*? )?(?:en|in|em|dentro de|a las|a los) (?:[^ ]+ (?:o|a|or|ou) )?(?:\d+|a"
    r"|HALF)(?: (?:DAY|WEEK|MONTH|HOUR|HS|MINUTE))",
    r"(?:en|in|em|dentro de) (?:\d+|a) (?:DAY|WEEK|MONTH|HOUR|HS"
    r"|MINUTE) (?:[^.?]*? )?(?:resultado\w*|efecto\w*|recuper\w+|inflama\w*|sana\w*|results?"
    r"|heal\w*|se ve\w*|baja\w*)",
    r"(?:cada|every|a cada) (?:\d+ )?(?:DAY|WEEK|MONTH|YEAR|WD\d|HOUR|FORTNIGHT)(?: o \d+)?",
    r"(?:de )?\d+ (?:em|en) \d+ (?:HOUR|HS|DAY|MONTH|WEEK)",
    r"(?:feliz|merry|happy|promo\w*|oferta\w*) (?:de |da )?S(?:24|25|31|1|14)/\d+",
    r"(?:entre semana|fin de ano|may i|marcar|out of)(?! MO)",
    r"black WD4|WD4 negro|WD\d sant[oa]|semana santa",
    r"(?:pag\w+|cuotas|plazos?|financ\w+|parcel\w+|pay\w*|installments?) (?:[^.?,]+ )?(?:en|in|em|a|por|over)"
    r" (?:\d+|a) (?:WEEK|MONTH|YEAR)",
    r"(?:anticipo|pago|pagar|saldo) (?:de )?(?:la )?FORTNIGHT",
)
_SPACED_PHONE = re.compile(r"(?<= )\d{1,2}(?: \d{1,2}){6,}(?= )")  # "3 1 0 5 5 5 0 1 9 0"
_NOISE = tuple(re.compile(rf"(?<= )(?:{pattern})(?= )") for pattern in _PATTERNS)

_HABIT = re.compile(
    r"(?<= )(?:(?:de |from |los |entre )?WD\d (?:a|to|-|ate|til|till|through|thru|hasta) (?:a )?WD\d"
    r"|(?:los |las |on |aos |as |nos |em )?(?:fines de WEEKEND|los WEEKEND))(?= )(?! (?:de |da "
    r"|de la |of )?(?:THIS|NEXT|ENNEXT|WEEK))"
)
_OPENING = re.compile(
    r" (?:abren|abre|abrem|abierto|abiertos|abierta|aberto|aberta|abertos|cierran|cierra|fecham"
    r"|fecha o|trabajan|trabaja"
    r"|trabalham|laboran|cobran|cobram|open|close|closed|(?<!me )(?<!nos )atienden|atendem|funciona|funcionan"
    r"|funcionam|hours"
    r"|horario de (?:atencion|atendimento|funcionamiento|funcionamento|los)|(?:que|cual es el"
    r"|cual) horario(?= WD)|horarios?(?: [a-z]+){0,3} los(?= WD)) "
)
_WISH = re.compile(
    r" (?:cita|citas|turno|agend\w+|reserv\w+|disponib\w+|libre|cupo|cupos|espacio|appointment"
    r"|book|marcar|agendar|vaga"
    r"|hueco|hora disponible|quiero|quisiera|quero|available) "
)
_HABITUAL_WORDS = re.compile(
    r"(?<= )(?:(?:(?:los|el|on|no|aos|las|de|na|nos|a) )?(?:WD\d|WEEKEND)|(?:por|en|a|na|pela|in"
    r"|de) (?:la |the )?(?:MORN|AFT|NIGHT)"
    r"|(?:a las|a la|as|at|hasta las|desde las) (?:T\S+|\d+)(?: (?:AM|PM|HS|HOUR))?|(?:de|from"
    r"|das|desde las) (?:T\S+|\d+) (?:a|to|as|hasta) (?:las )?(?:T\S+|\d+)|NOON|(?:T\S+"
    r"|\d+) (?:AM|PM))(?= )"
)
_SPECIFIC = re.compile(r" (?:THIS|NEXT|ENNEXT|OTHER) WD\d | WD\d (?:COMING|NEXT|\d+) ")


def silenced(line: str) -> str:
    """`line` with everything of the kind above overwritten by `~`, in place."""
    for pattern in (_SPACED_PHONE, *_NOISE, _HABIT):
        line = pattern.sub(_overwrite, line)
    return _SENTENCE.sub(lambda sentence: _without_opening_hours(sentence[0]), line)


# "no abren, bueno, el sábado a las 10": what follows the turn is no question any more.
_SENTENCE = re.compile(r"[^.?]+?(?= (?:bueno|entonces|mejor|prefiero|listo|vale|then|so|entao|melhor) |[.?]|$)")


def _without_opening_hours(sentence: str) -> str:
    """A question on when the place is open names no wished day or hour."""
    asks = _OPENING.search(sentence) and not _WISH.search(sentence) and not _SPECIFIC.search(sentence)
    return _HABITUAL_WORDS.sub(_overwrite, sentence) if asks else sentence


def _overwrite(found: re.Match[str]) -> str:
    return "~" * len(found[0])
