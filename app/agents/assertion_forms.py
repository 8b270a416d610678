"""Forms by which `assertions` tells a claim from what is harmless: folded text in Spanish, English, Portuguese."""

import re

BREAK = re.compile(r"(?<=[.!?…])[\s\"')]*\s+(?=[^\d\s])|\n+|(?=¿)|(?<=[?])|;\s")
DOTTED = re.compile(r"\b([ap])\. ?m\.?|\b(dra?|sra?|lic|ing|av|cra|no|nro)\.", re.I)
CLAUSE = re.compile(
    r",\s+|(?<!\d):\s|\s[–—]\s|\s(?:pero|but|mas|asi que|so (?=you|i|we)|y (?=(?:ya|te|le|lo|la|nos|quedo)\b)|and (?=you|i'|we|i )|e (?=ja|te))"
)
DAY = (
    r"(?:hoy|hj|pasado manana|(?<!la )(?<!las )(?<!esta )(?:manana|maniana|mnn)(?! de manana)|lunes|martes|mierc\w*|jueves|juebes|viernes|vierns|"
    r"sabado|domingo|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|today|"
    r"tomorrow|tmrw|tonight|hoje|amanha|(?:na |a |de |pra |para |no |ate |te vejo )(?:segunda|terca|quarta|quinta|sexta)(?!\w| vez)|"
    r"(?:segunda|terca|quarta|quinta|sexta)(?=-feira| as | a \d)|"
    r"\d{1,2}(?:st|nd|rd|th)? (?:de |of )?(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sept?iembre|octubre|"
    r"noviembre|diciembre|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"janeiro|fevereiro|marco|maio|junho|julho|setembro|outubro|novembro|dezembro)|\d{1,2}/\d{1,2}|"
    r"the \d{1,2}(?:st|nd|rd|th)\b|(?:el|para el|the|dia|del? \d+ al) (?:dia )?\d{1,2}(?= a las|,|\.|!|$| at | \W| tien| te | con )|el otro dia|"
    r"(?:este|esta|next|this|proxim[oa]) (?:semana|week|finde|weekend))\b"
)
CLOCK = (
    r"(?:a ?las? (?:\d{1,2}|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)\b(?!ras)"
    r"(?!(?: (?:o|a|u|e) \w+)? (?:semanas?|horas|dias|meses|sesiones|minutos|anos))|"
    r"\b(?:tipo|tipin|at|as|de las|das|antes de las|la de las) (?:\d{1,2}|nueve|nine|noon|midday)\b|\d{1,2}[:.]\d\d\b(?!\.?\d)|"
    r"\b\d{1,2} ?(?:am|pm|a m|p m|hs?|hrs|o'?clock)\b(?! antes| de ant| after| before| anteriores| siguientes| despues|"
    r" de antic| depois)|\b\d{1,2} de la (?:manana|tarde|noche)|"
    r"(?:primera hora|mediodia|meio-dia|noon|midday)\b)"
)
MOMENT = re.compile(rf"\b{DAY}|{CLOCK}")
RANGE = re.compile(
    r"\b(?:de|from|das?|entre|between|desde) [^,]{0,30}?\b(?:a|to|hasta|until|y|and|as|ate|e|-|–)\b"
    r"|\b(?:lunes|monday|mon|segunda) (?:a (?!las?\b|\d)|to|-|through) |\d ?(?:-|–|a|to) ?\d|\d\d:\d\d ?(?:-|–|a|to|as) ?\d"
)
HOURS = re.compile(
    r"\b(?<!te )(?<!le )(?<!lo )(?<!la )(?<!os )(?:atend(?:emos|e|en|eremos|imento)|abr(?:imos|e|en|iremos|iu)|abierto\w*|"
    r"cerra\w+|cierr\w+|ferm\w+|horarios? de|hasta|festiv\w*|feriad\w*|promo\w*|descuent\w*|oferta|vigen\w*|valid[oa]s?|"
    r"vale|open|opens|opening|closed?|closes|holiday|until|till|discount|offer ends|a partir|fechad[oa]s?|fecha(?:mos)? (?:as|aos|no|em)|aberto|"
    r"trabaj\w+|funciona\w*|no habra)\b"
)
TO_YOU = re.compile(
    r"\b(?:te|ti|tu|tus|tuy[oa]s?|suy[oa]s?|su|sus|vos|usted(?:es)?|contigo|le|les|os|nos vemos|nos estamos viendo|you|your|yours|you're|ya|u|"
    r"voce|teu|tua|seu|sua|lhe|senhora?|tienes|tiene|tenes|tem|quedas|queda|quedo\w*|ficou|fica|quedamos|"
    r"(?:lo|la|los|las|t[eo]) (?:esper|recib|aguard|atend|ve\b|vemos|vera|estamos|tenemos|mir|estar|veo)\w*|"
    r"(?:esper|recib)(?:amos|imos|ando|iendo)\w*|aqui|aca|here|contamos|llega|llegue|llegar|ven|venite|venga|venha|"
    r"presentate|presentese|no faltes|no falte|acordamos|entonces|entao|puntual\w*|see you|see ya|will see|looking forward|lo mismo|pasa|"
    r"passa|firme|nuev[oa]|listo|lista|recuerd[ae]|remember|lembre|for|para|pa)\b"
)
TO_YOU_PLAIN = re.compile(
    r"\b(?:l[oa]s? estan|vienes|venis|llegas|quedas|tienes|estas|(?:su|sus|seu|sua) (?:\w+ )?(?:cita|turno|reserva|cupo|espacio|lugar|hora|horario|visita|sesion|pago|abono|anticipo|caso|solicitud|cuenta|tarjeta|ficha|factura|queja|reclamo|pedido|correo|e-?mail|whats\w*|celular|telefono|agendamento|consulta|sessao|vaga|pagamento|nombre|nome|cambio|cancelacion|mensaje|mama|mae|esposo|esposa|hija|hijo)|\w{3,}[aei]r(?:te|le|los?|las?)|l[oa]s? (?:estoy|estamos|estar\w+|voy|vamos|va|paso|pongo|comunic\w+|transf\w+|conect\w+|deriv\w+|llam\w+|contact\w+|esper\w+|at[ie]+nd\w+|recib\w+|ve|veo|vemos|marca)|te|ti|tu|su|sus|seu|sua|tuy[oa]|suy[oa]|usted|vos|contigo|le|les|you|your|yours|voce|seu nome|para ti)\b"
)
OWNED = re.compile(
    r"\b(?:tu|tus|su|sus|your|seu|sua|tuy[oa]|suy[oa]|yours|nombre|for you|para (?:ti|usted|vos|voce)|pra (?:ti|voce|senhora?)|"
    r"te|le|lo|os|you|contigo)\b"
)
WEAK = re.compile(
    r"^(?:ora|espasi|puest|lugar|bisit|sesion|konsult|balorasion|orari|solisitud|kalendar|agenda|siyon|kodig|foli|kamiy|"
    r"wek|bisit|sesao|skedul|kair|kambi|segur|komplet|registr|mobi|separ|proses|asegur|guard|program|garantis|marka|marke|bloke|adelant|"
    r"modifik|apunt|tramit|aplas|asign|konkret|kuadr|sekur|book)"
)
PARTICIPLE = r"(?:exitos[oa]|activ[oa]s?|active|complet[oae]s?|en pie|through|good to go|\w{2,}(?:ad|id)(?:it|isim)?[oa]s?|\w{3,}ao|hech[oa]s?|puest[oa]s?|\w{2,}ed|set|put|done|gone|sorted|got|sent|taken|told|made|in|down|firme|list[oa]s?|suj?et[oa]|inscrit[oa]s?)"
PAST = re.compile(
    rf"\b(?:he|has|ha|hemos|han|habeis|have|has|had|'ve) (?:\w+ ){{0,2}}?{PARTICIPLE}\b"
    rf"|\b(?:fue|fueron|(?:qu|k|q)e?do|(?:qu|k|q)e?daste|quedaron|foi|foram|ficou|ficaram|was|were|been|went) (?:\w+ ){{0,3}}?{PARTICIPLE}\b"
    r"|\b(?:(?:qu|k|q)e?do|(?:qu|k|q)e?daste|quedaron|quedamos|ficou|ficaram|ha sido|tome|me encargue|nos encargamos|corre por)\b"
    r"|\b(?:acab[oae]n?|acabamos|acabas|acabei) de \w+r(?:te|le|l[oa]s?|se|les|nos)*\b|\bse (?:\w{2,}o|hizo|hicieron|\w{3,}aron|\w{3,}ieron)\b"
    r"|\bya (?:(?:te|le|lo|la|los|las|se|les|os|me|di|eres) )*(?:\w{2,}[ei]|\w+mos|\w+ste|\w+ron|quedo|hizo|puso)\b|\bya (?:te|se|le|lo|la)? ?\w{3,}o\b"
    r"|\b(?:ja|already|just) (?:\w+ )?(?:\w+ei|\w+ou|\w+ed|foi|went|sent)\b"
    r"|\b(?:i|we|he|she|they)(?:'ve|’ve| have| just| also| already)* (?:\w+ ){0,3}?(?:\w{2,}ed|put|set|got|made|sent|told|grabbed|took|went|fit|did)\b"
    r"|^\W*(?:\w+\W+)?(?:got|put|moved|booked|grabbed|saved|cancelled|canceled|scheduled|transferring|sending|moving)\b"
    rf"|^\W*(?:(?:listo|lista|vale|ok|va|perfecto|genial|bueno|ya|todo|hecho|done|pronto|prontinho|great|sweet|pues|claro)\W+)*"
    rf"(?:{PARTICIPLE}|apunt\w+|anot\w+|marcad\w+)\b"
    rf"|\b(?:citas?|turno|reserva|cambio|pago|cancelacion|cupo|hora|visita|sesion|solicitud|descuento|abono|anticipo|reembolso|devolucion|factura|recordatorio|mensaje|queja|reclamo|datos|bono|pedido|discount|refund|deposit|reminder|message|note|desconto|pagamento|estorno|lembrete|horario|booking|appointment|change|payment|cancellation|reservation|consulta|agendamento|sita)\W+(?:ya )?{PARTICIPLE}\b"
    r"|\b\w+ei\b|\b\w{2,}aron\b|\b\w{3,}ste\b"
    r"|\b(?:entro|llego|cayo|caiu|reflej\w+|recibio|corrio|avis\w+o)\b"
)
STATE = re.compile(
    rf"\b(?:quedan?|quedas|(?:se )?encuentra|esta|estas|estan|sigue|figuras?|fica|ficam|is|are|being|'re|you're|it's|that's|all|consider|tenemos|tengo|tiene|"
    rf"doy|dalo|deixo|ta) (?:\w+ ){{0,3}}?{PARTICIPLE}\b|\b(?:aparec\w+|muestra|figura|consta)\b|\bya (?:esta|estan|estas|tien\w+|no|te espera\w*|es|son)\b"
    r"|\b(?:already|now) (?:on|in|yours|at)\b|\bja (?:ta|esta)\b"
)
FIRST = re.compile(
    r"\b(?:i|we)(?:'ve|’ve| have| just| also| already| went ahead and)* (?!need|based|worked|open|look|check|understand|treat|specialized|found)(?:\w+ )?(?:\w{2,}ed|put|set|got|made|sent|told|grabbed|took|fit)\b|"
    r"\b(?:hice|hicimos|puse|pusimos|di|dimos|pude|traje|dije|fiz|pus|dei|consegui|deixei|troquei|agarre|meti|corri|cogi)\b"
)
CALLS = re.compile(
    r"\b(?:call|ring|phone|text|write|get back|reach out|in touch|falar com|contato|let \w+ \w+ know|looped|told|spoke|pinged|al tanto|pendientes?|tak(?:e|es|ing) over|se hace cargo|toma\w* (?:el|la|este|esta|su|tu)|asum\w+|en manos de|espera)\b"
)
GONE = re.compile(
    r"\b(?:ya no|no longer|nao) (?:exist\w+|corre|esta(?! disp)|figura|aparece|va|tien\w+ (?:cita|turno|compromiso|que (?:venir|ir|asistir)))\b(?! disponible| libre)"
)
TAKES = re.compile(r"\b(?:tak(?:e|es|ing) over|se hace cargo|asume|assume) ")
# A person of the clinic who knows of this customer, or waits: somebody must have told him.
AWARE = re.compile(
    r"\b(?:is|are|will be|'s|'re|esta|estan|estara|estaran|ta|vai estar|estarao) (?:now |already |all |ya |ja )*"
    r"(?:aware|expecting|waiting|ready|list[oa]s?|al tanto|enterad\w+|esperando\w*|sabendo|pront[oa]s?)\b"
    r"(?! (?:to|for|para|pra|a) )"
    r"|\b(?:knows?|saben?) (?:(?:that |que )?(?:you|usted|voce)|(?:about|de) (?:your|su|tu|sua))\b"
)
INBOX = re.compile(r"\b(?:inbox|bandeja|spam|caixa de entrada)\b")
ADVICE = re.compile(
    r"\b(?:llegu\w+|veng\w+|traig\w+|evit\w+|us[ea]|chegue|traga|venha|bring|arrive|avoid|come|wear|llev[ea]\w*)\b"
)
LISTED = re.compile(
    r"\b(?:na|en(?: la)?|on the|en el) (?:lista|agenda|list|libro|calendario|schedule|calendar|sistema)\b"
)
COMING = re.compile(r"\b(?:on (?:its|the) way|en camino|a caminho|en breve|just went out)\b")
IDLE_QUESTION = re.compile(
    r"\b(?:algo mas|otra cosa|otra duda|alguna duda|duda|anything else|something else|mais alguma|algo mais|ok|vale|ta|va|right|si|listo|cierto|verdad|"
    r"de acuerdo|sale|oyo|oiste)\W*$"
)
AWAITED = re.compile(r"\b(?:esper|aguard|vemos|veo|see you|recib|te toca|le toca|expect)\w*")
IT = re.compile(r"\b(?:lo|la|los|las|it|them) ?\w")
ELLIPTIC = re.compile(rf"^\W*(?:ya |ja |now )?(?:esta|queda|quedo|fica|ficou|it's|is) (?:ya )?{PARTICIPLE}\W*$")
# The accent tells "anoté" (done) from "anote" (do); "te anote" without it is still done.
I_DID = re.compile(r"\b\w{2,}[éí]\b|\b\w{3,}ó\b|(?<!que )(?<!no )(?<!si )\b(?:te|t|se l[oa]|te l[oa]) \w{3,}e\b")
NOT_DEEDS = re.compile(
    r"(?:qu[ée]|sé|t[ée]|caf[ée]|at[ée]|n[ée]|f[ée]|p[ée]|aqu[íi]|ah[íi]|as[íi]|all[íi]|sí|esté|también|bebé|porqué|\w+(?:aré|eré|iré)|"
    r"pod?ré|tendré|haré|diré|vendré|te gustarí\w|te (?:sirve|parece|conviene|puede|puede|duele|corresponde|quede|quiere|ofrece)|"
    r"comenté|expliqué|mencioné|dije|entendí|olvidé|recibí|leí|sei)$"
)
DOING = re.compile(
    r"\b(?:te|le|lo|la|les|los|os|se l[oa]|te l[oa]|l[oa]s) (?:voy a |vamos a |va a |van a |estoy |estamos |esta |estan |estare |estaremos |estara )?"
    r"(?:\w+(?:o|amos|emos|imos|ando|iendo|ar|er|ir|ara|era|ira|aremos|eremos|iremos|ran)|va|ve|llega|marca|llama|escribe|contacta|responde|busca|"
    r"atiende|recibe|devuelve\w*|esper\w+)\b"
    r"|\b(?:voy a|vamos a|procedo a|procedemos a|vou|vamos|va a|vai|i'll|we'll|i will|we will|i'm going to|will|'ll|is going to|going to|"
    r"i'm|we're|i am|we are|estoy|estamos|estou|va a estar|se va a) (?:\w+ ){0,2}?\w+"
    r"|\b(?:en (?:breve|minutos|un momento|\w+ minutos|un rato)|enseguida|en seguida|ahorita|ahora mismo|de inmediato|right away|shortly|within)\b"
    r"|\b(?:te|se) (?:pondra|comunicara|contactara)\b|\b(?:pass|passo|transfiro|transferring|connecting|hang tight)\b"
    r"|\bse (?:le|te|pondra|comunic\w+|va)\b"
)
DENIED = re.compile(
    r"\b(?:no(?! (?:seu|sua|meu|nosso|dia|horario|sabado|domingo|sistema|e-mail|email|whats\w*|mesmo|consultorio)\b)|aun no|todavia no|nunca|tampoco|not|never|nao|ainda nao|n't|isn't|hasn't|haven't|can't|don't|won't|nada esta|nada queda|"
    r"ningun\w*|nenhum\w*|sin (?:agend|reserv|confirm|regist)\w*|no se|none|nothing|nada)\b(?! (?:te preocupes|se preocupe|importa|rollo|worries|problem|faltes|falte|olvides|olvide|esqueca|forget|te "
    r"olvides|se olvide|tienes que|tiene que|hace falta|te despegues|lo dudes|problemas?|costo|inconveniente\w*|novedad|hay de que|hay problema|"
    r"mas|pierda|pierdas|se diga|se atrase|se preocupes|te atrases|tardes|need to|problem|dudes|later|only|solo))"
)
STOPPED = re.compile(r"\bya no\b|\bno longer\b|\bnao .{0,12}mais\b")
DURATION = re.compile(
    r"\b(?:\d+|un|una|uma?|dos|dois|duas|tres|cuatro|quatro|cinco|seis|ocho|diez|doce|unos|unas|uns|umas|par de|varias|varios|algunas|"
    r"pocas|medi[ao]|half an|an?|two|three|four|few|several|couple of)(?: (?:a|o|u|y|e|to|or|ate) \w+)? "
    r"(?:horas?|horitas?|hours?|sesiones|sesion|sessions?|sessoes|sessao|visitas?|visits?|citas|consultas)\b(?! (?:es|son|is|de|del|con|para|with) )"
)
FEELING = re.compile(  # sympathy, wishes, congratulations, regrets: said of the customer, told of nothing done
    r"^\W*(?:(?:ay|uy|oh|ah|uff?|poxa|nossa|aw+|wow|guau|claro|entendido|hola|hi|oi|bueno|ok|y|and|e)\W+)*"
    r"(?:que (?:(?!le |te |la |lo |los |las |ya |se |su |tu |el )\w+|(?:te|se|le|lo) (?:mejor|recuper|disfrut|vay|pas[ea]\b|cuid)\w*)|how \w+|what an? \w+|"
    r"lament\w+|siento|sentimos|lo siento|disculp\w+|perdon\w*|entiendo|entendemos|comprend\w+|ojala|(?:espero|esperamos|deseo|deseamos) que|imagino|"
    r"(?:me|nos) (?:alegr|encant|apen)\w+|feliz|felic\w+|congrat\w+|(?:i'm|i am|we're|so|very|really) (?:\w+ )?(?:sorry|glad|happy)|sorry|glad|i hope|"
    r"you're welcome|my pleasure|de nada|por nada|para servir\w*|(?:con|com) (?:mucho |todo )?(?:gusto|prazer)|"
    r"i understand|sinto|desculp\w+|espero que|tomara|parabens|imagino|"
    r"(?:gracias|obrigad[oa]|thanks|thank you) (?:por|pela|pelo|for) (?:escrib|su pacien|tu pacien|la pacien|esper|contact|visit|eleg|prefer|su mensaje|tu mensaje|su tiempo|tu tiempo|"
    r"su confi|tu confi|su inter|tu inter|your pat|your mess|reaching|writing|wait|sua pac|seu cont|entrar))"
)
BIOGRAPHY = re.compile(  # what the people of the house are and do for everybody
    r"\b(?:estudi[oae]\w*|se gradu\w+|se form\w+|se especializ\w+|egres\w+|certificad[oa]s?|titulad[oa]s?|colegiad[oa]s?|"
    r"\d+ anos de (?:experiencia|trayectoria)|anos de experiencia|experiencia en|especialista en|years of experience|certified|licensed|"
    r"graduated|trained|formad[oa] (?:em|en|na|por)|especializ\w+)\b"
    r"|\b(?:lo|la|eso|esto|it|isso) (?:lo |la )?(?:da|define|decide|indica|hace|valora|evalua|explica|determina|ve|diagnostica|receta)\b (?:siempre )?(?:el|la|un|una|nuestr\w+)"
)
ASSISTANT = re.compile(r"\b(?:soy|somos|i am|i'm|sou) (?:\w+ ){0,2}(?:asistente|assistant|assistente|bot|robot)\b")
EFFECT = re.compile(  # how a treatment works on whoever has it
    r"\b(?:dura\w*|durar\w*|efectos?|resultados?|hinchaz\w+|inflam\w+|ardor|enrojec\w+|metabolismo|cicatriz\w+|molestia\w*|"
    r"lasts?|effects?|results?|swelling|redness|soreness|bruis\w+|efeitos?|inchaco|vermelhid\w+|absorb\w+)\b"
)
CONDITION = re.compile(
    r"\b(?:si|cuando|(?<!de )(?<!esta )una vez|en cuanto|apenas|hasta que|antes de (?!las?\b|l[oa]s|\d|ese|el )|siempre que|en caso de|al (?=\w+r\b)|(?:^|^\W*\w+ )para (?=\w+r(?:l[aeo]|se|te|nos)?s?\b)|(?:^|^\W*\w+ )para que|"
    r"if|once (?=you|the|your|we|it|confirmed|booked|paid)|when|after|unless|as soon as|before (?!\d|noon|then|that)|whether|to (?=(?:book|cancel|move|change|confirm|schedule|reserve)\b)|quando|assim que|depois que|ate que|"
    r"con (?:la|el|un|una) (?:sena|anticipo|abono|deposito|adelanto|pago)(?!.*\b(?:quedo|quedaron|ya)\b)|com (?:o|um) (?:sinal|pagamento|pix|deposito|adiantamento)(?!.*\b(?:ficou|ja)\b)|"
    r"(?:com o|depois do) (?:pagamento|sinal)|with (?:a|the) deposit|(?:^|^\W*)se (?=\w+(?:ar|er|ir)\b)|so (?:fica|queda)|"
    r"caso (?:voce|queira|precise|o|a)|se (?:voce|quiser|preferir|desejar|precisar|cancelar|a|o)|in case|despues de|luego de|depois de|mientras)\b"
)
IDLE = re.compile(  # a condition nothing depends on
    r"\b(?:si|cuando|if|se|caso|en caso|for|para)\b[^,.]{0,25}\b(?:dudas?|pregunta\w*|cualquier|algo|problema|necesit\w+|questions?|anything|need|surge|"
    r"duvidas?|precisar|inconveniente|imprevisto)\b|\bsi no (?:le|te) importa\b|\bcomo si\b"
)
OFFER = re.compile(
    r"\b(?:puede[ns]?|puedo|podemos|podra\w*|podria\w*|podes|pode[mn]?|posso|podemos|can|could|may|might|would|should|must|gustaria|desea\w*|quiere[ns]?|"
    r"quieras?|queres|quisiera\w*|prefier\w+|preferi[sr]|prefere|quer|queira|gostaria|want|wish|prefer|like|hay|ha vagas|"
    r"we have (?=(?:an? |some |two |three |\d )?(?:\w+ )?(?:slots?|times?|openings?|spaces?|spots?|options?))|(?<!la )(?<!lo )(?<!te )(?<!le )(?<!las )(?<!los )tenemos(?! (?:tu|su|la|el|separad|apartad|reservad|guardad|agendad|list))|temos|disponib\w+|disponive\w+|opcion\w*|option\w*|ofrec\w+|oferec\w+|offer|"
    r"sugier\w+|suger\w+|recomend\w+|recommend\w*|conviene|available|free(?! of)|opening|sirve|queda bien|le parece|te parece|recomiend\w*|libre\w*|livre\w*|let me know|tell me|give me|"
    r"diga\w*|dime|decime|dame|deme|indiqu\w+|indicame|indic\w+me|cuent\w+me|contame|contanos|escriba\w*|escribime|escribeme|escribanos|elij[ae]|escoja|"
    r"necesit[aoe]\w*|preciso|precisa\w*|precisamos|requi\w+|debe[ns]?|deben|deberia\w*|hay que|tiene[ns]? que|traer|please (?!arrive|come|be )|"
    r"i need|we need|required?|cobra\w*|cobr\w+|cuest\w+|vale[n]?|dur[ae]n?|incluy\w+|costs?|lasts?|includes?|takes|toma(?:n)? (?:un|apro|entre|\d)|custa\w*|"
    r"gratuit\w+|sin costo|sem custo|gratis|sugerimos|pid[ae]\w*|pedimos|pedir|solicit\w+r|avis[ae]nos|avise|confirme|confirmeme|responda|responde|"
    r"(?:le|te|les) (?:cuento|explico|comento)(?! que)|tem (?:horarios?|vagas?|espaco)|there(?:'s| is| are)|"
    r"conteste|transfiera|suele\w*|normal|llenan|choose|pick|reply|escolha|diga\w*|informe|me (?:das|da|dices|dice|confirma\w*|indica\w*)|"
    r"falta\w*|posible|possible|depende\w*|depends?|caus[ae]|explic\w+|evalua|define|revis\w+|ayud\w+|help\w*|ajud\w+|busco|buscare|verifico|consulto|buscar\w*|check|look for|procuro|comparto|solo queda|llen[oa]s?)\b"
)
GENERIC = re.compile(
    r"\b(?:las|los|todas las|todos los|nuestr[ao]s|the|os|as|our|all|algun\w*) (?:\w+ )?"
    r"(?:citas|turnos|reservas|horas|cupos|sesiones|consultas|visitas|pagos|abonos|anticipos|cancelaciones|cambios|appointments|bookings|payments|deposits|"
    r"visits|sessions|reservations|agendamentos|pagamentos|cancelaciones|recordatorios|horarios|personas|clientes|pacientes|customers|patients)\b"
    r"|\b(?:cada|toda|todo|every|each|una|un|uma|um|an|a (?=deposit|payment|visit|booking)) (?:\w+ )?(?:cita|turno|appointment|visit|reserva|booking|cancelacion|deposit|payment|anticipo|sinal)\b"
    r"|\b(?:an?|the first) (?:\w+ )?(?:appointment|visit|booking|deposit|payment|consultation)\b"
    r"|^\W*(?:el|los|nuestros?|nuestra|the|este|our|o) (?:tratamiento|producto|equipos?|procedimiento|laser|treatment|product|device|procedure|tratamento)\b(?! (?:de|del) )"
    r"|\b(?:promo\w*|descuent\w*|oferta|promocao|discount)\b"
    r"|^\W*(?:las |los )?(?:citas|turnos|reservas|consultas|cancelaciones|appointments|bookings|cancellations|payments|pagos|agendamentos|horarios|sesiones|sessions|cancelled appointments)\b"
    r"|\b(?:los|aos|as|on) (?:lunes|martes|miercoles|jueves|viernes|sabados|domingos|mondays|tuesdays|fridays|saturdays|sundays|tercas|quintas|sabados)\b"
    r"|\bse (?:agend|reserv|confirm|pid|cancel|tom|pag|hac|recib|pued|realiz|program|devuelv|descuent|cobr|aplic|entreg)(?:an?|en?|ean?)\b"
    r"|\b(?:much|algun|vari|tod)[ao]s (?:\w+ )?(?:personas|client[ea]s|pacientes)\b|\b(?:mucha|la|tanta) gente\b|\b(?:many|some|most) (?:people|clients|patients)\b|"
    r"\bmuita gente\b|\bmuitas pessoas\b"
    r"|\b(?:politica|norma|ley|policy|always|siempre|sempre|normalmente|usually|generalmente)\b"
)
YOURS = re.compile(
    r"\b(?:es|son|is|are|sera|e|fica) (?:\w+ ){0,2}?(?:tuy[oa]s?|suy[oa]s?|yours|seu|sua)\b|\ba (?:tu|su) nombre\b|\bno seu nome\b|\b(?:in|under) your name\b"
)
WAITS = re.compile(r"\b(?:esta|is|llega|chega|va|on (?:its|the) way|a caminho|en camino|revis[ae]|checa|check)\b")
WE_DID = re.compile(r"\b\w{2,}(?:amos|imos)\b")
TAKEN = re.compile(
    r"\b(?:pero|but|por otr\w+|por alguien|by someone|ocupad\w+|tomad\w+|taken|llen[oa]|full|lotad\w+|unavailable)\b|^\W*(?:ese|esa|este|that|this|esse|essa)\b"
)
OR = re.compile(r"\b(?:o|ou|or|u)\b(?!['’])")
AS_YOU_LIKE = re.compile(
    r"\b(?:si|if|se) (?:lo |le |te |you |voce )?(?:quier\w+|desea\w*|gust\w+|prefier\w+|parece|quer\w+|like|want|prefer\w*|"
    r"quiser)\W*$"
)
DONE_ALONE = re.compile(
    r"^\W*(?:(?:ok|va|vale|bueno|perfecto|genial|ya|todo|all|muy bien|super|great)\W+)*(?:hecho|ya quedo|quedo|ya esta|ya estuvo|resuelto|done|all (?:set|done|sorted)|"
    r"pronto|prontinho|feito|anotad\w+|apuntad\w+|agendad\w+|confirmad\w+|reservad\w+|cancelad\w+|booked|confirmed|cancell?ed|scheduled|marcad\w+|"
    r"dalo por hecho|consider it done|asunto (?:resuelto|arreglado))\b\W*(?:\w+\W*){0,2}$"
)
NOUN_DONE = re.compile(  # "Descuento aplicado a su cuenta", "Reserva feita"
    r"^\W*(?:cita|turno|reserva|cupo|hora|visita|sesion|solicitud|cambio|pago|abono|anticipo|descuento|reembolso|devolucion|"
    r"cancelacion|factura|recordatorio|mensaje|queja|reclamo|datos|bono|pedido|booking|appointment|visit|change|discount|refund|deposit|"
    r"payment|reminder|message|note|invoice|cancellation|agendamento|consulta|horario|desconto|pagamento|estorno|lembrete|mudanca)"
    r" (?:ya |ja |now )?(?!requerid|necesari|estimad|aproximad|permitid|aceptad|incluid|limitad|recomendad|indicad|based|needed|required|included|allowed)"
    r"(?:\w{2,}(?:ad|id|tid)[oa]s?|hech[oa]s?|feit[oa]s?|emitid[oa]s?|\w{2,}ed|sent|made)\b"
    r"(?! (?:con menos|sin|fuera|dentro|el mismo|con|less|with less|com menos|late))[^?]{0,40}$"
)
OPENER = re.compile(
    r"^\W*(?:listo|lista|perfecto|genial|excelente|super|claro|entendido|great|perfect|sure|perfeito|otimo|ok|vale|va|hecho|done|dale|bueno|pronto)\b\W*(?:\w+\W*){0,2}$"
)
NUMBER = re.compile(
    r"\b(?:codigo|folio|localizador|numero|number|code|ref|reference|id)\b[^?]{0,35}?(?:#|\b[a-z]{0,3}-?\d)"
)
RECEIVED = re.compile(
    r"\b(?:recib\w+|receb\w+|received|got|vimos|vi|veo|vemos|saw|vejo|gracias|obrigad\w+|thanks|thank)\b"
)
TERM = re.compile(r"\b(?:em|en|in|within) \d+ (?:horas|dias|hours|days)\b")
RELATIVE = re.compile(r"\b(?:con (?:el|la) que|(?:booked|reserved|made) under|it was|hora marcada)\b")
