"""The slide of what was assumed, and of how far the numbers can be trusted."""

from typing import Any

from simulator.briefing.contents import Contents
from simulator.briefing.deck.page import BODY, Box, Slide
from simulator.charts.base import Words
from simulator.charts.base.page import INK, legible
from simulator.charts.base.words import literal

MOST_CHANGES = 4


def limits(deck: Any, contents: Contents) -> None:
    """What was assumed, and how far the numbers can be trusted."""
    words, say = contents.words, contents.words.say
    title = say(
        en="The intervals hold the luck of the draws; whether the assumptions are right, they do "
        "not say",
        fr="Les intervalles contiennent la chance des tirages ; ils ne disent pas si les "
        "hypothèses sont justes",
    )
    slide = Slide(deck, contents, title)
    heads = say(en="What was assumed", fr="Ce qui est supposé"), say(en="Limits", fr="Limites")
    half = (BODY.w - 0.5) / 2
    for i, (head, lines) in enumerate(
        zip(heads, (_assumed(contents), [*_limits(words), *_missing(contents)]), strict=True)
    ):
        x = BODY.x + i * (half + 0.5)
        slide.text(Box(x, 1.6, half, 0.4), [head], 18, legible("#0072B2"), bold=True)
        slide.text(Box(x, 2.1, half, 4.7), [f"•  {line}" for line in lines], 14, INK, gap=7)
    slide.finish()


def _assumed(contents: Contents) -> list[str]:
    words, say, world = contents.words, contents.words.say, contents.view.world
    manifest, assumptions = contents.manifest, literal(contents.assumptions or "–")
    first, last = (words.day(day) for day in contents.view.window)
    n, seed = words.number(contents.n), manifest.get("seed", "–")
    lines = [
        say(
            en=f"Study {literal(contents.study)}, assumptions {assumptions}, {first} to {last}; "
            f"{n} replications, seed {seed}. All programmes meet the same customers, late payers "
            "and insurers.",
            fr=f"Étude {literal(contents.study)}, hypothèses {assumptions}, du {first} au {last} ; "
            f"{n} réplications, graine {seed}. Tous les programmes rencontrent les mêmes clients, "
            "retards et assureurs.",
        )
    ]
    resellers = world.get("population", {}).get("resellers")
    if isinstance(resellers, int):
        wholesalers, insurers = (len(world.get(f, {})) for f in ("distributors", "insurers"))
        lines.append(say(
            en=f"{words.number(resellers)} resellers, {wholesalers} wholesalers, {insurers} credit "
            "insurers.",
            fr=f"{words.number(resellers)} revendeurs, {wholesalers} grossistes, {insurers} "
            "assureurs-crédit.",
        ))  # fmt: skip
    dated = list(dict.fromkeys(event.label(words) for event in contents.events))
    if dated:
        lines.append(
            say(en="Dated events: ", fr="Événements datés : ") + ", ".join(dated).rstrip(".") + "."
        )
    changed = sorted({
        f"{path} = {value}"
        for one in manifest.get("scenarios", ())
        for path, value in one.get("overrides", {}).items()
    })  # fmt: skip
    if changed:
        head = say(en="Changed from the study’s files: ", fr="Changé par rapport aux fichiers : ")
        shown = ", ".join(literal(one, 60) for one in changed[:MOST_CHANGES])
        lines.append(head + shown + ", …" * (len(changed) > MOST_CHANGES))
    failed = len(manifest.get("failed", ()))
    if failed:
        lines.append(say(
            en=f"Failed and left out: {failed} runs; the manifest lists them.",
            fr=f"En échec et exclus : {failed} calculs ; le manifeste les liste.",
        ))  # fmt: skip
    lines.append(say(
        en="Many assumptions are estimates; the register lists each with its range and source. "
        "Compare under other assumptions before relying on a number.",
        fr="Beaucoup d’hypothèses sont des estimations ; le registre donne leur fourchette et leur "
        "source. Comparer sous d’autres hypothèses avant de se fier à un nombre.",
    ))  # fmt: skip
    return lines


def _limits(words: Words) -> list[str]:
    say = words.say
    return [
        say(
            en="An interval is the 95 % t-interval of a mean over replications. A difference "
            "whose "
            "interval spans zero is undecided, whichever way it points.",
            fr="Un intervalle est l’intervalle de Student à 95 % d’une moyenne sur les "
            "réplications. "
            "Un écart dont l’intervalle contient zéro est indécis, quel que soit son signe.",
        ),
        say(
            en="Where a few replications carry most of a sum, as with claims, the interval is too "
            "narrow.",
            fr="Quand quelques réplications portent l’essentiel d’une somme, comme les appels en "
            "garantie, l’intervalle est trop étroit.",
        ),
        say(
            en="Customers are not modelled one by one. Resellers meet only through wholesalers and "
            "insurers; they do not copy one another.",
            fr="Les clients ne sont pas modélisés un à un. Les revendeurs ne se rencontrent que "
            "chez les grossistes et les assureurs ; ils ne s’imitent pas.",
        ),
        say(
            en="Wholesalers, insurers and the publisher do not fail, and competitors do not "
            "respond.",
            fr="Grossistes, assureurs et éditeur ne font pas défaut, et les concurrents ne "
            "réagissent pas.",
        ),
        say(
            en="The model is tested on accounting identities and against a second implementation, "
            "not against the outcome of a programme that was carried out.",
            fr="Le modèle est vérifié par des identités comptables et par une seconde réalisation, "
            "non par l’issue d’un programme réellement mené.",
        ),
    ]


def _missing(contents: Contents) -> list[str]:
    """Return how to get what the results lack of what a briefing can tell."""
    say = contents.words.say
    lacking = []
    if not contents.drivers.answers or not contents.tipping.answers:
        lacking.append(say(
            en="Not asked here: what drives the answer, and where it tips. The briefing of a study "
            "with a sweep sweeps/briefing.toml tells both.",
            fr="Non demandé ici : ce qui pèse sur la réponse, et où elle bascule. La note d’une "
            "étude qui a un plan sweeps/briefing.toml dit les deux.",
        ))  # fmt: skip
    return lacking
