"""How many emergencies are found and how many ordinary messages raise a false alarm; prints the table."""

import pytest

from app.agents.intent_model import IntentModel
from app.agents.red_flags import find_red_flags
from app.agents.router_agent import RouterAgent
from app.config.constants import Intent
from tests.quality.intents import Labelled, emergencies, look_alikes, utterances

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
