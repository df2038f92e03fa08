"""Campbell & Cunningham 1983: the life cycle of customers by five criteria, and the key customers by growth and position."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.scores._matrices import Cell, Matrix

CAMPBELL = Matrix(
    "campbell",
    msg("Tomorrow's, today's and yesterday's customers (Campbell & Cunningham, step 1)"),
    msg("Campbell & Cunningham, step 1"),
    "Campbell & Cunningham 1983",
    msg("Are there enough customers of tomorrow to take the place of those of yesterday?"),
    None,
    None,
    (
        Cell("tomorrow", msg("Tomorrow's customers"), msg("Give engineers and time, with a date by which sales must follow."), msg("The customer shares its plans, and the hours it may take are written down."), msg("Sales have not grown by the date set.")),
        Cell("special", msg("Today's special customers"), msg("Protect: people, plan and price agreed together, resources kept justified every year."), msg("Contribution 3 is known after all the effort."), msg("The effort pays back less than elsewhere for two years.")),
        Cell("regular", msg("Today's regular customers"), msg("Steady service at a steady cost; look among them for tomorrow's."), msg("Cost to serve is no more than usual."), msg("Sales or margin fall for a year.")),
        Cell("yesterday", msg("Yesterday's customers"), msg("Take the engineers off, serve by the cheapest way, keep the door open."), msg("The hours freed have a customer of tomorrow to go to."), msg("Contribution 3 turns negative.")),
    ),
    titles=(None, None),
)  # fmt: skip
CAMPBELL_KEY = Matrix(
    "campbell_key",
    msg("Growth of demand and our position (Campbell & Cunningham, step 3)"),
    msg("Campbell & Cunningham, step 3"),
    "Campbell & Cunningham 1983",
    msg("Where demand grows faster than the market, and where we hold more of it than the strongest rival."),
    None,
    None,
    (
        Cell("invest_to_hold", msg("Demand grows, we lead"), msg("Invest to hold: capacity, stock and people grow with the customer."), msg("We can supply its growth without losing others."), msg("Our share falls below that of the strongest rival.")),
        Cell("attack", msg("Demand grows, a rival leads"), msg("Attack with one clear advantage, or accept to be the second source and say so."), msg("We know why the rival leads and can beat it in one thing within a year."), msg("No gain of share after twelve months: be the second source at low cost.")),
        Cell("defend_cost", msg("Demand is slow, we lead"), msg("Earn: defend the position by cost, spend no more."), msg("The position is safe for a year."), msg("The price falls below our cost to serve.")),
        Cell("minimum", msg("Demand is slow, a rival leads"), msg("The minimum: take what comes at standard terms."), msg("Orders pay for themselves."), msg("They no longer do.")),
    ),
    titles=(msg("Growth of its demand, a year"), msg("Our share / share of the strongest rival")),
)  # fmt: skip
