"""Levels of service: what a class of customers, or one customer, is promised."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

service_levels = canonical_table(
    name="service_levels",
    title=msg("Levels of service"),
    grain=msg("One row is the service promised to one class of customers or to one customer."),
    key=("class_code", "customer_id"),
    level=5,
    brings=msg("Delivered service against what each class of customers is promised."),
    subject="customer_id",
    columns=(
        v.column("class_code", msg("Class"), "text", "customer class", "abc class", "classe", "classe cliente", "класс", "класс клиента",
                 "kundenklasse", "klasse", examples=("A",)),
        v.optional(v.CUSTOMER),
        v.share("otif_target", msg("On time and in full"), "otif target", "otif", "service target", "service level", "livello di servizio",
                "уровень сервиса", "servicegrad", "lieferservicegrad", examples=("0.98",)),
        v.column("lead_time_days", msg("Lead time in days"), "number", "lead time", "delivery time", "tempo di consegna", "срок поставки",
                 "lieferzeit", low=0, examples=("2",)),
        v.money("minimum_order_amount", msg("Minimum order"), "minimum order", "moq", "ordine minimo", "минимальный заказ",
                "mindestbestellwert", low=0),
        v.column("stock_policy", msg("Stock policy"), "text", "stock", "politica scorte", "политика запасов", "bestandspolitik", examples=("reserved",)),
        v.column("cut_off", msg("Order until"), "text", "cut off", "cutoff", "orario limite", "прием заказов до", "bestellschluss", examples=("16:00",)),
        v.column("has_dedicated_person", msg("Dedicated person"), "flag", "dedicated person", "persona dedicata", "выделенный сотрудник",
                 "fester ansprechpartner", examples=("yes",)),
        v.start_on(),
    ),
    must_have=(("class_code", "customer_id"), ("otif_target", "lead_time_days")),
    telling=("otif_target",),
)  # fmt: skip
