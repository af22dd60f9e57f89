"""Serves the desk on this machine alone until the window is closed."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from waitress.server import create_server

from duban.desk.app import create_app
from duban.desk.desk import Open
from duban.desk.guard import LIMIT_MIB, Guard, new_token

_HOST = "127.0.0.1"
_THREADS = 4
"""One person with a few tabs; writers wait for none of them, the lock turns the second away."""


def serve(opener: Open, ready: Callable[[str], None]) -> None:
    """Answers on a free port until interrupted; ``ready`` is handed the address.

    The address holds the run's token. The port is bound before the application is made, because
    requests are held to it.
    """
    token = new_token()
    apps: list[Flask] = []
    server = create_server(
        lambda environ, start: apps[0](environ, start),
        host=_HOST,
        port=0,
        threads=_THREADS,
        # The application answers what is too large in Chinese; this only bounds the disk.
        max_request_body_size=2 * LIMIT_MIB << 20,
        ident="",
    )
    apps.append(create_app(opener, Guard(token, server.effective_port)))
    ready(f"http://{_HOST}:{server.effective_port}/{token}/")
    server.run()
