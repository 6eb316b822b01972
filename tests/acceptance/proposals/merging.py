"""What tests of merged cases (并案) share: a case that is merged into another one, and everything that is signalled delivered."""

from collections.abc import Sequence

from .office import HEADS, OFFICERS, U1, K, Office

MERGED = "npc_suggestion-2026-6120"


def merged(k: Office, at: str, into: str = K, key: str = MERGED, unit: str = U1) -> None:
    """A case of D3 with the same content, merged into another one and assigned at that instant; what it signals arrives."""
    k.to(at)
    k.register(key, units=(unit,), mode="merged", merged_into=into, lead_proposer="D3")
    k.act("", "assign", "chen", case=key)
    delivered(k)


def taken_on(k: Office, phases: Sequence[str] = ("pre", "mid"), unit: str = U1, key: str = MERGED) -> None:
    """Its unit has signed in, named its officer, and talked to the proposer."""
    k.act(unit, "sign_in", HEADS[unit], case=key)
    k.act(unit, "decompose", HEADS[unit], case=key, data={"section": "规划股", "case_officer": OFFICERS[unit]})
    talked(k, phases, unit, key)


def talked(k: Office, phases: Sequence[str], unit: str = U1, key: str = MERGED) -> None:
    """The officer of the merged case has been in touch with its proposer."""
    rows = [{"date": k.today, "phase": phase, "mode": "phone", "counterpart": "proposer"} for phase in phases]
    k.act(unit, "log_contact", OFFICERS[unit], case=key, data={"contacts": rows})


def delivered(k: Office) -> None:
    """Everything that leaves has arrived, and what follows from it, too."""
    while k.engine.deliver().taken:
        pass


def findings(k: Office) -> list[tuple[str, str, str]]:
    """What `stuck` says, by case, code and variant; what is merely late apart."""
    late = ("overdue", "ladder_exhausted")
    return [(one.key, one.code, one.variant) for one in k.engine.stuck().findings if one.code not in late]
