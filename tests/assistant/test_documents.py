from pathlib import Path

from assistant.documents import REASONS, file_on_disk


def test_every_reason_is_said_in_both_languages() -> None:
    for code, words in REASONS.items():
        assert bool(words.en) == bool(code)
        assert bool(words.ko) == bool(code)


def test_the_file_on_the_disk_that_holds_a_path(tmp_path: Path) -> None:
    mail = tmp_path / "mail.eml"
    mail.touch()
    assert file_on_disk(mail) == mail
    assert file_on_disk(mail / "papers.zip" / "a.txt") == mail
    assert file_on_disk(tmp_path / "gone.eml" / "a.txt") is None
    assert file_on_disk(tmp_path) is None
