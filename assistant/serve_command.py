"""What lets other programs ask while there is no window: hearth serve, and the terminal's talk."""

import argparse
import json
import signal
import sys
import threading

from assistant import command_line
from assistant.app import Assistant
from assistant.errors import ApiError
from assistant.serving import local_api_of
from assistant.terminal import print_serving, spoken_language


def serve(assistant: Assistant, options: argparse.Namespace) -> int:
    """Open the local API until Ctrl-C, or until the system asks to end."""
    # In the background of a shell Ctrl-C is switched off, and SIGTERM would leave the socket.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    api = local_api_of(assistant)
    try:
        api.start()
        token = api.token_path.read_text("ascii").strip() if options.show_token else ""
        if options.json:
            told = {"socket": str(api.socket_path), "token_file": str(api.token_path)}
            print(json.dumps({**told, "token": token} if token else told), flush=True)
        else:
            print_serving(api.socket_path, api.token_path, token)
        command_line.keep_up(assistant)
        threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    finally:
        api.stop()
    return 0


def talk(assistant: Assistant, options: argparse.Namespace) -> int:
    """Hold a conversation in the terminal; other programs may ask meanwhile if that is wanted."""
    if not assistant.settings.local_api:
        return command_line.talk(assistant, options)
    api = local_api_of(assistant)
    try:
        api.start()
    except ApiError as error:  # another Hearth serves them
        print(error.told(spoken_language()), file=sys.stderr)
    try:
        return command_line.talk(assistant, options)
    finally:
        api.stop()
