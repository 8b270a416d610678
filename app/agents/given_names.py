"""Given names of Latin America, Spain, Brazil, Portugal and the United States (folded), without those that are
everyday words as well ("luna", "dulce", "franco", "grace"). Source: name lists of the Faker project (MIT)."""

from app.agents.folding import vocabulary

MORE_GIVEN_NAMES = vocabulary(
    """
    aaron abdon abel abelardo abigail abilio abner abraham adalberto adam adan adela adelaida adelardo adelia
    adelina adiela adolfo adoracion adrian adriane adrienne afonso agapito agata agatha agostina agueda
    agustina aida aimee ainara ainoa aitana aitor aladino alain alamiro alan alana albano albeiro albert
    albertina albina albino alcides alcira aldair aldemar aldo aldonza alec aleida alejandrina alejo
    alessandro alexa alexandra alexandre alexandria alexi alexia alexis alfonsina alfred alirio aliro alisha
    alison alix allan allana allen allison almudena alonso alveiro alvin alyssa amador amalia amancio amando
    amarilis amaro amaru amaya ambar ambrosio americo amilcar amparo amy anacleto anahi anahis anais anastasia
    anastasio ancizar anderson andre andreia andrew andrey andy anel angelina angelita angelo ani anibal anita
    ann anna anne annette anselma anselmo anthony antonella antonieta antony anunciacion anyelo anyi aparecida
    apolinar apollo apolonia aquiles araceli aracely aranzazu arbey arcelia argemiro ariadna ariel ariela
    aristides arley armida armin arnaldo arnoldo arnulfo aroa arsenio artemio arthur artur asafe asdrubal
    ashlee ashley astrid asuncion atilio audrey augusto aurea aurelia aureliano aurelio avelino axel ayelen
    ayla ayleen aylin aylla azahara azeneth azucena bairon baldomero balduino baltasar baltazar barbara barry
    bartolome basilio bastian baudelio bautista bayron becky begona belarmino belinda belisario benedicto
    benedita benicio benita benito benjamim bernabe bernard bernarda bernardino bernardita berta bertha berto
    beth bethany betty beverly bianca bibiana billy bladimir blake blas bob bobby bonifacio bonnie boris borja
    brad bradley brady brandi brandon brandy braulio brayam breanna brendan breno brent brett brian briana
    brianna bridget brigida brittany brittney brooke bruce brunilda bryce buenaventura byron caetana caio
    caitlin caitlyn caleb calebe calista calisto calixta calixto calvin cameron candace candela candelaria
    candelario candice candido carina carl carlito carlo carlota carly carmela carmelita carmelo carmenza
    carmina carminho carol carola caroline carolyn carrie casandra casemiro casey cassandra cassidy cassie
    catarina catherine cathy caua caue cayetana cayetano cebrian cecilio ceferino celestina celestino celia
    celinda celso chad charlene charles charo chelo chelsea chelsey chema cheryl cheyenne chloe christian
    christie christina christine christofer christopher christy chucho cindy cinthia cinthya cintia cipriano
    ciriaco cirino ciro citlali citlalli claire clarence clarice clarisa claudina claudio clayton cleber
    cleide clemencia clemente clementina cleonice cleto clifford climaco clinton clodomiro cloe clorinda
    clotilde cody colin colleen collin colomba colton concha conchita connie connor conrado constanca
    constantino corey corina cornelio cory cosme courtney craig crescencia cristhian cristhofer cristiane
    cristiano cristofer cristopher curtis cynthia dafne dagoberto dahiana daiana daiane dairo dalila dalton
    dalva damaris damian damon danae dani dania daniella danielle danilson danitza danna danny dante dany
    dariana darin dario darius darlene darrell darren darryl darwin dary daryl dave davi deanna debbie deborah
    debra deiby deiner deivid deivis delfin delfina delia demetrio demian denis denise denisse dennis derek
    derly derrick desiree devin devon deyanira diane didier dilan dillon dina dinis diogo dionisia dionisio
    dirce dolly dominga dominic dominique domitila donald donna dora doralisa doris dorotea dorothy douglas
    drew duane duban duilio dustin duvan dwayne dylan eddie edelmira edelmiro eder edgard edgardo edier
    edilberto edilene edilma edilson edinson edison edisson edita edith edivaldo edmundo edna edson edu eduar
    eduard eduarda edvaldo edwar edward edwin efrain efren eider eileen eithan eladio elaine elba elcira elcy
    eleazar eleodoro eleuterio eli elia elian eliana eliane eliecer eligia eligio elijah elio elisabet
    elisabeth eliseo elkin ellen elmer eloah elodia eloisa eloy elpidio elsy elvia elvira elvis emanuel
    emanuella emanuelly emelina emerson emigdio emilce emiliana emilly emilse emiro emmanuel emperatriz
    encarna encarnita enith enrico enriqueta enzo epifanio erasmo eric erick erik erika erin erna ernest
    ernestina erwin esmeralda esneider espartaco espiridion estefany estella ester estiven etelvina ethan
    eudoxia eufemia eufrasia eugene eugenia eugenio eulalia eulogio eusebia eusebio eustaquio eutimio eutropio
    evan evangelina evaristo evelia evelin evelio evelyn everton exequiel eydan ezequiel faber fabiane fabiola
    fabricio fabrizio facundo fanny farid fatima faustino fausto feli feliciana feliciano felicitas felipa
    felisa felix fermin ferney fidel fidela filipa filipe filomena fiorella flavio florencio florentina
    florentino floridor florina florinda frances francesca francesco franchesca francis francy frank franklin
    franz fred frederick frederico fredy fresia frida froilan fulgencio gabino gabriella gabrielle gabrielly
    gael galo galvarino garrett gary gaspar gaston gavin gema genaro genivaldo genoveva geoffrey george
    georgina geovanny gerald geraldine geraldo geronimo gerson gertrudis gervasio giancarlo gianfranco gilbert
    gilda gildardo gilma gina gino giovanna giovanni giovanny gisela gisele giselle gislaine gisselle giuliana
    gladis glauco glen glenda glenn godofredo goncalo gordon goyo graciana graciano greg gregg gregorio
    gregory gricelda griselda guido guillermina guiomar gumercindo gwendolyn hadassa hailey haley hannah hans
    harol harold haroldo harry harvey haydee hayden hayley heather heidi heidy heitor helen heliodoro hellena
    heloisa henrique henry heraclio heraldo herbert herberto heriberto hermelinda hermenegildo hermes herminda
    herminia herminio hernando herney hilario hilda hipolito holly horacio hortensia howard humberto ian iara
    iban ibeth ignacia igor iker ildefonso ileana ilse imelda inaki indira inigo inmaculada irina iris irma
    isa isaac isabelly isadora isaiah isaias isaque isaura isidora isidoro isidro ismael isolina israel italo
    itzayana itzel itziar ivete ivette ivo ivone jacinta jacinto jack jackeline jackie jackson jaclyn jacob
    jacobo jader jael jafet jaider jair jairo jake jamie janet janeth janice janneth jaqueline jared jasmin
    jasmine jason javi javiera jay jazmin jean jeanette jeanne jeannette jeferson jeff jefferson jeffery
    jeffrey jeison jeisson jenaro jenifer jeniffer jenna jenniffer jeremiah jeremias jeremy jermaine jerman
    jerome jeronimo jerry jerson jesse jesusa jhan jhennifer jhoan jhoana jhonny jhony jill jillian jim jimmy
    joan joann joanna joanne joaquim joaquina jocelyn jodi jody joe joel johan johana johann johanna johans
    johnathan johnny jon jonas jonatan jonathon jordan jordana jordi josefa joselyn josep joshua josiane
    josivaldo josue jovita joyce juanito judith judy juliane julie julieth justin justina juvenal kaique
    kaitlin kaitlyn kamilly karin karl karol katalina katelyn katerine katherin katherine katherinne kathleen
    kathryn kathy katia katie katrina kauany kayla kaylee keily keith kelli kellie kelsey kendra kenneth kent
    kerri kerry kevim keyla kiara kike kim kimberly kirk kirsten kleber krishna krista kristen kristi kristie
    kristin kristina kristine kristopher kristy krystal kurt kyara kyle kylie lais lara larisa larry latasha
    latoya lauren laurie lautaro lavinia lawrence lazaro leah leandra leider leidis leire leo leocadia
    leocadio leon leonard leoncio leonel leonidas leonor leontina leopoldo leroy leslie lesly levi leydi leyla
    leyre liam lian libardo libia liceth lida ligia lilia lilian lindsay lindsey lionel lisandro lisbeth
    liseth lisette lissette livia liz lizbeth lizeth logan loida lonnie lope lorenza loreto loretta lori
    lorraine louis lourdes lourenco luan luana luara luca lucho luciano luciene lucila lucinda lucio lucrecia
    lucy ludmila luigi luisana luisina luiza lukas luke lunna lupe luzmira lydia lynn mabel macarena macaria
    macario mackenzie madalena madeleine madeline mafalda magali magaly magda maia maicol maicon maikol maikon
    maira maite makarena makayla malena malik mallory mamen manola manolo manu manuelita manuella marbelis
    marcel marcelina marcelino marciano marcio marcus margaret margarida margot margoth mari mariah mariane
    marianela mariano maricel maricela maricruz marie mariela marilene mariluz marilyn marisa marise marisel
    marisela marissa maristela marita maritza marjorie mark marlen marlene marleny marlon marly martim martina
    martirio marvin maryuri massiel mateus matheo matheus mathew mathias matilda matilde matteo matthew maura
    maureen maurice mauro max maxi maximiano maximino maxwell mayerly maykol maysa mayte mckenzie meagan megan
    meghan melania melanie melany melba melchor melina melinda melisa melvin mencha merche meredith mery
    micael micaela michaela micheal michel michele miguela mikayla mike mili millaray milo milovan milton
    mindy minerva miranda mireia mirella mireya mirian mirko mirna mirtha miryam misael mitchell mohamed
    moises molly monique montserrat morgan muriel murilo myriam nadia nahiara nahuel naiara nair nando narciso
    natacha natali natalie natalio nataly natanael natasha nathalie nathaly nathan nathaniel nayara nayaret
    nayareth nayeli nayely nayibe nazario neftali neide neider neil nelcy nelida nelly nelsy nerea nereida
    neusa neyla niamh nibaldo nicanor nicholas nichole nicodemo nicol nicolasa nidia nilda nilo nilson ninoska
    noah noe noemi nohora nolberto noralba norberto norbey norman nubia nury nydia obdulia ocampo octavia
    octavio odalis odalys odete ofelia ofir olalla olegario olimpia olinda oliver olivia omaira omar oneida
    onelia onofre orfelina oriana orlando oscary osvaldo oswaldo otavio otilia otoniel otto ovidio pabla paca
    pacifica paige palmira paloma pam pancho panfilo paolo pascal pascale pascual pascuala pastora patricio
    patrick patty paul paulette paulino peggy pelayo penny pepa pepita percy perry petra petrona petronila
    philip phillip phyllis pia piero pierre pietra pietro plinio porfirio preston priscila priscilla quique
    quirino rachael rachel rael rafa rafaella raimundo raissa ralph ramiro ramona randall raymond rayssa
    rebecca rebekah regina reginald reinaldo reinel remigio renan renato rene renee renzo reyna reynaldo rhavi
    rhonda ricarda richard rick rickey ricky rigoberto riley roberta robin robinson robyn rodney rogelio roger
    rolando roman romina romulo ronal ronald ronaldo ronnie ronny rony roque rosalia rosalina rosalinda
    rosalva rosamel rosana rosangela rosaura rose rosenda rosendo rosilene rosimeire rosmery rosmira rossana
    roy rubiela ruby rudecindo rudy rufina rufino rui ruperta ruperto russell ruy ryan sabina sabrina sally
    salma salome salomon salvador samanta samantha samara samir sandalio sandro sarai sarita saturnina
    saturnino saul savannah scarleth scarlett scarlette scott sean sebastiao segismundo selena serafin
    serafina sessa seth seve severiano severino shane shannon shari sharon shaun shawn shawna sheena sheila
    shelby shelia shelley shelly sheri sherri sheryl shirley shirly sigfrido silvano silvestre silvio simao
    simone sindy sinead siobhan sixto sneider solange sonya sophia sophie soraia soraya sosimo spencer stacey
    stacie stacy stanley stefanie stefano stella stephany stephen steve steven stiven stuart sue sugey sulay
    susan susanita suzanne sydney sylvia tabitha tadeo taina tainara tais tami tammie tammy tania tanner tanya
    tatiane telmo tencha teo teobaldo teodora teodoro teodosio teofila teofilo teresita terrance terrence
    terri terry thaina thais thales thalia thaynara theo theodore theodoro theresa thiare thomas tiago tiare
    tiburcio tiffany timoteo timothy tiziana tiziano tobias todd tomasa tommy toni tono tony tonya toribio
    tracey traci tracie tracy travis trevor tricia trini tristan troy tulia tulio tyler tyrone uberlinda
    ulises uriel ursula valentim valentin valentino valerie valerio valeska vanesa vania vernon vianey vicenta
    vicki vickie victoriano victorino vidal viky vilma vincent vinicio vinicius virgilio vitor vitoria vivian
    viviane vladimir wagner wanda warren washigton wayne welington wellington wenceslao wendolin wesley
    whitney wilber wilder wilfredo wilfrido williams willian willie willy wilma wilman wilmar wilmer wladimir
    wyatt xavier xiomara xochitl yadira yago yair yaiza yajaira yamid yamilet yamileth yanara yanet yaneth
    yanina yanira yara yaritza yasna yazmin yecid yeferson yeison yeni yenifer yenny yeny yerko yerson yesenia
    yesid yessenia yessica yina yineth yocelyn yohan yohana yohanna yolima yonatan yonathan yordan yoselin
    yudis yudy yuleidy yuleisy yulissa yuly yurani yurany yuri yuridia yurleidy yurleidys yury yvette yvonne
    zacarias zachary zaida zaira zeferino zelia zenaide zilda zoila zoraida zulema zulma zunilda
    """
)
