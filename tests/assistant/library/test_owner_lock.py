import subprocess
import sys
from pathlib import Path

from assistant.library.owner_lock import OwnerLock


def other_process_gets(path: Path) -> bool:
    code = (
        "import sys; from pathlib import Path; from assistant.library.owner_lock import OwnerLock; "
        "print(OwnerLock(Path(sys.argv[1])).acquire())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip() == "True"


def test_only_one_process_owns_the_index(tmp_path: Path) -> None:
    lock = OwnerLock(tmp_path / "lock")
    assert lock.acquire()
    assert lock.is_held
    assert not other_process_gets(tmp_path / "lock")
    lock.release()
    assert other_process_gets(tmp_path / "lock")
