# SPDX-License-Identifier: Apache-2.0
"""Files that are written whole or not at all."""
from __future__ import annotations

import os
from pathlib import Path


def write_text(path: str | os.PathLike[str], text: str) -> Path:
    """Write a text, UTF-8; what was there is replaced only once the text is complete.

    A link is followed. What is no regular file, such as a pipe or a device, is written to and never replaced.
    """
    named = Path(os.fspath(path))
    target = Path(os.path.realpath(named))
    if target.exists() and not target.is_file():
        with open(target, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        return named
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        os.replace(beside, target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.fspath(named)) from None
    finally:
        beside.unlink(missing_ok=True)
    return named
