"""Whole booking dialogues: the right end state, and never an appointment or a claim nobody asked for."""

from pathlib import Path

import pytest

from tests.quality.bookings.runner import load, play, unwanted, verdict

TARGET = 0.85
PARTS = (
    "dev",
    "held_back",
    "heldout2",
    "heldout3",
    "fourth_open",
    "fourth_held",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
)


@pytest.mark.quality
@pytest.mark.parametrize("part", PARTS)
def test_dialogues_end_in_the_right_state(part: str, tmp_path: Path) -> None:
    dialogues = load(part)
    wrong: dict[str, list[str]] = {}
    unwished: dict[str, list[str]] = {}
    claims: list[str] = []
    for dialogue in dialogues:
        played = play(dialogue, tmp_path)
        if mistakes := verdict(dialogue, played):
            wrong[dialogue["name"]] = mistakes
        if made := unwanted(dialogue, played):
            unwished[dialogue["name"]] = made
        claims += played.false_claims
    right = len(dialogues) - len(wrong)
    print(f"\n{part:10} dialogues {len(dialogues):3}  right {right:3} ({right / len(dialogues):.1%})")
    print(f"{'':10} unwanted bookings {len(unwished)}  false claims {len(claims)}")
    for name, mistakes in wrong.items():
        print(f"{'':10} {name}: {'; '.join(mistakes)}")
    assert not unwished
    assert not claims
    assert right / len(dialogues) >= TARGET
