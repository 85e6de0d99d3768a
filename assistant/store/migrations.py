"""The schema, as numbered steps; a released step is never changed, only followed."""

# Vectors stand beside their chunks so that the vector index can always be built again.
# chunk_terms.rowid is the chunk's id; it holds terms made by library.lexicon, not raw text.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE folders (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        added_at TEXT NOT NULL
    );
    CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        folder_id INTEGER NOT NULL REFERENCES folders(id) ON DELETE CASCADE,
        path TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        format TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        modified_ns INTEGER NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        n_pages INTEGER,
        indexed_at TEXT
    );
    CREATE INDEX documents_by_content ON documents(sha256);
    CREATE TABLE pages (
        id INTEGER PRIMARY KEY,
        document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
        number INTEGER,
        text TEXT NOT NULL,
        places TEXT NOT NULL
    );
    CREATE INDEX pages_by_document ON pages(document_id);
    CREATE TABLE chunks (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
        page_id INTEGER NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        place TEXT
    );
    CREATE INDEX chunks_by_document ON chunks(document_id);
    CREATE INDEX chunks_by_page ON chunks(page_id);
    CREATE TABLE vectors (
        chunk_id INTEGER PRIMARY KEY REFERENCES chunks(id) ON DELETE CASCADE,
        model_id TEXT NOT NULL,
        vector BLOB NOT NULL
    );
    CREATE VIRTUAL TABLE chunk_terms USING fts5(
        body, context, tokenize = 'unicode61 remove_diacritics 2'
    );
    CREATE TABLE conversations (
        id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        is_deleted INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        conversation_id INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        text TEXT NOT NULL,
        answer TEXT,
        created_at TEXT NOT NULL
    );
    CREATE INDEX messages_by_conversation ON messages(conversation_id);
    CREATE TABLE models (
        id TEXT PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        sha256 TEXT NOT NULL,
        facts TEXT NOT NULL,
        added_at TEXT NOT NULL
    );
    """,
    # What the vector cache still has to follow; its owner deletes what it has followed.
    """
    CREATE TABLE vector_log (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        chunk_id INTEGER NOT NULL
    );
    CREATE TRIGGER vector_stored AFTER INSERT ON vectors BEGIN
        INSERT INTO vector_log(chunk_id) VALUES (new.chunk_id); END;
    CREATE TRIGGER vector_removed AFTER DELETE ON vectors BEGIN
        INSERT INTO vector_log(chunk_id) VALUES (old.chunk_id); END;
    CREATE INDEX vectors_by_model ON vectors(model_id);
    ALTER TABLE folders ADD COLUMN n_cited INTEGER NOT NULL DEFAULT 0;
    """,
    # Pages whose text was read off a picture; files inside files, as "mail.eml/bill.pdf".
    """
    ALTER TABLE pages ADD COLUMN is_ocr INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE documents ADD COLUMN member_of INTEGER REFERENCES documents(id);
    CREATE INDEX documents_by_container ON documents(member_of);
    """,
    # A chunk may have a vector of several models, so that one serves while the next one grows.
    """
    ALTER TABLE vectors RENAME TO old_vectors;
    DROP TRIGGER vector_stored;
    DROP TRIGGER vector_removed;
    DROP INDEX vectors_by_model;
    CREATE TABLE vectors (
        chunk_id INTEGER NOT NULL REFERENCES chunks(id) ON DELETE CASCADE,
        model_id TEXT NOT NULL,
        vector BLOB NOT NULL
    );
    INSERT INTO vectors SELECT chunk_id, model_id, vector FROM old_vectors;
    DROP TABLE old_vectors;
    CREATE UNIQUE INDEX vectors_by_chunk ON vectors(chunk_id, model_id);
    CREATE INDEX vectors_by_model ON vectors(model_id, chunk_id);
    CREATE TRIGGER vector_stored AFTER INSERT ON vectors BEGIN
        INSERT INTO vector_log(chunk_id) VALUES (new.chunk_id); END;
    CREATE TRIGGER vector_removed AFTER DELETE ON vectors BEGIN
        INSERT INTO vector_log(chunk_id) VALUES (old.chunk_id); END;
    """,
    # In which encoding the person wants a text to be read; empty where Hearth finds out.
    "ALTER TABLE documents ADD COLUMN encoding TEXT NOT NULL DEFAULT '';",
    # What a model is told of a conversation up to a message, once all of it no longer fits.
    "ALTER TABLE messages ADD COLUMN summary TEXT;",
    # Messages form a tree: a question asked again, or in other words, has several answers or forms.
    # leaf_id is the end of the branch that a conversation shows.
    """
    ALTER TABLE messages ADD COLUMN parent_id INTEGER REFERENCES messages(id);
    UPDATE messages SET parent_id = (
        SELECT max(id) FROM messages AS earlier
        WHERE earlier.conversation_id = messages.conversation_id AND earlier.id < messages.id);
    CREATE INDEX messages_by_parent ON messages(parent_id);
    ALTER TABLE conversations ADD COLUMN leaf_id INTEGER;
    UPDATE conversations SET leaf_id = (
        SELECT max(id) FROM messages WHERE conversation_id = conversations.id);
    """,
)
