"""Makes what `make run` and `make test` stand on: the system's part, then .venv with the packages.

Runs on the system's own Python (3.9 or newer) before anything is installed: standard library only.
A later start finds its stamp and ends at once, without a network; a set-up that was broken off goes
on where it stopped.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from progress import LOG, SetUpError, clean_environment, follow, reason, say
from system_parts import check_python, has_nvidia_driver, prepare_system

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(BIN / ("python.exe" if os.name == "nt" else "python"))
PACKAGES = "Lib/site-packages" if os.name == "nt" else "lib/*/site-packages"
STAMP = VENV / "prepared.json"
SCRIPTS = [HERE / name for name in ("prepare.py", "progress.py", "system_parts.py", "llama.cmake")]
PIP = (
    "pip==26.3"  # older ones fetch half a gigabyte of torch only to say which build they would take
)
UV = "uv==0.13.9"  # knows where builds of torch without CUDA are kept
GPU = {
    "": "",
    "cpu": "",
    "cuda": "-DGGML_CUDA=on",
    "vulkan": "-DGGML_VULKAN=on",
    "metal": "-DGGML_METAL=on",
}


def main(words: list[str]) -> int:
    """Prepare; 0 when everything is there."""
    parser = argparse.ArgumentParser(description="Set Hearth up in .venv; called by make.")
    parser.add_argument("--tests", action="store_true", help="also what the tests need")
    parser.add_argument("--gpu", choices=list(GPU), default="", help="what llama.cpp is built for")
    wishes = parser.parse_args(words)
    try:
        return prepare(wishes.tests, wishes.gpu)
    except SetUpError as stop:
        print(f"Hearth is not set up. {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next time goes on from here.", file=sys.stderr)
        return 130


def prepare(tests: bool, gpu: str) -> int:
    """Do what the stamp does not say is done; what was once asked for stays asked for."""
    stamp = read_stamp()
    tests, gpu = tests or stamp.get("tests", False), gpu or stamp.get("gpu", "")
    if Path(sys.prefix).resolve() == VENV and stamp == make_stamp(tests, gpu):
        return 0
    check_python()
    prepare_system(tests)
    make_environment()
    install(tests, gpu, built_for=stamp.get("gpu", ""))
    STAMP.write_text(json.dumps(make_stamp(tests, gpu)), encoding="utf-8")
    return 0


def read_stamp() -> dict[str, Any]:
    """What the last finished set-up was made from; empty where none was finished."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def make_stamp(tests: bool, gpu: str) -> dict[str, Any]:
    """Changes with all that a set-up depends on: pins, these scripts, Python, the place."""
    project = read_project()
    pins = [project["build-system"], project["project"], project.get("tool", {}).get("setuptools")]
    files = [*SCRIPTS, VENV / "pyvenv.cfg"]
    text = [json.dumps(pins), str(ROOT), *(file.read_text(encoding="utf-8") for file in files)]
    key = hashlib.sha256("\0".join(text).encode()).hexdigest()
    return {"key": key, "tests": tests, "gpu": gpu}


def read_project() -> dict[str, Any]:
    """The content of pyproject.toml."""
    import tomllib  # not in the Python 3.9 that may start this script

    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def make_environment() -> None:
    """Make .venv, or mend one whose making was broken off."""
    if not runs("import sys"):
        need_disk(5)
        say(f"Making .venv with Python {platform.python_version()}. All words go to {LOG}")
        follow([sys.executable, "-m", "venv", "--clear", VENV], "Making .venv")
    if not runs("import pip"):
        follow([PYTHON, "-m", "ensurepip"], "Mending .venv")
    for package in VENV.glob(f"{PACKAGES}/*.dist-info"):
        if not (package / "INSTALLER").exists():  # its unpacking was broken off: pip would take it
            shutil.rmtree(package)  # for whole


def need_disk(gigabytes: float) -> None:
    """Stop before a full disk does."""
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < gigabytes:
        raise SetUpError(f"It takes {gigabytes:g} GB of disk; {free:.1f} are free. Make room.")


