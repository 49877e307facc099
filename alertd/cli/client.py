"""Talking to the running daemon: where it is, with which token, and what its refusals mean for the exit code.

Heavy imports stand in functions: these modules are loaded for every command.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    import socket

    from alertd.store_port import Place

_TIMEOUT_SECONDS = 15.0
UNIX = "unix:"  # begins a listen address that is a UNIX socket
_DEFAULT_LISTEN = "127.0.0.1:8321"
_DEFAULT_FOLDER = Path("alertd-data")
_LOCAL_SETTINGS, _SYSTEM_SETTINGS = Path("alertd.yaml"), Path("/etc/alertd/alertd.yaml")
_SYSTEM_STATE = Path("/var/lib/alertd")
#: HTTP status to exit code: 2 is wrong use, 78 bad configuration, 70 an internal fault, 1 all other noes.
_EXIT = {400: 2, 401: 78, 404: 2, 500: 70}


class Trouble(click.ClickException):
    """One readable line and an exit code."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc] # click reads it from the instance


class Connection(NamedTuple):
    """Where the daemon listens, and what opens it."""

    base_url: str
    token: str

    def __repr__(self) -> str:
        return f"Connection({self.base_url})"


def config_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add -c/--config."""
    kind = click.Path(path_type=Path)
    return click.option("-c", "--config", type=kind, help="Settings file of the daemon.")(command)


def by_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --by, with the login name where nobody says."""
    text = "Who does it. [default: $ALERTD_BY, else your login name]"
    return click.option("--by", default=login_name, metavar="PERSON", help=text)(command)


def act_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every act takes: the daemon, who does it, and a word for the others."""
    note = click.option("--note", default="", metavar="TEXT", help="A word for the others.")
    return config_option(by_option(note(command)))


def login_name() -> str:
    """Return $ALERTD_BY, else the login name."""
    import getpass

    try:
        return os.environ.get("ALERTD_BY") or getpass.getuser()
    except (OSError, KeyError):  # no login name: a container with a bare user number
        return ""


def connection(config: Path | None) -> Connection:
    """Find the daemon's address and token; the only place that knows where they stand."""
    path = config or next((usual for usual in (_LOCAL_SETTINGS, _SYSTEM_SETTINGS) if usual.is_file()), None)
    # Without settings: `alertd run --watch`, `alertd demo`.
    listen, folders = _from_settings(path) if path else (_DEFAULT_LISTEN, [_state_folder(Path())])
    return Connection(
        listen if listen.startswith(UNIX) else f"http://{_reachable(listen)}",
        _token(folders, has_settings=path is not None),
    )


def store_folder(config: Path | None) -> Path:
    """Return the folder of the daemon's store, by the one key that says it: its secrets are not asked for."""
    path = config or next((usual for usual in (_LOCAL_SETTINGS, _SYSTEM_SETTINGS) if usual.is_file()), None)
    folders = _from_settings(path)[1] if path else [_state_folder(Path())]
    return next((folder for folder in folders if folder.is_dir()), folders[0])


def has_store(config: Path | None) -> bool:
    """Whether a daemon may have run with these settings: its folder is there, or they name a server. It costs nothing to ask."""
    path = config or next((usual for usual in (_LOCAL_SETTINGS, _SYSTEM_SETTINGS) if usual.is_file()), None)
    return store_folder(config).is_dir() or bool(path and _values(path).get("store"))


def store_place(config: Path | None) -> Place:
    """Return where the daemon's store is: of the settings' secrets only the store's own is asked for."""
    from alertd.store_port import Place
    from alertd.yamlform.secrets import UnresolvedError, Vault

    folder = store_folder(config)
    path = config or next((usual for usual in (_LOCAL_SETTINGS, _SYSTEM_SETTINGS) if usual.is_file()), None)
    raw = str(_values(path).get("store") or "") if path else ""
    if not raw:
        return Place(folder=folder)
    from alertd.notifiers.url_parts import quoted

    try:
        address = Vault(folder=path.parent if path else None).resolve(raw, lambda value, at: quoted(raw, value, at))
    except UnresolvedError as fault:
        raise Trouble(f"store: {fault}; {fault.advice}", 78) from fault
    return Place(folder=folder, address=address)


def _from_settings(path: Path) -> tuple[str, list[Path]]:
    """Read the two keys that a command needs, and nothing else.

    Loading all of it asks for every secret the settings name; who acknowledges at three in the morning has none of
    them in their shell.
    """
    values = _values(path)
    listen, given = values.get("listen") or _DEFAULT_LISTEN, values.get("data_dir")
    if isinstance(listen, list):
        listen = listen[0]  # it listens on all of them
    if given:
        return str(listen), [path.parent / str(given)]
    own = _state_folder(path.parent)
    # Under systemd only the daemon itself is told its state directory. Compared as what they lead to: in /etc/alertd the same
    # file is ./alertd.yaml, and it may be a link to where somebody keeps it.
    is_system = path.absolute().parent.resolve() / path.name == _SYSTEM_SETTINGS or _same(path, _SYSTEM_SETTINGS)
    return str(listen), [own, _SYSTEM_STATE] if is_system else [own]


