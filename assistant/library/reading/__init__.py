"""Reading files: what is written in them, on which page or under which heading.

Runs inside a locked child process: the files come from strangers.
"""

from assistant.library.reading.file_reader import FileReader
from assistant.library.reading.refusals import is_private

__all__ = ["FileReader", "is_private"]
