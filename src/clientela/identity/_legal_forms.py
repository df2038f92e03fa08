"""Legal forms of Europe, the United States, the Russian-speaking countries and Turkey: how they are written.

One line is one form: code | family | countries | base | spellings. Spellings are letters without signs, case, accents
and spaces, Cyrillic in Latin letters (`fold` of `_names.py`). `base`: the form of which it is the one-member variant or
the successor by law, so that both may be one legal person; a translation (`*` for the country) may stand for any form
of its family.
Source: own table after the registers of the countries and ISO 20275 (Entity Legal Forms, 2019).
"""

from __future__ import annotations

from dataclasses import dataclass

_TABLE = """
srl | limited | IT RO ES BE MD AR | | srl; societaaresponsabilitalimitata; societacuraspunderelimitata; sociedaddereponsabilidadlimitada; sociedadderesponsabilidadlimitada; socresplimitata
srlunip | limited | IT | srl | srlunipersonale; srlunip; srlasociounico; srlconsociounico; srlsociounico; srlu; societaaresponsabilitalimitataunipersonale; societaunipersonale; unipersonale; asociounico; sociounico
srls | limited | IT | srl | srls; srlsemplificata; societaaresponsabilitalimitatasemplificata
srlcr | limited | IT | srl | srlcr
spa | joint_stock | IT DZ | | spa; societaperazioni
spaunip | joint_stock | IT | spa | spaunipersonale; spaasociounico; spaconsociounico; spaunip
sapa | joint_stock | IT | | sapa; societainaccomanditaperazioni
snc | partnership | IT FR BE LU RO | | snc; societainnomecollettivo; societeennomcollectif; sncdi
sas | joint_stock | FR CO | | sas; sasdi; societainaccomanditasemplice; societeparactionssimplifiee
ss | partnership | IT | | societasemplice; socsemplice; socagricolass; ssagricola
coop | cooperative | IT ES PT FR | | soccoop; societacooperativa; coop; cooperativa; soccooperativa; societacooperativaarl; societacooperativaaresponsabilitalimitata; soccooparl; coopsociale; cooperativasociale; societacooperativasociale; soccoopsociale; scarl; scrl; scoop; soccoopagricola; societacooperativaagricola; piccolasoccoop; sociedadcooperativa; scoopltda; sccl; scooplimitada; coopv; scooplab; scoopand; cooperativalimitada
scpa | cooperative | IT | | scpa; soccoopperazioni
consorzio | association | IT | | consorzio; scconsortile; socconsortile; scarlconsortile; societaconsortile; societaconsortilearl
di_it | sole_trader | IT | | dittaindividuale; impresaindividuale; dittaind; impind; ditta
onlus | association | IT | | onlus; ets; odv; aps; asd; ssd; assdilettantistica; associazionesportivadilettantistica; associazione; fondazione
studio_assoc | partnership | IT | | studioassociato; associazioneprofessionale; stp; stparl
gmbh | limited | DE AT CH LI LU | | gmbh; gesmbh; gesellschaftmbh; gesmitbeschrhaftung; gesellschaftmitbeschrankterhaftung; gesmbhaftung; gesmbhh; mbh
ggmbh | limited | DE | gmbh | ggmbh; gemeinnutzigegmbh
ug | limited | DE | | ug; ughaftungsbeschrankt; unternehmergesellschaft; unternehmergesellschafthaftungsbeschrankt; haftungsbeschrankt
ag | joint_stock | DE AT CH LI LU | | ag; aktiengesellschaft; aktienges
kgaa | joint_stock | DE | | kgaa; kommanditgesellschaftaufaktien
gmbhcokgaa | joint_stock | DE | | gmbhcokgaa; secokgaa; agcokgaa
kg | partnership | DE AT CH | | kg; kommanditgesellschaft; cokg; ucokg; undcokg; kommanditges; cokommanditgesellschaft
gmbhcokg | partnership | DE AT | | gmbhcokg; gmbhco; gmbhundco; gmbhucokg; gmbhundcokg; gmbhecokg; gmbhcokommanditgesellschaft; gesmbhcokg; gesellschaftmbhcokg; gesellschaftmbhundcokg; gmbhcompkg; gmbhcompagniekg; mbhcokg; mbhucokg; gmbhkg
ugcokg | partnership | DE | | ugcokg; ughaftungsbeschranktcokg; ugucokg; ugundcokg
agcokg | partnership | DE AT | | agcokg; agucokg; agundcokg; secokg
gmbhcoohg | partnership | DE | | gmbhcoohg; gmbhundcoohg
ohg | partnership | DE AT | | ohg; og; offenehandelsgesellschaft; offenegesellschaft; coohg
gbr | partnership | DE | | gbr; gesbr; egbr; gesellschaftburgerlichenrechts; bgbgesellschaft
partg | partnership | DE | | partg; partgmbb; partnerschaftsgesellschaft; partmbb
ek | sole_trader | DE | | ek; ekfm; ekfr; eingetragenerkaufmann; eingetragenekauffrau; eingetragenekaufmann; ekaufmann; inh; inhaber; einzelunternehmen; einzelfirma
eu_at | sole_trader | AT | | eu; eingetragenerunternehmer; eingetrageneunternehmerin
ev | association | DE | | ev; eingetragenerverein; verein
eg | cooperative | DE | | eg; eingetragenegenossenschaft; genossenschaft; genossenschaftmbh; regenmbh
stiftung | association | DE AT CH NL SE | | stiftung; stichting; stiftelsen
kdor | public | DE | | kdor; ador; eigenbetrieb; korperschaftdesoffentlichenrechts; anstaltdesoffentlichenrechts
sarl | limited | FR LU CH BE MA TN | | sarl; societearesponsabilitelimitee; stearesponsabilitelimitee
eurl | limited | FR | sarl | eurl; sarlunipersonnelle; entrepriseunipersonnellearesponsabilitelimitee
sasu | joint_stock | FR | sas | sasu; sasunipersonnelle; societeparactionssimplifieeunipersonnelle
selarl | limited | FR | | selarl; selas; selurl
sa | joint_stock | FR ES PT BE CH LU PL RO GR AR | | sa; societeanonyme; sociedadanonima; sociedadeanonima; spolkaakcyjna; societatepeactiuni; anonimietairia; ae; sadecv
sau | joint_stock | ES | sa | sau; sociedadanonimaunipersonal; saunipersonal
sca_fr | joint_stock | FR LU | | societeencommanditeparactions
scs | partnership | FR LU BE | | scs; societeencommanditesimple
sci | partnership | FR | | sci; societecivileimmobiliere; scea; gaec; earl; scp; scm; societecivile
ei_fr | sole_trader | FR | | eirl; entrepriseindividuelle; autoentrepreneur; microentreprise; microentrepreneur
scop | cooperative | FR | | scop; sciccooperative; cooperativeagricole; societecooperative
gie | association | FR BE LU | | gie; gip; groupementdinteretectonomique; groupementdinteresteconomique; groupementdintereteconomique
epic | public | FR | | epic; etablissementpublic; regiemunicipale
bv | limited | NL BE | | bv; bvba; beslotenvennootschap; sprl; srlbelge; societeprivearesponsabilitelimitee; societepriveearesponsabilitelimitee
nv | joint_stock | NL BE | | nv; naamlozevennootschap
vof | partnership | NL BE | | vof; vennootschaponderfirma
cv | partnership | NL BE | | commanditairevennootschap; comv; commv
eenmanszaak | sole_trader | NL BE | | eenmanszaak
vzw | association | BE | | vzw; asbl; associationsansbutlucratif
cooperatieua | cooperative | NL BE | | cooperatieua; cooperatie; cvba; scrlfs
sl | limited | ES | srl | sl; sociedadlimitada; sld
slu | limited | ES | sl | slu; slunipersonal; sociedadlimitadaunipersonal
slne | limited | ES | sl | slne; sociedadlimitadanuevaempresa
sll | limited | ES | | sll; sociedadlimitadalaboral; sociedadlaboral; slaboral
sal | joint_stock | ES | | sal; sociedadanonimalaboral
slp | partnership | ES | | slp; sociedadlimitadaprofesional
cb | partnership | ES | | cb; comunidaddebienes
sc | partnership | ES PL FR | | sc; sociedadcivil; scp; spolkacivilna; spolkacywilna
autonomo | sole_trader | ES | | autonomo; empresarioindividual
lda | limited | PT AO MZ | | lda; limitada; sociedadeporquotas; ltda
unipessoal | limited | PT | lda | unipessoallda; unipessoal; sociedadeunipessoalporquotas
spzoo | limited | PL | | spzoo; spolkazoo; spzo; spolkazograniczonaodpowiedzialnoscia; spozoo; spzograniczonaodpowiedzialnoscia; spzograniczonaodp
spzoospk | partnership | PL | | spzoospk; spzoospolkakomandytowa; spolkazoospk; spolkazoospolkakomandytowa; spolkazograniczonaodpowiedzialnosciaspolkakomandytowa; spzoosk; spzookomandytowa; spolkazograniczonaodpowiedzialnosciaspk
spzooska | partnership | PL | | spzooska; spzoospolkakomandytowoakcyjna
spk | partnership | PL | | spk; spolkakomandytowa; spkomandytowa
ska | partnership | PL | | ska; spolkakomandytowoakcyjna
psa | joint_stock | PL | | psa; prostaspolkaakcyjna
spj | partnership | PL | | spj; spolkajawna; spjawna
spp | partnership | PL | | spp; spolkapartnerska
spoldzielnia | cooperative | PL | | spoldzielnia; spoldzielniapracy
jdg | sole_trader | PL | | jednoosobowadzialalnoscgospodarcza; jdg
sro | limited | CZ SK | | sro; spolsro; spolecnostsrucenimomezenym; spolocnostsrucenimobmedzenym
as_cz | joint_stock | CZ SK NO EE LV DK TR | | as; akciovaspolecnost; akciovaspolocnost; aktsiaselts; akciju sabiedriba; aksjeselskap; anonimsirketi; anonimsti
vos | partnership | CZ SK | | vos; verejnaobchodnispolecnost
ks_cz | partnership | CZ SK DK | | komanditnispolecnost; komanditselskab
kft | limited | HU | | kft; korlatoltfelelosseguitarsasag
zrt | joint_stock | HU | | zrt; zartkoruenmukodoreszvenytarsasag; rt
nyrt | joint_stock | HU | | nyrt; nyilvanosanmukodoreszvenytarsasag
bt | partnership | HU | | bt; betetitarsasag
kkt | partnership | HU | | kkt
doo | limited | SI HR RS BA ME MK | | doo; druzbazomejenoodgovornostjo; drustvosogranicenomodgovornoscu
jdoo | limited | HR | doo | jdoo
dd | joint_stock | SI HR BA | | dd; delniskadruzba; dionickodrustvo
ad | joint_stock | RS BG MK ME | | ad; akcionarskodrustvo; akcionernodruzhestvo
sp_si | sole_trader | SI RS | | samostojnipodjetnik; preduzetnik; obrt
eood | limited | BG | ood | eood; ednolicnodruzestvosogranicenaotgovornost
ood | limited | BG | | ood; druzestvosogranicenaotgovornost
ead | joint_stock | BG | ad | ead
et_bg | sole_trader | BG | | ednolicentargovec
pfa | sole_trader | RO | | pfa; persoanafizicaautorizata; intreprindereindividuala
srld | limited | RO | srl | srld
oy | limited | FI | | oy; osakeyhtio; oyab
oyj | joint_stock | FI | | oyj; julkinenosakeyhtio
ky | partnership | FI | | ky; kommandiittiyhtio
tmi | sole_trader | FI | | tmi; toiminimi
ab | joint_stock | SE FI | | ab; aktiebolag; aktiebolaget; abpubl
hb | partnership | SE | | hb; handelsbolag
kb | partnership | SE | | kb; kommanditbolag
ekfor | cooperative | SE | | ekonomiskforening; ekfor
aps | limited | DK | | aps; anpartsselskab
a_s | joint_stock | DK | as_cz | aktieselskab
ivs | limited | DK | | ivs; ivaerksaetterselskab
is_dk | partnership | DK | | interessentskab
enk | sole_trader | NO | | enk; enkeltpersonforetak; enkeltmandsvirksomhed
asa | joint_stock | NO | | asa; allmennaksjeselskap
ans | partnership | NO | | ans; ansvarligselskap
ehf | limited | IS | | ehf; einkahlutafelag
hf | joint_stock | IS | | hf; hlutafelag
ou | limited | EE | | osauhing
fie | sole_trader | EE | | fie
uab | limited | LT | | uab; uzdarojiakcinebendrove
mb_lt | limited | LT | | mazojibendrija
ab_lt | joint_stock | LT | ab | akcinebendrove
sia | limited | LV | | sia; sabiedribaarierobezotuatbildibu
epe | limited | GR CY | | epe; etairiaperiorismenisefthinis
ike | limited | GR | | ike; pc_gr; idiotikikefalaiouchikietairia
oe | partnership | GR | | omorrithmietairia
ltd | limited | GB IE MT CY IN IL CN * | | ltd; limited; coltd; colimited; companylimited; privatelimited; pvtltd; ptyltd; teoranta; cyfyngedig; ltdsti; coltda; companyltd
plc | joint_stock | GB IE MT | | plc; publiclimitedcompany; publicltdco; cwmnicyfyngedigcyhoeddus
llp | partnership | GB US IN | | llp; limitedliabilitypartnership
lp | partnership | GB US | | limitedpartnership; lllp
cic | association | GB | | communityinterestcompany
cio | association | GB | | charitableincorporatedorganisation
dac | limited | IE | ltd | dac; designatedactivitycompany
sole_gb | sole_trader | GB | | soletrader; soleproprietor; ta
inc | joint_stock | US CA PH * | | inc; incorporated; corp; corporation; incorp
llc | limited | US * | | llc; limitedliabilitycompany; limitedliabilityco; lc
pllc | limited | US | llc | pllc; professionallimitedliabilitycompany
pc | joint_stock | US | | professionalcorporation
dba | sole_trader | US | | dba; doingbusinessas
jsc | joint_stock | * | | jsc; jointstockcompany; jointstockco
pjsc | joint_stock | * | jsc | pjsc; publicjointstockcompany; ojsc; openjointstockcompany
cjsc | joint_stock | * | jsc | cjsc; closedjointstockcompany
ooo | limited | RU BY | | ooo; obshestvosogranichennoiotvetstvennostu; obshchestvosogranichennoiotvetstvennostiu; obschestvosogranichennoiotvetstvennostiu; obshestvosogranichennoiotvetstvennostiu; ovsogranichennoiotvetstvennostiu
ao | joint_stock | RU KZ | | ao; aktsionernoeobshestvo; aktsionernoeobshchestvo; aktsionernoeobschestvo; nao; nepublichnoeaktsionernoeobshchestvo
zao | joint_stock | RU BY | ao | zao; zakritoeaktsionernoeobshestvo; zakritoeaktsionernoeobshchestvo; zakritoeaktsionernoeobschestvo
pao | joint_stock | RU | | pao; oao; publichnoeaktsionernoeobshestvo; publichnoeaktsionernoeobshchestvo; otkritoeaktsionernoeobshestvo; otkritoeaktsionernoeobshchestvo
ip | sole_trader | RU BY KZ | | ip; individualniipredprinimatel; chp; pboul; chastniipredprinimatel
kfh | sole_trader | RU | | kfh; kfkh; krestianskoefermerskoehoziaistvo; krestianskofermerskoehoziaistvo; glavakfh
tov | limited | UA | | tov; tovaristvozobmezhenoiuvidpovidalnistiu; tovarystvozobmezhenouvidpovidalnistu
pp_ua | limited | UA | | pp; privatnepidpriiemstvo; chastnoepredpriiatie
fop | sole_trader | UA | | fop; fizichnaosobapidpriiemets
at_ua | joint_stock | UA | | prat; pat; privatneaktsionernetovaristvo; publichneaktsionernetovaristvo; aktsionernetovaristvo
too | limited | KZ | | too; tovarishestvosogranichennoiotvetstvennostiu; tovarishchestvosogranichennoiotvetstvennostiu; zhshs
aopt | joint_stock | KZ | ao | aktsionerlikkogam
odo | limited | RU BY | | odo
gup | public | RU BY | | gup; fgup; mup; kgup; unitarnoepredpriiatie; up; gosudarstvennoeunitarnoepredpriiatie; munitsipalnoeunitarnoepredpriiatie
gbu | public | RU UA KZ | | gbu; mbu; fgbu; mbou; gbou; gau; mau; fgau; mkou; mkdou; mdou; gku; mku; fku; kgp; kgu; fgbou; gbuz; kp
spk_ru | cooperative | RU | | spkkolhoz; proizvodstvennikooperativ; potrebitelskoeobshestvo; raipo
ano | association | RU | | ano; avtonomnaianekommercheskaiaorganizatsiia; nko; tsz; tszh; tsn; snt; gsk
ltdsti | limited | TR | | ltdsti; limitedsirketi; limitedsti; sanvetcltdsti; ticltdsti; sanveticltdsti; sanayiveticaretlimitedsirketi; sanayiveticaretltdsti; sti
as_tr | joint_stock | TR | as_cz | sanayiveticaretas; sanveticas; sanvetcas; sanayiveticaretanonimsirketi; ticaretas
koll | partnership | TR | | kollektifsirketi; kollsti; komandit sirketi; adiortaklik; adiortakligi
sahis | sole_trader | TR | | sahissirketi
se | joint_stock | EU | | societaseuropaea; societaseuropea
eeig | association | EU | | eeig; geie; ewiv
"""

