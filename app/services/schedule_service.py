"""Chooses the calendar a company's configuration asks for; every one satisfies `ports.Calendar`."""

from app.agents.ports import Calendar
from app.config.company_config import CompanyConfig
from app.models.database import TenantDatabase
from app.services.calendars.book import Customer
from app.services.calendars.builtin import BuiltinCalendar

__all__ = ["BuiltinCalendar", "Customer", "calendar_for"]


def calendar_for(company: CompanyConfig, tenant: TenantDatabase) -> Calendar:
    """The company's calendar: the built-in appointment book."""
    return BuiltinCalendar(tenant, company)
