"""`wxmod rule`: what the rules are and what they rest on."""

import click

from wxmod import rules
from wxmod.actions.desk import default_law
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.domain.errors import UnknownName
from wxmod.domain.text import normalise
from wxmod.rules.docs import document, explain
from wxmod.wording import N_, _


@click.command(help=_("列出校验规则，或说明一条：它查什么、为什么、怎么办、依据什么。"))
@click.argument("code", required=False)
@click.pass_obj
def rule(session: Session, /, code: str | None) -> None:
    by_code = {each.code: each for each in rules.rules()}
    law, today = default_law(session.option("program"))
    if code is not None:
        named = by_code.get(normalise(code).upper())
        if named is None:
            raise UnknownName(N_("规则"), code, list(by_code))
        session.emit(document(named, law, today), explain(named, law, today))
        return
    documents = []
    rows = []
    for each in by_code.values():
        documents.append(document(each, law, today))
        rows.append((each.code, each.severity.label, each.name, _(each.message)))
    head = (_("规则"), _("级别"), _("名称"), _("内容"))
    session.emit(documents, show.table(head, rows, plain=session.plain))
