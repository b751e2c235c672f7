"""The layers of a transformer: fewer of them for a smaller model, the lower ones left as they are."""

from typing import TYPE_CHECKING, Any

from ..core.errors import ConfigError
from ..core.letter_case import CASES, CONFIG_KEY

if TYPE_CHECKING:
    from torch import nn


def layer_stack(model: Any) -> "nn.ModuleList":
    """Return the layers of a transformers model, the lowest first.

    Raises:
        ConfigError: the model keeps them in a way that is not known.
    """
    from torch import nn

    count = getattr(model.config, "num_hidden_layers", None)
    found = [part for part in model.base_model.modules() if isinstance(part, nn.ModuleList) and len(part) == count]
    if len(found) != 1:
        raise ConfigError(
            f"a {model.config.model_type} model has no layers that can be counted",
            hint="leave out model.layers and model.frozen_layers",
        )
    return found[0]


def keep_lowest(model: Any, count: int) -> None:
    """Take out all layers above the lowest ones.

    Raises:
        ConfigError: the model has fewer.
    """
    layers = layer_stack(model)
    if count > len(layers):
        raise ConfigError(f"model.layers is {count}, and the model has {len(layers)} layers")
    del layers[count:]
    model.config.num_hidden_layers = count
    # some models name the kind of each layer
    if getattr(model.config, "layer_types", None):
        model.config.layer_types = model.config.layer_types[:count]


def freeze_lowest(model: Any, count: int) -> None:
    """Leave embeddings and the lowest layers as they are, without dropout; all above is trained.

    Raises:
        ConfigError: no layer would be left to train.
    """
    layers = layer_stack(model)
    if count >= len(layers):
        raise ConfigError(f"model.frozen_layers is {count}, and the model has {len(layers)} layers")
    trained = {id(parameter) for layer in layers[count:] for parameter in layer.parameters()}
    for parameter in model.base_model.parameters():
        # parameters come in the order of the forward pass: what follows the first trained layer is trained as well
        if id(parameter) in trained:
            break
        parameter.requires_grad_(False)
    for part in (*model.base_model.children(), *layers):
        if not any(parameter.requires_grad for parameter in part.parameters()):
            stop_dropout(part)


def stop_dropout(module: "nn.Module") -> None:
    """Switch dropout off in a module and all its parts."""
    from torch import nn

    for part in module.modules():
        if isinstance(part, nn.Dropout):
            part.p = 0.0


def narrow(model: Any, size: int) -> None:
    """Keep the inner units of each feed-forward part whose weights are the largest (magnitude pruning of neurons).

    Raises:
        ConfigError: the parts are narrower already, or cannot be told from others.
    """
    import torch
    from torch import nn

    config = model.config
    before = getattr(config, "intermediate_size", None)
    if before is None or before == config.hidden_size:
        raise ConfigError(f"a {config.model_type} model has no feed-forward parts that can be told by their size")
    if size > before:
        raise ConfigError(f"model.intermediate_size is {size}, and the model's is {before}")
    for layer in layer_stack(model):
        linear = [part for part in layer.modules() if isinstance(part, nn.Linear)]
        inward = [part for part in linear if part.out_features == before]
        outward = [part for part in linear if part.in_features == before]
        norms = [*(part.weight.norm(dim=1) for part in inward), *(part.weight.norm(dim=0) for part in outward)]
        kept = torch.stack(norms).prod(dim=0).topk(size).indices.sort().values
        for part in inward:
            part.weight = nn.Parameter(part.weight.detach()[kept].clone())
            part.bias = None if part.bias is None else nn.Parameter(part.bias.detach()[kept].clone())
            part.out_features = size
        for part in outward:
            part.weight = nn.Parameter(part.weight.detach()[:, kept].clone())
            part.in_features = size
    config.intermediate_size = size


def read_letter_case(model: Any, *, wanted: bool) -> None:
    """Let a model read the case of letters as token types; all cases begin as what single texts have had.

    Raises:
        ConfigError: the model has no token types; or it reads the case already, and is not wanted to.
    """
    from torch import nn

    known = bool(getattr(model.config, CONFIG_KEY, False))
    if known and not wanted:
        raise ConfigError("the model reads the case of letters", hint="model.letter_case: true")
    if known or not wanted:
        return
    embeddings: Any = getattr(model.base_model, "embeddings", None)
    types = getattr(embeddings, "token_type_embeddings", None)
    if not isinstance(types, nn.Embedding):
        raise ConfigError(
            f"a {model.config.model_type} model has no token types, which letter case is read as",
            hint="model.letter_case: false",
        )
    first = types.weight.detach()[:1]
    embeddings.token_type_embeddings = nn.Embedding(CASES, first.shape[1], _weight=first.repeat(CASES, 1))
    model.config.type_vocab_size = CASES
    setattr(model.config, CONFIG_KEY, True)
