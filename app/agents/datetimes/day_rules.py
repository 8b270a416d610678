"""The forms in which a day is named, the most specific first, over the lines of `tokens.symbols`."""

import re
from collections.abc import Callable

from app.agents.datetimes import day_readers as read
from app.agents.datetimes import span_readers as spans

Reader = Callable[[read.Said, read.Moment], read.Span | None]

_N = r"(\d{1,2})"
_ART = r"(?:el |la |the |o |a |al |del |on |na |no |da |do |para |en |de |of |, |in )*"
_NEXT_WEEK = r"(?:NEXT WEEK|ENNEXT WEEK|OTHER WEEK|WEEK COMING|WEEK NEXT|WEEK ENNEXT|following WEEK)"
_TO = r"(?:al|a|hasta|y|e|o|to|and|until|till|through|ate|ao|-)"
_CLOCK_NEXT = (
    r"(?! (?:AM|PM|HS|HOUR|OCLOCK|menos|(?:y|e) (?:HALF|QUARTER|\d)|(?:de|por|da) (?:la )?(?:MORN|AFT|NIGHT)"
    r"|(?:to|para|pras|past|till|before) (?:las |as )?\d|(?:15|30|45|2[5-9]|[345][1-9])(?! (?:HS|de|of|/))))"
)
_YEAR = r"(?: ?(?:de|del|do|,|-|/)? (20\d\d|(?<=del )[23]\d))?"
# Behind an article a number is a day: "el 8 en la mañana"; "viernes 8 de la mañana" is an hour.
_AN_HOUR = (
    r"(?! (?:AM|PM|HS|HOUR|OCLOCK|menos|(?:y|e) (?:HALF|QUARTER|\d)|de la (?:MORN|AFT|NIGHT)"
    r"|(?:to|para|pras|past|till|before) (?:las |as )?\d))"
)
# What may not follow "el 5" for it to be a day of the month: it counts or names something else.
_NOT_COUNTED = (
    r"(?! (?:X|%|MINUTE|HOUR|HS|AM|PM|DAY|WEEK|MONTH|YEAR|HALF|menos|veces|por ciento|ml|cc|mg|cm"
    r"|kg|sesion\w*"
    r"|unidad\w*|zonas?|persona\w*|en 1|de la|de las|de los|(?:y|e) (?:HALF|QUARTER)|por \d|#|/"
    r"|(?:a|para|y|-) \d+ (?!da AFT|da MORN|da NIGHT|de la|AM|PM|HS)))"
)
_DELAY = r"(?:en|dentro de|in|within|daqui(?: a)?|em|de aqui a|aca a|de aca a)"
_MONTH_WORD = r"(MO\d+|(?:THIS|NEXT|ENNEXT) MONTH|MONTH(?: COMING| NEXT)?|YEAR)"
_WEEK = rf"({_NEXT_WEEK}|THIS WEEK|WEEK)"
_START = (
    r"(?:principios?|comienzos?|inicios?|arranque|beginning|start|comeco|comecinho|early|EARLY"
    r"|(?:primeros?|primeiros?|ORD1) DAY)"
)
_MIDDLE = r"(?:mediados?|HALF|meados|meio|mitad|middle|mid|midpoint)"
_END = r"(?:fin|fines|final|finales|end|fim|finais|finalzinho|late|ultimos? DAY|last DAY|PAST DAY)"
_NO = r"(?:not|no|nao|WEEK ser|sin ser|mejor no)"
_THE_FOLLOWING = (
    r"(?:el |la |the |o |a |on |na |no |para |mejor |sino |mas |but |rather |del? |da )*"
    r"(?:NEXT|ENNEXT|OTHER|following|QUE sigue|(?:de )?despues|1 after|subsiguiente)(?: 1| WEEK)?(?= $| [^W ])"
)
_LEAD = r"(?:(?:a|en|para|por|at|by|no|the|ao|em|el|la) )*"
_OF = r"(?:(?:de|del|do|da|of|the|la|este) )*"
_TABLE: tuple[tuple[str, Reader], ...] = (
    (rf"(?:{_ART}WD\d ,? ?)?{_ART}I(\d+)-(\d+)-(\d+)", read.year_first),
    (rf"(?:WD\d ,? ?)?{_ART}F(\d+)/(\d+)/(\d+)", read.numeric),
    (
        rf"(?:del|entre el|entre|from|between|do|de)(?: the| DAY)? {_N}(?: TH)? {_TO}(?: el"
        rf"| the| DAY)? {_N}(?: TH)? (?:(?:de|of) )?MO(\d+){_YEAR}",
        read.days_of_month_named,
    ),
    (
        rf"(?:WD\d ,? ?)?(?:{_ART}(?:DAY )?)?{_N}(?: TH)? ?(?:de|of|-|/|del MONTH de|do MONTH de"
        rf"|d)? MO(\d+){_YEAR}",
        read.day_month,
    ),
    (rf"(?:WD\d ,? ?)?MO(\d+) ?(?:the|-|/|DAY|el)? {_N}(?: TH)?{_CLOCK_NEXT}(?: ?,? (20\d\d))?", read.month_day),
    (r"MO(\d+) R(\d+)-(\d+)", read.days_after_month),
    (
        rf"MO(\d+) (?:the )?{_N}(?: TH)? (?:to|through|until|al|and|or|o|-) (?:the |el )?{_N}(?: TH)?"
        r"(?! (?:AM|PM|HS))",
        read.days_after_month,
    ),
    (r"R(\d+)-(\d+) (?:(?:de|of) )?MO(\d+)", read.days_of_month_named),
    (rf"(?:WD\d ,? ?)?(?:{_ART}(?:DAY )?)?S(\d+)/(\d+)", read.no_year),
    (r"(?:el )?(\d{1,2}) del (\d{1,2})(?= $| [.,?]| a las)", read.no_year),
    (r"(?:WD\d ,? ?)?(?:el|DAY|para el|para|on|del|al) (?:DAY )?R(\d+)-(\d+)", read.no_year),
    (r"(?<=^ )R(\d+)-(\d+)(?= $| (?:a las|T|@))", read.no_year),
    (
        r"(?:de )?(TODAY|TOMORROW|DAT|WD\d) (?:en|a) (8|15)(?: DAY)?(?! (?:AM|PM|HS|HOUR|(?:y|e) HALF))",
        read.in_eight,
    ),
    (r"(?:(a|1|\d+) )?WEEK (?:from|after|a partir de) (?:the )?(TODAY|TOMORROW|DAT|WD\d|now)", read.weeks_from),
    (
        r"(?:(?:en|em|in|dentro de|daqui a) )?(a|1|\d+) WEEK (TODAY|TOMORROW)"
        r"(?= (?:$|[.?,]|at|around|a las|in) ?)",
        read.weeks_from,
    ),
    (r"(a|1|\d+) WEEK on (WD\d)", read.weeks_from),
    (r"DAY ORD(\d+)", read.day_of_month),
    (r"(?:on )?(WD\d|TODAY|TOMORROW) WEEK(?= (?:a|at|in|around|for|T\S+|[.?,])| $)", read.week_after),
    (rf"{_DELAY} (\d) WEEK {_ART}WD(\d)", read.weeks_then_weekday),
    (rf"{_ART}WD(\d) {_DELAY} (\d) WEEK", read.weekday_then_weeks),
    (
        rf"{_DELAY}(?: (?:como|about|unos|unas|uns|umas))? (\d+|a|an|1 par de|a couple of) (DAY"
        r"|WEEK|MONTH|FORTNIGHT)(?: time)?",
        read.delay,
    ),
    (r"(a|\d+) (DAY|WEEK|MONTH) (?:from (?:now|TODAY)|(?:a partir|despues|depois) de TODAY)", read.delay),
    (
        rf"{_ART}(ORD[1-4]|primera|primeira|segunda|tercera|terceira|cuarta|WD[02]|2|ultima|last|PAST) WEEK"
        r" (?:de |of |do |del )?(MO\d+|NEXT MONTH|THIS MONTH|MONTH COMING)",
        spans.week_of_month,
    ),
    (
        rf"{_ART}(ORD[1-4]|primer|primero|primera|primeira|1|2|3|4|segundo|WD0(?= WD)|tercer|tercero|tercera"
        r"|terceir[oa]|QUARTER|quarto"
        rf"|ultimo|ultima|PAST) WD(\d) (?:de |of |do |da |del |in |em )?(MO\d+|(?:THIS|NEXT|ENNEXT) MONTH"
        r"|MONTH(?: COMING| NEXT)?)",
        spans.weekday_of_month,
    ),
    (
        rf"{_NO} (?:el |la |the |o |a |on |na |no |THIS )*WD(\d)(?: COMING| NEXT)? ?,? ?{_THE_FOLLOWING}"
        rf"|WD(\d)(?: COMING| NEXT)? {_NO} ?,? ?{_THE_FOLLOWING}",
        read.weekday_after_that,
    ),
    (r"WD(\d) subsiguiente", read.weekday_after_that),
    (rf"WD(\d) {_ART}{_NEXT_WEEK}", read.weekday_next_week),
    (rf"{_ART}{_NEXT_WEEK} (?:{_ART}|puede ser |podria ser |seria )*WD(\d)", read.weekday_next_week),
    (rf"WD(\d) {_ART}THIS WEEK|{_ART}THIS WEEK {_ART}WD(\d)", read.weekday_this_week),
    (r"(?:entre|between) (?:el |la |a |o )?WD(\d) (?:y|e|and|o) (?:el |la |a |o )?WD(\d)", read.weekdays),
    (
        r"(?:del|da|desde el|from|desde la) WD(\d) (?:al|a|hasta el|to|until|ate|till|through"
        r"|ao)(?: a| el)? WD(\d)",
        read.weekdays,
    ),
    (
        rf"(TODAY|TOMORROW|DAT) ,? ?(?:el |the |on )?(?:THIS )?WD(\d)"
        rf"(?: {_N}(?! (?:y|AM|PM|HS|menos|de la|OCLOCK)))?",
        read.relative_and_matching_weekday,
    ),
    (r"WEEK after ENNEXT|WEEK despues de (?:la )?NEXT|semana seguinte a NEXT", spans.week_after_next),
    (r"WD(\d) after ENNEXT", read.weekday_after_next),
    (r"(?:OTHER|ENNEXT) WD(\d)|WD(\d) (?:de la |da )?OTHER WEEK", read.weekday_next_week),
    (r"(?:THIS )?(?:NEXT|COMING|upcoming) WD(\d)|WD(\d) (?:COMING|NEXT|ENNEXT|upcoming)", read.coming),
    (
        rf"WD(\d) ?,? ?(?:el |the |dia |DAY |o DAY )*{_N}(?: TH)?{_CLOCK_NEXT}{_NOT_COUNTED}"
        rf"|WD(\d) {_N}(?= (?:en|por|a|na|pela) (?:la )?(?:MORN|AFT|NIGHT))",
        read.weekday_and_matching_day,
    ),
    (
        rf"WD(\d) (?:,? ?)(?:the |el |DAY |o DAY )(?:DAY )?{_N}(?: TH)?{_AN_HOUR}{_NOT_COUNTED}"
        rf"|WD(\d) (1[3-9]|2\d|3[01])(?: TH)?{_CLOCK_NEXT}{_NOT_COUNTED}",
        read.weekday_and_day,
    ),
    (r"(TODAY|TOMORROW|DAT)", read.relative),
    (r"THIS(?= (?:MORN|AFT|NIGHT|NOON))", read.tonight),
    (r"(?:THIS )?WD(\d)", read.coming),
    (r"(?:(OTHER|ENNEXT|NEXT) )?(?:THIS )?WEEKEND(?: (?:COMING|NEXT))?", spans.weekend),
    (rf"{_LEAD}{_START} {_OF}{_WEEK}", spans.week_start),
    (rf"{_LEAD}{_MIDDLE} {_OF}{_WEEK}|()midweek|()mid WEEK", spans.week_middle),
    (rf"{_LEAD}{_END} {_OF}{_WEEK}", spans.week_end),
    (_NEXT_WEEK, spans.next_week),
    (r"THIS WEEK|transcurso de(?: la)? WEEK", spans.this_week),
    (
        rf"(?:el |DAY |para el |the |o DAY |no DAY )*{_N} (?:de |del |of |do |deste "
        r"|d)*(THIS MONTH|NEXT MONTH|MONTH COMING|MONTH NEXT|corriente|presente)",
        read.this_or_next_month,
    ),
    (
        rf"{_LEAD}{_START} {_OF}{_MONTH_WORD}",
        spans.month_start,
    ),
    (rf"{_LEAD}{_MIDDLE} (?:- )?{_OF}{_MONTH_WORD}", spans.month_middle),
    (
        rf"{_LEAD}{_END} {_OF}{_MONTH_WORD}",
        spans.month_end,
    ),
    (
        r"(ORD1|primera|primeira|ORD2|segunda|WD0|1|2) FORTNIGHT (?:de |del |do )?(MO\d+|THIS MONTH|NEXT MONTH"
        r"|MONTH(?: COMING)?)",
        spans.half_month,
    ),
    (r"(THIS MONTH|NEXT MONTH|ENNEXT MONTH|MONTH COMING|MONTH NEXT|MONTH entra|OTHER MONTH)", spans.month),
    (r"(?:en|para|in|em|por|a partir de|during|hasta|next|ENNEXT|NEXT) (MO\d+)(?! \d)", spans.named_month),
    (r"FORTNIGHT (?:de |del |do )(MO\d+|THIS MONTH|NEXT MONTH|MONTH COMING)", spans.payday_of_month),
    (r"FORTNIGHT", spans.payday),
    (
        rf"(?:entre el|del|between the|do DAY|from the|DAY) {_N}(?: TH)? {_TO}(?: el"
        rf"| the)? {_N}(?: TH)?(?! MO){_CLOCK_NEXT}{_NOT_COUNTED}",
        read.days_of_month,
    ),
    (
        r"(?:el|DAY|el DAY|the|on the|o DAY|para el|pal|al|del|no DAY"
        rf"|dia|(?:THIS|(?:THIS |el |o )NEXT)(?! 1 )) (?:DAY )?{_N}(?: TH)?{_AN_HOUR}{_NOT_COUNTED}",
        read.day_of_month,
    ),
    (rf"{_N} TH", read.day_of_month),
)
RULES: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(rf"(?<= )(?:{pattern})(?= )"), reader) for pattern, reader in _TABLE
)

# Forms that hold only where weekday and date agree; else the words mean something else.
CONDITIONAL = frozenset({read.weekday_and_matching_day, read.relative_and_matching_weekday})
