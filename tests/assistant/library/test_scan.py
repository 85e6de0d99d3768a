import os
from pathlib import Path

from assistant.library.scan import scan, sha256_of


def names(root: Path) -> list[str]:
    return [found.path.name for found in scan(root)]


def test_hidden_and_machine_made_folders_are_left_out(tmp_path: Path) -> None:
    for path in ("a.txt", ".git/x", "node_modules/y.js", ".hidden", "sub/b.txt", "~$c.docx"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("x")
    assert names(tmp_path) == ["a.txt", "b.txt"]


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("x")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    assert names(tmp_path) == ["real.txt"]


def test_a_single_file_is_a_library_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert names(tmp_path / "a.txt") == ["a.txt"]


def test_the_hash_tells_content_not_name(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text("same")
    assert sha256_of(tmp_path / "a") == sha256_of(tmp_path / "b") != ""
    assert sha256_of(tmp_path / "gone") == ""
