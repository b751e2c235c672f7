"""Model folders in the layout of transformers: found, and loaded without a network.

Torch and transformers are imported when a model is loaded, not before.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .errors import ConfigError, MissingError
from .quiet import offline, quiet_gguf, quiet_transformers

PACKAGE_PREFIX = "pkg:"
_DETECTOR = "pkg:privml/maskers/models/detector"
SHIPPED = {"privml": _DETECTOR, "privml-careful": _DETECTOR, "privml-fast": "pkg:privml/maskers/models/fast"}
"""The detectors that come with privml, by the names that policies know them by; of two models the larger one."""


def source_folder(source: str) -> Path:
    """Return the folder that a source names, whether there is a model in it or not.

    `pkg:PACKAGE/FOLDER` names a folder inside an installed package, which is not imported; `privml` and the
    like name the detectors that come with privml.

    Raises:
        MissingError: the package is not there.
    """
    if source in SHIPPED and not (Path(source) / "config.json").is_file():  # somebody's folder of that name comes first
        source = SHIPPED[source]
    if not source.startswith(PACKAGE_PREFIX):
        return Path(source)
    package, _, inside = source.removeprefix(PACKAGE_PREFIX).partition("/")
    spec = find_spec(package) if package.isidentifier() else None
    if spec is None or not spec.submodule_search_locations:
        raise MissingError(
            f"the model package {package} is not installed", hint=f"pip install {package.replace('_', '-')}"
        )
    return Path(next(iter(spec.submodule_search_locations))) / inside


def resolve_source(source: str, *, allow_download: bool = False) -> str:
    """Return where a base model lies: a folder, or a hub id if downloads are allowed.

    Raises:
        MissingError: package or folder is not there.

    Example:
        >>> resolve_source("some/model", allow_download=True)
        'some/model'
    """
    folder = source_folder(source)
    if (folder / "config.json").is_file() or gguf_file(str(folder)) is not None:
        return str(folder.resolve())
    if allow_download and not source.startswith(PACKAGE_PREFIX) and not folder.exists():
        return source
    hint = "model.source is a folder with config.json or one .gguf file, or pkg:PACKAGE/FOLDER"
    if not source.startswith(PACKAGE_PREFIX):
        hint += ", or a hub id with model.allow_download: true"
    raise MissingError(f"there is no model at {source}", hint=hint)


def gguf_file(location: str) -> str | None:
    """Return the name of the weights in a folder that holds one GGUF file and no `config.json`."""
    folder = Path(location)
    if not folder.is_dir() or (folder / "config.json").is_file():
        return None
    found = sorted(path.name for path in folder.glob("*.gguf"))
    return found[0] if len(found) == 1 else None


def load_tokenizer(location: str, *, allow_download: bool) -> Any:
    """Load a model's tokenizer.

    Raises:
        MissingError: the folder has none.
        ConfigError: it has neither a padding token nor an end token to pad with.
    """
    from transformers import AutoTokenizer

    with offline(allow_download=allow_download), quiet_transformers():
        tokenizer = from_pretrained(AutoTokenizer, location, local_files_only=not allow_download)
    if tokenizer.pad_token_id is None and tokenizer.eos_token_id is not None:
        tokenizer.pad_token = tokenizer.eos_token  # padding is never attended to
    tokenizer.padding_side = "right"
    if tokenizer.pad_token_id is None:
        raise ConfigError(f"the tokenizer of {location} has no padding token", hint="choose an encoder such as BERT")
    return tokenizer


def from_pretrained(auto_class: Any, location: str, **kwargs: Any) -> Any:
    """Call a class's `from_pretrained`; code that comes with a model is never run.

    Raises:
        MissingError: a file or a class is missing, or a file is damaged.
    """
    from huggingface_hub.errors import StrictDataclassError
    from safetensors import SafetensorError

    name = gguf_file(location)
    kwargs["trust_remote_code"] = False
    try:
        if name is None:
            return auto_class.from_pretrained(location, **kwargs)
        with quiet_gguf():
            return auto_class.from_pretrained(location, gguf_file=name, **kwargs)
    except (TypeError, LookupError, AttributeError, StrictDataclassError):  # values of another type than expected
        raise MissingError(f"cannot load a model from {location}: one of its files is damaged") from None
    except (OSError, ValueError, ImportError, SafetensorError) as error:
        # the first line says which file is missing or which class does not exist
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise MissingError(f"cannot load a model from {location}: {reason}") from None


def load_trained(folder: Path, auto_class: Any, *, base: str | None = None, allow_download: bool = False) -> Any:
    """Load a trained model with its head, ready to predict; the caller's random state is left as it was.

    Args:
        folder: configuration, and weights or an adapter.
        auto_class: class of transformers that loads the model.
        base: where the model lies that the adapter was trained on; None if there is no adapter.
        allow_download: the base may be fetched.

    Raises:
        MissingError: files are missing or damaged, or the weights are not the model's.
    """
    import torch
    from transformers import AutoConfig

    from .restored import readable

    with (
        readable(base or str(folder)) as location,
        torch.random.fork_rng(devices=[]),
        offline(allow_download=allow_download),
        quiet_transformers(),
    ):
        config = from_pretrained(AutoConfig, str(folder), local_files_only=True)
        model, info = from_pretrained(
            auto_class,
            location,
            config=config,
            local_files_only=not allow_download,
            ignore_mismatched_sizes=True,
            output_loading_info=True,
            dtype=torch.float32,
        )
        if base is not None:
            model = _with_adapter(model, folder)
        elif lost := sorted({*info["missing_keys"], *(key for key, *_ in info["mismatched_keys"])}):
            raise _unfit(folder, lost)
    return model.eval()


def _with_adapter(model: Any, folder: Path) -> Any:
    from peft import PeftModel, get_peft_model_state_dict
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(folder / "adapter_model.safetensors", framework="pt") as weights:
            saved = set(weights.keys())
        model = PeftModel.from_pretrained(model, str(folder), local_files_only=True)
    except (OSError, ValueError, RuntimeError, SafetensorError):
        raise MissingError(f"the adapter in {folder} is damaged, or was trained on another base model") from None
    if lost := sorted(set(get_peft_model_state_dict(model, save_embedding_layers=False)) - saved):
        raise _unfit(folder, lost)
    return model


def _unfit(folder: Path, lost: list[str]) -> MissingError:
    return MissingError(
        f"the weights in {folder} do not fit its config.json: {len(lost)} tensors are missing, first {lost[0]}"
    )
