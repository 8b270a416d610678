"""Chooses the calendar a company's configuration asks for; every one satisfies `ports.Calendar`.

The remote ones are imported when a company has one: HTTP and iCalendar libraries cost 0.3 s of every start.
"""

from app.agents.ports import Calendar
from app.config.company_config import CompanyConfig
from app.models.database import TenantDatabase
from app.services.calendars.book import Customer
from app.services.calendars.builtin import BuiltinCalendar

__all__ = ["BuiltinCalendar", "Customer", "calendar_for", "staff_calendar"]


def calendar_for(company: CompanyConfig, tenant: TenantDatabase) -> Calendar:
    """The company's own schedule service where it chose one, else the built-in appointment book."""
    if company.schedule_integration in ("http", "webhook"):
        from app.services.calendars.http import HttpScheduleCalendar
        from app.services.calendars.remote import ScheduleClient

        return HttpScheduleCalendar(tenant, company, ScheduleClient(company))
    return staff_calendar(company, tenant)


def staff_calendar(company: CompanyConfig, tenant: TenantDatabase) -> BuiltinCalendar:
    """The appointment book as staff work with it, kept in step with the clinic's own calendar where it has one."""
    if company.schedule_integration == "caldav":
        from app.services.calendars.caldav_book import CaldavCalendar
        from app.services.calendars.caldav_client import CaldavClient

        return CaldavCalendar(tenant, company, CaldavClient(company))
    return BuiltinCalendar(tenant, company)
