"""Shares that must sum to 1, and amounts that must fit: what no single parameter can know."""

import math
from typing import Any

from simulator.study.dates import LONGEST_HORIZON_DAYS
from simulator.study.folders import fault_of_data_path
from simulator.study.inputs import PROGRAMME, Findings
from simulator.study.lines import Path
from simulator.study.orders import Product
from simulator.study.references import table
from simulator.study.traders import Kind, Population
from simulator.study.wording import number
from simulator.units import LARGEST_AMOUNT_EUR

TOLERANCE = 1e-9
LARGEST_SUM_EUR = 2**63 / 100 / 4
"""A quarter of what 64 bits hold in cents."""
_EXTREME = 6.0
"""Standard deviations that no draw of a whole study is likely to pass."""


def check_amounts(findings: Findings) -> None:
    """Find shares that do not sum to 1, data files that are not there, amounts that overflow."""
    world = findings.inputs.world
    source = table(world, "population").get("source", "drawn")
    kinds = table(world, "population", "kinds")
    if source == "drawn":
        _check_drawn(findings, kinds)
    if source == "files":
        _check_files(findings, bool(kinds))
    for name, kind in kinds.items():
        _check_lognormal(
            findings,
            ("population", "kinds", name),
            kind,
            "purchases_median_eur",
            "purchases_sigma",
            Kind,
        )
    for name, product in table(world, "products").items():
        _check_lognormal(
            findings, ("products", name), product, "order_median_eur", "order_sigma", Product
        )
    _check_volume(findings, kinds)
    for position, measure in enumerate(findings.inputs.measures):
        ratings = measure.get("ratings")
        for item, rating in enumerate(ratings if isinstance(ratings, list) else []):
            if type(rating) is int and not 1 <= rating <= 10:
                path = (PROGRAMME, position, "ratings", item)
                findings.mistake(path, f"{rating} is no rating", "1 (best) to 10")


def _check_drawn(findings: Findings, kinds: dict[str, Any]) -> None:
    if not kinds:
        findings.mistake(
            ("population", "kinds"),
            "no kind of reseller to draw from",
            'a table [population.kinds.<name>], or population.source = "files"',
        )
    else:
        _check_sum(findings, ("population", "kinds"), kinds, "share_of_resellers", None)
    distributors = table(findings.inputs.world, "distributors")
    if distributors:
        _check_sum(findings, ("distributors",), distributors, "share", 0.0)


def _check_sum(
    findings: Findings, path: Path, tables: dict[str, Any], key: str, usual: float | None
) -> None:
    """Check that a share sums to 1 over named tables, if each of them gives a number."""
    shares: list[Any] = [table(item).get(key, usual) for item in tables.values()]
    given = [share for share in shares if type(share) in (int, float) and math.isfinite(share)]
    if len(given) < len(shares):
        return
    total = math.fsum(given)
    if abs(total - 1) > TOLERANCE:
        ways = [(*path, name, key) for name in tables if key in table(tables[name])]
        overridden = [way for way in ways if findings.inputs.is_overridden(way)]
        at = (overridden or ways or [path])[-1]
        findings.mistake(at, f"the shares sum to {total:.9g}", f"`{key}` sums to 1 over {path[-1]}")


def _check_files(findings: Findings, has_kinds: bool) -> None:
    population = table(findings.inputs.world, "population")
    folder = findings.inputs.folder
    for key in ("resellers_file", "accounts_file", "orders_file", "invoices_file"):
        name = population.get(key, Population.model_fields[key].default)
        if not isinstance(name, str):
            continue
        fault = fault_of_data_path(folder, name)
        needed = key in ("resellers_file", "accounts_file") or key in population
        if not fault and needed and not (folder / name).is_file():
            fault = "no such file"
        if fault:
            findings.mistake(("population", key), fault, "a file inside the folder of the study")
        elif key == "orders_file" and not has_kinds and not (folder / name).is_file():
            findings.mistake(
                ("population", "kinds"),
                f"no kind of reseller, and no order book {name}",
                "a table [population.kinds.<name>], from which orders are drawn",
            )


def _numbers(raw: Any, keys: tuple[str, str], model: Any) -> tuple[float, float] | None:
    values = [table(raw).get(key, model.model_fields[key].default) for key in keys]
    if any(type(value) not in (int, float) or not 0 <= value <= 1e12 for value in values):
        return None
    return float(values[0]), float(values[1])


def _check_lognormal(
    findings: Findings, path: Path, raw: Any, median_key: str, sigma_key: str, model: Any
) -> None:
    """Check that no draw of a lognormal amount passes the largest amount."""
    given = _numbers(raw, (median_key, sigma_key), model)
    if given is None or given[1] > 4:
        return
    median, sigma = given
    if median * math.exp(_EXTREME * sigma) > LARGEST_AMOUNT_EUR:
        mean = median * math.exp(sigma**2 / 2)
        top = 0.5 * math.erfc((2.3263478740408408 - sigma) / math.sqrt(2))
        findings.mistake(
            (*path, sigma_key),
            f"amounts too large: mean {mean:,.0f} EUR, the top 1 % hold {top:.0%} of the sum",
            f"draws stay under {number(LARGEST_AMOUNT_EUR)} EUR if median × exp(6 sigma) does",
        )


def _check_volume(findings: Findings, kinds: dict[str, Any]) -> None:
    """Check that no sum over all resellers and days can pass 64 bits."""
    world = findings.inputs.world
    usual = Population.model_fields["resellers"].default
    count = table(world, "population").get("resellers", usual)
    if type(count) is not int or not 0 < count <= 10**9:
        return
    years = LONGEST_HORIZON_DAYS / 365
    for name, kind in kinds.items():
        given = _numbers(kind, ("purchases_median_eur", "purchases_sigma"), Kind)
        if given is None or given[1] > 4:
            continue
        total = count * given[0] * math.exp(given[1] ** 2 / 2) * years
        if total > LARGEST_SUM_EUR:
            findings.mistake(
                ("population", "kinds", name, "purchases_median_eur"),
                f"all resellers together could buy {total:.1e} EUR in {years:.0f} years",
                f"at most {LARGEST_SUM_EUR:.1e} EUR, so that sums fit into 64 bits of cents",
            )
