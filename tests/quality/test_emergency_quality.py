"""How many emergencies are found and how many ordinary messages raise a false alarm; prints the table."""

import random
from dataclasses import replace

import pytest

from app.agents.intent_model import IntentModel
from app.agents.red_flags import find_red_flags
from app.agents.router_agent import RouterAgent
from app.config.constants import Intent
from tests.quality.intents import (
    Labelled,
    emergencies,
    later_emergencies,
    later_look_alikes,
    later_utterances,
    look_alikes,
    utterances,
)
from tools.typing_noise import mistype

pytestmark = pytest.mark.quality


def alarm(router: RouterAgent, item: Labelled) -> bool:
    return Intent.EMERGENCY in router.classify(item.text, item.history).intents


def test_emergencies_are_found_and_ordinary_messages_are_not() -> None:
    router = RouterAgent(IntentModel.load())
    urgent, alike = emergencies(), look_alikes()
    ordinary = [i for i in utterances() if Intent.EMERGENCY not in i.intents]
    urgent += [i for i in utterances() if Intent.EMERGENCY in i.intents]
    assert len(urgent) >= 150
    assert len(alike) >= 150
    rates = {}
    print()
    for part in ("dev", "held_back"):
        for name, items in (("emergencies", urgent), ("look-alikes", alike), ("ordinary", ordinary)):
            group = [i for i in items if i.part == part]
            rates[part, name] = sum(alarm(router, i) for i in group) / len(group)
            by_rule = sum(find_red_flags(i.text, i.language) is not None for i in group) / len(group)
            print(f"{part:<10} {name:<12} {len(group):>4} alarms {rates[part, name]:.3f}, by rules {by_rule:.3f}")
    assert rates["held_back", "emergencies"] >= 0.98
    assert rates["held_back", "look-alikes"] <= 0.10
    assert rates["held_back", "ordinary"] <= 0.02


@pytest.mark.parametrize(
    ("name", "least", "least_misspelt"), [("third", 0.90, 0.90), ("fourth", 0.93, 0.94), ("fifth", 0.90, 0.93)]
)
def test_later_sets_of_messages(name: str, least: float, least_misspelt: float) -> None:
    """Read whole: their first runs are in intents/README.md."""
    router = RouterAgent(IntentModel.load())
    ordinary, urgent, alike = later_utterances(name), later_emergencies(name), later_look_alikes(name)
    exact = sum(set(router.classify(i.text, i.history).intents) == set(i.intents) for i in ordinary) / len(
        ordinary
    )
    found, false, alarmed = (sum(alarm(router, i) for i in g) / len(g) for g in (urgent, alike, ordinary))
    misspelt = sum(alarm(router, i) for i in with_slips(urgent)) / len(urgent)
    print(
        f"\n{name} exact {exact:.3f} ({len(ordinary)}) recall {found:.3f}, typos {misspelt:.3f} ({len(urgent)}) ",
        end="",
    )
    print(f"look-alike alarms {false:.3f} ({len(alike)}) ordinary {alarmed:.3f}")
    assert exact >= least
    assert found >= 0.98
    assert misspelt >= least_misspelt
    assert false <= 0.06
    assert alarmed <= 0.02


def with_slips(items: list[Labelled]) -> list[Labelled]:
    rng = random.Random(1)
    return [replace(item, text=mistype(item.text, rng, every=8)) for item in items]
