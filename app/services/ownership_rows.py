"""Ownership as it is stored, and a company's policy."""

from datetime import timedelta

from app.config.company_config import CompanyConfig
from app.models.channel_conversation import ChannelConversationRow
from app.services.ownership import Cause, Owner, Ownership, Policy


def policy_of(company: CompanyConfig) -> Policy:
    return Policy(company.bot_on, timedelta(hours=company.takeover_hours), company.bot_off_label)


def ownership_of(row: ChannelConversationRow) -> Ownership:
    return Ownership(
        owner=Owner(row.owner),
        cause=Cause(row.cause),
        until=row.until,
        status=row.status,
        human_id=row.human_id,
        off_label=row.off_label,
        seen_at=row.seen_at,
        epoch=row.epoch,
        session=row.session,
    )


def write_ownership(row: ChannelConversationRow, state: Ownership) -> None:
    row.owner, row.cause, row.until = state.owner.value, state.cause.value, state.until
    row.status, row.human_id, row.off_label = state.status, state.human_id, state.off_label
    row.seen_at, row.epoch, row.session = state.seen_at, state.epoch, state.session
