"""`pacepipe import`: files of other apps and watches."""

from pathlib import Path
from typing import Annotated, Final

import typer

from pacepipe.app import House, ImportOutcome, ImportWish, import_file
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter, explain
from pacepipe.cli.import_progress import Reading, reading_aloud
from pacepipe.cli.import_words import HEADS, cells_of, document_of
from pacepipe.cli.words import examples
from pacepipe.errors import InputRejected, PacepipeError
from pacepipe.settings import check_zone

HELP_END: Final = examples(
    "pacepipe import P-001 walk.fit export.zip",
    "pacepipe import P-001 AURCTAK_steps.csv --zone Europe/London",
)


def import_files(
    context: typer.Context,
    person: inputs.PersonArgument,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="One or more files.")
    ],
    zone: Annotated[
        str | None,
        typer.Option(
            help="IANA zone of times without an offset; else the person's own."
        ),
    ] = None,
    device: Annotated[
        str | None, typer.Option(help="What measured; else what the file says.")
    ] = None,
    entered_by: inputs.EnteredByOption = "home",
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Take in what another app or watch recorded.

    Reads FIT, Apple Health's export.xml, Gadgetbridge's database, and tables of
    Fitbit, Polar Sensor Logger and HRV Logger, in a zip too. The bytes are kept, and
    the same file twice changes nothing. A file that is broken is refused with the
    place and the reason; the others go on. The exit code is 8 where one was refused.
    """
    house = enter(context)
    history = house.consenting(person)
    local_zone = check_zone(zone) if zone else house.zone_of(history, history.as_of)
    wish = ImportWish(
        history=history,
        local_zone=local_zone,
        device_label=None if device is None else inputs.words(device, "--device"),
        entered_by=entered_by,
    )
    with reading_aloud() as reading:
        results = [(path, _taken_in(house, path, wish, reading)) for path in files]
    _answer(results, wish, as_json=as_json)
    refused = [result for _, result in results if isinstance(result, PacepipeError)]
    if refused:
        raise typer.Exit(_exit_code(refused))


def _taken_in(
    house: House, path: Path, wish: ImportWish, reading: Reading
) -> ImportOutcome | PacepipeError:
    reading.begin(path)
    try:
        return import_file(house, path, wish, reading.watched)
    except PacepipeError as error:
        return error
    finally:
        reading.end()


def _exit_code(refused: list[PacepipeError]) -> int:
    """8 where a file was refused; else what kept the files from being read."""
    codes = [error.exit_code for error in refused]
    rejected = InputRejected.exit_code
    return rejected if rejected in codes else codes[0]


def _answer(
    results: list[tuple[Path, ImportOutcome | PacepipeError]],
    wish: ImportWish,
    *,
    as_json: bool,
) -> None:
    zone, person = wish.local_zone, wish.history.patient_id
    if as_json:
        files = [document_of(path, result) for path, result in results]
        output.emit("import/1", zone, patient_id=person, files=files)
        return
    output.table(HEADS, [cells_of(path, result, zone) for path, result in results])
    for path, result in results:
        if isinstance(result, PacepipeError):
            output.say("")
            output.say(path.name, is_bold=True)
            explain(result)
