"""Secret: a value that never shows itself, and where secrets come from."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

_REFERENCE = re.compile(r"\$\{([^}]*)\}")
#: What the unit puts before the names of files in a folder of secrets (LoadCredential=own:FOLDER).
OWN = "own_"
CREDSTORE = "/etc/credstore"  # where systemd looks for the credentials of units
SECRETS = "/etc/alertd/secrets"  # the folder that the unit loads whole
_MASK = "•••"
_NO_SECRET = "not-read-here"  # noqa: S105 - in the place of a secret that nobody needs


class Secret:
    """A value that prints as dots. Only `reveal()` gives it away, at the place that sends it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value itself; never log, store or print what comes from here."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({_MASK})"

    def __str__(self) -> str:
        """Dots: a secret in a format string stays one."""
        return _MASK

    def __format__(self, spec: str) -> str:
        return _MASK

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        import hmac

        return isinstance(other, Secret) and hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret is not written anywhere")


class UnresolvedError(ValueError):
    """A reference that leads nowhere. `advice` says what to do."""

    def __init__(self, text: str, advice: str) -> None:
        super().__init__(text)
        self.advice = advice


def _first(one: Path, other: Path) -> Path:
    """Return the second path if only that is there."""
    return other if other.is_file() and not one.is_file() else one


def where(name: str, environment: Mapping[str, str]) -> str:
    """Return where a secret may be put, as every command says it: the environment, or the one file that the unit reads.

    Where it is known which names the unit loads one by one, it is the unit that is asked for: it has no environment of a shell. Where nobody
    knows them, the file lies in the folder that the unit takes whole, which is right for any name.

    >>> where("SMTP", {})
    'in the environment; for the unit, put it into the file /etc/alertd/secrets/SMTP'
    >>> where("SMTP", {"ALERTD_CREDENTIALS": "SMTP"})
    'for the unit: put it into the file /etc/credstore/alertd.SMTP'
    """
    listed = f"{environment.get('ALERTD_CREDSTORE', CREDSTORE)}/alertd.{name}"
    own = f"{environment.get('ALERTD_SECRETS', SECRETS)}/{name}"
    names = environment.get("ALERTD_CREDENTIALS")
    if names is None:
        return f"in the environment; for the unit, put it into the file {own}"
    return f"for the unit: put it into the file {listed if name in names.split() else own}"


class Vault:
    """Resolves `${NAME}`, `credential:NAME` and `file:PATH`. Time and place are arguments: environment and folder.

    needs_secrets: False for who only reads what is no secret; a reference that leads nowhere is then a word that opens nothing.
    $ALERTD_CREDSTORE in the environment: a folder of files alertd.NAME, as systemd takes credentials from (/etc/credstore).
    $ALERTD_CREDENTIALS: the names that the unit takes from there, apart by spaces; without it any may be.
    $ALERTD_SECRETS: the folder that the unit loads as one, files called NAME; there systemd calls them own_NAME.
    """

    def __init__(
        self,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        *,
        needs_secrets: bool = True,
    ) -> None:
        self._needs_secrets = needs_secrets
        self._environment = os.environ if environment is None else environment
        self._folder = folder or Path()

    @property
    def needs_secrets(self) -> bool:
        """Whether secrets must be there; False: what stands for one may open nothing."""
        return self._needs_secrets

    def has_reference(self, raw: str) -> bool:
        """Whether a text stands for something else."""
        return bool(_REFERENCE.search(raw)) or raw.startswith(("credential:", "file:"))

    def resolve(self, raw: str, quote: Callable[[str, int], str] | None = None) -> str:
        """Return the text with its references filled in. Raises UnresolvedError.

        quote: takes what `${NAME}` stands for and where it stands in `raw`, and returns it as that place needs it.
        """
        if self._needs_secrets or not self.has_reference(raw):
            return self._resolved(raw, quote)
        try:
            return self._resolved(raw, quote)
        except UnresolvedError:
            return _REFERENCE.sub(_NO_SECRET, raw) if _REFERENCE.search(raw) else _NO_SECRET

    def _resolved(self, raw: str, quote: Callable[[str, int], str] | None) -> str:
        if raw.startswith("credential:"):
            return self._credential(raw.removeprefix("credential:"), raw)
        if raw.startswith("file:"):
            return self._file(self._folder / raw.removeprefix("file:").removeprefix("//"), raw)
        return _REFERENCE.sub(
            lambda match: quote(self._variable(match[1]), match.start()) if quote else self._variable(match[1]), raw
        )

    def _variable(self, name: str) -> str:
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            meant = re.sub(r"\W+", "_", name.strip("{} ")) or "NAME"
            raise UnresolvedError(
                f"${{{name}}} is not the name of a variable", f"write ${{{meant}}}: letters, digits and _"
            )
        value = self._environment.get(name)
        if value:
            return value
        path = self._credential_path(name)
        if path and path.is_file():
            return self._file(path, f"${{{name}}}")
        what = "is empty" if value is not None else "is not set"
        raise UnresolvedError(f"${{{name}}} {what}", self._advice(name))

    def _advice(self, name: str) -> str:
        return f"set {name} {where(name, self._environment)}"

    def _is_taken(self, name: str) -> bool:
        """Whether the unit takes a name from the folder of credentials."""
        names = self._environment.get("ALERTD_CREDENTIALS")
        return names is None or name in names.split()

    def _credential_path(self, name: str) -> Path | None:
        if "/" in name or name in {"", ".", ".."}:
            return None
        if folder := self._environment.get("CREDENTIALS_DIRECTORY"):
            return _first(Path(folder) / name, Path(folder) / f"{OWN}{name}")
        store = self._environment.get("ALERTD_CREDSTORE")
        if not store:
            return None
        own = self._environment.get("ALERTD_SECRETS")
        inside = Path(own or store) / name
        return _first(Path(store) / f"alertd.{name}", inside) if self._is_taken(name) else inside

    def _credential(self, name: str, raw: str) -> str:
        path = self._credential_path(name)
        if path is None:
            raise UnresolvedError(
                f'no credentials are loaded, so "{raw}" is unknown', f"add LoadCredential={name}:PATH to the unit"
            )
        return self._file(path, raw)

    @staticmethod
    def _file(path: Path, raw: str) -> str:
        try:
            value = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not text"
            raise UnresolvedError(
                f'"{raw}" cannot be read: {reason}', "the daemon's user must be able to read it"
            ) from error
        if not value:
            raise UnresolvedError(f'"{raw}" is empty', "put the secret into it, on one line")
        return value
