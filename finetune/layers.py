"""The layers of a transformer: fewer of them for a smaller model, the lower ones left as they are."""

from typing import TYPE_CHECKING, Any

from ..core.errors import ConfigError

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
