"""No key is accepted and ignored: for each one that is built there is a file that does otherwise without it."""

import pytest

from signoff.workflows.keys import every_key

from .proofs.proof import Proof, proofs

PROOFS = proofs()


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.key)
def test_without_the_key_something_else_happens(proof: Proof) -> None:
    assert list(proof.differences()) == []


def test_every_built_key_has_its_proof_and_only_these() -> None:
    assert sorted(proof.key for proof in PROOFS) == sorted(f"{place.scope.id}.{place.key.name}" for place in every_key(built=True))
