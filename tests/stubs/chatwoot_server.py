"""The Chatwoot double as a process of its own: `python -m tests.stubs.chatwoot_server`.

Prints where it listens, then answers each JSON line of standard input with one line; ends with the input.

    {"do": "connect", "url": "http://127.0.0.1:8080/api/webhook/chatwoot", "secret": "…"}
    {"do": "open", "account_id": 7} -> {"conversation": 1501, "user_id": "chatwoot_contact_5501"}
    {"do": "say", "conversation": 1501, "text": "hola"} -> {"statuses": [200]}
    {"do": "replies", "conversation": 1501} -> {"replies": ["…"], "status": "pending"}
"""

import json
import sys
from typing import Any

from tests.stubs.chatwoot_double import BOT_TOKEN, ChatwootDouble, DoubleConversation


class Remote:
    """Each method is what one `do` stands for."""

    def __init__(self, double: ChatwootDouble) -> None:
        self._double = double
        self._conversations: dict[int, DoubleConversation] = {}

    def connect(self, url: str, secret: str = "") -> dict[str, Any]:
        self._double.webhook.url, self._double.webhook.secret = url, secret
        return {"connected": True}

    def open(self, account_id: int) -> dict[str, Any]:
        opened = self._double.add_conversation(account_id)
        self._conversations[opened.id] = opened
        return {"conversation": opened.id, "user_id": f"chatwoot_contact_{opened.contact['id']}"}

    def say(self, conversation: int, text: str) -> dict[str, Any]:
        event = self._double.customer_says(self._conversations[conversation], text)
        return {"statuses": self._double.webhook.deliver(event)}

    def replies(self, conversation: int) -> dict[str, Any]:
        known = self._conversations[conversation]
        return {"replies": self._double.replies(known), "status": known.status}


def main() -> None:
    with ChatwootDouble(echo=True) as double:
        remote = Remote(double)
        _print({"base_url": double.base_url, "token": BOT_TOKEN})
        for line in sys.stdin:
            order = json.loads(line)
            _print(getattr(remote, order.pop("do"))(**order))


def _print(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
