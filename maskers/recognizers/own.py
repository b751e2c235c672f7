"""Users' own Presidio recognizers: files of YAML, and files of Python that hold classes."""

import contextlib
import functools
import importlib.util
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from ...core.errors import ConfigError, PrivmlError

_PYTHON = ".py"
_DEFAULT_LANGUAGE = "en"


def languages_of(paths: Sequence[Path]) -> set[str]:
    """Return the languages that recognizer files name; a file that is wrong names none, and fails when it is used."""
    import yaml

    found: set[str] = set()
    for path in paths:
        if path.suffix == _PYTHON:
            with contextlib.suppress(ConfigError):
                found.update(make().supported_language for make in _recognizers_in(path))
            continue
        with contextlib.suppress(OSError, yaml.YAMLError, KeyError, TypeError):
            for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["recognizers"]:
                if isinstance(entry, dict):
                    named = [entry.get("supported_language"), *(entry.get("supported_languages") or [])]
                    found.update(n if isinstance(n, str) else str(n["language"]) for n in named if n)
    return found


def add_recognizers(registry: Any, path: Path, language: str, *, any_language: bool) -> None:
    """Add the recognizers of a file to Presidio's registry.

    Args:
        registry: of Presidio.
        path: a file of Python, whose classes of recognizers are made without arguments, or of YAML: pattern
            recognizers, or entries with `type: custom` or `predefined`.
        language: those of other languages are left out.
        any_language: entries of YAML that name no language are this language's, too, and so are classes for `en`, which
            is what Presidio takes where nothing is said.

    Raises:
        ConfigError: the file is wrong.
    """
    if path.suffix == _PYTHON:
        made = [make() for make in _recognizers_in(path)]
        if any_language:
            for recognizer in made:  # Presidio's default, which is what it has unless it says otherwise
                if recognizer.supported_language == _DEFAULT_LANGUAGE:
                    recognizer.supported_language = language
        usable = [recognizer for recognizer in made if recognizer.supported_language == language]
        if not usable and not any_language:
            raise ConfigError(
                f"recognizer file {path}: none of its recognizers is for the language {language}",
                hint="supported_language of the recognizer, or detect.text.language",
            )
        for recognizer in usable:
            registry.add_recognizer(recognizer)
        return
    import yaml
    from presidio_analyzer.recognizer_registry.recognizers_loader_utils import RecognizerListLoader

    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))["recognizers"]
        typed = [entry for entry in entries if isinstance(entry, str) or "type" in entry]
        for recognizer in RecognizerListLoader.get(typed, [language], registry.global_regex_flags):
            registry.add_recognizer(recognizer)
        for entry in entries:
            if entry not in typed:
                if any_language and not entry.keys() & {"supported_language", "supported_languages"}:
                    entry["supported_language"] = language
                registry.add_pattern_recognizer_from_dict(entry)
    except OSError as error:
        raise _unreadable(path, error) from None
    except Exception as error:  # noqa: BLE001 (YAML and Presidio raise many kinds; all mean that the file is wrong)
        raise ConfigError(f"recognizer file {path}: {type(error).__name__}: {error}") from None


def _recognizers_in(path: Path) -> list[Callable[[], Any]]:
    """Return what makes the recognizers of the classes that a file of Python defines.

    Raises:
        ConfigError: the file cannot be run, or defines none.
    """
    from presidio_analyzer import EntityRecognizer

    try:
        module = _module_of(path.resolve(), sha256(path.read_bytes()).hexdigest())
    except OSError as error:
        raise _unreadable(path, error) from None
    own = [
        kind
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, EntityRecognizer) and kind.__module__ == module.__name__
        if not name.startswith("_")
    ]
    whole = [kind for kind in dict.fromkeys(own) if not getattr(kind, "__abstractmethods__", None)]
    if not whole:
        raise ConfigError(
            f"recognizer file {path} defines no class of a recognizer",
            hint="derive one from presidio_analyzer.EntityRecognizer or PatternRecognizer",
        )
    return [functools.partial(_made, kind, path) for kind in whole]


@functools.cache
def _module_of(path: Path, digest: str) -> Any:
    """Run a file of Python as a module of its own; its content decides whether it was run before."""
    name = f"privml_own_recognizers_{digest[:16]}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and pickles look there
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # noqa: BLE001 (it is anybody's program)
        del sys.modules[name]
        raise ConfigError(f"recognizer file {path}: {type(error).__name__}: {error}") from None
    return module


def _made(kind: Any, path: Path) -> Any:
    """Return a recognizer that tells no text in its errors.

    Raises:
        ConfigError: it cannot be made without arguments.
    """
    try:
        recognizer = kind()
    except Exception as error:  # noqa: BLE001
        raise ConfigError(
            f"recognizer file {path}: {kind.__name__}() failed: {type(error).__name__}: {error}",
            hint="recognizers are made without arguments: give each argument a default",
        ) from None
    known = (getattr(recognizer, "supported_language", None), getattr(recognizer, "supported_entities", None))
    if not isinstance(known[0], str) or not isinstance(known[1], list):
        raise ConfigError(
            f"recognizer file {path}: {kind.__name__} has no supported_language and supported_entities",
            hint="its __init__ calls super().__init__(supported_entities=[...])",
        )
    recognizer.analyze = _guarded(recognizer.analyze, kind, path)
    recognizer.enhance_using_context = _guarded(recognizer.enhance_using_context, kind, path)
    return recognizer


def _guarded(search: Callable[..., Any], kind: Any, path: Path) -> Callable[..., list[Any]]:
    """Return a method of a recognizer that tells no text in its errors, and whose results are what they should be."""

    def guarded(*arguments: Any, **named: Any) -> list[Any]:
        try:
            results = list(search(*arguments, **named) or ())
        except PrivmlError:
            raise
        except Exception as error:  # noqa: BLE001 (its message may quote the text)
            raise ConfigError(
                f"recognizer file {path}: {kind.__name__} failed on a text with {type(error).__name__}"
            ) from None
        text = named.get("text", arguments[0] if arguments else "")
        if not all(_is_result(result, len(text)) for result in results):
            raise ConfigError(
                f"recognizer file {path}: {kind.__name__} returned something else than results within the text",
                hint="RecognizerResult(entity_type, start, end, score) with 0 <= start < end <= len(text)",
            )
        return results

    return guarded


def _is_result(result: Any, length: int) -> bool:
    from presidio_analyzer import RecognizerResult

    if not isinstance(result, RecognizerResult):
        return False
    start, end, score, kind = (result.start, result.end, result.score, result.entity_type)
    is_typed = type(start) is int and type(end) is int and isinstance(score, int | float) and isinstance(kind, str)
    return bool(is_typed and kind and 0 <= start < end <= length and 0 <= score <= 1)


def _unreadable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(f"cannot read recognizer file {path}: {(error.strerror or 'error').lower()}")
