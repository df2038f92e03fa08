"""What each customer will do: purchase models fitted by maximum likelihood, and what follows from them.

The mathematics stands in private modules, one family each. Times are in any one unit (days, weeks), the same for the histories,
the horizons and the discount rate; parameters of time come out in that unit.

| module | fits | model |
|---|---|---|
| `_beta_geometric` | `fit_bgnbd`, `fit_mbgnbd`, `fit_regular` | `BetaGeometric` (BG/NBD, MBG/NBD, BG/CNBD-k, MBG/CNBD-k) |
| `_pareto` | `fit_pareto` | `Pareto` (Pareto/NBD) |
| `_spend` | `fit_spend` | `Spend` (Gamma-Gamma, with or without what the spend depends on) |
| `_discrete` | `fit_bgbb` | `BetaBinomial` (BG/BB: at most one order in a period) |
| `_contract` | `fit_contract` | `Contract` (shifted beta-geometric) |
| `_markov` | none | value of customers that move between states |

A fit takes arrays of one row per customer, or per group of equal customers with `weights`: `frequency` (orders after the first),
`recency` (age of the customer at the last of them, 0 without one), `age` (time from the first order to the day looked from); or
`Histories`, which are read once and fitted many times, from arrays or chunk by chunk. It returns the model, whose `fitted` holds
log-likelihood, standard errors, intervals, correlations, and what could not be identified. A model can also be written down with
known parameters: `BetaGeometric(r=.243, alpha=4.414, a=.793, b=2.426)`.

Models of purchases answer, for arrays of histories (shapes broadcast; every answer has that shape unless stated):

- `alive_probability(frequency, recency, age)`
- `expected_orders(frequency, recency, age, horizon)`: orders in the coming `horizon`
- `expected_discounted(frequency, recency, age, horizon, rate)`: the same, each order worth exp(-rate x time until it); the
  horizon may be infinite where the rate is positive
- `active_probability(frequency, recency, age, start, end)`: at least one order between `start` and `end` from now
- `order_probabilities(frequency, recency, age, horizon, most)`: P(0), ..., P(most - 1), P(most or more); shape (..., most + 1)
- `order_quantiles(frequency, recency, age, horizon, levels)`: the exact quantiles of the count; shape (..., levels)
- `expected_orders_new(horizon)`, `order_probabilities_new(horizon, most)`: of a customer that has just placed its first order
"""
