"""Forms of the catalogue's editors: they read what was typed; what it may be is for the actions to say."""

from wangge.matters.forms.matters import (
    MatterFilter,
    MatterForm,
    NewMatterForm,
    NumberForm,
    draft_of,
    matter_initial,
)
from wangge.matters.forms.models import ModelEditor, ModelForm, NewModelForm, model_editor, more_rows
from wangge.matters.forms.routing import GapForm, PreviewForm, RuleFilter, RuleForm, rule_initial

__all__ = [
    "GapForm",
    "MatterFilter",
    "MatterForm",
    "ModelEditor",
    "ModelForm",
    "NewMatterForm",
    "NewModelForm",
    "NumberForm",
    "PreviewForm",
    "RuleFilter",
    "RuleForm",
    "draft_of",
    "matter_initial",
    "model_editor",
    "more_rows",
    "rule_initial",
]
