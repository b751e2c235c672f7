"""Fine-tuning on masked tables, with differential privacy; `privml.finetune(config)` calls `privml.finetune.api`.

The package can be called: its name is the name of the stage's function, and `import privml.finetune.trainer` must
work as well.
"""

import sys
from types import ModuleType
from typing import Any


class _CallablePackage(ModuleType):
    """A package whose call is `api.finetune`; nothing heavy is imported before."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from .api import finetune

        return finetune(*args, **kwargs)


sys.modules[__name__].__class__ = _CallablePackage
