"""`pacepipe doctor`: everything that is missing, each with its remedy."""

from typing import Annotated, Final

import typer

from pacepipe.app import House
from pacepipe.cli import output
from pacepipe.cli.door import door_of
from pacepipe.cli.findings import Finding, Level, problem_of
from pacepipe.cli.help_words import help_findings
from pacepipe.cli.home_checks import home_findings
from pacepipe.cli.machine_checks import machine_findings
from pacepipe.cli.person_checks import person_findings
from pacepipe.cli.words import examples
from pacepipe.errors import CheckFailed, PacepipeError

HELP_END: Final = examples("pacepipe doctor", "pacepipe doctor --no-radio --json")
_UTC: Final = "UTC"


def _people(house: House) -> list[Finding]:
    try:
        return [
            finding
            for history in house.histories()
            for finding in person_findings(house, history)
        ]
    except PacepipeError as error:
        return [problem_of("people", error)]


def _straps(house: House) -> list[Finding]:
    try:
        return help_findings(house)
    except PacepipeError as error:
        return [problem_of("station", error)]


def _print(findings: list[Finding]) -> None:
    for finding in findings:
        who = "" if finding.patient_id is None else f"{finding.patient_id} "
        output.tell(
            f"{finding.level.value:<8} {finding.check:<17} {who}{finding.what}",
            is_bold=finding.level is Level.PROBLEM,
        )
        if finding.level is not Level.OK:
            for line in filter(None, (finding.means, finding.remedy)):
                output.tell(f"{'':27}{line}")


def doctor(
    context: typer.Context,
    no_radio: Annotated[
        bool, typer.Option("--no-radio", help="This machine has no straps of its own.")
    ] = False,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Look at the machine, the home and each person; exit 9 where a problem is."""
    door = door_of(context)
    findings = machine_findings(door.root, has_radio=not no_radio)
    zone = _UTC
    try:
        with House.open(door.root, door.outside) as house:
            zone = house.settings.zone
            findings += [*home_findings(house), *_straps(house), *_people(house)]
    except PacepipeError as error:
        findings.append(problem_of("home", error))
    count = sum(finding.level is Level.PROBLEM for finding in findings)
    if as_json:
        output.emit("doctor/1", zone, problem_count=count, findings=findings)
    else:
        _print(findings)
    if count:
        raise typer.Exit(CheckFailed.exit_code)
