"""Members from before the site: one list that was taken over, one with faults and look-alikes."""

import uuid

from network.actions import importing
from network.models import MemberImport, Organisation
from portal.demo.telling import World
from portal.table_files import Table

_HEADINGS = [
    "Organisation",
    "Member since",
    "Categories",
    "Basis",
    "Region",
    "E-mail",
    "Contact",
    "Settings",
]
_FORM = "Form of that spring, agreed by the steering group"
_TAKEN_OVER = (
    ["Saltmarsh Reading Room", "2017-05-02", "supports", _FORM, "east", "", "", "custody"],
    [
        "Juniper Lane Mothers’ Group", "2018-03-19", "led; designed", _FORM, "north-west",
        "nell.okoro@juniperlane.example", "Nell Okoro", "community",
    ],
)  # fmt: skip
_FAULTY = (
    ["Quarry Bank Boxing", "March 2018", "supports", _FORM, "wales", "", "", "community"],
    [
        "Thistledown Theatre in Prison",
        "2018-09-03",
        "friends",
        _FORM,
        "scotland",
        "",
        "",
        "custody",
    ],
    ["Harbour Wall Sea School", "2016-11-07", "designed", _FORM, "south-west", "", "", "community"],
    ["Linnet Kitchen", "2019-02-11", "led"],
)


def tell(world: World) -> None:
    """Bring two lists in; only the older is taken over."""
    by, clock = world.staff.coordinator, world.clock
    older = _brought_in(world, "members-2016-2018.csv", _TAKEN_OVER, days=12)
    importing.start(work=older, by=by, now=clock.ago(12))
    importing.work_off(now=clock.ago(12))
    known = Organisation.objects.order_by("pk").values_list("name", flat=True)[0]
    alike = [f"{known} Trust", "2017-01-09", "supports", _FORM, "london", "", "", "community"]
    _brought_in(world, "members-other.xlsx", (*_FAULTY, alike), days=2)


def _brought_in(world: World, name: str, rows: tuple[list[str], ...], *, days: int) -> MemberImport:
    now = world.clock.ago(days)
    work = importing.begin(
        key=uuid.uuid5(uuid.NAMESPACE_DNS, name),
        name=name,
        table=Table(_HEADINGS, list(enumerate(rows, start=2))),
        by=world.staff.coordinator,
        now=now,
    )
    importing.work_off(now=now)
    work.refresh_from_db()
    return work
