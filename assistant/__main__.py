"""The hearth command: the same assistant without Qt."""

import argparse
import logging
import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant import command_line, offline
from assistant.app import Assistant
from assistant.errors import AssistantError
from assistant.jobs import JobCancelled
from assistant.paths import Paths

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
        run_command = getattr(options, "run", command_line.talk)
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
    language = command_line.spoken_language()
    for words in (error.message, error.hint):
        if words.en:
            print(words.in_language(language), file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    common = _common(suppress=True)
    parser = argparse.ArgumentParser(
        prog="hearth",
        description="A personal assistant on this computer, without a network.",
        parents=[_common(suppress=False)],
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    index = commands.add_parser(
        "index", parents=[common], help="add files or folders and read them"
    )
    index.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    index.set_defaults(run=command_line.index)

    for name, run_command, argument in (
        ("search", command_line.search, "query"),
        ("ask", command_line.ask, "question"),
    ):
        command = commands.add_parser(name, parents=[common], help=f"{name} in your files")
        command.add_argument(argument, nargs="?")
        command.add_argument("--from", dest="source", type=Path, metavar="IN.jsonl")
        command.add_argument("--top", type=int, default=10, metavar="N")
        command.set_defaults(run=run_command)

    text = commands.add_parser("text", parents=[common], help="what was read in a file")
    text.add_argument("path", type=Path)
    text.add_argument("--page", type=int)
    text.set_defaults(run=command_line.text)

    models = commands.add_parser("models", parents=[common], help="language models here")
    models.add_argument(
        "action", nargs="?", default="list", choices=["list", "add", "use", "remove", "verify"]
    )
    models.add_argument("which", nargs="?", metavar="PATH|ID")
    models.set_defaults(run=command_line.models)

    doctor = commands.add_parser("doctor", parents=[common], help="what is here and is it sound")
    doctor.set_defaults(run=command_line.doctor)
    demo = commands.add_parser("demo", parents=[common], help="show Hearth with sample papers")
    demo.set_defaults(run=command_line.demo)
    return parser


def _common(suppress: bool) -> argparse.ArgumentParser:
    # A default after the subcommand would overwrite what stood before it.
    default = argparse.SUPPRESS if suppress else None
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", type=Path, default=default, metavar="DIR")
    common.add_argument("--profile", default=default, metavar="NAME")
    common.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS if suppress else False
    )
    return common


if __name__ == "__main__":
    sys.exit(main())
