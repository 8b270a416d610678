"""Where anything may say that something needs a person: an emergency, a broken connection, a failed hand-over."""

from collections.abc import Callable

Alarm = Callable[[str, str, str, str], None]  # company id, kind, subject, detail


class Alarms:
    """One per process, because adapters are many; silent until configured."""

    def __init__(self) -> None:
        self._alarm: Alarm = _nobody

    def configure(self, alarm: Alarm) -> None:
        """`alarm` must neither wait nor raise."""
        self._alarm = alarm

    def raise_(self, company_id: str, kind: str, subject: str = "", detail: str = "") -> None:
        """`kind` as in NOTIFICATION_KINDS; `subject`: a conversation's person or the name of what is broken."""
        self._alarm(company_id, kind, subject, detail)


def _nobody(company_id: str, kind: str, subject: str, detail: str) -> None:
    del company_id, kind, subject, detail


ALARMS = Alarms()
