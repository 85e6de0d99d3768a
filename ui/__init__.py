"""The window: PySide6 widgets over `assistant.app` and its plain values. Qt stays in here."""
