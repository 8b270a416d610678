"""Words by which a statement is recognised as speaking of appointments, people, messages or money.

Stems, matched at the start of a word as it sounds (`folding.sound`), so that spelling mistakes change little.
"""

from app.agents.folding import sound


def _stems(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sound(stem) for stem in text.split()))


# Nothing else is called so.
AGENDA = _stems(
    "cita turno reserv agenda calendario cupo espacio puesto agendamiento compromiso asistencia hora hueco camilla "
    "campito lugar visit sesion consult valoracion horario solicitud sillon codigo folio localizador "
    "cambio apoint booking slot spot reservation session calendar schedul chair marcacao vaga sessao consulta"
)
# Verbs of the agenda, whatever their ending.
KEEPS = _stems(
    "agend reagend reserv confirm program reprogram apart separ registr cancel anul cambi movi muev modific aplaz "
    "adelant bloque asign anot asegur garantiz inscrib inscrit apunt proces tramit coordin pact acord concret "
    "elimin borr liber cancelled cancellation apalabr cuadr book resched sched secur pencil slott squeez marcad marcar marque remarc "
    "desmarc encaix confirmd guard complet"
)
STAFF = _stems(
    "asesor agente equipo person recepcion doctor dr dra medic human companer especialista recepcao encargad supervisor "
    "coordinador alguien soporte ticket jefa jefe gerente team agent someone somebody manager staff reception "
    "fisioterapeut fisio terapeut terapist dentist odontolog ortodonc veterinari vet dermatolog psicolog nutrici kinesiolog estetic cosmet barber estilist "
    "masajist massagist enfermer secretari administr higienist nurse hygienist therapist physio stylist director dueno duena propietari "
    "receptionist specialist colleague coordinator desk equipe alguem doutor atendente pessoa consultor colega"
)
REACHES = _stems(
    "llam escrib contact contat respond comunic transf deriv conect canaliz avis notif inform escal pase pasa paso pasando pasar "
    "remit devolv buscar reach answer forward looped alert connect passed passing passar passo liga ligar chamar "
    "encaminh retorna told hablar habl marcara marca pendiente tanto"
)
MESSAGE = _stems(
    "confirmacion comprobante recibo factura correo email mail whats sms mensaje enlace link ubicacion invitacion "
    "recordatorio bandeja detalle confirmation receipt invoice text message inbox reminder confirmacao comprovante"
)
MONEY = _stems(
    "pago abono abonamos anticipo deposito transferencia consignacion sena payment deposit transfer pagamento "
    "sinal pix dinero saldo cobro reembols refund estorn card descuent desconto discount devoluc pagaste"
)

OF_THE_AGENDA = AGENDA + KEEPS
# In the order in which a clause keeps them.
SENSES = {"staff": STAFF, "reaches": REACHES, "message": MESSAGE, "money": MONEY}
