"""What a question asks about, by words: price, length, hours, place, payment, contact, offers, choice."""

import re
from enum import StrEnum

from app.agents.folding import fold


class Kind(StrEnum):
    """A thing customers ask of a company that its configuration may answer."""

    PRICE = "price"
    DURATION = "duration"
    HOURS = "hours"
    LOCATION = "location"
    PAYMENT = "payment"
    CONTACT = "contact"
    PROMOTIONS = "promotions"
    SERVICES = "services"
    COMPARISON = "comparison"
    PREPARATION = "preparation"
    PERSON = "person"


_PATTERNS: dict[Kind, str] = {
    Kind.PRICE: r"\bcuesta\w*|\bcuest[ao]|\bcosto|\bcoste|\bprecio|\bpresio|\bvalor\b|\bvale[ns]?\b|\btarifa|"
    r"\ba como\b|\bcuanto (?:sale|es|cobran|me sale|seria|esta|por)|\bcobra[ns]?\b|\bpresupuesto|\bcotiza|"
    r"\bprices?\b|\bhow much\b|\bcost|\bfees?\b|\bpreco|\bquanto (?:custa|e|fica|sai|cobra|ta)|\borcamento",
    Kind.DURATION: r"\bcuanto (?:dura|demora|tarda|tiempo(?! antes))|\bcuant[oa]s (?:minutos|horas|hrs)|\bduracion|\bque tanto dura|"
    r"\bhow long|\bduration|\bquanto tempo|\bduracao|\bdemora quanto",
    Kind.HOURS: r"\bhorarios?\b|\ba que hora(?:s)? (?:abren|cierran|atienden|empiezan)|\babr(?:en|is|e|ir)\b|"
    r"\bcierra?n\b|\batienden\b|\bestan abiertos|\bhasta que hora|\bdesde que hora|\bopening hours|\bopen\b|"
    r"\bclose\b|\bwhat time do you|\bhorario de (?:atencion|funcionamento)|\babrem\b|\bfecham\b|\bfuncionam\b",
    Kind.LOCATION: r"\bdonde (?:estan|queda|es|se ubican|los encuentro|estais|es el)|\bdireccion|\bubicacion|\bubicad|"
    r"\bubican|\bcomo (?:llego|llegar|se llega|llegamos)|\bllegar (?:al?|a la|hasta|desde|en)\b|\bque barrio|\bwhere (?:are|is)|\baddress\b|\blocated|\blocation|"
    r"\bonde (?:fica|voces|e)|\bendereco|\blocalizacao",
    Kind.PAYMENT: r"\bformas? de pago|\bmedios? de pago|\bmetodos? de pago|\btarjeta|\bpago con|\bpagar con|\befectivo|"
    r"\bnequi|\bdaviplata|\btransferencia|\bbizum|\bpse\b|\bpayment|\bpay (?:with|by)|\bcredit card|\bcash\b|"
    r"\bformas de pagamento|\bcartao|\bpix\b|\bdinheiro\b",
    Kind.CONTACT: r"\btelefono|\bnumero (?:de|para|al)|\bwhatsapp|\bcorreo|\bemail|\bcontact|\bphone\b|\bllamar(?:los|les)|"
    r"\binstagram|\bpagina web|\bwebsite|\btelefone",
    Kind.PROMOTIONS: r"\bpromo|\bdescuento|\boferta|\bcombo|\bbono\b|\brebaja|\b2x1|\bdiscount|\bdeals?\b|\bspecial offer|"
    r"\bdesconto",
    Kind.SERVICES: r"\bque (?:\w+ )?(?:servicios|tratamientos|procedimientos|ofrecen|hacen|manejan|realizan)|"
    r"\b(?:servicios|tratamientos) (?:que )?(?:ofrecen|tienen|manejan|hacen|hay)|\bwhat (?:services|treatments|do you offer)|"
    r"\bquais (?:servicos|tratamentos|procedimentos)|\bo que voces (?:fazem|oferecem)|\bportafolio|\bcatalogo",
    Kind.COMPARISON: r"\bdiferencia|\bcual es mejor|\bque es mejor|\bmejor (?:el|la|entre)|\bcompar|\b(?:vs|versus)\b|"
    r"\bdifference|\bwhich is better|\bdiferenca|\bqual e melhor|\bcual me (?:recomienda|conviene)",
    Kind.PREPARATION: r"\bprepar(?:o|arme|acion|arse|ativo)|\bque debo (?:hacer|llevar)|\bantes de (?:la cita|ir|el|hacer)|"
    r"\bhow (?:do|should) i prepare|\bcomo me preparo",
    Kind.PERSON: r"\b(?:hablar|comunic\w+|contact\w+|atiend\w+|pas\w+|habla) (?:\w+ ){0,3}(?:una persona|un humano|alguien|"
    r"un asesor|una asesora|asesor|humano|recepcion|un agente|el doctor|la doctora|gerente|encargad[oa])|"
    r"\b(?:asesor|persona|agente) (?:humano|real)|\bno quiero (?:hablar con )?(?:un |el )?(?:bot|robot)|"
    r"\b(?:talk|speak) (?:to|with) (?:a |an |some)?(?:human|person|agent|someone|real)|\bfalar com (?:uma? )?"
    r"(?:pessoa|atendente|humano|alguem)|\batendente\b",
}
_COMPILED = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}


def kinds_of(question: str) -> frozenset[Kind]:
    """Every kind whose words stand in the question, in Spanish, English or Portuguese."""
    folded = fold(question)
    return frozenset(kind for kind, pattern in _COMPILED.items() if pattern.search(folded))
