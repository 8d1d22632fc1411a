"""A roster scored by OpenFisca-core.

python -m alternatives.openfisca_roster SOURCE.csv TARGET.csv polars|pandas
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy
from openfisca_core.parameters import ParameterNode
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from alternatives.known_columns import Result
from alternatives.openfisca_rules import FACTS, PARAMETERS
from alternatives.openfisca_variables import BENEFITS, HOUSEHOLD, PERSON, VARIABLES, WORDS, coded

if TYPE_CHECKING:
    from alternatives.openfisca_variables import Benefit

MONTH_OF_DAY = "2021-03"


def build_system() -> TaxBenefitSystem:
    """The entities, parameters and variables."""
    system = TaxBenefitSystem([PERSON, HOUSEHOLD])
    values = {name: {"values": {"2016-01-01": {"value": value}}} for name, value in PARAMETERS.items()}
    system.parameters = ParameterNode("", data=values)
    system.add_variables(*VARIABLES)
    return system


def build_simulation(facts: dict[str, Any]) -> Simulation:
    """One simulation of all rows, with what the roster says."""
    system = build_system()
    household = facts.pop("household", None)
    simulation = _simulation_of(system, len(facts["sex"]), household)
    for name, values in facts.items():
        kind = FACTS.get(name)
        simulation.set_input(name, MONTH_OF_DAY, coded(values, kind) if kind in WORDS else values)
    return simulation


def _simulation_of(system: TaxBenefitSystem, rows: int, household: Any) -> Simulation:
    builder = SimulationBuilder()
    if household is None:
        return builder.build_default_simulation(system, rows)
    builder.create_entities(system)
    builder.declare_person_entity("person", numpy.arange(rows))
    households = builder.declare_entity("household", numpy.arange(household.max() + 1))
    households.members_entity_id = household
    households.members_role = numpy.zeros(rows, numpy.int16)
    return builder.build(system)


def score(simulation: Simulation) -> dict[str, Result]:
    """Every benefit for every row."""
    return {name: _result_of(simulation, name, benefit) for name, benefit in BENEFITS.items()}


def _result_of(simulation: Simulation, name: str, benefit: type[Benefit]) -> Result:
    def values(suffix: str) -> Any:
        return simulation.calculate(f"{name}{suffix}", MONTH_OF_DAY).view(numpy.ndarray)

    low = None if benefit.low is None else values("")
    return Result(values("_status"), values("_bound"), low, None if benefit.high is None else values("_high"))


def main(source: str, target: str, library: str) -> None:
    """Score a roster that the library reads and writes."""
    files = import_module(f"alternatives.{library}_files")
    roster = files.read_roster(source)
    files.write_results(roster, score(build_simulation(files.facts_of(roster))), target)


if __name__ == "__main__":
    main(*sys.argv[1:])
