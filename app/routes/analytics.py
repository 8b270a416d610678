"""A company's figures, as JSON and as a table for spreadsheets."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, g
from flask_smorest import Blueprint

from app.models.operations_schemas import AnalyticsQuerySchema, AnalyticsSchema
from app.services.model_budget import shown
from app.utils.decorators import require_company_context
from app.utils.helpers import services

bp = Blueprint("analytics", __name__, url_prefix="/api/analytics", description="Figures of a company")


@bp.get("")
@require_company_context
@bp.arguments(AnalyticsQuerySchema, location="query")
@bp.doc(responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}})
@bp.response(200, AnalyticsSchema)
def get_analytics(args: dict[str, Any]) -> Any:
    """Turns, outcomes, times, tokens and cost by the company's local hours, days or weeks.

    `format=csv` gives the series as a table. The outcomes of turns add up: answered + booked + handed_over +
    unanswered = turns. `cost` is in `currency`; `unpriced_turns` are not in it.
    `model_budget` is of this very day and minute, whatever the period; null where the company has none.
    """
    service = services().analytics
    period = service.period(g.company, args.get("first"), args.get("last"), args["granularity"])
    report = {
        "company_id": g.company.company_id,
        **service.report(g.company, period, compare=args["compare"]),
        "model_budget": shown(services().models.budgets.use(g.company)),
    }
    if args["format"] == "csv":
        name = f"{g.company.company_id}-{report['from']}-{report['to']}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(_table(report["series"]), mimetype="text/csv", headers=headers)
    return report


def _table(series: Sequence[Mapping[str, Any]]) -> str:
    """The first line names the columns; the byte-order mark makes spreadsheets read UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(series[0])
    writer.writerows([safe_cell(value) for value in row.values()] for row in series)
    return f"\ufeff{out.getvalue()}"


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula is marked as text. Source: OWASP, CSV injection."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value
