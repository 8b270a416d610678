"""Write `docs/openapi.json`, from which the panel's API types are made: `make openapi`."""

import json
import tempfile
from pathlib import Path

from app import create_app
from app.config.config import ROOT_DIR, Config

with tempfile.TemporaryDirectory() as folder:
    app = create_app(Config(instance_path=Path(folder), environment="testing"))
    document = app.test_client().get("/openapi.json").get_json()
    (ROOT_DIR / "docs" / "openapi.json").write_text(
        json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
