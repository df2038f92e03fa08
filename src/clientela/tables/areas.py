"""Areas: regions and territories, as a tree."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

areas = canonical_table(
    name="areas",
    title=msg("Areas"),
    grain=msg("One row is one area."),
    key=("area_id",),
    level=0,
    brings=msg("Names and a tree of areas, and who is responsible for each."),
    least_explained=0.6,
    not_words=("customer", "cliente", "store", "reseller"),
    columns=(
        v.required(v.AREA, refers_to=""),
        v.column("area_name", msg("Area name"), "text", "region name", "territory name", "name", "nome area", "nome zona",
                 "название региона", "gebietsname", "description", examples=("North-west",)),
        v.column("parent_area_id", msg("Area above"), "id", "parent area", "parent region", "area padre", "macroarea",
                 "округ", "obergebiet", refers_to="areas.area_id", examples=("Italy",)),
        v.column("manager_id", msg("Area manager"), "id", "area manager", "regional manager", "capo area", "capoarea",
                 "руководитель региона", "gebietsleiter", refers_to="employees.employee_id", examples=("E01",)),
        v.COUNTRY,
        v.column("customers_count", msg("Customers in the market"), "count", "number of firms", "numero imprese",
                 "число компаний", "anzahl firmen", low=0, examples=("800",)),
    ),
    must_have=(("area_name", "parent_area_id", "manager_id"),),
)  # fmt: skip
