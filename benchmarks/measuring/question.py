"""What is asked of every engine: twelve benefits of one place on one day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from measuring.costs import Cost, cost_of

if TYPE_CHECKING:
    from pathlib import Path

PLACE, DAY = "jiaxing", "2021-03-01"
STANDARDS = {"dibao_month": "1000"}
BENEFITS = (
    *("living_allowance", "minor_living_allowance", "care_allowance", "dibao", "single_person_dibao"),
    *("resident_pension_subsidy", "flexible_pension_subsidy", "flexible_medical_subsidy", "resident_medical_subsidy"),
    *("rehab_training_subsidy", "assistive_device_subsidy", "psychotropic_drug_subsidy"),
)


def terms() -> list[str]:
    """The place, the day, the local standard, and what is usual."""
    standards = [word for name, value in STANDARDS.items() for word in ("--standard", f"{name}={value}")]
    return ["--place", PLACE, "--as-of", DAY, "--assume", "usual", *standards]


def batch(source: Path, target: Path, *options: str, benefits: tuple[str, ...] = BENEFITS) -> Cost:
    """Score a roster; without benefits, those of persons and households."""
    wanted = [word for name in benefits for word in ("--benefit", name)]
    return cost_of("-m", "subsidy_cli", "batch", source, target, *terms(), *wanted, *options)
