"""From pages to chunks that are ready to be stored."""

from collections.abc import Sequence

from assistant.documents import Page
from assistant.library.chunking import chunks_of
from assistant.library.lexicon import Lexicon
from assistant.store.rows import PreparedChunk


def prepared_chunks(title: str, pages: Sequence[Page], lexicon: Lexicon) -> list[PreparedChunk]:
    """Return the chunks of all pages, with their terms and those of title and heading."""
    placed = [(index, chunk) for index, page in enumerate(pages) for chunk in chunks_of([page])]
    bodies = lexicon.terms([chunk.text for _, chunk in placed])
    contexts = lexicon.terms([f"{title} {chunk.place or ''}" for _, chunk in placed])
    return [
        PreparedChunk(index, chunk, " ".join(body), " ".join(context))
        for (index, chunk), body, context in zip(placed, bodies, contexts, strict=True)
    ]
