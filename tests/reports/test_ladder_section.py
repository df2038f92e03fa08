"""The section on the contribution where nobody knows what serving customers costs (row S0-16)."""

from __future__ import annotations

from datetime import date

from clientela.base.i18n import translate
from clientela.blocks import Kpis, Note, Table
from clientela.reports._inputs import Inputs
from clientela.reports._ladder import TABLES, ladder_section


def test_without_the_cost_of_serving_the_ladder_ends_before_it_and_says_so(tiny) -> None:
    """S0-16: the label, the steps that are missing with what would bring them, and no contribution 3 anywhere."""
    with tiny.reading() as reader:
        tables = {name: reader.rows(name) for name in TABLES}
    section = ladder_section(
        Inputs(
            tables=tables, customers=[], settings=tiny.workspace.settings, as_of=date(2025, 12, 31), run_id="r", first_on=None,
            is_last_month_partial=False, scope_name="", listed_only_count=0,
        )
    )  # fmt: skip
    assert section.lead is not None
    assert "this is the margin before cost-to-serve" in translate(section.lead, language="en")
    (figures,) = (b for b in section.blocks if isinstance(b, Kpis))
    assert [f.name for f in figures.figures] == ["cm1_12m_amount", "revenue"]
    assert figures.figures[0].context is not None
    assert translate(figures.figures[0].context, language="en") == "before cost-to-serve"
    (ladder,) = (b for b in section.blocks if isinstance(b, Table) and b.name == "contribution_ladder")
    steps = {translate(row[0], language="en"): row[1] for row in ladder.rows}
    assert not {"Contribution 2", "Contribution 3", "Cost-to-serve"} & set(steps)
    notes = [translate(b.text, language="en") for b in section.blocks if isinstance(b, Note)]
    missing = [n.split(":")[0] for n in notes if "nothing is taken off. It would take" in n]
    assert len(missing) >= 5
    for language in ("it", "ru"):
        assert translate(section.lead, language=language) != translate(section.lead, language="en")
