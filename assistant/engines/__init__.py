"""Native runtimes behind the Protocols of assistant.interfaces, and scripted fakes."""
