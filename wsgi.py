"""WSGI entry point: `gunicorn wsgi:app`.

Under gunicorn the application is made once, before the worker processes are forked; each of them starts its own
background work (`gunicorn.conf.py`). Any other server imports this file in the process that serves.
"""

import os

from app import create_app

app = create_app()
if os.environ.get("SERVER_SOFTWARE", "").startswith("gunicorn/"):
    app.extensions["services"].models.preload()  # once, for all worker processes
else:
    app.extensions["services"].start_background()
