"""Vocabulary of the entity readers: words that are no names, common given names, answers."""

from app.agents.folding import vocabulary
from app.agents.given_names import MORE_GIVEN_NAMES

PARTICLES = vocabulary(
    """
    de del la las los da das do dos e y i van von der den di san
    """
)

# Words seen where a name is expected and that never are one (folded).
NOT_NAMES = vocabulary(
    """
    a abril acepto ademas agenda agendar agendame agendo agosto ahi ahora al algo alguien alguna
    alguno alergica alergico am anos antes apenas aqui as asi aun ayer bem bien bom bonita bot botox
    buen buena buenas bueno buenos bye cada cancelar cedula cel celu celular chao cita citas cliente
    clienta clinica com como con confirmada confirmado confirmar confirmo consulta contacto correcta
    correcto correo cosa cual cuando cuanto cuesta cumple dale das de deja del desde despues dia
    diabetica dias dice diciembre disculpa disculpe do doctor doctora documento domingo donde dos el
    ella ellos email embarazada emergencia en enero entonces era es esa ese eso esta estaba estan
    estoy este esto estos exacto facial favor febrero fecha fin final fixed fone for from fue genial
    gracias gusta ha hacer hacerme hasta hay he hello here hi hice hipertensa hola hora horario hoy i
    if in interesada interesado is it its jueves julio junio just la las le les limpieza lista listo
    llamo lo los luego lunes man manana maniana martes marzo mas mayo mayor me media medio mejor menor
    menos mensaje mi miercoles mil mio mismo movil mucho mujer muy my na nada nadie name nao necesito
    negocio ni ninguna ninguno no noche nombre nome nos not nothing noviembre nueva nuevo numero o
    obrigada obrigado octubre of ok okay oi ola on or otra otro para paciente pacientes pelo perdon
    perfecta perfecto pero phone please pm podria poner ponerme por porque posible precio precios
    primera primero puede puedo pues que quedo quem quero quien quiero quisiera realmente reservar
    sabado sale se sea segunda segundo seguro semana senor senora senorita septiembre ser seria si sim
    sin sou soy sorry su sube sure tal tambien tarde tardes te tel telefone telefono tendra tendria
    tengo thank thanks the there this tiene tienen time to todo todos tomorrow tratamiento tres tu
    turno tuyo un una uno urgencia usted va vamos ver vez viernes voce voy vos was we whatsapp
    when with wsp wpp y ya yes yo you your friday monday saturday sunday thursday tuesday wednesday
    sexta quinta quarta terca amanha hoje manha noite feira mediodia tardecita cualquier cualquiera
    asesor asesora persona humano cambiar mover reagendar peeling laser rellenos relleno hidrafacial
    masaje valoracion alone available blanqueamiento brackets ortodoncia correct perfect great good
    fine morning afternoon evening night noon next need want book booking appointment schedule would
    like could can does did igual junto adelante super bacano chevere listos excelente barato caro
    mama papa hija hijo esposo esposa hermana hermano amiga amigo novia novio abuela abuelo madre
    padre tia tio prima primo marcar pode tudo certo gostaria queria fazer tenho minha meu seu sua
    numa num telf tlf nro whats ws cell mobile number contato proxima proximo siguiente viene pasado
    temprano pronto olvidalo olvido olvidaba dejalo libre disponible atender atienden vives vivo trabajo alergia
    embarazo piel cara labios mala malo enferma enfermo lejos cerca feliz triste segura timida
    colombiana colombiano mexicana mexicano argentina argentino espanola espanol peruana peruano
    chilena chileno brasileira brasileiro venezolana venezolano extranjera extranjero estudiante
    medico medica enfermera abogada abogado ingeniera ingeniero nuevamente todavia casi solo sola tan
    fica fechado combinado otimo otima perfeito perfeita serve beleza joya venga vale conforme legal
    tanto ahorita alla aca rato ratico momento momentico minuto minutos horas hs hrs tipo sobre entre
    """
)

# Given names by which a lower-case or single word is recognised; only as a hint, never as a limit.
GIVEN_NAMES = MORE_GIVEN_NAMES | vocabulary(
    """
    consuelo jhon jhonatan jonathan brayan bryan yuli yulieth yeimy leidy deisy daisy milagros
    lupita paco pepe nacho pili lola
    tere nico santi juanita freddy memo beto
    adriana agustin alba alberto alejandra alejandro alex alexander alicia alfonso alfredo alice
    alvaro amanda amelia ana anabel andrea andres angel angela angelica angie antonia antonio ariana
    armando arturo aurora beatriz belen benjamin bernardo blanca brenda bruna bruno camila camilo
    carla carlos carmen carolina catalina cecilia cesar charlotte chris claudia clara constanza
    cristian cristina cristobal daniel daniela danilo david dayana debora diana diego dolores edgar
    eduardo elena elias elizabeth elisa elsa emilia emiliano emilio emily emma enrique erica ernesto
    esteban estefania estela esther eva fabian fabiana fabio federico felipe fernanda fernando flavia
    florencia francisca francisco gabriel gabriela gerardo german gilberto gladys gloria gonzalo
    graciela guadalupe guilherme guillermo gustavo hector helena hernan hugo ignacio ines ingrid irene
    isabel isabela isabella ivan ivonne jacqueline jaime james jane javier jennifer jenny jessica
    jesus jimena joana joao joaquin john jorge jose josefina joseph juan juana juliana julian julia
    julieta julio karen karina karla kate kelly kevin larissa laura leandro leonardo leticia lia lidia
    liliana lina lisa lorena lorenzo lucas lucia luciana luis luisa luiz luz magdalena manuel manuela
    marcela marcelo marcia marco marcos margarita maria mariana maribel mario marina marisol marta
    martha martin mary mateo matias mauricio maximiliano mayra melissa mercedes mercy michael michelle
    miguel milena miriam monica monserrat nancy natalia nathalia nelson nestor nicolas nicole noelia
    nora norma nuria olga oscar pablo pamela paola patricia paula paulina paulo pedro peter pilar
    rafael rafaela ramon raquel raul rebeca renata ricardo rita robert roberto rocio rodrigo rodolfo
    rosa rosario roxana ruben ruth samuel sandra santiago sara sarah sebastian sergio silvana silvia
    simon sofia soledad sonia stephanie susana tamara tatiana teresa thiago tomas valentina valeria
    vanessa vera veronica vicente victor victoria violeta virginia viviana walter wendy william wilson
    ximena yamile yasmin yesica yolanda yuliana zoe
    """
)

# Digits, and numbers of two digits, as they are said.
SPOKEN = {
    "cero": "0", "uno": "1", "una": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6",
    "siete": "7", "ocho": "8", "nueve": "9", "um": "1", "dois": "2", "quatro": "4", "sete": "7", "oito": "8",
    "nove": "9", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "meia": "6",
}  # fmt: skip
TEENS = (
    "diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos "
    "veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve"
).split()
TENS = {"treinta": 3, "cuarenta": 4, "cincuenta": 5, "sesenta": 6, "setenta": 7, "ochenta": 8, "noventa": 9}
