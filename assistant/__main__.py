"""The hearth command: the same assistant without Qt."""

import argparse
import logging
import multiprocessing
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant import command_line, model_commands, offline, serve_command
from assistant.app import Assistant
from assistant.errors import AssistantError
from assistant.jobs import JobCancelled
from assistant.paths import Paths
from assistant.terminal import spoken_language

USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 wrong usage."""
    multiprocessing.freeze_support()
    offline.shut_network()
    return run(_parser().parse_args(list(sys.argv[1:] if arguments is None else arguments)))


def run(options: argparse.Namespace) -> int:
    """Run what was parsed; errors become two lines on stderr."""
    try:
        assistant = Assistant(Paths.of(options.home))
    except AssistantError as error:
        return _failed(error)
    log = logging.FileHandler(assistant.paths.logs / "hearth.log", delay=True)
    logging.basicConfig(handlers=[log], level=logging.WARNING)
    try:
        if assistant.startup_notice:
            _tell(assistant.startup_notice)
        run_command = getattr(options, "run", serve_command.talk)
        return int(run_command(assistant, options))
    except AssistantError as error:
        return _failed(error)
    except (JobCancelled, KeyboardInterrupt):
        return 1
    finally:
        assistant.close()


def _failed(error: AssistantError) -> int:
    _tell(error)
    return 1


def _tell(error: AssistantError) -> None:
    for words in (error.message, error.hint):
        if words.en:
            print(words.in_language(spoken_language()), file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    common = _common(suppress=True)
    parser = argparse.ArgumentParser(
        prog="hearth",
        description="A personal assistant on this computer, without a network.",
        parents=[_common(suppress=False)],
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, run: Callable[..., int], told: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, parents=[common], help=told)
        command.set_defaults(run=run)
        return command

    index = add("index", command_line.index, "add files or folders and read them")
    index.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    _take_questions(add("search", command_line.search, "search in your files"), "query")
    _take_questions(add("ask", command_line.ask, "ask your files"), "question")
    text = add("text", command_line.text, "what was read in a file")
    text.add_argument("path", type=Path)
    text.add_argument("--page", type=int)
    models = add("models", model_commands.models, "models here: to write, to search, to hear")
    actions = ["list", "find", "add", "use", "remove", "verify", "try"]
    models.add_argument("action", nargs="?", default="list", choices=actions)
    models.add_argument("which", nargs="?", metavar="PATH|ID")
    serve = add("serve", serve_command.serve, "let your other programs ask, without a window")
    serve.add_argument("--show-token", action="store_true", help="print the token too")
    add("doctor", command_line.doctor, "what is here and is it sound")
    add("demo", command_line.demo, "show Hearth with sample papers")
    return parser


def _take_questions(command: argparse.ArgumentParser, name: str) -> None:
    command.add_argument(name, nargs="?")
    command.add_argument("--from", dest="source", type=Path, metavar="IN.jsonl")
    command.add_argument("--top", type=int, default=10, metavar="N")


def _common(suppress: bool) -> argparse.ArgumentParser:
    # A default after the subcommand would overwrite what stood before it.
    default = argparse.SUPPRESS if suppress else None
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", type=Path, default=default, metavar="DIR")
    # More than one comes with personalisation; until then another name is refused, not ignored.
    common.add_argument("--profile", default=default, choices=["default"], metavar="NAME")
    common.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS if suppress else False
    )
    return common


if __name__ == "__main__":
    sys.exit(main())
