"""What lies beside a store in its data folder and belongs to it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

FOLDERS = ("labels", "calibration")  # people's labels, and what was fitted to them
LEARNT = "needs_answer.json"  # what people have corrected in the inbox: hashes of words and their points, no text
LINK_KEYS = "link_keys"  # what signs acknowledge links; in a backup only if it was asked for
#: What makes another machine this one: links, signed reports and tokens go on working. Only a standby is given them.
SECRETS = (LINK_KEYS, "proof_key", "api_token")


def beside(folder: Path, *, secrets: tuple[str, ...] = (), learnt: bool = False) -> dict[str, bytes]:
    """Return the files by their path below the data folder. secrets: which of SECRETS, where they are."""
    found = {
        f"{name}/{path.name}": path.read_bytes()
        for name in FOLDERS
        for path in sorted((folder / name).glob("*"))
        if path.is_file() and not path.name.endswith(".tmp")
    }
    for name in (*secrets, *((LEARNT,) if learnt else ())):
        if (folder / name).is_file():
            found[name] = (folder / name).read_bytes()
    return found


def belongs(name: str, *, secrets: tuple[str, ...]) -> bool:
    """Whether a path that comes from elsewhere, where it may say anything, is one of these files."""
    path = PurePosixPath(name)
    is_ours = len(path.parts) == 2 and path.parts[0] in FOLDERS and ".." not in path.parts
    return is_ours or name == LEARNT or name in secrets
