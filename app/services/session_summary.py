"""What an earlier session was about, in one line: topics and results, none of its words.

Raw turns of an old session make a bot act on them again (an old "I want a person" hands over every new session).
"""

from datetime import datetime
from typing import Any

from app.agents.phrases.handoff import TEXTS, handoff_phrase
from app.agents.wording import join_list
from app.config.company_config import CompanyConfig

ANSWERS = 20


def summarise(company: CompanyConfig, answers: list[tuple[datetime, list[Any], str]]) -> str:
    """`answers`: when, intents, action, oldest first. "" when there is nothing to tell."""
    language = company.language
    intents = dict.fromkeys(str(intent) for _, found, _ in answers for intent in found)
    topics = [handoff_phrase(f"topic_{name}", company, language) for name in intents if f"topic_{name}" in TEXTS]
    if not topics:
        return ""
    actions = dict.fromkeys(action for _, _, action in answers)
    done = "".join(handoff_phrase(f"done_{a}", company, language) for a in actions if f"done_{a}" in TEXTS)
    day = answers[-1][0].astimezone(company.zone).date()
    return handoff_phrase(
        "session", company, language, date=day.isoformat(), topics=join_list(topics, language), done=done
    )
