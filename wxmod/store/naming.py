"""What may be written as an entry, told the same here and in what comes from afar.

A key, a name or a body no bundle may carry would lock in everything after it: whoever takes the bundle refuses it
whole, and a body that cannot be read again could not be rebuilt either.
"""

import re

from pydantic import TypeAdapter, ValidationError

from wxmod.domain.errors import BadInput
from wxmod.domain.explain import explain
from wxmod.domain.text import Code
from wxmod.store.entries import Draft, encode
from wxmod.store.kinds import BODIES, CURRENT
from wxmod.wording import N_

_UID = re.compile(r"[0-9A-Za-z._:#-]{1,200}")
_CODE: TypeAdapter[str] = TypeAdapter(Code)


def is_key(uid: str) -> bool:
    """Whether *uid* may be the key of an entry."""
    return bool(_UID.fullmatch(uid))


def names_someone(who: str) -> bool:
    """Whether *who* is a person's code, spelled as it is compared.

    Raises:
        ValidationError: it is no code at all.
    """
    return _CODE.validate_python(who, strict=True) == who


def refuse_unnamed(draft: Draft) -> None:
    """Keep out of the journal what no bundle could carry.

    Raises:
        BadInput: the key or a person's code is not spelled as one.
    """
    if not is_key(draft.uid):
        remedy = N_("只用字母、数字和 . _ : # -，至多 200 个")
        raise BadInput(N_("操作编号 {uid} 写法不符"), remedy=remedy, uid=draft.uid[:80])
    for who in (draft.actor, *(() if draft.witness is None else (draft.witness,))):
        try:
            named = names_someone(who)
        except ValidationError as error:
            raise BadInput(N_("人员代码不对：{why}"), why=explain(error)) from error
        if not named:
            raise BadInput(N_("人员代码不对：{why}"), why=who)


def readable(draft: Draft) -> str:
    """The canonical text of the body, once it has been read again and come out the same.

    Raises:
        BadInput: it would not; nothing of the kind is ever written.
    """
    body = encode(draft.body)
    try:
        again = BODIES[draft.kind, CURRENT[draft.kind]].model_validate_json(body)
    except ValidationError as error:
        raise BadInput(N_("{why}"), why=explain(error)) from error
    # What is dumped alike is spelled alike, and dumping is the cheaper of the two.
    if again.model_dump_json() != draft.body.model_dump_json():
        raise BadInput(N_("内容读回后与写入的不同，没有写入：{kind}"), kind=draft.kind)
    return body
