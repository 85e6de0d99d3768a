"""One child process for each native runtime, so that a crash or a hang never takes the window."""
