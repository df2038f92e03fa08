"""Words of names that say nothing about who it is: abbreviations, notes of clerks, little words, given names."""

from __future__ import annotations

ABBREVIATIONS = {
    "fratelli": "flli flii fratt", "gebruder": "gebr gbr_", "hermanos": "hnos hermnos", "brothers": "bros", "officine": "off offic",
    "officina": "officin", "meccaniche": "mecc meccan", "costruzioni": "costr costruz costrz", "trasporti": "trasp trasporto",
    "forniture": "forn fornit", "industriali": "industrial_", "industria": "ind indust", "distribuzione": "distrib distr distribuz",
    "elettronica": "elettr elettron", "commerciale": "comm commerc", "generale": "gen gener", "impianti": "imp impian",
    "internazionale": "internaz", "immobiliare": "immob", "alimentari": "aliment", "agricola": "agric", "azienda": "az aziend",
    "stabilimento": "stab", "autotrasporti": "autotrasp", "carrozzeria": "carrozz", "farmacia": "farm", "ristorante": "rist ristor",
    "fabbrica": "fabbr", "manifattura": "manif", "tipografia": "tip tipogr", "servizi": "serv",
    "etablissements": "ets etabl etabs", "compagnie": "cie", "transports": "transp", "entreprise": "entr entrep", "societe": "ste",
    "construction": "construct constr_en", "construcciones": "constr construc", "distribuciones": "distribuc", "talleres": "tall",
    "suministros": "sumin", "comercial": "cial", "engineering": "eng engg engrg", "manufacturing": "mfg manuf", "international": "intl internat",
    "services": "svcs svc", "supplies": "supp", "electrical": "elec electr", "building": "bldg", "department": "dept", "university": "univ",
    "company": "co_", "group": "grp", "store": "str_", "market": "mkt", "center": "ctr centre cntr", "management": "mgmt mgt",
    "technologies": "tech_ technol", "laboratories": "labs", "associates": "assoc", "general": "gnrl", "national": "natl",
    "maschinenbau": "maschb masch", "elektrotechnik": "elektrot", "grosshandel": "grosshdl ghdl", "handel": "hdl", "werke": "wke",
    "nachfolger": "nachf nfg", "technik": "techn", "vertrieb": "vertr",
    "przedsiebiorstwo": "przeds przedsieb", "przedsiebiorstwo handlowe": "ph", "zaklad": "zakl", "hurtownia": "hurt",
    "przedsiebiorstwo handlowo uslugowe": "phu", "przedsiebiorstwo produkcyjno handlowo uslugowe": "ppuh pphu",
    "firma handlowo uslugowa": "fhu", "firma handlowa": "fh",
    "torgovii dom": "td", "proizvodstvennaia kompaniia": "pk", "promishlennaia kompaniia": "prk", "gruppa kompanii": "gk",
    "stroitelnaia kompaniia": "sk", "torgovaia kompaniia": "tk", "upravliaiushchaia kompaniia": "uk", "zavod": "zd",
    "nauchno proizvodstvennoe obedinenie": "npo", "nauchno proizvodstvennoe predpriiatie": "npp",
    "proizvodstvenno kommercheskaia firma": "pkf", "saint": "st ste_ snt_", "doctor": "dr dott dottssa",
}  # fmt: skip
"""Whole words and how they are shortened, in folded letters."""

