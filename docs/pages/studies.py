"""Generated parts of docs/studies.md: the keys of a study file, and the studies that come with the program."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from docs.pages.markdown import code, table
from scenarios import studies, study
from sim.study.designs import points_of
from sim.study.schema import DesignRow, OutcomeRow, PolicyRow, StudyFile, UncertaintyRow

MEANINGS: dict[str, str] = {
    "name": "its name: small letters, digits, hyphens",
    "title": "one line for people",
    "question": "what is asked, a paragraph or more",
    "method": "what a reader should know of how it is asked; the report prints it",
    "limits": "what the study does not show, a list of lines",
    "scenarios": "names or files of scenarios",
    "seed": "fixes all chance; in `[design]`, that of the points (the study's, if left out)",
    "quarters": "how long each run lasts; each scenario's own horizon, if left out",
    "types": "`doctrine`: as greedy and resolute as the doctrine says; `prior`: drawn for each run",
    "moves": "whether seats make moves beside holding postures: `off` or `on`",
    "mends": "which [mends](mends.md) the rules use",
    "policies": "tables `[policies.NAME]`",
    "uncertainties": "tables `[uncertainties.NAME]`",
    "design": "the table `[design]`",
    "outcomes": "tables `[outcomes.NAME]`",
    "doctrines": "[doctrine](doctrines.md) or schedule of doctrines by seat",
    "parameters": "[parameters](parameters.md) that somebody decides, by name",
    "opening": "opening values by name, such as `quarrel.trust`; of an uncertainty, the one it is about",
    "theories": "[codings](theories.md) by question",
    "plans": '[plans](orders.md) by seat; needs `moves = "on"`',
    "parameter": "the parameter, where it is not the table's name",
    "doctrine": "the seat whose doctrine nobody decides here",
    "theory": "the question on which writers differ",
    "low": "least value",
    "high": "greatest value",
    "dist": "`uniform`, `triangular` (highest at the usual value) or `loguniform`",
    "levels": "values that it can take, numbers or texts; of a question all its codings, if left out",
    "kind": "see [designs](#designs)",
    "points": "how many points",
    "steps": "values of each range in a grid",
    "replications": "runs of each policy at each point of each scenario",
    "luck": "see [luck](#luck)",
    "trajectories": "for how many runs of each policy in each scenario every quarter is kept",
    "rows": "the CSV file of the points, beside the study file",
    "unit": "its unit",
    "of": "an expression over measures and probes",
    "when": "a condition",
    "given": "only runs in which this holds count",
    "better": "`more`, `less`, or empty",
    "threshold": "where success begins",
}
"""What each key means; a test says that none is missing."""
TABLES: dict[str, type[BaseModel]] = {
    "top": StudyFile,
    "[policies.NAME]": PolicyRow,
    "[uncertainties.NAME]": UncertaintyRow,
    "[design]": DesignRow,
    "[outcomes.NAME]": OutcomeRow,
}


def keys() -> str:
    """Return the tables of a study file with their keys."""
    parts = []
    for name, schema in TABLES.items():
        rows = [[f"`{key}`", MEANINGS[key], _usual(field)] for key, field in schema.model_fields.items()]
        title = "At the top of the file:" if name == "top" else f"In `{name}`:"
        parts += [title, table(["key", "meaning", "if left out"], rows)]
    return "\n\n".join(parts)


def _usual(field: FieldInfo) -> str:
    """Return what holds where a key is left out."""
    if field.is_required():
        return "needed"
    value: Any = field.get_default(call_default_factory=True)
    if value is None or value == "" or isinstance(value, (dict, list, BaseModel)) or type(None) in get_args(value):
        return "–"
    return code([str(value)])


def shipped() -> str:
    """Return the studies that come with the program, as a table."""
    rows = []
    for name in studies():
        spec = study(name)
        count = len(points_of(spec))
        runs = count * spec.design.replications * len(spec.policies) * len(spec.scenarios)
        rows.append(
            [
                f"`{name}`",
                spec.title,
                code(spec.policies),
                code(spec.scenarios),
                f"{spec.design.kind}, {count} points, {spec.design.replications} replications",
                f"{runs:,}",
            ]
        )
    return table(["study", "question", "policies", "scenarios", "design", "runs:"], rows)
