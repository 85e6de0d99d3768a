"""The `hearth models` command: the models of this computer, listed, added, chosen, verified."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.app import Assistant
from assistant.catalogue import CHOSEN_IN, FoundModel, ModelKind, ModelState, SelfTest
from assistant.errors import ModelError
from assistant.fitting import Fit, Hardware, fit
from assistant.terminal import follow, print_embedder, print_found, print_json, print_models, say
from assistant.wording import Wording

_NONE: dict[str, ModelKind] = {"none": "language", "carried": "embedding", "no-speech": "speech"}
"""What is said instead of a model, to use none of the person's for something."""


def models(assistant: Assistant, options: argparse.Namespace) -> int:
    """List, find, add, choose, remove or verify models."""
    if options.action == "find":
        return _list_found(options, assistant.shelf.found().result())
    if options.action != "list" and not options.which:
        print(f"hearth models {options.action}: say which one", file=sys.stderr)
        return 2
    if options.action == "add":
        model: ModelState = follow(assistant.shelf.add(Path(options.which)))
        _use(assistant, model.id, model.kind)
    elif options.action == "use":
        _use(assistant, *_meant(assistant, options.which))
    elif options.action == "remove":
        assistant.remove_model(options.which)
    elif options.action == "verify":
        sound = follow(assistant.shelf.verify(options.which))
        print("unchanged" if sound else "changed or gone since it was added")
        return 0 if sound else 1
    elif options.action == "try":
        return _try_out(assistant, options)
    return _list_models(assistant, options)


def model_json(model: ModelState) -> dict[str, Any]:
    """Return a model as the command line tells it."""
    problem = model.problem.en if model.problem else ""
    return {**asdict(model), "path": str(model.path), "problem": problem}


def embedder_json(assistant: Assistant) -> dict[str, Any]:
    """Return what finds passages by their meaning, and how far a change of it is."""
    state = assistant.embedder()
    return {**asdict(state), "problem": say(state.problem) if state.problem else ""}


def _try_out(assistant: Assistant, options: argparse.Namespace) -> int:
    model_id, kind = _meant(assistant, options.which)
    model = assistant.shelf.find(model_id)
    if model is None or model.problem or kind != "language":
        raise ModelError(
            Wording(
                "Only a language model that is here can be tried out.",
                "여기 있는 언어 모델만 시험해 볼 수 있어요.",
            ),
            Wording("See: hearth models list", "hearth models list 로 확인해 주세요."),
        )
    tried: SelfTest = follow(assistant.talk.self_test(model))
    why = say(tried.why_no_gpu) if tried.why_no_gpu else ""
    if options.json:
        print_json({"id": model.id, **asdict(tried), "why_no_gpu": why})
    else:
        print(say(tried.said), why)
    return 0 if tried.is_sound else 1


def _meant(assistant: Assistant, which: str) -> tuple[str, ModelKind]:
    if which in _NONE:
        return "", _NONE[which]
    if (model := assistant.shelf.find(which)) is None:
        raise ModelError(
            Wording(f"There is no model {which}.", f"{which}(이)라는 모델은 없어요."),
            Wording("See: hearth models list", "hearth models list 로 확인해 주세요."),
        )
    return which, model.kind


def _use(assistant: Assistant, model_id: str, kind: ModelKind) -> None:
    assistant.use_model(model_id, kind)
    if kind == "embedding":
        # It serves once it has learned all passages, now or, if this is stopped, later.
        follow(assistant.index_changes(in_background=False))


def _list_models(assistant: Assistant, options: argparse.Namespace) -> int:
    found = assistant.shelf.all()
    chosen = {getattr(assistant.settings, setting) for setting in CHOSEN_IN.values()}
    hardware: Hardware = assistant.shelf.hardware().result()
    fits = {
        model.id: fit(model.shape, _context(assistant, model), hardware)
        for model in found
        if model.shape
    }
    if options.json:
        listed = [
            {**model_json(m), "in_use": m.id in chosen, "fit": _fit_json(fits.get(m.id))}
            for m in found
        ]
        mode, embedder = assistant.mode().mode, embedder_json(assistant)
        print_json({"models": listed, "mode": mode, "embedder": embedder})
        return 0
    print_models(found, chosen, {id_: one.said for id_, one in fits.items()})
    print_embedder(assistant.embedder())
    return 0


def _list_found(options: argparse.Namespace, found: list[FoundModel]) -> int:
    if options.json:
        print_json({"found": [{**asdict(one), "path": str(one.path)} for one in found]})
    else:
        print_found(found)
    return 0


def _context(assistant: Assistant, model: ModelState) -> int:
    asked = assistant.settings.context_length
    return min(asked, model.context_length or asked)


def _fit_json(fit_: Fit | None) -> dict[str, Any] | None:
    return None if fit_ is None else {**asdict(fit_), "said": say(fit_.said)}
