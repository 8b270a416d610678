"""A false promise is recognised however it is phrased; an offer, a rule or a refusal is not one."""

import pytest

from app.agents.claims import claims_done

DONE = """
Su cita quedó agendada para el martes a las 3.
tu cita quedo confirmada!
¡Listo! Le agendé su cita para mañana.
Ya le reservé el espacio de las 10.
Cita confirmada para el viernes.
Te agendé para el jueves a las 5 pm
Ya te dejé agendada para el lunes.
Ya lo dejé agendado, don Carlos.
Queda agendado para el 5 de marzo a las 10:00.
Quedó reservado su cupo.
Hemos agendado su valoración para el sábado.
He reservado tu hora el lunes.
Su cita ha sido cancelada.
Cancelé tu cita del martes.
Ya cancelamos su reserva.
Su turno fue reprogramado para el jueves.
Tu turno está confirmado.
Listo, te anoté para mañana a las 11.
Ya te apunté para el viernes a las 9.
Lo esperamos el martes a las 3.
Te esperamos mañana a las 10.
La esperamos el próximo lunes.
Su reserva está lista para el viernes.
Ya quedaste agendada.
Usted ya quedó agendado.
Sí, su cita está agendada.
Le confirmo su cita para el martes 5.
Te confirmo tu cita el viernes a las 4.
Cita agendada ✅
Agendado! Nos vemos el martes.
Reservado ✅ martes 10:00
Moví tu cita al jueves.
Ya cambié su cita para las 5.
Su cita se ha movido al viernes.
Acabo de agendar su cita.
Acabo de reservar su espacio para las 3.
La cita se agendó correctamente.
Se agendó su cita con éxito.
Tu cita se canceló.
Nos vemos el jueves a las 10.
Ya está, tu cita quedó agendada!
Su cita: martes 10:00, confirmada.
Hecho, le aparté el martes a las 9.
Le registré la cita para el lunes.
No se preocupe, su cita quedó agendada.
Si necesita algo más, avíseme: su cita ya está confirmada.
Con gusto. También quedó agendada su limpieza.
El botox cuesta $450.000 y su cita quedó agendada.
Your appointment is booked for Tuesday.
I've booked you for Tuesday at 3.
You're all set for Friday.
Your booking has been confirmed.
I have cancelled your appointment.
You are booked for Monday at 10.
We have rescheduled your visit to Monday.
See you on Tuesday at 3!
Appointment confirmed for Friday.
Your appointment has been moved to Monday.
I went ahead and scheduled your appointment.
Sua consulta foi marcada para terça.
Agendei sua consulta para amanhã.
Seu horário ficou marcado para as 10h.
Sua consulta está confirmada.
Cancelei seu agendamento.
Já marquei para você na sexta às 15h.
Seu agendamento foi cancelado.
Agendamento confirmado para sexta.
Prontinho, está agendado!
Te esperamos na sexta às 10.
Sua consulta foi remarcada.
""".strip().splitlines()

INNOCENT = """
¿Desea que le agende?
¿Desea que le agende una cita?
¿Quiere que le reserve el martes a las 3?
¿Le agendo para el martes a las 3?
¿Te reservo el jueves a las 10?
Para dejar su cita agendada necesito su nombre y teléfono.
Para que su cita quede agendada me falta su nombre.
Su cita quedará agendada cuando me confirme.
Si me da su nombre, le agendo el martes.
Aún no he agendado su cita.
Todavía no he registrado ningún cambio en la agenda.
No pude agendar su cita.
La cita no está confirmada todavía.
Puede cancelar su cita hasta 2 horas antes.
Las citas canceladas con menos de 2 horas pagan una penalidad.
¿Confirma la cita para el martes a las 3?
Confirmo: limpieza facial el martes 3 a las 10:00. ¿Es correcto?
Tengo libre el martes a las 10:00, ¿lo reservo?
Una vez confirmada la cita le enviamos la dirección.
Si su cita fue cancelada, escríbanos.
¿Su cita está confirmada? Con gusto lo reviso.
Necesitamos que la cita esté confirmada con 24 horas de anticipación.
¿Ya tiene una cita agendada?
Con gusto le ayudo a agendar.
Para agendar necesito el día.
Los horarios reservados se liberan a los 10 minutos.
Ya le comunico con una persona del equipo.
Una persona del equipo se lo confirma.
Le confirmo que el botox cuesta $450.000.
Lo siento, ese horario ya está reservado.
Esa hora ya está ocupada.
No encontré una cita agendada a su nombre.
¿Cuál de sus citas agendadas desea cancelar?
Cancele su cita con 24 horas de anticipación.
Reserve su cita hoy mismo.
Confirme su cita por este medio.
Lo esperamos en la Calle 10 # 20-30.
La sesión está programada para durar 60 minutos.
Atendemos con cita programada.
El botox está contraindicado en embarazo.
Would you like me to book it?
Shall I book Tuesday at 3?
To have your appointment booked I need your name.
Your appointment will be confirmed once you send your name.
I haven't booked anything yet.
Your appointment is not confirmed yet.
Cancelled appointments are not charged.
Is your appointment confirmed?
Appointments cancelled less than 2 hours before are charged.
If you have booked an appointment, bring your ID.
That time is already booked.
Quer que eu agende?
Posso marcar para terça às 10?
Para deixar sua consulta marcada preciso do seu nome.
Sua consulta ainda não está confirmada.
Ainda não agendei nada.
Esse horário já está reservado.
Você já tem uma consulta marcada?
""".strip().splitlines()


@pytest.mark.parametrize("text", DONE)
def test_a_claim_is_recognised(text: str) -> None:
    assert claims_done(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_an_offer_a_rule_or_a_refusal_is_no_claim(text: str) -> None:
    assert not claims_done(text)


def test_a_claim_between_innocent_sentences_is_recognised() -> None:
    assert claims_done("El botox dura 30 minutos. Ya quedó agendada. ¿Le ayudo en algo más?")
