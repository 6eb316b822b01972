"""What whoever writes a workflow asserts of its simulation."""

from .result import Simulation


def assert_way(simulation: Simulation, *steps: str) -> None:
    """The main line goes through exactly these steps, in this order; the end counts as one."""
    assert simulation.main.steps == steps, f"expected the way {' → '.join(steps)}; it is {' → '.join(simulation.main.steps)}"


def assert_asked(simulation: Simulation, step: str, *people: str) -> None:
    """Exactly these may act at a step, whichever path leads there."""
    found = {person for stop in simulation.stops(step) for person in stop.people}
    assert found == set(people), f"expected `{step}` to ask {', '.join(people)}; it asks {', '.join(sorted(found)) or 'nobody'}"


def assert_no_dead_end(simulation: Simulation) -> None:
    """Every path ends, and nobody is missing anywhere on the way."""
    told = [f"`{end.step}`: {end.message} [{end.code}]" for end in simulation.dead_ends]
    unowned = {stop.step for path in simulation.paths for stop in path.stops if stop.unowned}
    told += [f"`{step}`: nobody is found who may act" for step in sorted(unowned - {end.step for end in simulation.dead_ends})]
    assert not told, "; ".join(told)
