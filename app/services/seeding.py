"""The first start: companies from the JSON files, and the sample documents of the embedded default."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from app.config.company_config import CompanyConfig, CompanySource
from app.models.errors import ConfigurationInvalidError, DependencyError
from app.utils.logger import get_logger, log_context

log = get_logger("seeding")
SAMPLES = Path(__file__).resolve().parents[1] / "samples"


class SeededSource:
    """A `CompanySource` that refreshes the record from the JSON files before its first read."""

    def __init__(self, source: CompanySource, seed: Callable[[], None]) -> None:
        self._source, self._seed = source, seed
        self._done = False
        self._lock = threading.RLock()

    def load_all(self) -> Mapping[str, CompanyConfig]:
        with self._lock:
            if not self._done:
                self._done = True  # set first: seeding itself reads companies
                try:
                    self._seed()
                except DependencyError:
                    self._done = False
                    raise
        return self._source.load_all()


def seed_companies(reload: Callable[[], object]) -> None:
    """Refresh from the files; a broken file leaves the record as it is, and says so."""
    try:
        reload()
    except ConfigurationInvalidError as exc:
        log.error("companies file not loaded: %s", exc.details)


def sample_files(company_id: str) -> list[Path]:
    """The shipped documents of a sample company."""
    folder = SAMPLES / company_id
    return sorted(folder.glob("*.md")) if folder.is_dir() else []


def seed_samples(company: CompanyConfig, add: Callable[[CompanyConfig, str, str, str], None]) -> int:
    """Add each shipped document once, under an `external_id` of its own; returns how many."""
    files = sample_files(company.company_id)
    with log_context(company=company.company_id):
        for path in files:
            add(company, path.read_text(encoding="utf-8"), path.name, f"sample:{path.stem}")
        if files:
            log.info("%d sample documents loaded", len(files))
    return len(files)
