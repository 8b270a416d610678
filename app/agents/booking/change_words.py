"""Words that change, keep or ask for an appointment that stands in the book, in three languages (folded text)."""

import re

VISIT = (
    r"(?:citas?|turnos?|horas?|reservas?|reservacion|consultas?|sesion|visitas?|"
    r"appointments?|bookings?|horarios?|visit|agendamentos?)"
)
_ENDS = r"(?:ar|a|e|en|an|amos|emos|o|es|as)?(?:me|nos|se)?(?:l[ao]s?)?"
_CHANGE = (  # what a customer does to an appointment; "correcto", "adelante", "móvil", "pasado" are other words
    rf"(?:cambi\w*|muev\w*|mov(?:er|amos|ieran?){_ENDS}|corr(?:er|a|e|an|en|o|amos|emos)(?:me|nos|se)?(?:l[ao]s?)?"
    rf"|recorr\w*|pas(?:ar|a|e|en|an|amos|emos|as)(?:me|nos|se)?(?:l[ao]s?)?|apla[zc]{_ENDS}|posterg\w*|pospon\w*"
    rf"|adelant(?:ar|a|en|an|emos|arian?)(?:me|nos|se)?(?:l[ao]s?)?|adelante(?= la| mi| me)"
    rf"|atras(?:ar|a|e|en|an){_ENDS}"
    r"|retras\w*|modific\w*|desplaz\w*|traslad\w*|transferir\w*|mud(?:ar|a|e|o|ei)|tro(?:car|ca|que|co)|adi(?:ar|e|a)"
    r"|pass(?:ar|a|e|em)|jog(?:ar|a|ue)|alter(?:ar|a|e)\w*|empurr\w*|antecip\w*|adiant(?:ar|a|e)|chang\w*|push\w*|shift\w*|bump\w*|swap\w*|switch\w*|postpon\w*|delay\w*)"
)
_MOVING = (
    r"(?:cambiar|mover|correr|recorrer|aplazar|postergar|posponer|adelantar|atrasar|retrasar|modificar|desplazar|"
    r"trasladar|reprogramar|reagendar|mudar|trocar|adiar|antecipar|adiantar|remarcar|moved|changed|rescheduled|"
    r"postponed|pushed|shifted)"
)
_CAN = (
    r"(?:(?:puede[sn]?|podria[ns]?|podemos|podes|podras?|pueda[ns]?|quiero|quisiera|necesito|prefiero|toca|"
    r"va[ns]? a|quieren?|sera posible|es posible|se puede|tocaria|gustaria|me) )?"
)
MOVE = re.compile(
    r"\b(?:re-?agend\w*|reprogram\w*|re-?calendari\w*|reschedul\w*|remarc\w*)\b"
    rf"|\b{_CHANGE}\b[^.?!]{{0,30}}\b(?:{VISIT}|fecha|dia|date|time|data)\b"
    rf"|\b{_CHANGE}\b[^.?!]{{0,15}}\b(?:lo|la|el|o|a) d(?:el?|a|o)\b"
    r"|\b(?:cambiar|mover|correr|recorrer|pasar|aplazar|postergar|modificar|posponer|adelantar|atrasar|retrasar|"
    r"trasladar)(?:la|lo|mela|melo|sela|selo|nosla)\b"
    r"|\b(?:cambi[ae]n?|muev[ae]n?|pas[ae]n?|corr[ae]n?|recorr[ae]n?|aplac[e]n?|aplaza|posterg\w+|adelant[ae]n?|pospon|"
    r"traslad[ae]n?|modifi[cq]u?[ae])(?:me|se|nos)?l[ao]\b"
    rf"|\bl[ao] {_CAN}(?:pas|cambi|muev|mov|corr|recorr|adelant|aplaz|posterg|traslad|atras|retras)"
    r"(?:o|a|e|as|an|es|en|ar|amos|emos|er|ieras?|aran?|arian?)\b"
    rf"|\bl[ao] {_CAN}(?:dej|pon)(?:a|e|an|en|ar|er|as|es|ga|gan)\b(?: mejor| mas bien)? (?:para|pal?|el|a)\b"
    r"|\b(?:dejar|poner|pon|deje|ponga)(?:me)?l[ao] (?:mejor |mas bien )?(?:para|pal?) (?:el|la|manana|hoy)\b"
    rf"|\b(?:pon|dej)\w*\b[^.?!]{{0,12}}\b(?:mi|la) {VISIT}\b[^.?!]{{0,25}}\b(?:mas bien|mejor|para)\b"
    r"|\b(?:move|change|push|reschedule|bump|shift|switch|postpone) (?:it|my)\b"
    r"|\bmudar (?:para|pra|o dia|a hora|o horario)\b"
    rf"|\b(?:mi|mis|la|my|minha|meu) {VISIT}\b[^.?!]{{0,45}}\b{_MOVING}\b"
    rf"|\b{VISIT}\b[^.?!]{{0,40}}\b(?:la|lo) (?:puedo|pueden?|podemos|podria\w*|podrian|podes|puedes) "
    rf"(?:{_MOVING}|pasar)"
)
_CANCELLING = (
    r"(?:cancel\w*|anul\w*|desmarc\w*|desagend\w*"
    r"|(?:elimin|borr|quit|suspend)(?:ar|a|e|en|es|an|aran|emos|amos)l?[ao]?s?)"
)
_NOT_MOVED = (
    r"(?:cambi\w*|muev\w*|mover\w*|reprogram\w*|reagend\w*|apla[zc]\w*|remar\w*|mud(?:ar|a|e)|adi(?:ar|e)"
    r"|chang\w*|mov(?:e|ing)|resched\w*)"
)
_NOT_TO = r"(?:no|nao|don'?t|do not|dont|never|nunca|ni)"
# "No la cancele", "mejor no la muevan", "don't cancel it", "no quiero cancelar": what stands is to stay.
KEEP = re.compile(
    rf"\b{_NOT_TO} (?:(?:me|se|nos|la|las|lo|le|te|a|o|quiero|quisiera|queria|vaya[ns]? a|vayas a|va a|quero|"
    rf"precisa|hace falta|want to|need to|please|favor) )*(?:{_CANCELLING}|{_NOT_MOVED})\b"
    r"|\b(?:dej|mant[ei]+n|conserv)\w*l[ao]s?\b"
    r"(?! (?:mejor |mas bien )?(?:para|pal?|a l|el (?:lunes|martes|miercoles|jueves|viernes|sabado)))"
    r"|\b(?:leave|keep) (?:it|my appointment|that one)\b(?! (?:for|on|at))"
    r"|\b(?:siempre|al final|ya) si (?:voy|puedo|alcanzo|quiero ir|la quiero)\b"
    r"|\bsi voy a (?:ir|poder|llegar|asistir)\b"
    r"|\b(?:deixa|mantem|mantenha|deixe) (?:como esta|assim|ela|a consulta|o horario)\b"
    r"|\bdeja(?:la|lo)? (?:como esta|asi)\b"
    r"|\b(?:i can make it|i'?ll be there|vou sim|eu vou sim)\b"
)
CANCEL = re.compile(
    r"\b(?:cancel\w*|anul\w*|desmarc\w*|desagend\w*)\b"
    rf"|\b(?:elimin|borr|quit|dar de baja|suspend)\w*\b[^.?!]{{0,20}}\b{VISIT}\b"
)
# Who cannot come: a cancellation, unless another time is wished with it.
CANNOT_COME = re.compile(
    r"\b(?:ya )?no (?:voy a|puedo|podre|voy|alcanzo a|alcanzare a) (?:poder )?(?:ir|asistir|llegar)\b"
    r"|\bno podre (?:ir|asistir)\b"
    r"|\b(?:can'?t|cannot|won'?t be able to|not going to|couldn'?t) (?:make it|come|attend)\b"
    r"|\bnao (?:vou|posso|vou poder|consigo|vou conseguir) (?:poder )?(?:ir|comparecer)\b"
)
# The time there is will not do, or another is preferred to it.
GIVES_UP = re.compile(
    r"\b(?:no (?:puedo|podre|alcanzo|llego|voy a (?:poder|alcanzar|llegar)|me (?:queda|sirve|da|va|cuadra))|"
    r"se me (?:complic|dificult|present|cruz|atraves|hace|hizo)\w*|"
    r"(?:me salio|me surgio|me resulto|surgio|salio|tengo|tuve) (?:un|una|algo)\b|"
    r"can'?t|cannot|won'?t|something came up|instead|rather than|"
    r"nao (?:vou|consigo|posso|da)|surgiu|apareceu|tive um|complicou|"
    r"en (?:vez|lugar) de|em vez de|mas bien|(?:lo|la|el|o) del?\b)"
)
POLICY = re.compile(
    r"\b(?:politica|penalidad|penalizacion|multa|cobran|cobra|pasa si|que pasa|policy|fee|e se)\b[^?!.]*cancel"
    r"|cancel\w*[^?!.]*\b(?:cobran|cobra|multa|costo|cuesta|penal|fee|anticipacion)"
)
_WHEN_IS = (
    r"(?: (?:agendad\w+|programad\w+|pendientes?|reservad\w+|a mi nombre|activas?|marcad\w+|con ustedes|hoy|manana"
    r"|esta semana|(?:la|para la|en la) (?:otra|proxima) semana|la semana que viene|este mes|el \w+|verdad|cierto"
    r"|no|o no|right|booked|scheduled|tomorrow|today|this week|next week|coming up|semana que vem"
    r"|essa semana|ne))*"
)
QUERY = re.compile(
    rf"\b(?:cuando|when's|what time's|"
    rf"que dia|a que hora|para cuando|en que fecha|que fecha|donde veo|what time|when|"
    rf"que horas?|quando|que horario)\b"
    rf"[^?!.]{{0,20}}(?:\b|(?<='s ))(?:es|era|my|"
    rf"tengo|quedo|quedaba|queda|seria|sera|is|was|do i have|tenho|ficou|e|"
    rf"me toca|toca|tenia)\b"
    rf"[^?!.]{{0,20}}\b(?:mi|mis|la|my|meu|minha)?\s*{VISIT}\b"
    rf"|\b(?:cuando|a que hora|que dia) (?:me toca|tengo que ir|debo ir|voy|me agend\w+|me qued\w+)\b"
    rf"|\b(?:tengo|tenia|tendre|hay) (?:(?:alguna|una|un|mi|mis|ya|ya una|dos|tres|varias|\d) )?{VISIT}{_WHEN_IS}"
    r"[, ]*"
    r"(?:verdad|cierto|no)?\?+"
    rf"|\b(?:que|cuales|cuantas|quais|quantas|which|what) (?:son (?:mis|las) )?{VISIT} (?:(?:son las que|ya) )?"
    r"(?:tengo|tenia|me quedan|do i have|i have|have i|tenho|eu tenho)\b"
    rf"|\b(?:recuerd\w*|recorda\w*|confirm\w*|consult\w*|ver|revis\w*|sab\w*|dime|digame|decime|check|"
    rf"see|know|verificar|olvid\w+) "
    rf"(?:(?:me|la|el|a|cuando|que|de|hora|dia|fecha|si|tengo|es|era|when|what|is|time|"
    rf"por favor) )*(?:mi|mis|my|meu|minha) (?:proximas? )?{VISIT}\b"
    rf"|\b(?:do i have|have i got) (?:an? |any )?{VISIT}|\btenho (?:algum |alguma |um |"
    rf"uma )?{VISIT}(?: marcad\w+)?\?"
    rf"|^(?:mi|mis|my|meu|minha) {VISIT}\??$"
)
