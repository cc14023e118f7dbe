# SPDX-License-Identifier: Apache-2.0
"""The programs of the release build, and made-up facts as columns: what the benchmarks share."""
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "release"


def build(name):
    """A program of bench/, of the tree as it is now."""
    subprocess.run(["cmake", "--build", BUILD, "--target", f"bench_{name}"], stdout=subprocess.DEVNULL, check=True)
    return BUILD / "bench" / name


def columns(facts, relationships, sizes="zipf", seed=1):
    """A folder of facts, made once."""
    folder = BUILD / "bench" / f"facts_{facts}_{relationships}_{sizes}_{seed}"
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([build("generate"), "--columns", folder, str(facts), str(relationships), sizes, str(seed)],
                       check=True)
        (folder / "done").touch()
    return folder
