"""Examples in which seats change hands: what a definition says of delegates is shown beside it."""

from pathlib import Path

from signoff.testing import assert_examples

HEAD = """
signoff: 1
workflow: w
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
"""

LENT = """
steps:
  draft: {by: initiator}
  sign:
    approvers: person(bob)
    allow: {delegate: person(cat)}
examples:
  - do:
      - submit
      - sign.delegate: {who: dan, refused: delegate_not_allowed}
      - sign.delegate: {who: cat, comment: please look}
      - sign.approve: {by: bob, refused: delegated}
      - sign.give_back: {comment: fine}
      - sign.approve: {by: bob}
    end: approved
"""


ADDED = """
steps:
  draft: {by: initiator}
  sign:
    approvers: person(bob)
    allow: {add_signer: {among: [person(cat), person(dan)]}, remove_signer: own}
examples:
  - do:
      - submit
      - sign.add_signer: {by: bob, who: eve, refused: add_signer_not_allowed}
      - sign.add_signer: {by: bob, who: cat, where: before}
      - sign.approve: {by: bob, refused: not_now}
      - sign.remove_signer: {by: bob, who: cat}
      - sign.add_signer: {by: bob, who: dan, where: after}
      - sign.approve: {by: bob}
      - sign.reject: {by: dan}
    end: approved
"""


def test_an_example_may_add_and_remove_signers(tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text(HEAD + ADDED, encoding="utf-8")
    assert assert_examples(tmp_path / "w.yaml") == 1


def test_an_example_may_delegate_and_give_back(tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text(HEAD + LENT, encoding="utf-8")
    assert assert_examples(tmp_path / "w.yaml") == 1
