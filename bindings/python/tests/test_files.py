# SPDX-License-Identifier: Apache-2.0
"""What is written is written whole, and nothing is replaced that is no file."""
from __future__ import annotations

import os
import stat
import sys
import threading
from collections.abc import Callable

import pytest

import joyfulprofit as jp

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links")


@pytest.fixture(params=["model", "report"])
def write(request: pytest.FixtureRequest, story: jp.Facts) -> Callable[..., object]:
    if request.param == "model":
        return jp.Model.default().save
    pytest.importorskip("jinja2")
    return lambda path: jp.report(story, path)


@posix
def test_a_pipe_is_written_to_and_not_replaced(write, tmp_path):
    """As is a device: a report to /dev/stdout must not take its place."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write(pipe)
    if not stat.S_ISFIFO(pipe.stat().st_mode):  # let the reader go
        pipe.unlink()
        pytest.fail("the pipe was replaced")
    reader.join(60)
    assert len(read) == 1 and len(read[0]) > 1000


@posix
def test_a_link_is_followed(write, tmp_path):
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("before")
    real.chmod(0o640)
    link.symlink_to(real)
    write(link)
    assert link.is_symlink()
    assert len(real.read_bytes()) > 1000
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@posix
def test_what_was_there_stays_where_writing_fails(write, tmp_path, monkeypatch):
    path = tmp_path / "there.txt"
    path.write_text("before")

    def no_room(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", no_room)
    with pytest.raises(OSError, match="No space left on device: .*/there.txt"):
        write(path)
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["there.txt"]


def test_where_it_cannot_be_written_is_said(write, tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere/x.html'$"):
        write(tmp_path / "nowhere" / "x.html")
    with pytest.raises(IsADirectoryError):
        write(tmp_path)
    assert not os.listdir(tmp_path)