ONLY_LAST = frozenset(
    """
    sa ag as ab ad ao ae bt bv cb cv dd eg ek ev eu hb hf ip kb kg ky nv og oy pp rt sc sl ss ta up ug kp coop cooperativa inc corp spa
    sas sal sia ska sci too tov pat fop hf asa ans fie ets ditta inh inhaber verein associazione fondazione consorzio stiftung
    stichting stiftelsen limitada corporation enk sti pc mau gau ano aps asd dba cic nao chp scp ltda mbh unipersonale og snt
    limited incorporated cooperatie obrt autonomo scop scm earl epic lc
    """.split()  # noqa: SIM905 - words read better than a list
)
"""Spellings that are words or initials too: a form only as the last words of a name, or as the first in Cyrillic or in capitals."""


@dataclass(frozen=True, slots=True)
class LegalForm:
    """One legal form: its family, the countries that have it, and the form it is a variant of."""

    code: str
    family: str
    countries: frozenset[str]
    base: str

    @property
    def is_translation(self) -> bool:
        """Whether firms of any country write it in English letters and documents."""
        return "*" in self.countries


def _read() -> tuple[dict[str, LegalForm], dict[str, str]]:
    forms: dict[str, LegalForm] = {}
    spellings: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        code, family, countries, base, written = (cell.strip() for cell in line.split("|"))
        forms[code] = LegalForm(code, family, frozenset(countries.split()), base)
        for spelling in written.split(";"):
            spellings.setdefault(spelling.replace(" ", ""), code)
    return forms, spellings


FORMS, SPELLINGS = _read()
"""Forms by code, and the code of every spelling."""


def _root(code: str) -> str:
    while base := FORMS[code].base:
        code = base
    return code


ROOTS = {code: _root(code) for code in FORMS}


def compare_forms(one: str, other: str) -> str:
    """Compare two codes: "same", "compatible" (a variant, a successor, a translation), "different"; "missing" when one is empty."""
    if not one or not other:
        return "missing"
    if one == other:
        return "same"
    if ROOTS[one] == ROOTS[other]:
        return "compatible"
    first, second = FORMS[one], FORMS[other]
    translated = first.is_translation != second.is_translation and first.family == second.family
    return "compatible" if translated else "different"
