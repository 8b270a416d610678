"""One TLS context for every outgoing connection: the system's authorities and the bundled ones."""

import ssl
from functools import cache


@cache
def tls_context() -> ssl.SSLContext:
    """Certificates and host names are checked; `SSL_CERT_FILE` adds an authority of one's own."""
    import certifi  # read at first use: building the context costs ~50 ms

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
