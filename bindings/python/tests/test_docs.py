# SPDX-License-Identifier: Apache-2.0
"""The code of docs/python.md runs, and says what it is said to say."""
from __future__ import annotations

import re

from conftest import SOURCE


def test_the_code_of_the_guide_runs():
    text = (SOURCE / "docs/python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    assert len(blocks) >= 5
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), names)
