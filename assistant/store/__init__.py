"""SQLite: the truth about everything Hearth knows. Other stores are caches of it."""
