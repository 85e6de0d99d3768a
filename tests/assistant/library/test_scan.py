import os
from pathlib import Path

import pytest

from assistant.library.scan import is_wanted, scan, sha256_of


def names(root: Path) -> list[str]:
    return [found.path.name for found in scan(root, root)]


def test_hidden_and_machine_made_folders_are_left_out(tmp_path: Path) -> None:
    for path in ("a.txt", ".git/x", "node_modules/y.js", ".hidden", "sub/b.txt", "~$c.docx"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("x")
    assert names(tmp_path) == ["a.txt", "b.txt"]


@pytest.mark.parametrize("pattern", ["*.bak", "old/drafts", "old/*", "b.bak"])
def test_what_the_person_leaves_out_is_left_out(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "old" / "drafts").mkdir(parents=True)
    (tmp_path / "a.txt").write_text("x")
    name = "old/drafts/b.txt" if "old" in pattern else "old/b.bak"
    left_out = tmp_path / name
    left_out.write_text("x")
    assert names(tmp_path) == ["a.txt", left_out.name]
    assert [found.path.name for found in scan(tmp_path, tmp_path, [pattern])] == ["a.txt"]
    assert list(scan(tmp_path, left_out, [pattern])) == []
    assert not is_wanted(tmp_path, left_out, [pattern])


def test_the_home_of_hearth_is_never_read_but_the_samples_in_it_are(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "sample papers").mkdir(parents=True)
    for path in ("hearth-home", "hearth.db", "sample papers/a.txt"):
        (home / path).write_text("x")
    assert names(tmp_path) == []
    assert list(scan(tmp_path, home / "hearth.db")) == []
    assert names(home / "sample papers") == ["a.txt"]


def test_a_place_is_looked_at_by_the_rules_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / ".git" / "sub").mkdir(parents=True)
    (tmp_path / ".git" / "sub" / "a.txt").write_text("x")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "b.txt").write_text("x")
    assert list(scan(tmp_path, tmp_path / ".git" / "sub")) == []
    assert [found.path.name for found in scan(tmp_path, tmp_path / "b")] == ["b.txt"]
    assert list(scan(tmp_path, tmp_path / "gone")) == []
    assert not is_wanted(tmp_path / "b", tmp_path / "elsewhere")


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
