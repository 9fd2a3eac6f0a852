"""`pacepipe bench pacing`: our rules beside others on a virtual cohort."""

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Final

import typer

from pacepipe.cli import output
from pacepipe.cli.words import examples
from pacepipe.pacing import DEFAULT_POLICY
from pacepipe.pacing.policy import FIRST_POLICY
from pacepipe.simulate.cohort.compare import (
    FIRST,
    GENERATORS,
    IN_FORCE,
    Case,
    compare,
)
from pacepipe.simulate.cohort.verdict import Figure, Judged, Line, lines, targets
from pacepipe.simulate.cohort.world import WORLDS

SEED: Final = 271_828
"""Of no run that a number of the policy was chosen on."""
WORDS: Final = {
    IN_FORCE: f"pacepipe, in force ({DEFAULT_POLICY.version})",
    "without_model": "the same without its tolerance model",
    FIRST: f"pacepipe, first policy ({FIRST_POLICY.version})",
    "constant_8x5": "always 8 min, 5 times",
    "constant_10x5": "always 10 min, 5 times",
    "constant_10x3": "always 10 min, 3 times",
    "fixed_rise": "5 min more a week, to 30 min 3 times",
    "ten_percent": "10 % more a week",
    "acute_chronic": "acute:chronic band",
    "stoplight": "symptom stoplight",
    "effort_autoregulation": "by rated effort",
    "oracle": "an oracle that knows the body",
}
HEADS: Final = (
    "policy",
    "weeks over, %",
    "flares/month",
    "min/week",
    "last 4 weeks",
    "of the oracle",
    "above always 8 x 5",
)

app = typer.Typer(
    no_args_is_help=True,
    help="How the rules do on virtual people, beside other ways to decide.",
    epilog=examples("pacepipe bench pacing", "pacepipe bench pacing --people 60"),
)


def _one_of(known: Iterable[str]) -> Callable[[list[str] | None], list[str] | None]:
    """Refuse a name that is none of these, and say which there are."""

    def check(names: list[str] | None) -> list[str] | None:
        for name in names or ():
            if name not in known:
                raise typer.BadParameter(f"{name} is none of {', '.join(known)}")
        return names

    return check


@app.callback()
def group() -> None:
    """Keep `pacing` a command of its own."""


@app.command(
    epilog=examples(
        "pacepipe bench pacing --world default --world fragile",
        "pacepipe bench pacing --people 60 --weeks 8 --json",
    )
)
def pacing(
    world: Annotated[
        list[str] | None,
        typer.Option(
            help="Which worlds; else the usual one.", callback=_one_of(WORLDS)
        ),
    ] = None,
    generator: Annotated[
        list[str] | None,
        typer.Option(
            help=f"Kind of bodies: {' or '.join(GENERATORS)}; else both.",
            callback=_one_of(GENERATORS),
        ),
    ] = None,
    people: Annotated[int, typer.Option(min=2, help="Virtual people.")] = 300,
    weeks: Annotated[int, typer.Option(min=1, help="Weeks with a plan.")] = 16,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same luck.")] = SEED,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Weeks over tolerance, flares and minutes, for ours and for the usual rules.

    All of them meet the same virtual people and the same luck. Nothing of your home is
    read. What a virtual cohort shows is no evidence about patients.
    """
    judged: dict[tuple[str, str], Judged] = {}
    for kind in generator or GENERATORS:
        for place in world or ("default",):
            output.say(f"{people} people, {weeks} weeks: {place}, {kind} bodies …")
            compared = compare(Case(kind, place, seed, people, weeks))
            judged[kind, place] = {(kind, place): compared}
    if as_json:
        output.emit("bench_pacing/1", "UTC", seed=seed, worlds=list(_documents(judged)))
        return
    for (kind_name, world_name), one in judged.items():
        _tell(kind_name, world_name, one)
    output.tell()
    output.tell("In brackets: 95 % intervals over people, from one run of luck.")


def _documents(judged: dict[tuple[str, str], Judged]) -> Iterator[dict[str, object]]:
    for (generator, world), one in judged.items():
        yield {
            "generator": generator,
            "world": world,
            "policies": lines(one[generator, world]),
            "targets": list(targets(one, IN_FORCE)),
        }


def _tell(generator: str, world: str, one: Judged) -> None:
    found = lines(one[generator, world])
    output.tell()
    output.tell(f"World {world}, {generator} bodies", is_bold=True)
    output.table(HEADS, [_cells(line) for line in found])
    for line in found:
        if line.under_ceiling_frac is not None:
            share = _figure(line.under_ceiling_frac, 100, 0)
            meant = f"{100 * DEFAULT_POLICY.tolerance_quantile:.0f} %"
            output.tell(
                f"The ceiling of {WORDS[line.policy]} was above the truth in "
                f"{share} % of weeks; {meant} are meant to be."
            )
    for target in targets(one, IN_FORCE):
        is_met = "met" if target.is_met else "NOT MET"
        output.tell(
            f"{is_met}: {WORDS[IN_FORCE]}: {target.what} {target.value:.3g} "
            f"{target.unit}, {target.bound}"
        )


def _cells(line: Line) -> tuple[str, ...]:
    return (
        WORDS.get(line.policy, line.policy),
        _figure(line.over_week_frac, 100, 1),
        _figure(line.flares_per_month, 1, 3),
        _figure(line.week_min, 1, 1),
        _figure(line.last_week_min, 1, 1),
        f"{line.of_oracle_frac:.0%}",
        _figure(line.more_min, 1, 1),
    )


def _figure(figure: Figure, times: float, decimals: int) -> str:
    value, low, high = (
        f"{times * number:.{decimals}f}"
        for number in (figure.value, figure.low, figure.high)
    )
    return f"{value} ({low} to {high})"
