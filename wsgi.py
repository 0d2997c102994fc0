"""The application for a WSGI server: ``gunicorn wsgi:app``.

While it is put together nothing becomes garbage, so the collector would only look at
everything again and again: it rests, and later leaves what was loaded alone.
"""

import gc

gc.disable()

from recruit import create_app  # noqa: E402

app = create_app()
gc.freeze()
gc.enable()
