"""What Hearth wants of the system: looked for, named in a line each, installed where allowed."""

from __future__ import annotations

import ctypes
import glob
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from progress import SetUpError, follow, say

TYPE_THIS = {
    "Linux": "sudo apt-get install python3 python3-venv",
    "Darwin": "xcode-select --install; brew install python@3.13 tesseract tesseract-lang espeak-ng",
    "Windows": "winget install Python.Python.3.13 UB-Mannheim.TesseractOCR eSpeak-NG.eSpeak-NG "
    "Microsoft.VisualStudio.2022.BuildTools (with its C++ part)",
}


@dataclass(frozen=True)
class Part:
    """One Debian package: how to tell that it is here (tool:, lib: or file:), what it is for."""

    package: str
    probe: str
    purpose: str
    required: bool = False

    def present(self) -> bool:
        """Look for it as the program will."""
        kind, _, name = self.probe.partition(":")
        if kind == "lib":
            return _loads(name)
        return bool(shutil.which(name)) if kind == "tool" else any(map(glob.glob, name.split("|")))


# What the plugins of PySide6 ask for (objdump -p) and a bare Debian has not; under the names of
# Debian 12, which later releases still understand.
WINDOW = """
    libegl1=lib:libEGL.so.1 libgl1=lib:libGL.so.1 libglib2.0-0=lib:libgthread-2.0.so.0
    libdbus-1-3=lib:libdbus-1.so.3 libfontconfig1=lib:libfontconfig.so.1
    libxkbcommon0=lib:libxkbcommon.so.0 libbrotli1=lib:libbrotlidec.so.1
    libgssapi-krb5-2=lib:libgssapi_krb5.so.2 libxkbcommon-x11-0=lib:libxkbcommon-x11.so.0
    libx11-xcb1=lib:libX11-xcb.so.1 libxcb-cursor0=lib:libxcb-cursor.so.0
    libxcb-icccm4=lib:libxcb-icccm.so.4 libxcb-image0=lib:libxcb-image.so.0
    libxcb-keysyms1=lib:libxcb-keysyms.so.1 libxcb-randr0=lib:libxcb-randr.so.0
    libxcb-shape0=lib:libxcb-shape.so.0 libxcb-render-util0=lib:libxcb-render-util.so.0
    libxcb-sync1=lib:libxcb-sync.so.1 libxcb-xkb1=lib:libxcb-xkb.so.1
    libxcb-xfixes0=lib:libxcb-xfixes.so.0 libwayland-cursor0=lib:libwayland-cursor.so.0
"""
SOUND = """
    libpulse0=lib:libpulse.so.0 libxrandr2=lib:libXrandr.so.2 libspeechd2=lib:libspeechd.so.2
    espeak-ng=tool:espeak-ng speech-dispatcher=tool:speech-dispatcher
    speech-dispatcher-espeak-ng=file:/usr/lib*/speech-dispatcher-modules/sd_espeak-ng
"""
TEST_TOOLS = """
    xvfb=tool:Xvfb xdotool=tool:xdotool openbox=tool:openbox strace=tool:strace
    dbus=tool:dbus-daemon iproute2=file:/sbin/ip|/bin/ip|/usr/sbin/ip|/usr/bin/ip
    ibus=tool:ibus-daemon
    ibus-hangul=file:/usr/libexec/ibus-engine-hangul|/usr/lib/ibus/ibus-engine-hangul
"""
FONTS = "file:/usr/share/fonts/*/*/*CJK*|/usr/share/fonts/*cjk*|/usr/share/fonts/*/nanum*"
TESSDATA = "file:" + "|".join(
    f"/usr/share/tess*/{folder}{{0}}.traineddata" for folder in ("", "tessdata/", "*/tessdata/")
)


def check_python() -> None:
    """See that this Python is one that Hearth runs on.

    Raises:
        SetUpError: it is not; make has looked for a better one.
    """
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        line = TYPE_THIS.get(platform.system(), "?")
        raise SetUpError(f"Hearth needs Python 3.11 or 3.13, not {sys.executable}. Type: {line}")


def prepare_system(tests: bool) -> None:
    """Install what is missing where that is allowed, else give the line to type.

    Raises:
        SetUpError: something is missing without which Hearth cannot be set up.
    """
    if platform.system() != "Linux":
        say(f"If anything of the system is missing, type: {TYPE_THIS.get(platform.system(), '?')}")
        return
    lacking = missing_parts(tests)
    for part in lacking:
        without = "" if part.required else " (Hearth works without)"
        say(f"missing: {part.package}, for {part.purpose}{without}")
    apt = apt_command() if lacking else []
    if apt:
        _install(apt, [part.package for part in lacking])
        lacking = missing_parts(tests)
    if lacking:
        say(f"Type this once: sudo apt-get install {' '.join(part.package for part in lacking)}")
    if any(part.required for part in lacking):
        raise SetUpError("Once the packages named above are there, type the same command again.")


def missing_parts(tests: bool) -> list[Part]:
    """What this Linux lacks for Hearth, and for its tests."""
    lacking = [part for part in _wanted(tests) if not part.present()]
    if not importlib.util.find_spec("ensurepip"):
        package = "python{}.{}-venv".format(*sys.version_info)
        lacking.insert(0, Part(package, "", "an environment of Hearth's own", required=True))
    return lacking


def _wanted(tests: bool) -> list[Part]:
    screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return [
        Part("g++", "tool:c++", "compiling llama.cpp", required=True),
        Part("libseccomp2", "lib:libseccomp.so.2", "shutting the network off", required=True),
        *_parts(WINDOW, "the window", required=screen),
        *_parts(SOUND, "sound and speech"),
        Part("fonts-noto-cjk", FONTS, "Korean letters"),
        *(
            Part(f"tesseract-ocr-{name}", TESSDATA.format(name), "reading scanned pages")
            for name in ("kor", "eng")
        ),
        *(_parts(TEST_TOOLS, "the tests") if tests else []),
    ]


def _parts(table: str, purpose: str, required: bool = False) -> list[Part]:
    rows = (row.partition("=") for row in table.split())
    return [Part(package, probe, purpose, required) for package, _, probe in rows]


def apt_command() -> list[str]:
    """How apt-get may be called without asking for a password; empty where it may not."""
    if not shutil.which("apt-get"):
        return []
    if os.geteuid() == 0:
        return ["apt-get"]
    sudo = shutil.which("sudo")
    allowed = (
        sudo
        and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0
    )
    return ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"] if allowed else []


def _install(apt: list[str], packages: list[str]) -> None:
    """Install all at once; else one by one, so that one unknown name keeps no other out."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*apt, "-o", "DPkg::Lock::Timeout=120", "install", "-y", "--no-install-recommends"]
    try:
        follow([*apt, "update"], "Reading the system's package lists", environment)
        follow([*install, *packages], f"Installing {len(packages)} system packages", environment)
    except SetUpError as stop:
        say(str(stop))
        for package in packages:
            subprocess.run([*install, package], env=environment, capture_output=True, check=False)


def has_nvidia_driver() -> bool:
    """Whether there is an NVIDIA driver; without one, CUDA's packages are gigabytes for nothing."""
    return Path("/proc/driver/nvidia/version").exists() or bool(shutil.which("nvidia-smi"))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
