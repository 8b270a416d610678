"""After a change of SECRET_KEY: every stored secret sealed with the present key, so that the old one can go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from app.models.sealed import SealedRepository
from app.services.installation_key import InstallationKey
from app.services.secret_box import SecretBox, SecretUnreadableError
from app.utils.logger import get_logger

log = get_logger("companies")


@dataclass(slots=True)
class Resealed:
    """`unreadable`: company and field of what no key opens; it is left as it is."""

    companies: int = 0
    secrets: int = 0
    unreadable: list[tuple[str, str]] = field(default_factory=list)


class Resealing:
    """`announce` makes every process read the companies anew."""

    def __init__(self, repository: SealedRepository, key: InstallationKey, announce: Callable[[], None]) -> None:
        self._repository, self._key, self._announce = repository, key, announce

    def run(self) -> Resealed:
        """One company after the other; again is harmless. Raises: RecordUnavailableError.

        The key that the record itself kept is removed once nothing needs it.
        """
        done, box = Resealed(), self._key.box()
        for company_id in self._repository.companies():
            before = done.secrets
            self._repository.change(company_id, partial(self._reseal, box, company_id, done))
            done.companies += done.secrets > before
        if not done.unreadable:
            self._key.retire_kept()
        if done.secrets:
            self._announce()
        log.info("%d secrets sealed anew, %d unreadable", done.secrets, len(done.unreadable))
        return done

    @staticmethod
    def _reseal(box: SecretBox, company_id: str, done: Resealed, sealed: Mapping[str, str]) -> dict[str, str]:
        renewed = dict(sealed)
        for name, text in sealed.items():
            if box.is_current(text):
                continue
            try:
                renewed[name] = box.seal(box.open(text))
            except SecretUnreadableError:
                done.unreadable.append((company_id, name))
            else:
                done.secrets += 1
        return renewed