def install(tests: bool, gpu: str, built_for: str) -> None:
    """Install the pinned packages, Hearth last; pip leaves alone what is there."""
    project = read_project()
    wanted = list(project["project"]["dependencies"])
    wanted += project["project"]["optional-dependencies"]["dev"] if tests else []
    torch = next(name for name in wanted if name.startswith("torch=="))
    llama = next(name for name in wanted if name.startswith("llama-cpp-python=="))
    pip_install("1/5 pip", PIP, *project["build-system"]["requires"])
    install_torch(torch, wants_cuda=gpu == "cuda" or (gpu != "cpu" and has_nvidia_driver()))
    pip_install("3/5 Packages", *(name for name in wanted if name != llama))
    install_llama(llama, gpu, built_for)
    # without isolation nothing is fetched, so that a changed setting needs no network
    pip_install("5/5 Hearth", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    follow([PYTHON, "-m", "assistant.engines.conversion"], "5/5 Converting the embedding model")


def install_torch(requirement: str, wants_cuda: bool) -> None:
    """Take a build of torch without CUDA where one is to be had and no driver wants the other."""
    pinned = requirement.partition("==")[2].rstrip("*")
    if runs(
        f"from importlib import metadata as m; assert m.version('torch').startswith('{pinned}')"
    ):
        return
    offer = offered(requirement)
    if platform.system() == "Linux" and "+cpu" not in offer:
        if not wants_cuda and installs_without_cuda(f"torch=={offer}"):
            return
        need_disk(7)  # what was fetched and what is unpacked lie side by side
        say("torch comes with NVIDIA's libraries here: 2.7 GB to fetch, 4.5 GB on disk.")
    pip_install("2/5 torch", f"torch=={offer}")


def offered(requirement: str) -> str:
    """The newest version that fits and that pip would take, such as 2.13.0+cpu; fetches nothing."""
    package, _, pinned = requirement.partition("==")
    label = "2/5 torch: asking which build there is"
    ask = [PYTHON, "-m", "pip", "index", "versions", package, "--json"]
    done = subprocess.run(ask, capture_output=True, text=True, check=False, env=clean_environment())
    if done.returncode:
        raise SetUpError(reason(label, done.stderr.splitlines() or [""]))
    versions: list[str] = json.loads(done.stdout)["versions"]  # newest first, +cpu before none
    found = next((one for one in versions if one.startswith(pinned.rstrip("*"))), "")
    if not found:
        raise SetUpError(reason(label, [f"No matching distribution found for {requirement}"]))
    return found


def installs_without_cuda(requirement: str) -> bool:
    """Try uv, which knows the index of such builds; that index may be out of reach."""
    uv = [BIN / "uv", "pip", "install", "--python", PYTHON, "--no-deps", "--torch-backend=cpu"]
    try:
        pip_install("2/5 torch: uv", UV)
        follow([*uv, requirement], "2/5 torch without CUDA, 0.2 GB")
    except SetUpError:
        say("A torch without NVIDIA's libraries is out of reach from here.")
        return False
    return True


def install_llama(requirement: str, gpu: str, built_for: str) -> None:
    """Compile llama.cpp once; pip keeps the wheel for the next time."""
    label = "4/5 Compiling llama.cpp, once (5 minutes on two cores)"
    environment = {**clean_environment(), "CMAKE_ARGS": cmake_arguments(gpu)}
    if gpu in ("cuda", "vulkan"):  # pip's own cache does not know what a wheel was built for
        environment["PIP_CACHE_DIR"] = str(VENV / f"cache-{gpu}")
    if gpu != built_for:
        package = requirement.partition("==")[0]
        follow([PYTHON, "-m", "pip", "uninstall", "-y", package], "4/5 Removing the old llama.cpp")
    pip_install(label, "-v", requirement, environment=environment)
    if not runs("import llama_cpp; llama_cpp.llama_print_system_info()"):
        # a wheel kept from another processor
        again = ["--no-deps", "--no-cache-dir", "--force-reinstall"]
        pip_install(label, "-v", *again, requirement, environment=environment)


def cmake_arguments(gpu: str) -> str:
    """Leave out what Hearth does not use, pictures among it: 83 files to compile, not 178."""
    less = f"-DCMAKE_PROJECT_llama_cpp_INCLUDE={(HERE / 'llama.cmake').as_posix()}"
    return shlex.join(["-DLLAVA_BUILD=OFF", less, *filter(None, [GPU[gpu]])])


def pip_install(label: str, *words: str, environment: dict[str, str] | None = None) -> None:
    """Run pip install in .venv."""
    follow([PYTHON, "-m", "pip", "install", *words], label, environment)


def runs(code: str) -> bool:
    """Whether the Python in .venv runs this code without an error."""
    command = [PYTHON, "-c", code]
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=clean_environment())
    except OSError:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
