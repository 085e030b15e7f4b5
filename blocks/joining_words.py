"""Words of four letters and more that join and colour sentences and say nothing of what a text is about.

No package of ours knows them for Slovene, Croatian and Slovak; small words are few in a language, so they stand here.
"""

_EN = """
about above across after again against almost alone along already also although always among another anybody anyone
anything around away back because become been before began behind being below beside besides best better between both
bring came cannot come could does doing done down during each either else enough even every everybody everyone
everything first from gave give given goes going gone good hardly have having here however into instead itself just
keep kept kind know last later least less like little long made make many maybe might more most much must near need
needs never next nobody none nothing once only onto other others ought over part people perhaps quite rather really
same second several shall should show shows since some somebody someone something sometimes soon still such take taken
than that their them themselves then there these they thing things third this those though through till today together
took toward towards under unless until upon used using very want wanted wants week weeks well went were what whatever
when where whether which while whoever whole whom whose will with within without would year years your
"""
_SL = """
ampak bila bile bili bilo bodo bolj bomo boste brez celo čeprav čisto dajo daleč dela delamo delajo dobi dobro dokler
doslej dovolj drug druga druge drugega drugi drugim drugo eden edini enak enem eni enkrat gredo hkrati hočemo imajo
imamo imeli itak iste isti isto jima jutri kadar kajti kaka kake kako kakor kamor kasneje kateri katera katere katerega
katerem kateremu katerih katerim katerimi katero kdaj kdor kdorkoli kjer kjerkoli komaj koliko kot lahko leta letih
leto ljudi ljudje ljudem ljudmi malo manj marsikaj med medtem mnogo morajo moramo morda mora nad naj najbolj najprej
največ najti naprej naredi naredimo nato naše naši našem našo nazaj nekaj nekateri nekdo neki nekje nekoč nihče nikamor
nikoli nima nimajo nimamo niti nismo niso njega njej njem njen njena njene njih njihov njihova njihove njihovo njim
njimi oboje okoli okrog oziroma poleg potem potrebujemo povsod pozneje preden predvsem prej preko prek pride pridejo
proti prva prve prvi prvič prvo radi rada rade razen ravno saj sama same sami samo sebe sedaj skoraj skozi skupaj sploh
spet svoj svoja svoje svojega svojem svojim svojo tako takoj takrat tale tega tem temu tisti tisto tista toda tokrat
tole treba tretji trije tudi tukaj večkrat vedno veliko vendar vidimo vsaj vsak vsaka vsake vsakega vsakem vsako vsega
vseh vsem vsemi vsi zadnji zakaj zaradi zase zato zdaj zelo želijo želimo znova zraven
"""
_HR = """
ako barem bila bile bili bilo biti blizu bolje brzo cijeli čak često čiji dakle dalje danas daju dobro dođe dođu dok
dosta dosad dovoljno drugi druga druge drugo dva dvije gdje gdjegod godina godine govore hoće hoćemo idemo iako ikada
ima imaju imamo inače ipak iste isti isto iznad između jedan jedna jedne jedni jedno jednom jedva jesu kada kako kakav
kakva kamo kasnije koja koje kojem kojima koji koju koliko kome komu kroz lako ljude ljudi ljudima malo manje među
mnogo moglo mogu možda može možemo mora moraju moramo nakon naprijed napravi naše naši našem natrag nego neka neke neki
nekoliko netko nešto nije nijedan nikad nikada nisu nitko ništa njega njegov njih njihov njihova njihove njihovo njima
odmah oko oni onaj onda ono opet osim ovaj ovdje ovih ovim ovo ovoga pokraj poslije postoji prema preko prije protiv
prva prve prvi prvo puno puta radi rade samo sami sada sebe sebi svaka svake svaki svako svakog svatko sve svega svi
svih svima svoj svoja svoje svojim svoju svugdje tada tako također teže tiče time tko toga tome treba trebamo trebaju
treći unutra uvijek većina veliki veoma više vrlo zadnji zajedno zapravo zašto zato zbog želimo žele
"""
_IT = """
abbiamo alcuna alcune alcuni allora almeno alla alle allo altra altre altri altro anche ancora anni anno appena assai
attorno avere aveva bene bisogna chiunque ciascuno cinque circa come comunque contro cosa così cui dalla dalle dallo
dagli davvero deve devono degli della delle dello dentro dietro dopo dove dunque entrambi essere fanno fare fatto fino
finora fuori già giorni giorno gran grande infatti inoltre insieme intorno invece loro lungo mentre meglio meno mezzo
molta molte molti molto nella nelle nello negli nessuna nessuno niente noi nostra nostre nostri nostro nulla ogni
ognuna ognuno oggi oltre oppure ormai perché però persino persona persone pochi poco poi possono potrebbe prende presso
prima primo proprio puoi qualche qualcosa qualcuno quale quali quando quanto quasi quella quelle quelli quello questa
queste questi questo quindi quinto rispetto sanno secondo sembra sempre senza sette siamo solo soltanto sono sopra
sotto stata state stati stato stessa stesse stessi stesso sulla sulle sullo sugli subito tanto terzo troppo tutta tutte
tutti tutto ultimo verso viene vengono vogliamo vorremmo volta volte vuole
"""
_SK = """
alebo aspoň avšak bola boli bolo bude budeme budú bez blízko celá celé celý chce chceme chcú ďalej ďalšie ďalší dobre
dokonca doteraz dosť druhá druhé druhý dnes ešte hneď hoci iba ich inde iná iné iný inak jeden jedna jedno jednu jeho
jej kam kde kedy každá každé každého každom každý kým koho komu koľko ktorá ktoré ktorej ktorí ktorý ktorých ktorým
ktorú lebo len ľudí ľudia ľuďom máme majú medzi menej mnoho možno môže môžeme môžu musí musia musíme nad nám naša naše
naši nášho nájsť najmä najprv naspäť navyše nejako nejaký nemá nemajú nemáme nič nich nie niečo niekde niekoľko niekto
nikdy nikto ním nimi okolo okrem pokiaľ podľa potom potrebujeme pozdĺž práve pre preto pretože pred predtým prečo pri
príde prídu prvá prvé prvý raz robí robia robíme rok roka roky rovnako samotný seba skoro skôr sme spolu stále stať
svoj svoja svoje svojej svojho svoju tak takto takže tam táto tejto tento tieto tiež toho tohto toto tomu treba tretí
tu veľa veľmi však vtedy vždy všetci všetko všade zase znova
"""
JOINING = {
    language: frozenset(words.split())
    for language, words in {"en": _EN, "sl": _SL, "hr": _HR, "it": _IT, "sk": _SK}.items()
}
