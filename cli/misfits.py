"""Fields in refusals as people know them: by their titles, and what would fit by its labels."""

from collections.abc import Mapping

from .messages import label, said, say


def named(data: Mapping[str, object]) -> str:
    """`Result class (`result_class`)`; of a field without a title its id."""
    field, title = str(data["field"]), data.get("title")
    return say("field.titled", title=label(title, field), field=field) if isinstance(title, Mapping) else say("field.plain", field=field)


def place(data: Mapping[str, object]) -> str:
    """The field, in a list with the row, and what inside the row."""
    found, inside = named(data), data.get("inside")
    if data.get("row"):
        found = say("field.row", field=found, row=data["row"])
    return say("field.inside", field=found, inside=named(inside)) if isinstance(inside, Mapping) else found


def needed(data: Mapping[str, object]) -> str:
    """What would fit: the options by label, or what a value of the type looks like, and its limits; empty where nothing is to be said."""
    want = data.get("needed")
    if not isinstance(want, Mapping):
        return ""
    options = want.get("options")
    if isinstance(options, Mapping):
        return say("needed.options", options=say("list.comma").join(option(str(id), words) for id, words in options.items()))
    parts = [_list(data, want) if want["type"] == "list" else said(f"needed.{want['type']}", "", field=_given(data))]
    parts += [said(f"needed.{word}", "", limit=want[word]) for word in ("min", "max") if word in want]
    return say("list.clause").join(filter(None, parts))


def _list(data: Mapping[str, object], want: Mapping[str, object]) -> str:
    """The fields of a row by label, and where rows can come from; of a list of single values how it is written."""
    fields = want.get("fields")
    if not isinstance(fields, Mapping):
        return said("needed.list", "", field=data["field"])
    return said(
        "needed.rows", "", field=data["field"], fields=say("list.comma").join(option(str(id), words) for id, words in fields.items())
    )


def _given(data: Mapping[str, object]) -> str:
    """How a path is written for the field, or for the one inside a row, on the command line: `seal=scan.pdf`."""
    inside = data.get("inside")
    if isinstance(inside, Mapping):
        return f'\'{data["field"]}=[{{"{inside["field"]}": "scan.pdf"}}]\''
    return f"{data['field']}=scan.pdf"


def option(id: str, words: object) -> str:
    """An option by its id, as it has to be given, with its label."""
    told = label(words, id) if isinstance(words, Mapping) else id
    return id if told == id else say("needed.option", id=id, label=told)
