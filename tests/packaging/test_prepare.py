"""The set-up behind `make run` and `make test`, without a network, without installing anything."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture(scope="module")
def scripts() -> Iterator[dict[str, ModuleType]]:
    """The set-up scripts as modules; they live in a folder that is no package."""
    sys.path.insert(0, str(PACKAGING))
    try:
        import prepare
        import progress
        import system_parts

        yield {"prepare": prepare, "progress": progress, "system_parts": system_parts}
    finally:
        sys.path.remove(str(PACKAGING))


@pytest.fixture
def prepare(scripts, tmp_path, monkeypatch) -> ModuleType:
    """prepare.py pointed at an empty folder."""
    module = scripts["prepare"]
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "prepared.json")
    monkeypatch.setattr(scripts["progress"], "LOG", tmp_path / "prepare.log")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "pyvenv.cfg").touch()
    return module


@pytest.fixture
def asked(prepare, monkeypatch) -> list[str]:
    """The labels and words of every command that would have been run."""
    told: list[str] = []
    monkeypatch.setattr(
        prepare,
        "follow",
        lambda words, label, *_: told.append(f"{label}: {' '.join(map(str, words))}"),
    )
    monkeypatch.setattr(prepare, "prepare_system", lambda *_: told.append("system"))
    monkeypatch.setattr(prepare, "make_environment", lambda *_: told.append("environment"))
    return told


def test_a_second_start_does_nothing(prepare, asked, monkeypatch):
    monkeypatch.setattr(prepare, "install_torch", lambda *_, **__: None)
    monkeypatch.setattr(prepare, "runs", lambda *_: True)
    monkeypatch.setattr(sys, "prefix", str(prepare.VENV))
    assert prepare.prepare(tests=False, gpu="") == 0
    assert asked[:2] == ["system", "environment"]
    asked.clear()
    assert prepare.prepare(tests=False, gpu="") == 0
    assert asked == []
    assert prepare.prepare(tests=True, gpu="") == 0
    assert any("pytest" in line for line in asked)
    asked.clear()
    assert prepare.prepare(tests=False, gpu="") == 0
    assert asked == []


def test_a_changed_pin_is_installed(prepare, asked, monkeypatch):
    before = prepare.make_stamp(tests=False, gpu="")
    project = prepare.read_project()
    project["project"]["dependencies"].append("six==1.17.0")
    monkeypatch.setattr(prepare, "read_project", lambda: project)
    assert prepare.make_stamp(tests=False, gpu="") != before


def test_a_damaged_stamp_counts_as_none(prepare):
    for text in ("", "{", "[]", "\0"):
        prepare.STAMP.write_text(text)
        assert prepare.read_stamp() == {}


def test_a_package_whose_unpacking_was_broken_off_is_installed_again(prepare, monkeypatch):
    monkeypatch.setattr(prepare, "runs", lambda *_: True)
    packages = prepare.VENV / "lib" / "python3.11" / "site-packages"
    for name in ("whole-1.dist-info", "half-1.dist-info"):
        (packages / name).mkdir(parents=True)
    (packages / "whole-1.dist-info" / "INSTALLER").touch()
    prepare.make_environment()
    assert [path.name for path in packages.iterdir()] == ["whole-1.dist-info"]


def test_another_gpu_takes_the_old_build_away(prepare, asked, monkeypatch):
    monkeypatch.setattr(prepare, "runs", lambda *_: True)
    prepare.install_llama("llama-cpp-python==1", gpu="vulkan", built_for="")
    assert "uninstall -y llama-cpp-python" in asked[0]
    assert "-DGGML_VULKAN=on" in prepare.cmake_arguments("vulkan")


def test_a_wheel_kept_from_another_processor_is_built_again(prepare, asked, monkeypatch):
    monkeypatch.setattr(prepare, "runs", lambda *_: False)
    prepare.install_llama("llama-cpp-python==1", gpu="", built_for="")
    assert "--no-cache-dir --force-reinstall" in asked[-1]


@pytest.mark.parametrize(
    ("offer", "cuda", "uv_works", "said", "taken"),
    [
        ("2.13.0+cpu", False, True, False, "torch==2.13.0+cpu"),
        ("2.13.0", False, True, False, "--torch-backend=cpu"),
        ("2.13.0", False, False, True, "torch==2.13.0"),
        ("2.13.0", True, True, True, "torch==2.13.0"),
    ],
)
def test_torch_without_cuda_where_it_is_to_be_had(
    prepare, scripts, asked, monkeypatch, capsys, offer, cuda, uv_works, said, taken
):
    def follow(words, label, *_):
        asked.append(" ".join(map(str, words)))
        if "--torch-backend=cpu" in words and not uv_works:
            raise scripts["progress"].SetUpError("out of reach")

    monkeypatch.setattr(prepare, "follow", follow)
    monkeypatch.setattr(prepare, "runs", lambda *_: False)
    monkeypatch.setattr(prepare, "offered", lambda _: offer)
    monkeypatch.setattr(prepare.platform, "system", lambda: "Linux")
    prepare.install_torch("torch==2.13.*", wants_cuda=cuda)
    assert taken in asked[-1]
    assert ("2.7 GB" in capsys.readouterr().out) == said


def test_a_stop_is_one_sentence_and_no_traceback(prepare, scripts, monkeypatch, capsys):
    def stop(*_):
        raise scripts["progress"].SetUpError("3/5 Packages: no network.")

    monkeypatch.setattr(prepare, "prepare", stop)
    assert prepare.main([]) == 1
    assert capsys.readouterr().err == "Hearth is not set up. 3/5 Packages: no network.\n"


@pytest.mark.parametrize(
    ("line", "news"),
    [
        ("  [12/83] /usr/bin/c++ -O3 -c llama.cpp", "file 12 of 83"),
        ("Collecting chromadb==1.5.9", "chromadb"),
        (
            "  Downloading pyside6_addons-6.11.3-cp310-abi3-manylinux_2_34_x86_64.whl (175.3 MB)",
            "pyside6_addons, 175.3 MB",
        ),
        ("Setting up libseccomp2:amd64 (2.5.4-1) ...", "libseccomp2:amd64"),
        ("Requirement already satisfied: numpy", ""),
    ],
)
def test_what_a_waiting_person_is_told(scripts, line, news):
    assert scripts["progress"].shorten(line) == news


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        (
            "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'",
            "no network",
        ),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        (
            "ERROR: No matching distribution found for hearth-none",
            "the package index has no hearth-none",
        ),
        ("building\nerror: no compiler\nleft over", "3/5 Packages: error: no compiler"),
    ],
)
def test_a_failure_names_its_reason(prepare, scripts, printed, sentence):
    code = f"print({printed!r}); raise SystemExit(1)"
    with pytest.raises(scripts["progress"].SetUpError, match=sentence) as caught:
        scripts["progress"].follow([sys.executable, "-c", code], "3/5 Packages")
    assert "\n" not in str(caught.value)
    assert printed in scripts["progress"].LOG.read_text()


def test_pip_is_not_led_astray(scripts, monkeypatch):
    for name in ("PIP_TARGET", "PIP_USER", "PYTHONPATH", "CMAKE_ARGS", "PIP_FIND_LINKS"):
        monkeypatch.setenv(name, "/somewhere")
    monkeypatch.setenv("HOME", "")
    environment = scripts["progress"].clean_environment()
    assert environment["PIP_USER"] == "0"
    assert environment["PIP_FIND_LINKS"] == "/somewhere"
    assert not {"PIP_TARGET", "PYTHONPATH", "CMAKE_ARGS", "HOME"} & set(environment)


def test_parts_are_looked_for_as_the_program_will(scripts, tmp_path):
    part = scripts["system_parts"].Part
    (tmp_path / "kor.traineddata").touch()
    assert part("a", f"file:/nowhere/*|{tmp_path}/*.traineddata", "scans").present()
    assert part("a", "tool:sh", "everything").present()
    assert not part("a", "tool:hearth-no-such-tool", "nothing").present()
    assert not part("a", "lib:libhearth-no-such.so.7", "nothing").present()


@pytest.fixture
def lacking(scripts, monkeypatch):
    """A Linux without root that lacks one required and one optional package."""
    module = scripts["system_parts"]
    parts = [
        module.Part("g++", "", "compiling", required=True),
        module.Part("espeak-ng", "", "speech"),
    ]
    monkeypatch.setattr(module.platform, "system", lambda: "Linux")
    monkeypatch.setattr(module, "missing_parts", lambda *_: parts)
    monkeypatch.setattr(module, "apt_command", list)
    return module, parts


def test_what_is_missing_is_one_line_each_and_one_line_to_type(lacking, capsys):
    module, _ = lacking
    with pytest.raises(module.SetUpError):
        module.prepare_system(tests=False)
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == [
        "missing: g++, for compiling",
        "missing: espeak-ng, for speech (Hearth works without)",
    ]
    assert said[2] == "Type this once: sudo apt-get install g++ espeak-ng"


def test_optional_parts_stop_nobody(lacking, capsys):
    module, parts = lacking
    parts.pop(0)
    module.prepare_system(tests=False)
    assert "espeak-ng" in capsys.readouterr().out


def test_one_unknown_package_keeps_no_other_out(lacking, monkeypatch):
    module, parts = lacking
    monkeypatch.setattr(module, "apt_command", lambda: ["true"])
    tried: list[str] = []

    def follow(words, *_):
        if "install" in words:
            raise module.SetUpError("E: Unable to locate package espeak-ng")

    monkeypatch.setattr(module, "follow", follow)
    monkeypatch.setattr(
        module.subprocess, "run", lambda words, **_: (tried.append(words[-1]), parts.pop(0))
    )
    module.prepare_system(tests=False)
    assert tried == ["g++", "espeak-ng"]


def test_a_python_too_old_is_told_in_one_sentence(scripts, monkeypatch):
    monkeypatch.setattr(scripts["system_parts"].sys, "version_info", (3, 10, 1))
    with pytest.raises(scripts["progress"].SetUpError, match=r"3\.11 or 3\.13"):
        scripts["system_parts"].check_python()


@pytest.mark.skipif(os.name == "nt", reason="the stand-in Pythons are shell scripts")
def test_make_passes_over_a_python_that_does_not_run(tmp_path):
    for name, text in (("python3.13", "exit 127"), ("python3.11", f'exec "{sys.executable}" "$@"')):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    command = ["make", "-f", PACKAGING.parent / "Makefile", "--eval=show:; @echo $(PYTHON)", "show"]
    # `make test` runs this too, and a make inside a make talks about its folders.
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    environment = {**outside, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "python3.11\n"


def test_the_script_starts_quickly_and_says_what_it_can():
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, PACKAGING / "prepare.py", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--gpu" in done.stdout
    assert time.monotonic() - began < 5
