"""What customers are in their market: the types, and what companies write for them in six languages."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

CUSTOMER_TYPES = v.codes(
    ("end_user", msg("End user"), (
        "end customer", "final customer", "consumer", "utilizzatore", "utilizzatore finale", "cliente finale", "utente finale",
        "конечный потребитель", "конечный клиент", "конечный пользователь", "потребитель", "endkunde", "endverbraucher", "anwender",
        "endanwender", "utilisateur final", "client final", "consommateur final", "usuario final", "cliente final", "consumidor final")),
    ("manufacturer", msg("Manufacturer"), (
        "oem", "producer", "maker", "original equipment manufacturer", "produttore", "costruttore", "fabbricante", "industria",
        "производитель", "изготовитель", "завод", "hersteller", "produzent", "fabrikant", "erstausruster", "fabricant", "constructeur",
        "producteur", "fabricante", "productor")),
    ("wholesaler", msg("Wholesaler"), (
        "wholesale", "distributor", "grossista", "ingrosso", "distributore", "оптовик", "опт", "оптовая компания", "оптовый покупатель",
        "дистрибьютор", "grosshandler", "grosshandel", "distributeur", "grossiste", "mayorista", "distribuidor")),
    ("retailer", msg("Retailer"), (
        "retail", "shop", "store", "dettagliante", "dettaglio", "negozio", "rivenditore al dettaglio", "ритейлер", "розничная компания",
        "розница", "магазин", "розничный продавец", "einzelhandler", "einzelhandel", "detaillant", "detailant", "commerce de detail",
        "magasin", "minorista", "detallista", "tienda")),
    ("dealer", msg("Dealer"), (
        "reseller", "agent dealer", "concessionario", "rivenditore", "дилер", "реселлер", "перепродавец", "handler", "vertragshandler",
        "wiederverkaufer", "fachhandler", "revendeur", "concessionnaire", "concesionario", "revendedor")),
    ("integrator", msg("Integrator or installer"), (
        "integrator", "installer", "system integrator", "contractor", "integratore", "installatore", "system integrator", "impiantista",
        "интегратор", "системный интегратор", "монтажная организация", "подрядчик", "установщик", "systemintegrator", "installateur",
        "anlagenbauer", "integrateur", "installateur", "integrador", "instalador")),
    ("specifier", msg("Specifier"), (
        "specifier", "architect", "designer", "engineering office", "consultant", "progettista", "studio tecnico", "architetto",
        "prescrittore", "проектировщик", "проектная организация", "архитектор", "planer", "planungsburo", "ingenieurburo", "architekt",
        "prescripteur", "bureau d'etudes", "architecte", "prescriptor", "proyectista", "ingenieria")),
    ("buying_group", msg("Buying group"), (
        "purchasing group", "buying association", "consortium", "cooperative", "gruppo d'acquisto", "centrale d'acquisto", "consorzio",
        "cooperativa", "закупочный союз", "закупочная группа", "закупочное объединение", "кооператив", "einkaufsverband",
        "einkaufsgemeinschaft", "einkaufsgenossenschaft", "groupement d'achat", "centrale d'achat", "grupo de compra", "central de compras")),
    ("public_body", msg("Public body"), (
        "public", "public administration", "government", "authority", "municipality", "ente pubblico", "pubblica amministrazione", "comune",
        "pa", "государственное учреждение", "госучреждение", "бюджетная организация", "госзаказчик", "муниципалитет", "behorde",
        "offentlicher auftraggeber", "offentliche hand", "gemeinde", "organisme public", "administration publique", "collectivite",
        "organismo publico", "administracion publica", "ente publico")),
    ("competitor", msg("Competitor that buys"), (
        "competitor", "rival", "concorrente", "конкурент", "wettbewerber", "konkurrent", "mitbewerber", "concurrent", "competidor")),
)  # fmt: skip
"""The role of the buyer in the market (end user, wholesaler ...), which is not the segment the company puts it into."""

TYPE_TITLES = tuple((code.value, code.title) for code in CUSTOMER_TYPES)

CUSTOMER_TYPE = v.column(
    "customer_type", msg("Customer type"), "code", "operator status", "market role", "trade type", "kind of customer", "customer kind",
    "tipologia cliente", "tipo cliente", "tipologia di cliente", "status di operatore", "ruolo di mercato", "тип клиента", "вид клиента",
    "статус оператора", "статус оператора рынка", "роль на рынке", "kundentyp", "kundenart", "marktrolle", "type de client",
    "type client", "role sur le marche", "tipo de cliente", "clase de cliente", codes=CUSTOMER_TYPES, examples=("wholesaler",),
)  # fmt: skip
