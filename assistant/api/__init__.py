"""The local API: other programs on this computer ask Hearth as they would ask OpenAI."""
