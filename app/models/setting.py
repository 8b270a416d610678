"""Platform settings kept in the record: values every process must share, such as a generated secret."""

from sqlalchemy import String, Text, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.models.database import Base, Database


class SettingRow(Base):
    __tablename__ = "platform_settings"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class SettingRepository:
    """Write-once values by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get_or_create(self, name: str, value: str) -> str:
        """Return the stored value; the first caller's `value` wins, also among processes."""
        try:
            with self._database.platform() as session:
                row = session.get(SettingRow, name)
                if row is None:
                    row = SettingRow(name=name, value=value)
                    session.add(row)
                return row.value
        except IntegrityError:  # another process was first
            with self._database.platform() as session:
                return session.get_one(SettingRow, name).value

    def find(self, name: str) -> str | None:
        with self._database.platform_reading() as session:
            row = session.get(SettingRow, name)
            return row.value if row else None

    def remove(self, name: str) -> None:
        with self._database.platform() as session:
            session.execute(delete(SettingRow).where(SettingRow.name == name))
