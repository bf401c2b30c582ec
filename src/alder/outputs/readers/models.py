"""Fitted models: told by the names in their bytes. None is ever loaded: to load one is to run it."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from alder.files.package import DAMAGE, local, parsed
from alder.outputs.content import Form, OutputContent, Sheet
from alder.outputs.extent import MOST_MARKS, beyond
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.readers.forms import OBJECTS_OF_R
from alder.outputs.readers.packages import unreadable

if TYPE_CHECKING:
    from alder.outputs.content import SubmittedFile

MOST = 64 << 20
_EXAMPLES = re.compile(
    rb"KNeighbors|RadiusNeighbors|NearestNeighbors|NearestCentroid|KDTree|BallTree|\bSV[CR]\b"
    rb"|NuSV[CR]|OneClassSVM|GaussianProcess|KernelRidge|KernelDensity"
    rb"|kknn|ksvm|libsvm|LocalOutlierFactor|SupportVectors?|support_vectors_|_fit_X"
)
"""Names of models that are made of the records that they learnt from."""
_TREES = re.compile(
    rb"DecisionTree|RandomForest|ExtraTree|GradientBoosting|XGB|LGBM|CatBoost|rpart|ranger|IsolationForest"
)
_FRAMES = re.compile(rb"pandas\.core\.(?:frame|internals)|DataFrame|data\.frame")
_CODE_ONLY = "Write the coefficients as CSV or JSON, with the number of people and degrees of freedom."


def model(file: SubmittedFile) -> OutputContent:
    """A fitted object, or a program's own form of data: held whatever it is, with the reason that fits it best."""
    content = OutputContent(file, Form.MODEL)
    data = _unpacked(file.bytes)
    rule, what, mend = (
        "LINM",
        "a fitted object may keep the records that it was fitted to, and opening it runs what is in it",
        _CODE_ONLY,
    )
    if _EXAMPLES.search(data):
        rule, what, mend = (
            "KNN",
            "the model is made of the records that it learnt from",
            "It cannot leave. Describe what it found, in tables.",
        )
    elif _TREES.search(data):
        rule, what = "TREE", "the trees keep how many records each leaf has, and the object may keep the records"
        mend = "Write the rules of the tree as text, with 10 people or more in each leaf."
    elif _FRAMES.search(data) or file.ending in OBJECTS_OF_R:
        rule, what, mend = (
            "MICRO",
            "it is a program's own form of a table of records",
            "Hand in tables of groups, as CSV (in R: write.csv).",
        )
    content.findings.append(OutputFinding(OutputCheck.MODELS, rule, Weight.HELD, FindingPlace(file.name), what, mend))
    return content


_COEFFICIENTS = frozenset({"NumericPredictor", "CategoricalPredictor", "PCell", "RegressionTable"})
_KEEPS_RECORDS = {
    "NearestNeighborModel": "KNN",
    "SupportVectorMachineModel": "KNN",
    "GaussianProcessModel": "KNN",
    "TrainingInstances": "KNN",
    "InlineTable": "MICRO",
}


def pmml(file: SubmittedFile) -> OutputContent:
    """A model written in PMML: its coefficients or the sizes of its leaves, and what of it holds records."""
    content = OutputContent(file, Form.PMML)
    if file.bytes.count(b"<") > MOST_MARKS:
        beyond(content, f"more than {MOST_MARKS:,} marks")
        return content
    try:
        tree = parsed(file.bytes)
    except DAMAGE:
        content.findings.append(unreadable(file, Form.PMML))
        return content
    coefficients: list[list[str]] = []
    leaves: list[list[str]] = []
    lone: list[tuple[str, str]] = []
    for one in tree.iter():
        tag = local(one.tag) if isinstance(one.tag, str) else ""
        if tag in _KEEPS_RECORDS:
            content.findings.append(
                OutputFinding(
                    OutputCheck.MODELS,
                    _KEEPS_RECORDS[tag],
                    Weight.HELD,
                    FindingPlace(file.name, f"line {one.sourceline}"),
                    "the model holds records that it learnt from",
                    "It cannot leave. Describe what it found, in tables.",
                )
            )
        elif tag in _COEFFICIENTS:
            value = one.get("coefficient") or one.get("beta") or one.get("intercept") or ""
            coefficients.append(
                [f"{one.get('name') or one.get('parameterName') or tag} {one.get('value') or ''}".strip(), value]
            )
        elif tag in ("Node", "ScoreDistribution") and one.get("recordCount"):
            leaves.append([one.get("id") or one.get("value") or "", str(one.get("recordCount")).removesuffix(".0")])
        elif tag == "Extension" and one.get("name"):
            lone.append((str(one.get("name")), one.get("value") or ""))
    if coefficients:
        content.sheets.append(Sheet("coefficients", [["name", "coefficient"], *coefficients]))
    if leaves:
        content.sheets.append(Sheet("leaves", [["leaf", "n"], *leaves]))
    if lone:
        content.sheets.append(Sheet("values", [[name for name, _ in lone], [value for _, value in lone]], loose=True))
    return content


def _unpacked(data: bytes) -> bytes:
    """The bytes, those of packed parts too, as far as a limit goes."""
    found = [data]
    for start in (m.start() for m in re.finditer(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]", data[:MOST])):
        try:
            if data[start : start + 2] == b"\x1f\x8b":
                found.append(zlib.decompressobj(wbits=31).decompress(data[start:], MOST))
            else:
                found.append(zlib.decompressobj().decompress(data[start:], MOST))
        except (OSError, EOFError, zlib.error):
            continue
        if len(found) > 8:
            break
    return b"".join(found)
