"""Days, times and slots as customers read them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.agents.phrases.booking import phrase
from app.agents.ports import Appointment, Slot
from app.agents.wording import join_list
from app.config.company_config import CompanyConfig

_DAYS = {
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "pt": ("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"),
}
_MONTHS = {
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
        "noviembre", "diciembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    "pt": (
        "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
        "novembro", "dezembro",
    ),
}  # fmt: skip
_RELATIVE = {"es": ("hoy ", "mañana "), "en": ("today ", "tomorrow "), "pt": ("hoje ", "amanhã ")}
_TWENTY_FOUR_HOURS = frozenset({"ES", "AR", "UY", "CL", "BR", "PT"})


class Speech:
    """How one company speaks of time, in one language, seen from `now`."""

    def __init__(self, company: CompanyConfig, language: str, now: datetime) -> None:
        self._company, self._now = company, now
        self._language = language if language in _DAYS else "es"

    def day(self, day: date) -> str:
        """`jueves 26 de noviembre`; the year only when it is another one."""
        weekday, month = _DAYS[self._language][day.weekday()], _MONTHS[self._language][day.month - 1]
        if self._language == "en":
            text = f"{weekday}, {month} {day.day}"
        else:
            comma = "," if self._language == "pt" else ""
            text = f"{weekday}{comma} {day.day} de {month}"
        if day.year == self._now.year or day - self._now.date() < timedelta(days=60):
            return text
        return f"{text}, {day.year}" if self._language == "en" else f"{text} de {day.year}"

    def clock(self, moment: datetime) -> str:
        """`3:00 p. m.`, `3:00 pm` or `15:00`, as the country and language have it."""
        if self._language == "pt" or (self._language == "es" and self._company.country in _TWENTY_FOUR_HOURS):
            return f"{moment:%H:%M}"
        hour = moment.hour % 12 or 12
        halves = ("a. m.", "p. m.") if self._language == "es" else ("am", "pm")
        return f"{hour}:{moment:%M} {halves[moment.hour >= 12]}"

    def moment(self, start: datetime) -> str:
        """`mañana martes 24 de noviembre a las 3:00 p. m.`"""
        days = (start.date() - self._now.date()).days
        relative = _RELATIVE[self._language][days] if 0 <= days < 2 else ""
        return f"{relative}{self.day(start.date())} {self._at(start)}{self.clock(start)}"

    def the_moment(self, start: datetime) -> str:
        """As `moment`, with the article where Spanish wants one: `el martes 24 …`, `mañana martes 24 …`."""
        text = self.moment(start)
        bare = self._language == "es" and not text.startswith(_RELATIVE["es"])
        return f"el {text}" if bare else text

    def label(self, start: datetime) -> str:
        """A button of at most 20 characters that `find_datetime` would read back: `mar 24 nov 3:00 pm`."""
        weekday, month = _DAYS[self._language][start.weekday()][:3], _MONTHS[self._language][start.month - 1][:3]
        day = f"{weekday} {month} {start.day}" if self._language == "en" else f"{weekday} {start.day} {month}"
        return f"{day} {self.clock(start).replace('. ', '').replace('.', '')}"

    def slots(self, slots: Sequence[Slot]) -> str:
        """One line per day: `• jueves 26 de noviembre: 9:00 a. m. y 11:00 a. m.`"""
        by_day: dict[date, list[str]] = {}
        for slot in slots:
            by_day.setdefault(slot.start.date(), []).append(self.clock(slot.start))
        today = self._now.date()
        lines = []
        for day, clocks in by_day.items():
            days = (day - today).days
            relative = _RELATIVE[self._language][days] if 0 <= days < 2 else ""
            lines.append(f"• {relative}{self.day(day)}: {join_list(clocks, self._language)}")
        return "\n".join(lines)

    def appointment(self, appointment: Appointment) -> str:
        """`Botox, mañana martes 24 de noviembre a las 3:00 p. m.`"""
        return f"{appointment.treatment_name}, {self.moment(appointment.start)}"

    def hours(self, hours: float) -> str:
        """`2 horas`, `30 minutos`."""
        if hours == 1:
            return phrase("hour", self._company, self._language)
        whole = hours >= 1
        count = f"{hours:g}" if whole else f"{hours * 60:g}"
        return phrase("hours" if whole else "minutes", self._company, self._language, count=count)

    def ranges(self, ranges: Sequence[tuple[datetime, datetime]]) -> str:
        """`de 8:00 a. m. a 7:00 p. m.`"""
        words = {"es": ("de {} a {}"), "en": "from {} to {}", "pt": "das {} às {}"}[self._language]
        return join_list([words.format(self.clock(a), self.clock(b)) for a, b in ranges], self._language)

    def _at(self, moment: datetime) -> str:
        if self._language == "en":
            return "at "
        one = moment.hour == 1 if self._language == "pt" else self._one(moment)
        if self._language == "pt":
            return "à " if one else "às "
        return "a la " if one else "a las "

    def _one(self, moment: datetime) -> bool:
        twelve = self._company.country not in _TWENTY_FOUR_HOURS
        return (moment.hour % 12 if twelve else moment.hour) == 1
