"""The blueprints of the API and of the panel."""

from flask import Flask
from flask_smorest import Api

from app.routes import (
    admin,
    analytics,
    api_keys,
    appointments,
    audit,
    auth,
    companies,
    company_history,
    conversations,
    conversations_extended,
    diagnostic,
    docs,
    documents,
    documents_extended,
    event_webhooks,
    events,
    health,
    http_tools,
    knowledge,
    metrics,
    multimedia,
    notifications,
    overview,
    panel,
    prompts,
    users,
    webhook,
)

API_BLUEPRINTS = (
    companies.bp,
    documents.bp,
    documents_extended.bp,
    knowledge.bp,
    conversations.bp,
    conversations_extended.bp,
    multimedia.bp,
    appointments.bp,
    admin.bp,
    company_history.bp,
    prompts.bp,
    event_webhooks.bp,
    notifications.bp,
    http_tools.bp,
    health.bp,
    auth.bp,
    events.bp,
    users.bp,
    api_keys.bp,
    audit.bp,
    analytics.bp,
    overview.bp,
    diagnostic.bp,
    webhook.bp,
)


def register_routes(app: Flask, api: Api) -> None:
    """Attach every blueprint; the panel comes last because it answers every other path."""
    for blueprint in API_BLUEPRINTS:
        api.register_blueprint(blueprint)
    app.register_blueprint(docs.bp)
    app.register_blueprint(metrics.bp)
    app.register_blueprint(panel.bp)
