"""Vocabulary behind the treatment finder: what names nothing by itself, and common names across languages."""

from collections.abc import Mapping

from app.agents.folding import vocabulary

CONNECTORS = vocabulary(
    """
    a al con da das de del do dos e el en for la las los of para por the y
    """
)

# Words that stand in many treatments' names and in ordinary requests.
GENERIC = vocabulary(
    """
    aplicacion aplicaciones atencion cita citas consulta consultas control controles evaluacion hora
    manejo paquete plan primera procedimiento programa revision servicio servicios sesion sesiones
    terapia tipo tratamiento tratamientos treatment turno valoracion zona zonas tratamento sessao
    avaliacao
    """
)

# Generic words that do name a service once the customer wants to book one.
VISITS = vocabulary(
    """
    consulta valoracion control revision evaluacion avaliacao assessment consultation
    """
)

# Adjectives that tell treatments apart only beside their noun: "clinica dental" asks for nothing.
QUALIFIERS = vocabulary(
    """
    avanzada avanzado basica basico bucal capilar clasica clasico clinica clinico completa completo
    corporal cosmetica cosmetico dental dentales dermatologica dermatologico estetica estetico express
    facial faciales general integral intensivo intima manual medica medico mujer hombre natural oral
    piel profesional profunda profundo quimica quimico simple cara cuerpo dientes diente rostro manos
    pies adulto adultos infantil ninos pareja parejas digital inicial
    """
)

# Words one letter away from a treatment that mean something else.
COMMON_WORDS = vocabulary(
    """
    boton botones botas bota botes botos votos voto boto tarjeta rellano lazer rizos masaje masas
    mensaje mensajes limpio limpia limpias limpiar corona coronas corono resumen pelar pelando
    """
)


def _said(verbs: tuple[str, ...]) -> tuple[str, ...]:
    """ "Que me saquen una muela", "sacarme el diente": a treatment by what is done to a tooth."""
    return tuple(f"{verb} {which}{tooth}" for verb in verbs for which in _WHICH for tooth in ("muela", "diente"))


_WHICH = ("una ", "la ", "un ", "el ", "esta ", "este ", "")

# Term of a name or alias (folded) -> other common names of the same service, other languages included.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "botox": ("toxina botulinica", "botulinum toxin", "botulinica", "baby botox", "botoks", "btx"),
    "toxina botulinica": ("botox",),
    "relleno": (
        "acido hialuronico",
        "filler",
        "dermal filler",
        "preenchimento",
        "hialuronico",
        "relleno facial",
        "rellenito",
    ),
    "rellenos": (
        "rellenarme los labios",
        "aumento de labios",
        "labios mas gruesos",
        "lip filler",
        "lip fillers",
        "preenchimento labial",
        "acido hialuronico",
        "filler",
        "dermal filler",
        "preenchimento",
        "hialuronico",
        "relleno facial",
        "rellenito",
    ),
    "hidrafacial": ("hydrafacial", "hydra facial", "hidra facial", "hidra", "hydra"),
    "hydrafacial": ("hidrafacial", "hidra facial", "hidra", "hydra"),
    "limpieza facial": (
        "limpieza de cutis",
        "limpiarme la cara",
        "limpiarme el cutis",
        "limpiar la cara",
        "puntos negros",
        "limpieza de poros",
        "limpieza de cara",
        "limpieza de piel",
        "limpieza de rostro",
        "facial cleansing",
        "facial cleaning",
        "deep cleansing facial",
        "limpeza de pele",
        "limpeza facial",
    ),
    "limpieza dental": (
        "limpieza de dientes",
        "profilaxis",
        "sarro",
        "destartraje",
        "detartraje",
        "tartaro",
        "limpiarme los dientes",
        "limpiarse los dientes",
        "limpiar los dientes",
        "limpiada de dientes",
        "dental cleaning",
        "teeth cleaning",
        "limpeza dental",
        "limpeza dos dentes",
        "limpeza de dentes",
    ),
    "blanqueamiento": (
        "teeth whitening",
        "whitening",
        "blanquear los dientes",
        "blanquearme los dientes",
        "dientes mas blancos",
        "blanqueo dental",
        "blanqueo de dientes",
        "aclarar los dientes",
        "clarear os dentes",
        "clareamento",
        "clareamento dental",
        "aclaramiento dental",
    ),
    "ortodoncia": (
        "brackets",
        "brakets",
        "frenos",
        "frenillos",
        "alineadores",
        "enderezar los dientes",
        "braces",
        "ortodontia",
        "aparelho ortodontico",
    ),
    "brackets": ("ortodoncia", "braces", "frenillos", "frenos"),
    "endodoncia": ("tratamiento de conducto", "conducto", "root canal", "canal dental", "tratamento de canal"),
    "extraccion": (
        *_said(
            (
                "sacar",
                "sacarme",
                "saquen",
                "saque",
                "quitar",
                "quitarme",
                "quiten",
                "extraer",
                "extraerme",
                "extraigan",
            )
        ),
        "arrancar um dente",
        "pull a tooth",
        "pull out a tooth",
        "tooth pulled",
        "tooth extraction",
        "exodoncia",
        "extracao",
    ),
    "cordal": ("muela del juicio", "cordales", "wisdom tooth", "siso"),
    "implante dental": ("dental implant", "implante dentario"),
    "carilla": ("veneer", "faceta"),
    "resina": (
        *_said(("calzar", "tapar", "taparme", "tapen", "tape", "arreglar", "arreglarme", "arreglen", "resanar")),
        "calza",
        "caries",
        "cavity",
        "empaste",
        "obturacion",
        "tapadura",
        "dental filling",
    ),
    "valoracion": ("cita de valoracion", "consulta de valoracion", "primera consulta", "assessment", "avaliacao"),
    "consulta dermatologica": (
        "dermatologo",
        "dermatologa",
        "dermatologia",
        "dermatology consultation",
        "dermatologist",
        "consulta dermatologo",
        "dermatologista",
    ),
    "laser": ("tratamiento laser", "laser treatment", "lazer"),
    "depilacion": ("depilacion laser", "hair removal", "laser hair removal", "depilacao", "depilacao a laser"),
    "peeling quimico": ("chemical peel", "peeling", "peel"),
    "masaje relajante": (
        "relaxing massage",
        "swedish massage",
        "massagem relaxante",
        "masaje de relajacion",
        "masajito",
    ),
    "masaje": ("massage", "massagem", "masajito"),
    "piedras calientes": ("hot stone", "hot stones", "pedras quentes"),
    "drenaje linfatico": ("lymphatic drainage", "drenagem linfatica", "drenaje"),
    "exfoliacion": ("exfoliation", "body scrub", "esfoliacao", "scrub"),
    "manicura": ("manicure",),
    "manicure": ("manicura",),
    "pedicura": ("pedicure",),
    "pedicure": ("pedicura",),
    "aromaterapia": ("aromatherapy",),
    "reflexologia": ("reflexology", "reflexologia podal"),
    "circuito": ("circuito spa", "spa circuit", "circuito termal", "circuito de aguas"),
    "facial": ("facial treatment", "tratamento facial"),
}
