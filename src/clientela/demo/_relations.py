"""Sites, people, assignments, visits and assessments: the relation as the company's own records hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._names import AREAS, FIRST_NAMES, LANGUAGE, STREETS, TOWNS, surname
from clientela.demo._plan import DAYS, MONTH_STARTS, MONTHS, YEARS, Ints, month_of, stream, to_working_day
from clientela.demo._view import NEVER, texts

if TYPE_CHECKING:
    from clientela.demo._view import Columns, View

_FUNCTIONS = ("purchasing", "technical", "owner", "production", "finance", "logistics")
_SITE_KINDS = ("headquarters", "plant", "warehouse", "building_site")
_CHANNELS = ("visit", "video", "telephone")
_PURPOSES = ("offer", "follow_up", "complaint", "annual_review", "new_product")
_MEASURES = ("relationship_quality", "price_sensitivity", "person_dependence")


def _owners(count: Ints) -> tuple[Ints, Ints]:
    owner = np.repeat(np.arange(len(count)), count)
    return owner, np.arange(len(owner)) - (np.cumsum(count) - count)[owner]


def sites(view: View) -> Columns:
    """One row per site: the seat, and for the larger customers plants and stores."""
    rng = stream(view.world.plan, "sites")
    customers = view.world.customers
    count = 1 + np.minimum(rng.poisson(0.2 * np.exp(0.7 * np.clip(customers.size, -2, 3))), 8)
    owner, place = _owners(count)
    # Further sites lie in the same country, so that the language of an address stays right.
    by_country = {t.country: [i for i, o in enumerate(TOWNS) if o.country == t.country] for t in TOWNS}
    draw = rng.random(len(owner))
    town = [
        home
        if at == 0
        else by_country[TOWNS[home].country][int(chance * len(by_country[TOWNS[home].country]))]
        for home, at, chance in zip(
            customers.town[owner].tolist(), place.tolist(), draw.tolist(), strict=True
        )
    ]
    where = [TOWNS[t] for t in town]
    kind = np.where(place == 0, 0, 1 + (draw * 97).astype(np.int64) % (len(_SITE_KINDS) - 1))
    return {
        "site_id": np.arange(1, len(owner) + 1),
        "customer_id": view.numbers[owner],
        "kind": texts(list(_SITE_KINDS))[kind],
        "address": texts([f"{STREETS[LANGUAGE[t.country]]} {1 + i % 89}" for i, t in enumerate(where)]),
        "postcode": texts([t.postcode for t in where]),
        "town": texts([t.name for t in where]),
        "country": texts([t.country for t in where]),
        "area": texts([AREAS[t.area] for t in where]),
        "is_buying_unit": (place == 0) | (draw < 0.3),  # noqa: PLR2004 - some plants buy for themselves
    }


def people(view: View) -> Columns:
    """One row per person we know at a customer; some have left."""
    rng = stream(view.world.plan, "people")
    customers = view.world.customers
    count = 1 + np.minimum(rng.poisson(0.9 * np.exp(0.45 * np.clip(customers.size, -2, 3))), 11)
    owner, place = _owners(count)
    languages = [LANGUAGE[t.country] for t in TOWNS]
    draw = rng.integers(0, 1_000_000, len(owner)).tolist()
    names = []
    for town, number in zip(customers.town[owner].tolist(), draw, strict=True):
        first = FIRST_NAMES[languages[town]]
        names.append(f"{first[number % len(first)]} {surname(languages[town], number // 7)}")
    left = rng.random(len(owner)) < 0.12  # noqa: PLR2004 - share of people who have moved on
    since = np.maximum(customers.since[owner], 0)
    gone = since + (rng.random(len(owner)) * np.maximum(DAYS - since, 1)).astype(np.int64)
    function = np.where(place == 0, 0, rng.integers(0, len(_FUNCTIONS), len(owner)))
    return {
        "person_id": np.arange(1, len(owner) + 1),
        "customer_id": view.numbers[owner],
        "name": texts(names),
        "function": texts(list(_FUNCTIONS))[function],
        "level": np.where(function == 2, 1, rng.integers(2, 5, len(owner))),  # noqa: PLR2004 - the owner
        "email": texts([f"person{i + 1}@example.com" for i in range(len(owner))]),
        "left_on": np.where(left, gone, NEVER),
    }


def assignments(view: View) -> Columns:
    """One row per spell of one seller with one customer; the last has no end."""
    world = view.world
    begin_month = np.clip(month_of(np.maximum(world.customers.since, 0)), 0, MONTHS - 1)
    table = world.sellers.by_month
    months = np.arange(MONTHS)
    starts = np.zeros(table.shape, dtype=bool)
    starts[:, 1:] = table[:, 1:] != table[:, :-1]
    starts &= months > begin_month[:, None]
    starts[np.arange(len(table)), begin_month] = True
    customer, month = np.nonzero(starts)
    last = np.append(customer[1:] != customer[:-1], True)
    ends = np.append(MONTH_STARTS[month[1:]] - 1, NEVER)
    first = month == begin_month[customer]
    seller = table[customer, month].astype(np.int64)
    before = table[customer, np.maximum(month - 1, 0)].astype(np.int64)
    # A predecessor whom nobody has any more has left the company.
    still = np.zeros((len(world.sellers.ids), MONTHS), dtype=bool)
    still[table, months] = True
    left = ~still[before, month]
    reason = np.where(first, 0, np.where(left, 1, 2))
    return {
        "customer_id": view.numbers[customer],
        "seller_id": texts(list(world.sellers.ids))[seller],
        "seller_name": texts(list(world.sellers.names))[seller],
        "role": texts(["owner"])[np.zeros(len(customer), dtype=np.int64)],
        "valid_from": np.where(first, np.maximum(world.customers.since[customer], 0), MONTH_STARTS[month]),
        "valid_to": np.where(last, NEVER, ends),
        "reason": texts(["first", "seller_left", "reassigned"])[reason],
    }


def visits(view: View) -> Columns:
    """One row per visit; their number by year is what the ordering rate truly answers to."""
    rng = stream(view.world.plan, "visits")
    world = view.world
    flat = world.visits.ravel()
    place = np.repeat(np.arange(len(flat)), flat)
    customer, year = place // YEARS, place % YEARS
    # The year begins on 8 January, so that no visit slides over its holidays into the year before.
    first, following = MONTH_STARTS[12 * year] + 7, MONTH_STARTS[12 * year + 12]
    day = to_working_day(first + (rng.random(len(place)) * (following - first)).astype(np.int64))
    # Sellers go on calling for a while on a customer who is lost and has not said so.
    known = np.clip(day - rng.integers(0, 120, len(day)), 0, DAYS - 1)
    keep = view.active(customer, np.maximum(known, world.customers.since[customer])) & (
        day >= np.maximum(world.customers.since[customer] - 60, 0)
    )
    order = np.flatnonzero(keep)[np.argsort(day[keep], kind="stable")]
    customer, day = customer[order], day[order]
    quality = world.customers.quality[customer]
    theirs = rng.random(len(day)) < 1 / (1 + np.exp(1.2 - 0.6 * quality))
    minutes = 5 * rng.integers(3, 22, len(day))
    channel = rng.choice(3, len(day), p=(0.7, 0.12, 0.18))
    purpose = rng.integers(0, len(_PURPOSES), len(day))
    more = _called_for(view)
    customer, day = np.append(customer, more["customer"]), np.append(day, more["day"])
    nothing = np.zeros(len(more["day"]), dtype=np.int64)
    return {
        "visit_id": np.arange(1, len(day) + 1),
        "customer_id": view.numbers[customer],
        "seller_id": texts(list(world.sellers.ids))[
            world.sellers.by_month[customer, month_of(day)].astype(np.int64)
        ],
        "visited_on": day,
        "minutes": np.append(minutes, more["minutes"]),
        "channel": texts(list(_CHANNELS))[np.append(channel, nothing)],
        "initiator": texts(["us", "them"])[np.append(theirs.astype(np.int64), nothing + 1)],
        "purpose": texts(list(_PURPOSES))[np.append(purpose, more["purpose"])],
    }


def _called_for(view: View) -> dict[str, Ints]:
    """Return the visits that customers with planted growth call for on top of the usual ones: long ones, on offers and complaints."""
    rng = stream(view.world.plan, "plant_visits")
    plants = view.world.plants
    growing = np.flatnonzero(plants.growth_from < MONTHS)
    start = MONTH_STARTS[plants.growth_from[growing]] + 7
    count = np.rint(plants.growth_visits[growing] * (DAYS - start) / 365).astype(np.int64)
    customer, place = np.repeat(growing, count), np.repeat(np.arange(len(growing)), count)
    span = (DAYS - start)[place]
    day = to_working_day(start[place] + (rng.random(len(place)) * span).astype(np.int64))
    return {
        "customer": customer,
        "day": day,
        "minutes": 5 * rng.integers(12, 30, len(day)),
        "purpose": 2 * rng.integers(0, 2, len(day)),
    }


def assessments(view: View) -> Columns:
    """One row per judgement on 0 to 10: noisy, made before any loss, missing for many customers."""
    rng = stream(view.world.plan, "assessments")
    customers = view.world.customers
    n = view.world.plan.customers
    asked = rng.random((n, YEARS)) < np.clip(0.3 + 0.15 * customers.size[:, None], 0.05, 0.9)
    customer, year = np.nonzero(asked)
    day = MONTH_STARTS[12 * year] + rng.integers(0, 360, len(year))
    keep = view.active(customer, day) & ~customers.one_timer[customer]
    customer, day = np.repeat(customer[keep], len(_MEASURES)), np.repeat(day[keep], len(_MEASURES))
    measure = np.tile(np.arange(len(_MEASURES)), int(keep.sum()))
    truth = np.stack(
        [
            5 + 1.7 * customers.quality,
            10 * customers.price_sensitivity / (customers.price_sensitivity + 0.5),
            10 * customers.person_dependence,
        ]
    )[measure, customer]
    score = np.clip(np.rint(truth + rng.normal(0, 1.2, len(customer))), 0, 10).astype(np.int64)
    order = np.argsort(day, kind="stable")
    customer, day = customer[order], day[order]
    return {
        "customer_id": view.numbers[customer],
        "measure": texts(list(_MEASURES))[measure[order]],
        "value": score[order],
        "assessed_on": day,
        "source_class": texts(["J"])[np.zeros(len(day), dtype=np.int64)],
        "seller_id": texts(list(view.world.sellers.ids))[
            view.world.sellers.by_month[customer, month_of(day)].astype(np.int64)
        ],
    }
