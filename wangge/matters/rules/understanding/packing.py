"""Models of messages and of labelled texts to and from the arrays of a file."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from wangge.matters.rules.understanding.linear import Linear, Space
from wangge.matters.rules.understanding.model import Model, Settings
from wangge.matters.rules.understanding.places import Tagger

Packed = tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]
#: What the files say they hold.
MESSAGES, TEXTS = "messages", "texts"


def pack_space(space: Space) -> Packed:
    """A space as JSON and arrays."""
    about = {"blocks": list(space.blocks), "shares": list(space.shares), "starts": list(space.starts)}
    return about, {"keys": space.keys, "telling": space.telling}


def unpack_space(about: Mapping[str, Any], arrays: Mapping[str, Any]) -> Space:
    """The space again."""
    return Space(
        tuple(about["blocks"]),
        tuple(about["shares"]),
        tuple(about["starts"]),
        arrays["keys"],
        arrays["telling"],
    )


def pack(model: Model) -> Packed:
    """A model of messages."""
    space, arrays = pack_space(model.matters.space)
    settings, matters = model.settings, model.matters
    if matters.scale is None:
        matters = matters.small()
    about = {
        "space": space,
        "labels": list(model.matters.labels),
        "urgencies": list(model.urgency.labels),
        "settings": {
            "sharpness": settings.sharpness,
            "special": dict(settings.special),
            "alarm": settings.alarm,
            "usual": settings.usual,
        },
    }
    arrays |= {
        "matters": matters.weights,
        "matters_scale": _scale(matters),
        "matters_bias": model.matters.bias,
        "urgency": model.urgency.weights.astype(np.float16),
        "urgency_bias": model.urgency.bias,
        "usual": model.usual,
        "tag_keys": model.tagger.keys,
        "tag_weights": model.tagger.weights.astype(np.float16),
        "tag_steps": model.tagger.steps,
    }
    return about, arrays


def _scale(model: Linear) -> npt.NDArray[np.float32]:
    return np.ones(len(model.weights), np.float32) if model.scale is None else model.scale


def unpack(about: Mapping[str, Any], arrays: Mapping[str, Any]) -> Model:
    """The model of messages again."""
    space = unpack_space(about["space"], arrays)
    return Model(
        Linear(
            space, tuple(about["labels"]), arrays["matters"], arrays["matters_bias"], arrays["matters_scale"]
        ),
        Linear(space, tuple(about["urgencies"]), arrays["urgency"], arrays["urgency_bias"]),
        arrays["usual"],
        Tagger(arrays["tag_keys"], arrays["tag_weights"], arrays["tag_steps"]),
        Settings(**about["settings"]),
    )


def pack_texts(model: Linear) -> Packed:
    """A model of labelled texts."""
    space, arrays = pack_space(model.space)
    about = {"space": space, "labels": list(model.labels)}
    return about, {**arrays, "weights": model.weights.astype(np.float16), "bias": model.bias}


def unpack_texts(about: Mapping[str, Any], arrays: Mapping[str, Any]) -> Linear:
    """The model of labelled texts again."""
    space = unpack_space(about["space"], arrays)
    return Linear(space, tuple(about["labels"]), arrays["weights"], arrays["bias"])
