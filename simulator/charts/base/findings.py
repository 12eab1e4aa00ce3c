"""Sentences that state a finding from its numbers, and say so where nothing is decided."""

from simulator.charts.base.tables import Estimate, Tables
from simulator.charts.base.words import SPACE, Scale, Words, literal


def effect(tables: Tables, words: Words, outcome: str, programme: str) -> str | None:
    """Return what a programme does to an outcome; None where it was not compared."""
    found = tables.difference(outcome, programme)
    if found is None:
        return None
    scale = difference_scale(tables, words, outcome, found)
    name, who = words.outcome(outcome), words.programme(programme)
    reference = literal(tables.reference)
    if found.value == found.low == found.high == 0:
        return sentence_case(
            words.say(
                en=f"{who} leaves {name} as with {reference} in all {found.n} replications",
                fr=f"{who} laisse {name} comme avec {reference} dans les {found.n} réplications",
            )
        )
    if not found.decided:
        return words.say(
            en=f"Undecided whether {who} changes {name}: {scale.signed(found.value)} "
            f"against {reference} ({between(found, scale)})",
            fr=f"Effet indécis : avec {who}, {name} varie de {scale.signed(found.value)} "
            f"par rapport à {reference} ({between(found, scale)})",
        )
    who = sentence_case(who)
    by, how_sure = scale.text(abs(found.value)), between(size(found), scale)
    en, fr = ("lowers", "réduit") if found.value < 0 else ("raises", "augmente")
    return words.say(
        en=f"{who} {en} {name} by {by} against {reference} ({how_sure})",
        fr=f"{who} {fr} {name} de {by} par rapport à {reference} ({how_sure})",
    )


def sentence_case(sentence: str) -> str:
    """Return a sentence with its first letter capitalised."""
    return sentence[:1].upper() + sentence[1:]


def size(found: Estimate) -> Estimate:
    """Return the size of a difference without its sign, its interval in rising order."""
    if found.value >= 0:
        return found
    return Estimate(-found.value, -found.high, -found.low, found.n)


def shown(found: Estimate) -> tuple[float, ...]:
    """Return what the decimals must show: a value, its interval, and half of the interval."""
    half = (found.high - found.low) / 2
    return found.value, found.low, found.high, *([half] if found.has_interval else [])


def difference_scale(tables: Tables, words: Words, outcome: str, *estimates: Estimate) -> Scale:
    """Return the scale on which differences of an outcome are written."""
    values = [v for e in estimates for v in shown(e)]
    return words.scale(tables.unit(outcome), values, difference=True)


def level(tables: Tables, words: Words, outcome: str, programme: str) -> str:
    """Return an outcome's mean with its interval, such as "3.4 % (95 % interval 3.1 to 3.7)"."""
    found = tables.mean(outcome, programme)
    if found is None:
        return "–"
    scale = words.scale(tables.unit(outcome), shown(found))
    return f"{scale.text(found.value)} ({between(found, scale)})"


def between(estimate: Estimate, scale: Scale) -> str:
    """Return an interval in words that stay on one line."""
    words = scale.words
    if not estimate.has_interval:
        none = words.say(en="one replication: no interval", fr="une réplication : sans intervalle")
        return none.replace(" ", SPACE)
    low, high = scale.bare(estimate.low), scale.bare(estimate.high)
    per = words.share(0.95, 0)
    en, fr = f"{per} interval {low} to {high}", f"intervalle à {per} : {low} à {high}"
    return words.say(en=en, fr=fr).replace(" ", SPACE)


def strongest(tables: Tables, outcome: str) -> str | None:
    """Return the programme with the largest decided effect on an outcome, or else the last."""
    found = {p: e for p in tables.compared if (e := tables.difference(outcome, p)) is not None}
    decided = {p: abs(e.value) for p, e in found.items() if e.decided}
    if decided:
        return max(decided, key=lambda p: decided[p])
    return list(found)[-1] if found else None