def _values(path: Path) -> dict[str, Any]:
    """Return a settings file as its author wrote it: texts, lists and maps."""
    import yaml

    try:
        values = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 - makes only texts, lists and maps
    except (OSError, yaml.YAMLError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is no YAML; alertd check says where"
        raise Trouble(f"{path} cannot be read: {why}", 78) from fault
    if not isinstance(values, dict):
        raise Trouble(f"{path} holds no settings", 78)
    return values


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _state_folder(beside: Path) -> Path:
    state = os.environ.get("STATE_DIRECTORY")
    return Path(state.split(":")[0]) if state else beside / _DEFAULT_FOLDER


def _reachable(listen: str) -> str:
    """Return where to connect to what listens there: a daemon on every address is reached on loopback.

    >>> _reachable("0.0.0.0:8321"), _reachable("[::]:80"), _reachable(":8321"), _reachable("192.0.2.1:1")
    ('127.0.0.1:8321', '[::1]:80', '127.0.0.1:8321', '192.0.2.1:1')
    """
    host, colon, port = listen.rpartition(":")
    if not colon or not port.isdecimal():
        raise Trouble(f'listen: "{plain(listen)}" is no address such as {_DEFAULT_LISTEN}', 78)
    return f"{ {'0.0.0.0': '127.0.0.1', '': '127.0.0.1', '[::]': '[::1]'}.get(host, host) }:{port}"  # noqa: S104


def _token(folders: list[Path], *, has_settings: bool) -> str:
    """Read the token: credential, environment, else the file that the daemon wrote."""
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    if credentials and (path := Path(credentials) / "api_token").is_file():
        return path.read_text(encoding="utf-8").strip()
    if token := os.environ.get("ALERTD_TOKEN"):
        return token.strip()
    noes = []
    for folder in folders:
        try:
            return (folder / "api_token").read_text(encoding="utf-8").strip()
        except OSError as fault:
            noes.append(f"{folder / 'api_token'} cannot be read ({(fault.strerror or 'unknown').lower()})")
    if not has_settings and "STATE_DIRECTORY" not in os.environ:
        raise Trouble(
            "no settings here: run it in the folder of alertd.yaml or give -c; alertd init writes the first", 78
        )
    raise Trouble(f"no token: $ALERTD_TOKEN is not set and {', '.join(noes)}; the daemon writes it when it runs", 78)


class Client:
    """Asks the daemon; raises Trouble with a readable line for every no."""

    def __init__(self, connection: Connection, timeout: float = _TIMEOUT_SECONDS) -> None:
        self._base, self._token, self._timeout = connection.base_url, connection.token, timeout

    def get(self, path: str, **query: str | None) -> Any:
        """Return the answer to GET; queries that are None are left out."""
        from urllib.parse import urlencode

        asked = urlencode({name: value for name, value in query.items() if value is not None})
        return self._ask("GET", f"{path}?{asked}" if asked else path, None)

    def post(self, path: str, body: dict[str, object]) -> Any:
        """Return the answer to POST."""
        import json

        return self._ask("POST", path, json.dumps(body).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> Any:
        import json
        from http.client import HTTPConnection, HTTPException

        is_local = self._base.startswith(UNIX)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        # Straight to the address, past any HTTP_PROXY: the daemon is ours, and a proxy would see the token.
        wire = HTTPConnection(
            self._base.removeprefix("http://") if not is_local else "localhost", timeout=self._timeout
        )
        if is_local:
            wire.sock = _local(Path(self._base.removeprefix(UNIX)), self._timeout, self._base)
        try:
            wire.request(method, path, body, headers)
            answer = wire.getresponse()
            status, raw = answer.status, answer.read()
        except TimeoutError as fault:
            raise Trouble(f"alertd at {self._base} did not answer within {self._timeout:g} s") from fault
        except (OSError, HTTPException) as fault:
            why = getattr(fault, "strerror", None) or type(fault).__name__
            raise Trouble(f"cannot reach alertd at {self._base} ({why.lower()}): is it running?") from fault
        finally:
            wire.close()
        try:
            answered = json.loads(raw)
        except ValueError as fault:
            raise Trouble(f"what listens at {self._base} is not alertd (HTTP {status}, no JSON)") from fault
        if status >= 400:
            raise self._no(status, answered)
        return answered

    def _no(self, status: int, answered: Any) -> Trouble:
        reason = answered.get("reason") if isinstance(answered, dict) else None
        if status == 401:
            text = f"alertd at {self._base} does not accept this token: set $ALERTD_TOKEN, or run as the daemon's user"
        else:
            text = str(reason or f"alertd answered HTTP {status}")
            if status == 400 and text.startswith('"by": '):  # a field of the API: here it is an option
                text += " Say who does it with --by PERSON, or set $ALERTD_BY."
        return Trouble(plain(text), _EXIT.get(status, 1))


def _local(path: Path, timeout: float, shown: str) -> socket.socket:
    import socket as sockets

    sock = sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM)
    sock.settimeout(timeout)
    try:
        sock.connect(str(path))
    except OSError as fault:
        sock.close()
        raise Trouble(
            f"cannot reach alertd at {shown} ({(fault.strerror or 'no answer').lower()}): is it running?"
        ) from fault
    return sock


def plain(text: object) -> str:
    r"""Take out what could move a terminal's cursor or hide text; notes are written by anybody.

    >>> plain("a\x1b[2Jb")
    'a[2Jb'
    """
    return "".join(sign for sign in str(text) if sign.isprintable() or sign == " ")


def data_dir_of(config: str | None) -> Path:
    """Return the data folder of a settings file; without one, of the file that every command finds.

    No secret of the settings is asked for: who labels and calibrates has none in their shell.
    """
    from alertd.cli.client import store_folder

    return store_folder(None if config is None else Path(config))
