# SPDX-License-Identifier: Apache-2.0
"""The code of docs/python.md runs, and says what it is said to say."""
from __future__ import annotations

import re

import pytest
from conftest import SOURCE


def test_the_code_of_the_guide_runs():
    text = (SOURCE / "docs/python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    assert len(blocks) >= 5
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), names)


def test_the_code_of_the_cheat_sheet_runs_as_it_stands(capsys):
    pytest.importorskip("pandas")
    text = (SOURCE / "docs/cheat-sheet.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    names: dict[str, object] = {}
    exec(compile(block, "docs/cheat-sheet.md", "exec"), names)
    facts = names["facts"]
    assert len(facts) == 4
    table = facts.to_table()
    assert sorted(table["value"][~table.missing("value")].tolist()) == [0.75, 15.0]
    assert "Museum" in capsys.readouterr().out
