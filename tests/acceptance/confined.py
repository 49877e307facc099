"""Give up what the unit takes away, then become alertd: `confined.py [mdwe] [calls=FILE] COMMAND ...`.

mdwe: no memory that is both writable and executable (what MemoryDenyWriteExecute asks of a kernel of 6.3 or later).
calls=FILE: only the system calls named in the file; others get EPERM, as SystemCallFilter does it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 65, 1
PR_SET_NO_NEW_PRIVS = 38
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
UNKNOWN = -1  # seccomp_syscall_resolve_name: no such call at all; below that, none on this kind of machine


def refuse_exec_gain() -> None:
    """Ask the kernel for what MemoryDenyWriteExecute means. Raises OSError where it cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "this kernel has no PR_SET_MDWE")


def allow_only(names: list[str]) -> None:
    """Refuse every system call but these, with EPERM."""
    seccomp = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    seccomp.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(seccomp.seccomp_init(ctypes.c_uint32(ERRNO | errno.EPERM)))
    for name in names:
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            continue  # a call of another kind of machine, or newer than this library
        code = seccomp.seccomp_rule_add(context, ctypes.c_uint32(ALLOW), number, 0)
        if code:
            raise OSError(-code, f"{name} cannot be allowed")
    code = seccomp.seccomp_load(context)
    if code:
        raise OSError(-code, "the filter cannot be loaded")


def main() -> None:
    """Confine this process, then run the command in it."""
    arguments = sys.argv[1:]
    while arguments and (arguments[0] == "mdwe" or arguments[0].startswith("calls=")):
        word = arguments.pop(0)
        if word == "mdwe":
            refuse_exec_gain()
        else:
            allow_only(Path(word.removeprefix("calls=")).read_text(encoding="utf-8").split())
    # Both are kept across exec, and the interpreter itself starts under them, as it does under the unit.
    os.execv(
        sys.executable, [sys.executable, *(arguments if arguments[:1] == ["-c"] else ["-m", "alertd", *arguments])]
    )


if __name__ == "__main__":
    main()