NOTES = """
excliente; exclienti; exkunde; excustomer; exclient; exclie; exklient; formercustomer; ancienclient; alterkunde; clientecessato; byvshiiklient;
nonusare; nonutilizzare; nonattivo; nonpiuattivo; nonvalido; donotuse; dontuse; notinuse; notused; notactive; inactive; inattivo; inattiva;
nichtverwenden; nichtbenutzen; nichtmehrverwenden; inaktiv; gesperrt; geloscht; nepasutiliser; neplusutiliser; inactif; bloque;
nousar; noutilizar; inactivo; inactiva; bloqueado; nieuzywac; nieaktywny; nieaktualny; zablokowany; neispolzovat; nepolzovatsia;
zablokirovan; neaktiven; zakrit; bloccato; bloccata; blocked; blockiert; cessato; cessata; cessataattivita; chiuso; chiusa; closed; geschlossen;
ferme; cerrado; inliquidazione; inliquidation; enliquidation; enliquidacion; wlikwidacji; vlikvidatsii; inliq; inconcordato; infallimento;
infallimentare; fallita; fallimento; insolvent; iliquidation; doppio; doppione; duplicato; duplicata; duplicate; duplicated; dupl; doppelt;
dublette; duplikat; doublon; duplicado; dubl; dublikat; vedialtro; vedinuovo; siehe; seeother; danonusare; daeliminare; tobedeleted; zuloschen;
asupprimer; aeliminar; nauzdalit; nakudalenii; annullato; annullata; annulliert; annule; anulado; provvisorio; provisional; temporaneo; vorlaufig;
contoprovvisorio; testcustomer; nuovaragionesociale; nuovoindirizzo; vecchioindirizzo; vecchiaragionesociale; oldaddress; newaddress
"""
"""What clerks write behind a name that says nothing about who it is; compact, in folded letters."""

SITES = """
sede; sedelegale; sedeoperativa; sedeamministrativa; sedecentrale; filiale; filialedi; filiali; magazzino; deposito; puntovendita; puntovenditadi; pv; unitalocale;
stabilimentodi; succursale; agenzia; branch; branchoffice; headoffice; headquarters; hq; warehouse; depot; mainoffice; subsidiary; niederlassung; zweigniederlassung; zweigstelle;
zentrale; hauptsitz; werk; lager; betriebsstatte; siege; siegesocial; agence; entrepot; sucursal; oficina; oficinacentral; almacen; delegacion; sedesocial;
oddzial; magazyn; siedziba; centrala; filial; filialv; sklad; ofis; otdelenie; predstavitelstvo; obosoblennoepodrazdelenie; sube; merkez; subesi
"""
"""Words for a place of the same firm; compact, in folded letters."""

LITTLE = frozenset(
    """
    c co and und et the of for der die das den dem des von vom zu zum zur im il lo gli la le les los las el i di del della dello dei delle dell
    degli da dal du de van von da do dos das na w z v s a an u e y en ve per fur pour para por
    """.split()  # noqa: SIM905 - words read better than a list
)
"""Articles and connectives of the languages: they may be left out of a name."""

GIVEN = frozenset(
    """
    adam adrian agnes alain alan albert alberto alejandro aleksandr aleksei alessandra alessandro alessia alex alexander alexandra alfredo ali
    alice alicja ana anastasia anatolii andre andrea andreas andrei andrzej angel angela angelo anita anja ann anna anne antoine anton antonella
    antonia antonio arianna armando arthur artur barbara beata beatrice benjamin bernard bernd boris bruno camille carl carla carlo carlos carmen
    carol caroline caterina catherine cecilia charles chiara chris christian christina christine christoph claire clara claude claudia claudio
    cristian cristiano cristina daniel daniela daniele danilo daria dario david davide denis diana diego dieter dmitrii dominik domenico donald
    donato edoardo eduard eduardo ekaterina elena eleonora elisa elisabeth elizabeth elke emanuele emil emilia emilio emma enrico enzo eric erik
    ernesto ernst eugenio eva evgenii ewa fabio fabrizio federica federico felix ferdinando fernando filippo flavio florian france francesca
    francesco francisco franco frank franz fred friedrich gabriel gabriele galina georg george georges gerard gerd gianni giacomo gianluca gino giorgio
    giovanna giovanni giulia giulio giuseppe giuseppina gloria grazia gregor grzegorz guido hans harald harry heinz helena helmut henri henry
    horst hugo ignacio igor ilaria ines ingrid irene irina isabel isabelle ivan ivana jack jacek jacques jakob jakub james jan jane javier jean jens jerzy
    jesus joachim joanna joel john jorge jose josef joseph juan julia julian julie julien julio jurgen karin karl katarzyna katharina katia klaus
    konrad krzysztof laura laurent lars lea leo leonardo leonid lena lidia lisa lorenzo louis luca lucas lucia luciano ludovica ludwig luigi luis
    luisa luka lukas maciej magdalena maksim malgorzata manfred manuel manuela marc marcel marcello marcin marco marek margherita maria marian
    marianna marie mariia marina mario mariusz mark marko markus marta martin martina mary massimo matteo matthias maurizio mauro max michael michal
    michel michela michele miguel mikhail mirko monica monika nadia natalia nathalie nicola nicolas nicole nikita nikolai oleg olga oliver olivier
    oscar otto pablo paola paolo pascal patrick patrizia paul paula pavel pedro peter petr philip philippe pierre piero pietro piotr rafael raffaele
    ralf raul renato renata riccardo richard rita robert roberta roberto rocco rodolfo roland roman romano rosa rosario rudolf ruslan sabina sabine sabrina
    salvatore samuel sandra sandro sara sarah sebastian serena sergei sergio silvana silvia silvio simon simona simone sofia sonia stanislaw stefan
    stefania stefano stephan stephen steven susanne sven svetlana tania tatiana teresa thomas timo tiziana tobias tomas tomasz umberto ugo ulrich urs
    ute uwe vadim valentina valentin valeria valerio vera veronica viktor vincent vincenzo viktoria vittorio vladimir volker walter werner william
    wojciech wolfgang yuri zbigniew
    """.split()  # noqa: SIM905 - words read better than a list
)
"""Common given names: a letter more or less makes another person, not a slip (Mario, Marco)."""

