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
    known = {each.code: each for each in rules.rules()}
    law, today = default_law(session.option("program"))
    if code is None:
        rows = [(r.code, r.severity.label, r.name, _(r.message)) for r in known.values()]
        head = (_("规则"), _("级别"), _("名称"), _("内容"))
        documents = [document(r, law, today) for r in known.values()]
        session.emit(documents, show.table(head, rows, plain=session.plain))
        return
    found = known.get(normalise(code).upper())
    if found is None:
        raise UnknownName(N_("规则"), code, list(known))
    session.emit(document(found, law, today), explain(found, law, today))
