"""The appointment book for staff, and free times for everybody."""

from typing import Any

from flask import Response, g
from flask_smorest import Blueprint

from app.models.responses import AppointmentListSchema, AppointmentSchema, AvailabilitySchema
from app.models.schemas import (
    AppointmentChangeSchema,
    AppointmentCreateSchema,
    AppointmentListRequestSchema,
    AvailabilityRequestSchema,
)
from app.routes.presenters import appointment, slot
from app.utils.decorators import log_company_action, require_company_context
from app.utils.helpers import services

bp = Blueprint("appointments", __name__, url_prefix="/api", description="Appointments")


@bp.get("/appointments")
@require_company_context
@bp.arguments(AppointmentListRequestSchema, location="query")
@bp.response(200, AppointmentListSchema)
def list_appointments(args: dict[str, Any]) -> dict[str, Any]:
    """Appointments that start between two local days, inclusive; by default the coming 30 days."""
    rows = services().appointments.between(g.company, args.get("from_"), args.get("to"), args.get("status"))
    return {
        "company_id": g.company.company_id,
        "appointments": [appointment(row) for row in rows],
        "total": len(rows),
    }


@bp.post("/appointments")
@require_company_context
@log_company_action("appointment booked by staff")
@bp.arguments(AppointmentCreateSchema)
@bp.response(201, AppointmentSchema)
def create_appointment(args: dict[str, Any]) -> dict[str, Any]:
    """Book for a customer; 409 when the time is taken."""
    booked = services().appointments.book(g.company, args)
    return {"company_id": g.company.company_id, **appointment(booked)}


@bp.get("/appointments/<appointment_id>")
@require_company_context
@bp.response(200, AppointmentSchema)
def get_appointment(appointment_id: str) -> dict[str, Any]:
    """One appointment."""
    found = services().appointments.find(g.company, appointment_id)
    return {"company_id": g.company.company_id, **appointment(found)}


@bp.get("/appointments/<appointment_id>/calendar.ics")
@require_company_context
@bp.response(200, content_type="text/calendar")
def get_calendar_file(appointment_id: str) -> Response:
    """The appointment as an iCalendar file; the same UID with a growing SEQUENCE after every change."""
    content = services().appointments.calendar_file(g.company, appointment_id)
    headers = {"Content-Disposition": f'attachment; filename="{appointment_id}.ics"'}
    return Response(content, mimetype="text/calendar", headers=headers)


@bp.patch("/appointments/<appointment_id>")
@require_company_context
@log_company_action("appointment changed by staff")
@bp.arguments(AppointmentChangeSchema)
@bp.response(200, AppointmentSchema)
def change_appointment(args: dict[str, Any], appointment_id: str) -> dict[str, Any]:
    """Move to another start or resource, 409 when that is taken; or note how a visit ended."""
    changed = services().appointments.change(g.company, appointment_id, args)
    return {"company_id": g.company.company_id, **appointment(changed)}


@bp.delete("/appointments/<appointment_id>")
@require_company_context
@log_company_action("appointment cancelled by staff")
@bp.response(200, AppointmentSchema)
def cancel_appointment(appointment_id: str) -> dict[str, Any]:
    """Cancel; the time is free again."""
    cancelled = services().appointments.cancel(g.company, appointment_id)
    return {"company_id": g.company.company_id, **appointment(cancelled)}


@bp.get("/availability")
@require_company_context
@bp.arguments(AvailabilityRequestSchema, location="query")
@bp.response(200, AvailabilitySchema)
def get_availability(args: dict[str, Any]) -> dict[str, Any]:
    """Free times of a treatment on a day, or between two days."""
    treatment, slots = services().appointments.free(
        g.company, args["treatment"], args.get("from_") or args.get("date"), args.get("to") or args.get("date")
    )
    return {
        "company_id": g.company.company_id,
        "treatment": treatment.key,
        "duration_min": treatment.duration_min,
        "slots": [slot(item) for item in slots],
    }
