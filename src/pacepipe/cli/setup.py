"""`pacepipe init`: a home for one station."""

from pathlib import Path
from typing import Annotated

import typer

from pacepipe.app import House
from pacepipe.cli.door import door_of
from pacepipe.cli.output import say, tell
from pacepipe.cli.words import examples
from pacepipe.settings import check_zone, make_key, write_new_home

HELP_END = examples(
    "pacepipe init --station-id kitchen --zone Europe/Berlin "
    '--contact-name "Day clinic" --contact-phone "+49 30 1234"',
    "pacepipe --home /srv/pacepipe init --station-id ward3 --zone America/New_York "
    '--contact-name "Dr Sand" --contact-phone "+1 212 555 0100" --emergency-number 911',
)


def init(
    context: typer.Context,
    station_id: Annotated[
        str, typer.Option(help="Short name of this machine, such as kitchen.")
    ],
    zone: Annotated[str, typer.Option(help="IANA time zone, such as Europe/Berlin.")],
    contact_name: Annotated[
        str, typer.Option(help="Whom a person calls; shown with every stop.")
    ],
    contact_phone: Annotated[
        str, typer.Option(help="Telephone number of the contact.")
    ],
    emergency_number: Annotated[
        str, typer.Option(help="Emergency number of the country.")
    ] = "112",
    site_id: Annotated[
        str, typer.Option(help="Whose people this station serves.")
    ] = "home",
    key_file: Annotated[
        Path | None,
        typer.Option(help="Encrypt the databases with the key in this file; made new."),
    ] = None,
) -> None:
    """Make a home: folders for their owner only, a settings file, two journals.

    A home that exists is left as it is. There is no server and no account.
    """
    if key_file is not None:
        key_file = key_file.expanduser().absolute()
    home = write_new_home(
        door_of(context).root,
        station_id=station_id,
        site_id=site_id,
        zone=check_zone(zone),
        contact_name=contact_name,
        contact_phone=contact_phone,
        emergency_number=emergency_number,
        key_file=key_file,
    )
    if key_file is not None:
        make_key(key_file)
        say(f"Keep {key_file} safe and apart: without it nobody opens the databases.")
    with House.open(home.root) as house:
        house.events()
        house.frames()
    tell(f"Home: {home.root}")
    tell(f"Settings: {home.config_file}")
    say("Next: `pacepipe person add P-001`, then `pacepipe consent give P-001`.")
