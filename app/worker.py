"""The worker process: `python -m app.worker` answers what the web processes took in."""

import signal
import sys
import threading

from app.config.config import Config, SettingsError
from app.services.bootstrap import build_services
from app.services.role_guard import UnsafeRoleError
from app.utils import logger


def main() -> int:
    """Work until SIGTERM or SIGINT; running conversations are brought to an end."""
    try:
        config = Config.from_env()
    except SettingsError as exc:
        sys.stderr.write(f"Configuration error: {exc}\n")
        return 2
    if config.embedded:
        sys.stderr.write("Without REDIS_URL and DATABASE_URL the web process does this work itself.\n")
        return 2
    logger.configure_logging(config.log_level, config.instance_path / "worker.log")
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    services = build_services(config)
    try:
        services.start_background(worker=True)
    except UnsafeRoleError as exc:
        sys.stderr.write(f"{exc}\n")
        return 2
    stopped.wait()
    services.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
