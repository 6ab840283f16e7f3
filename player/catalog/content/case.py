"""Reads the file of a branching case: its steps, its choices, and where each of them leads."""

from pathlib import Path

from player.catalog.content.context import Context
from player.catalog.content.course_models import CaseModel, ChoiceModel, StepModel
from player.catalog.content.markdown import parse as parse_markdown
from player.catalog.content.passage import Passage
from player.catalog.content.report import read_text
from player.catalog.content.wording import remark_on_text
from player.catalog.content.yaml_files import Document, parse, validated
from player.catalog.rules import Case, CaseStep, Choice, unreachable, without_end


def read_case(path: Path, context: Context) -> Case | None:
    """Return what a case's file says, or None when it cannot be read; every mistake is noted."""
    report = context.report
    text = read_text(path, report)
    document = parse(text, file=path.as_posix(), report=report, name="case") if text is not None else None
    model = validated(document, CaseModel, report) if document is not None else None
    if document is None or model is None:
        return None
    return _CaseReader(document, model, context).read(path)


class _CaseReader:
    def __init__(self, document: Document, model: CaseModel, context: Context) -> None:
        self.document, self.model, self.context = document, model, context

    def read(self, path: Path) -> Case:
        """Return the case, its first step first."""
        if path.stem != self.model.id:
            self._error("id", f"The file of the case “{self.model.id}” is called {self.model.id}.yaml.")
        self.context.claim("case", self.model.id, file=self.document.file, line=self.document.line("id"))
        self._check_ways()
        steps = {step.id: self._step(step) for step in self.model.steps}
        first = [steps.pop(self.model.start)] if self.model.start in steps else []
        return Case(
            id=self.model.id,
            title=self._fill(self.model.title, "title"),
            intro=self._show(self.model.intro, "intro"),
            steps=(*first, *steps.values()),
        )

    def _check_ways(self) -> None:
        leads = {step.id: [choice.next for choice in step.choices] for step in self.model.steps}
        if len(leads) != len(self.model.steps):
            self._error("steps", "Two steps of the case have the same id.")
        if self.model.start not in leads:
            self._error("start", f"The case starts at “{self.model.start}”, and there is no such step.")
        for name, ways in leads.items():
            for way in sorted(set(ways) - set(leads)):
                self._error(name, f"A choice leads to “{way}”, and there is no such step.")
        for name in sorted(unreachable(self.model.start, leads)):
            self._error(name, f"Nobody can come to the step “{name}”.")
        for name in sorted(without_end(leads)):
            self._error(name, f"No ending can be reached from the step “{name}”.")

    def _step(self, step: StepModel) -> CaseStep:
        at = self.document.item("steps", step.id)
        if bool(step.choices) == step.ending:
            self._error(step.id, f"The step “{step.id}” has choices or is an ending, one of the two.")
        return CaseStep(
            id=step.id,
            html=self._show(step.text, *at, "text"),
            question=self._fill(step.question or "", *at, "question"),
            choices=tuple(self._choice(choice, *at, "choices", n) for n, choice in enumerate(step.choices)),
        )

    def _choice(self, choice: ChoiceModel, *at: str | int) -> Choice:
        return Choice(
            id=choice.id,
            text=self._fill(choice.text, *at, "text"),
            consequence=self._show(choice.consequence, *at, "consequence"),
            next=choice.next,
        )

    def _show(self, text: str, *at: str | int) -> str:
        passage = Passage(self.context, file=self.document.file, source=text, first_line=self.document.text_line(*at))
        html, _words = passage.show(parse_markdown(text), title=self.model.title, label=self.model.id)
        return html

    def _fill(self, text: str, *at: str | int) -> str:
        file, line = self.document.file, self.document.line(*at)
        remark_on_text(text, self.context.report, what=str(at[-1]), file=file, line_of=lambda _: line)
        return self.context.fill(text, file=file, line=line)

    def _error(self, name: str, message: str) -> None:
        """Note a mistake at a key of the case, or at the step with this id."""
        at = (name,) if (name,) in self.document.lines else self.document.item("steps", name)
        self.context.report.error(self.document.file, self.document.line(*at), message)
