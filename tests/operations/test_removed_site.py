"""A site that is no longer in the programme: its log is read, found and corrected, its people and units kept up."""

from dataclasses import replace

import pytest

from tests.duty_log import hail, ready
from tui.pages.judged import judge
from wxmod.actions import Desk
from wxmod.actions.operations import recording
from wxmod.actions.registry import registers
from wxmod.domain.errors import UnknownName
from wxmod.domain.registry.equipment import EquipmentStatus
from wxmod.domain.typed import FormFaults
from wxmod.store import tables
from wxmod.words import defaults, forms, orders

GONE = "140322001"


@pytest.fixture
def no(desk: Desk) -> str:
    """The number of an operation at the site, recorded while the programme had it."""
    ready(desk)
    return recording.record(desk, hail(desk)).name


@pytest.fixture
def without(desk: Desk, no: str) -> Desk:
    """The desk after the site was taken out of the programme."""
    kept = tuple(site for site in desk.program.sites if site.code != GONE)
    assert len(kept) == len(desk.program.sites) - 1
    return replace(desk, program=desk.program.model_copy(update={"sites": kept}))


def test_its_operations_are_found_by_its_code(without: Desk, no: str) -> None:
    assert [row.no for row in recording.find(without, site=GONE)] == [no]
    with pytest.raises(UnknownName):
        recording.find(without, site="140322999")


def test_its_operations_are_corrected_where_they_stood(without: Desk, no: str) -> None:
    was = recording.get(without, no).operation
    record = was.model_dump(mode="json")
    record["releases"][0]["rounds"] = 8
    told = forms.operation_from_record(without, record, was=was)
    recording.correct(without, no, told, reason="笔误")
    stands = recording.get(without, no).operation
    assert (stands.site, stands.releases[0].rounds) == (GONE, 8)


def test_nothing_new_is_told_of_it(without: Desk, no: str) -> None:
    was = recording.get(without, no).operation
    record = was.model_dump(mode="json")
    with pytest.raises(FormFaults) as refused:
        forms.operation_from_record(without, record)
    assert list(refused.value.by_field) == ["site"]
    with pytest.raises(UnknownName):
        recording.record(without, was)
    # And no operation is moved to it from elsewhere.
    elsewhere = was.model_copy(update={"site": "140322002"})
    with pytest.raises(FormFaults):
        forms.operation_from_record(without, record, was=elsewhere)


def test_the_form_corrects_it_and_opens_elsewhere_for_the_next(without: Desk, no: str) -> None:
    row = recording.get(without, no)
    words = defaults.words_of(without, row.operation)
    judgement = judge(without, words, row)
    assert judgement.faults == {}
    assert judgement.told[0].operation.site == GONE
    assert defaults.for_new_operation(without)["site"] == without.program.sites[0].name


def test_its_units_and_people_can_still_be_told_of(without: Desk) -> None:
    unit = tables.registry.equipment(without.store)["G1"]
    person = tables.registry.people(without.store)["P11"]
    assert unit.site == person.site == GONE
    registers.register(without, unit.model_copy(update={"status": EquipmentStatus.SCRAPPED}))
    registers.add_person(without, person.model_copy(update={"active": False}))
    assert tables.registry.equipment(without.store)["G1"].status is EquipmentStatus.SCRAPPED
    assert not tables.registry.people(without.store)["P11"].active
    assert orders.units(without)["G1"] == GONE
    moved = tables.registry.equipment(without.store)["G2"].model_copy(update={"site": GONE})
    with pytest.raises(UnknownName):
        registers.register(without, moved)
