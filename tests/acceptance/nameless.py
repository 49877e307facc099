"""`alertd` on a machine whose names cannot be looked up while the file in $NAMELESS is there: addresses made of numbers still can."""

import os
import socket
from pathlib import Path
from typing import Any

from alertd.cli import main

_look_up = socket.getaddrinfo


def getaddrinfo(host: Any, *words: Any, **more: Any) -> Any:
    """Look a name up, or say what a resolver without a server says."""
    name = host.decode() if isinstance(host, bytes) else host
    if name and any(letter.isalpha() for letter in name.split("%")[0]) and Path(os.environ["NAMELESS"]).exists():
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return _look_up(host, *words, **more)


socket.getaddrinfo = getaddrinfo
main()
