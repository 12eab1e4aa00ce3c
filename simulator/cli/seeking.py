"""`simulator attribute`, `tip`, `optimise`: questions that run the market as they go."""

from typing import Annotated

import typer

from simulator.cli import options
from simulator.cli.answering import checked, end, show
from simulator.cli.asking import Failed, Failing
from simulator.cli.ending import INTERRUPTED, finished
from simulator.cli.printing import complain
from simulator.cli.running import scenarios
from simulator.experiments.limits import REPLICATIONS, SEED


def attribute(
    study: options.StudyName,
    programme: Annotated[str, typer.Option(help="What the publisher does.")],
    assumptions: Annotated[str, typer.Option(help="What is assumed of the world.")] = "base",
    outcomes: Annotated[
        str | None, typer.Option(metavar="A,B,…", help="Whose change is shared out.")
    ] = None,
    orders: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Draw so many orders of measures; 0: run all subsets. By default all subsets of "
            "up to ten measures, and 32 orders of more.",
        ),
    ] = None,
    replications: options.Replications = REPLICATIONS,
    seed: options.Seed = SEED,
    workers: options.Workers = None,
    settings: options.Settings = None,
    out: options.Out = None,
    plot: options.Plot = None,
    lang: options.Lang = options.Language.EN,
    as_json: options.Json = False,
) -> None:
    r"""Share out what a programme changes among its measures: Shapley values.

    Each replication runs every subset of the measures (2 to the power of their number)
    on the same luck, so shares add up to the whole exactly.

    Examples:
      simulator attribute france-2009 --programme lines-only --replications 10
      simulator attribute france-2009 --programme announced --orders 8 --replications 5 \\
        --outcomes blockage_rate,programme_cost_eur --plot waterfall.png
    """
    from simulator.experiments import attribution
    from simulator.experiments.manifest import digest_of

    checked(plot)
    chosen = scenarios(study, [programme], [assumptions], settings)
    wanted: tuple[str, ...] = attribution.OUTCOMES
    if outcomes is not None:
        wanted = tuple(options.names(outcomes, "--outcomes"))
    job = attribution.job_of(chosen[0], seed, wanted, orders)
    digest = digest_of(chosen, seed, "attribute", job.asked)
    crew = options.crew(workers)
    found, _ = finished(
        out,
        digest,
        lambda: attribution.attribute(
            chosen[0], replications, seed, crew, outcomes=wanted, orders=orders
        ),
    )
    if not found.manifest["replications"]:
        raise typer.Exit(INTERRUPTED)
    show(found, out, as_json, plot, lang)
    end(found)


def tip(
    study: options.StudyName,
    path: Annotated[str, typer.Option(help="The parameter that moves; * stands for any name.")],
    outcome: Annotated[str, typer.Option(help="The outcome that crosses a level.")],
    level: Annotated[float, typer.Option(help="Which level.")],
    low: Annotated[float, typer.Option(help="The parameter's lowest value.")],
    high: Annotated[float, typer.Option(help="The parameter's highest value.")],
    programme: Annotated[str, typer.Option(help="What the publisher does.")] = "none",
    reference: Annotated[
        str | None, typer.Option(help="Let the difference from this programme cross instead.")
    ] = None,
    assumptions: Annotated[str, typer.Option(help="What is assumed of the world.")] = "base",
    values: Annotated[
        int, typer.Option(min=2, max=1_000, help="Values of the parameter that are run at most.")
    ] = 14,
    failed: Failed = Failing.REFUSE,
    replications: options.Replications = REPLICATIONS,
    seed: options.Seed = SEED,
    workers: options.Workers = None,
    settings: options.Settings = None,
    out: options.Out = None,
    plot: options.Plot = None,
    lang: options.Lang = options.Language.EN,
    as_json: options.Json = False,
) -> None:
    r"""Find where the answer tips: at which value of a parameter an outcome crosses a level.

    Examples:
      simulator tip france-2009 --path 'insurers.*.waves.february.share' --low 0.1 --high 0.6 \\
        --outcome blockage_rate --level 0.15 --programme announced
      simulator tip france-2009 --path programme.fast_payment.take_up_increase --low 0 --high 0.1 \\
        --outcome publisher_revenue_eur --level 0 --programme fast-payment --reference none
    """
    from simulator.experiments import seeking

    checked(plot)
    try:
        found = seeking.tip(
            study,
            path=path,
            outcome=outcome,
            level=level,
            low=low,
            high=high,
            programme=programme,
            reference=reference,
            assumptions=assumptions,
            replications=replications,
            seed=seed,
            workers=options.crew(workers),
            overrides=options.overrides(settings),
            values=values,
            failed=failed.value,
            out=out,
        )
    except KeyboardInterrupt:
        complain("stopped before there was a curve; nothing is kept")
        raise typer.Exit(INTERRUPTED) from None
    show(found, out, as_json, plot, lang)
    end(found)


def optimise(
    study: options.StudyName,
    sweep: Annotated[
        str, typer.Argument(metavar="SWEEP", help="The sweep whose levers and programmes it is.")
    ],
    minimise: Annotated[
        str, typer.Option(metavar="A,B,…", help="What is to be low; the first decides.")
    ],
    budget: Annotated[int, typer.Option(help="Runs that are spent at most.")],
    subject: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LIMIT",
            help="What must hold, such as 'seizure<=0.05' or 'es95(programme_cost_eur)<=2e6'; "
            "may be given several times.",
        ),
    ] = None,
    seed: options.Seed = SEED,
    workers: options.Workers = None,
    settings: options.Settings = None,
    out: options.Out = None,
    plot: options.Plot = None,
    lang: options.Lang = options.Language.EN,
    as_json: options.Json = False,
) -> None:
    r"""Search the cheapest programme that keeps limits: levers of a sweep, within a budget.

    Examples:
      simulator optimise france-2009 levers --minimise programme_cost_eur,blockage_rate \\
        --subject 'seizure<=0.2' --subject 'es95(programme_cost_eur)<=2e6' --budget 2000
    """
    from simulator.experiments import optimising

    checked(plot)
    try:
        found = optimising.optimise(
            study,
            sweep,
            minimise=options.names(minimise, "--minimise"),
            subject=tuple(subject or ()),
            budget=budget,
            seed=seed,
            workers=options.crew(workers),
            overrides=options.overrides(settings),
            out=out,
        )
    except KeyboardInterrupt:
        complain("stopped before there was a setting; nothing is kept")
        raise typer.Exit(INTERRUPTED) from None
    show(found, out, as_json, plot, lang)
    end(found)
