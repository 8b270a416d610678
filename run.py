"""Development server: `python run.py` serves API and panel on http://127.0.0.1:8080."""

import sys

from app import create_app
from app.config.config import Config, SettingsError
from app.services.role_guard import UnsafeRoleError


def main() -> int:
    try:
        config = Config.from_env()
    except SettingsError as exc:
        print(f"Configuration error: {exc}", file=sys.stderr)
        return 2
    app = create_app(config)
    try:
        app.extensions["services"].start_background()
    except UnsafeRoleError as exc:
        print(exc, file=sys.stderr)
        return 2
    where = f"http://{config.host}:{config.port}"
    print(f"Panel: {where}/   API: {where}/docs   Health: {where}/api/health", flush=True)
    app.run(host=config.host, port=config.port, threaded=True, debug=False)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
