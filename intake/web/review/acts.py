"""Coded acts between the form's fields and the domain: the browser sends lists, the domain checks them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Self

from wtforms import FieldList, FormField, HiddenField, IntegerField, SelectField, SelectMultipleField
from wtforms import Form as PlainForm
from wtforms.widgets import HiddenInput

from intake.domain.coding import Act, Coding
from intake.domain.vocabulary import Vocabulary
from intake.web.forms import Form


class ActForm(PlainForm):
    """One act. The values are checked by `Coding.parse`, all at once."""

    code = HiddenField()
    perpetrator_types = SelectMultipleField(validate_choice=False)
    stage = SelectField(validate_choice=False)
    victim_groups = SelectMultipleField(validate_choice=False)
    force_means = SelectMultipleField(validate_choice=False)

    def to_act(self) -> Act:
        """Return what was chosen, unchecked."""
        return Act(
            str(self.code.data or ""),
            tuple(self.perpetrator_types.data or ()),
            self.stage.data or None,
            tuple(self.victim_groups.data or ()),
            tuple(self.force_means.data or ()),
        )


class CodingForm(Form):
    """All acts of a case, and the revision that they change."""

    revision = IntegerField(widget=HiddenInput(), default=0)
    acts = FieldList(FormField(ActForm))

    @classmethod
    def showing(cls, acts: Sequence[Act], revision: int) -> Self:
        """Return the form that shows these acts."""
        return cls(formdata=None, data={"revision": revision, "acts": [asdict(act) for act in acts]})

    def to_acts(self) -> list[Act]:
        """Return the acts in the order of the page, unchecked."""
        return [entry.form.to_act() for entry in self.acts]


def coding_of(acts: Sequence[Act], vocabulary: Vocabulary) -> Coding:
    """Return the checked coding. Raises `BadCoding`."""
    return Coding.parse({"vocabulary": vocabulary.version, "acts": [asdict(act) for act in acts]}, vocabulary)


def merged(mine: Sequence[Act], theirs: Sequence[Act]) -> list[Act]:
    """Return my acts and those of theirs that are not among them."""
    return [*mine, *(act for act in theirs if act not in mine)]