STREETS = {
    "via": "v via", "viale": "vle viale", "corso": "cso corso", "piazza": "pza pzza pz piazza", "piazzale": "pzle ple piazzale", "strada": "str_it strada sda",
    "largo": "lgo largo", "vicolo": "vco vicolo", "contrada": "cda contrada", "localita": "loc localita", "frazione": "fraz frazione",
    "strasse": "str strasse", "platz": "pl platz", "allee": "allee", "gasse": "gasse", "weg": "weg", "rue": "rue r", "avenue": "av ave avenue",
    "boulevard": "bd blvd bvd boulevard boul", "place": "place plc", "chemin": "ch chem chemin", "route": "rte route", "impasse": "imp impasse",
    "quai": "quai", "calle": "c cl calle", "avenida": "avda avd avenida", "plaza": "plaza pza_es", "paseo": "po pso paseo", "carretera": "ctra crta carretera",
    "poligono": "pol pg poligono", "ulica": "ul ulica ulitsa vul vulitsia", "aleja": "al aleja aleje", "osiedle": "os osiedle", "plac": "plac",
    "prospekt": "pr prospekt prt prkt prosp", "naberezhnaia": "nab naberezhnaia", "shosse": "sh shosse", "pereulok": "per pereulok", "bulvar": "bul bulvar bulr",
    "ploshchad": "ploshchad", "proezd": "prd proezd", "road": "rd road", "street": "st street", "lane": "ln lane", "drive": "dr drive", "square": "sq square",
    "court": "ct court", "highway": "hwy highway", "parkway": "pkwy parkway", "terrace": "terr terrace", "close": "close", "way": "way wy",
    "laan": "laan", "straat": "straat", "cadde": "cad caddesi", "sokak": "sok sokak sk", "mahalle": "mah mahallesi",
}  # fmt: skip
"""Kinds of streets and how they are shortened, in folded letters."""

SIDES = {"north": "n north", "south": "s south", "east": "e east", "west": "w west", "northeast": "ne northeast",
         "northwest": "nw northwest", "southeast": "se southeast", "southwest": "sw southwest"}  # fmt: skip
"""Quarters of the compass in English addresses: another quarter is another street."""

STREET_LITTLE = LITTLE | frozenset(
    "nr no n num numero km snc sn civ dom d bud korp korpus k stroenie str office of ofis kv suite ste unit apt lok".split()  # noqa: SIM905 - words read better than a list
)
"""What is left out of an address besides."""
