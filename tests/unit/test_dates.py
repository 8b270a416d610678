"""What `find_datetime` promises, one behaviour at a time; breadth is measured in tests/quality."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.agents.dates import FoundDatetime, find_datetime

BOGOTA = ZoneInfo("America/Bogota")
WEDNESDAY = datetime(2026, 11, 25, 10, 30, tzinfo=BOGOTA)


def found(text, now=WEDNESDAY, language="es", hours=None):
    return find_datetime(text, now, language, hours)


def day(text, now=WEDNESDAY, language="es"):
    return found(text, now, language).date


def hour(text, **options):
    return found(text, **options).time


def test_pasado_manana_is_not_manana():
    assert found("pasado mañana a las 4 y media") == FoundDatetime(date="2026-11-27", time="16:30")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("manana", ("2026-11-26", None)),
        ("en la mañana", (None, "morning")),
        ("mañana por la mañana", ("2026-11-26", "morning")),
        ("mañana en la tarde", ("2026-11-26", "afternoon")),
        ("la mañana del viernes", ("2026-11-27", "morning")),
        ("el sabado a la mañana", ("2026-11-28", "morning")),
    ],
)
def test_manana_is_a_day_or_a_part_of_one_by_its_context(text, expected):
    answer = found(text)
    assert (answer.date, answer.period) == expected


def test_part_of_day_gives_a_period_and_no_time():
    assert found("en la tarde") == FoundDatetime(period="afternoon")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("el miércoles", "2026-12-02"),
        ("hoy miércoles", "2026-11-25"),
        ("este miércoles a las 4", "2026-11-25"),
        ("este miércoles a las 9", "2026-12-02"),
        ("el próximo viernes", "2026-11-27"),
        ("el otro viernes", "2026-12-04"),
        ("el viernes en ocho", "2026-12-04"),
        ("el martes de la semana que viene", "2026-12-01"),
        ("el juebes", "2026-11-26"),
    ],
)
def test_weekday_names_follow_the_documented_conventions(text, expected):
    assert day(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("el 28", "2026-11-28"),
        ("el 5", "2026-12-05"),
        ("el 31", "2026-12-31"),
        ("el 5 de noviembre", "2027-11-05"),
        ("5/12", "2026-12-05"),
        ("31 de febrero", None),
        ("29 de febrero", None),
        ("el 5/12/2020", None),
    ],
)
def test_passed_dates_move_on_and_impossible_ones_are_none(text, expected):
    assert day(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a las 3", "15:00"),
        ("a las 9", "09:00"),
        ("a las 9 de la noche", "21:00"),
        ("a las 12 de la noche", "00:00"),
        ("a las 5 menos cuarto", "16:45"),
        ("cuarto para las 5", "16:45"),
        ("15h30", "15:30"),
        ("mediodía", "12:00"),
        ("a las 25", None),
    ],
)
def test_hours_prefer_business_hours_unless_said_otherwise(text, expected):
    assert hour(text) == expected


def test_company_hours_decide_the_half_of_the_day():
    late = {"thursday": (("15:00", "23:00"),)}
    assert hour("el jueves a las 9", hours=late) == "21:00"
    assert hour("el jueves a las 9") == "09:00"


def test_hour_passed_today_is_read_as_the_one_still_ahead():
    assert hour("hoy a las 7", now=WEDNESDAY.replace(hour=6)) == "19:00"
    assert hour("hoy a las 9") == "21:00"


def test_range_of_days_keeps_both_ends():
    answer = found("entre el lunes y el miércoles")
    assert (answer.date, answer.end_date) == ("2026-11-30", "2026-12-02")


def test_range_of_hours_starts_at_its_first():
    assert found("de 10 a 1") == FoundDatetime(time="10:00", not_before="10:00", not_after="13:00")


def test_open_bounds_are_told_apart():
    assert found("después de las 4") == FoundDatetime(time="16:00", not_before="16:00")
    assert found("antes de las 5") == FoundDatetime(not_after="17:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no, mejor el jueves", "2026-11-26"),
        ("el jueves no puedo, el viernes sí", "2026-11-27"),
        ("cambiar mi cita del jueves para el sábado", "2026-11-28"),
        ("del jueves al sábado", "2026-11-26"),
        ("hoy quería pedir cita para el viernes", "2026-11-27"),
        ("la próxima semana, ojalá el viernes", "2026-12-04"),
        ("no puedo el jueves", None),
    ],
)
def test_the_day_meant_is_chosen_among_several(text, expected):
    assert day(text) == expected


def test_hour_belongs_to_the_day_it_follows():
    answer = found("mover la del jueves a las 3 para el viernes a las 5")
    assert (answer.date, answer.time) == ("2026-11-27", "17:00")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "buenas tardes",
        "me cobraron 200 mil",
        "son 300.000",
        "dura 30 min",
        "hace 3 días",
        "tengo 35 años",
        "calle 80 # 12-30",
        "mi número es 310 456 7890",
        "casi me desmayo",
        "¿abren los domingos?",
        "lunes a viernes",
        "el lunes pasado",
        "24 horas",
        "piel tipo 3",
        "a las 2 semanas",
        "soy Domingo Ramírez",
    ],
)
def test_nothing_is_found_where_nothing_was_said(text):
    assert not found(text)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "the day after tomorrow at quarter to 5", ("2026-11-27", "16:45")),
        ("en", "a week from Thursday", ("2026-12-03", None)),
        ("en", "12/15 at noon", ("2026-12-15", "12:00")),
        ("pt", "depois de amanhã às 4 e meia", ("2026-11-27", "16:30")),
        ("pt", "segunda às 10", ("2026-11-30", "10:00")),
        ("pt", "no sábado", ("2026-11-28", None)),
        ("es", "tomorrow at 3pm", ("2026-11-26", "15:00")),
        ("fr", "mañana a las 3", ("2026-11-26", "15:00")),
    ],
)
def test_three_languages_are_read(language, text, expected):
    answer = found(text, language=language)
    assert (answer.date, answer.time) == expected


def test_ordinals_of_portuguese_are_weekdays_only_there():
    assert day("la segunda sesión") is None
    assert day("a segunda sessão", language="pt") is None
    assert day("na segunda", language="pt") == "2026-11-30"


def test_year_end_rolls_over():
    eve = datetime(2026, 12, 31, 23, 50, tzinfo=BOGOTA)
    assert day("mañana", eve) == "2027-01-01"
    assert day("el 31", eve) == "2026-12-31"
    assert day("el mes que viene", eve) == "2027-01-01"


def test_delay_in_hours_counts_from_now():
    assert found("en dos horas") == FoundDatetime(date="2026-11-25", time="12:30")


def test_long_pasted_text_is_read_from_its_start():
    assert day("mañana a las 3. " + "bla bla " * 2000) == "2026-11-26"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("es", "a mediados de la próxima semana", ("2026-12-02", None)),
        ("en", "end of next week", ("2026-12-04", None)),
        ("es", "este viernes no, el otro", ("2026-12-04", None)),
        ("en", "not this friday but the next", ("2026-12-04", None)),
        ("es", "cualquier día menos el lunes", (None, None)),
        ("es", "el 24 en la mañana", ("2026-11-24", None)),
        ("es", "viernes 11 de la mañana", ("2026-11-27", "11:00")),
        ("en", "december twenty-first at noon", ("2026-12-21", "12:00")),
        ("es", "en 48 horas", ("2026-11-25", None)),
        ("en", "friday, not before 10", ("2026-11-27", "10:00")),
        ("es", "la doctora Julia Marte", (None, None)),
    ],
)
def test_wider_grammar(language, text, expected):
    read = find_datetime(text, datetime(2026, 11, 23, 9, 15, tzinfo=BOGOTA), language)
    assert (read.date, read.time) == expected


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("tiene que ser antes del viernes", ("2026-11-25", "2026-11-26")),
        ("a más tardar el jueves", ("2026-11-25", "2026-11-26")),
        ("antes del fin de semana", ("2026-11-25", "2026-11-27")),
        ("el día antes del viernes", ("2026-11-26", None)),
        ("antes de mañana", ("2026-11-25", None)),
        ("no antes del viernes", ("2026-11-27", None)),
        ("antes del mediodía el viernes", ("2026-11-27", None)),
    ],
)
def test_a_deadline_is_the_days_up_to_it(text: str, days: tuple[str, str | None]) -> None:
    said = found(text)
    assert (said.date, said.end_date) == days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("soy Inés Sábado, quiero botox el jueves", "2026-11-26"),
        ("Botox, jueves, Rosa Martes, 3187702211", "2026-11-26"),
        ("Domingo Abril 3127745560", None),
        ("soy Marcela, sábado a las 9", "2026-11-28"),
        ("soy Marcela Sábado a las 9", "2026-11-28"),
        ("Paula Enero 15", "2027-01-15"),
    ],
)
def test_a_surname_is_no_day(text: str, day: str | None) -> None:
    assert found(text).date == day
