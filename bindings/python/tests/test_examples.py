# SPDX-License-Identifier: Apache-2.0
"""The small programs in examples/python and the notebooks in docs/notebooks run as they stand there."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(os.environ.get("JP_SOURCE", Path(__file__).resolve().parents[3]))
EXAMPLES = sorted((SOURCE / "examples" / "python").glob("*.py"))
NOTEBOOKS = sorted((SOURCE / "docs" / "notebooks").glob("*.ipynb"))

SAID = {  # from the story and the record of deliveries, whose README and data tell it
    "before_and_after.py": "Without the defect of 30 January 2024 health would be",
    "from_a_crm.py": "Bakery: unknown",
    "on_your_own_outcomes.py": "444 forecasts, 119 fell silent",
    "own_model.py": "indicators[excite.client].half_life_days",
    "score_a_frame.py": "14795 facts of 361 relationships",
    "why_and_what_next.py": "Most harm on the client's side: bad service",
}


def test_every_example_is_known_here() -> None:
    assert [path.name for path in EXAMPLES] == sorted(SAID)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_runs_and_says_what_it_should(path: Path, tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    if "own_outcomes" in path.name:
        pytest.importorskip("scipy")
        pytest.importorskip("lifetimes")
    done = subprocess.run([sys.executable, "-W", "error", path], cwd=tmp_path, capture_output=True, text=True,
                          timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert SAID[path.name] in done.stdout


def test_there_are_notebooks() -> None:
    assert {path.stem for path in NOTEBOOKS} >= {"deliveries", "two_sides"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("default")  # of the notebook's machinery
def test_a_notebook_runs_and_prints_what_it_holds(path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    pytest.importorskip("matplotlib")
    book = nbformat.read(path, as_version=4)
    held = [printed(cell) for cell in book.cells]
    nbclient.NotebookClient(book, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    assert [printed(cell) for cell in book.cells] == held


def printed(cell: object) -> str:
    """What a cell wrote, without pictures and tables, which follow the versions of other packages."""
    return "".join(output["text"] for output in cell.get("outputs", ()) if output["output_type"] == "stream")  # type: ignore[attr-defined]
