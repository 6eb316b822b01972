"""Purchases out of a budget: a Flask application whose own rows and cases share one transaction.

All persons and figures are invented. The login takes everybody's word for who they are: a real application has one of its own.
"""

import os
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from flask import Flask, flash, redirect, render_template, request, session, url_for
from sqlalchemy import CheckConstraint, create_engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, scoped_session, sessionmaker

from signoff import Engine, Refused, Stale
from signoff.adapters.hosts.flask import Signoff
from signoff.adapters.sql import prepare

HERE = Path(__file__).parent


class Base(DeclarativeBase):
    """The application's own tables."""


class Budget(Base):
    """What a unit may still spend; never less than nothing."""

    __tablename__ = "budget"
    __table_args__ = (CheckConstraint("cents_left >= 0", name="not_overdrawn"),)
    unit: Mapped[str] = mapped_column(primary_key=True)
    cents_left: Mapped[int]


class Purchase(Base):
    """What somebody wants to buy."""

    __tablename__ = "purchase"
    id: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str]
    cents: Mapped[int]
    case: Mapped[str | None]
    ordered: Mapped[bool] = mapped_column(default=False)


database = prepare(create_engine(os.environ.get("SIGNOFF_DB") or f"sqlite:///{HERE}/app.db"))
rows = scoped_session(sessionmaker(database, expire_on_commit=False))


def make_engine(app: Flask) -> Engine:
    """The engine of this application, on its own database."""
    return Engine(database, workflows=HERE / "workflows", directory=HERE / "people.yaml", timezone=app.config["SIGNOFF_TIMEZONE"])


signoff = Signoff(make_engine, session=rows)
app = Flask(__name__)
app.config.update(SECRET_KEY=os.environ.get("SECRET_KEY", "of an example"))
app.config.update(SIGNOFF_WORKFLOWS="workflows", SIGNOFF_PEOPLE="people.yaml", SIGNOFF_TIMEZONE="Asia/Shanghai")
signoff.init_app(app)


@app.teardown_request
def taken_back(error: BaseException | None) -> None:
    """What a request has not committed has never been."""
    rows.remove()


@app.post("/login")
def login() -> Any:
    """Somebody says who they are."""
    session["person"] = request.form["person"]
    return redirect(url_for("inbox"))


@app.get("/")
def inbox() -> Any:
    """What waits for this person, and their purchases."""
    person = session.get("person")
    waiting = signoff.desk.inbox(person) if person else ()
    bought = rows.execute(select(Purchase).order_by(Purchase.id)).scalars().all()
    left = Decimal(rows.execute(select(Budget.cents_left)).scalar_one()) / 100
    return render_template("inbox.html", person=person, waiting=waiting, bought=bought, left=left)


@app.post("/purchases")
def buy() -> Any:
    """Ask for a purchase: its row, its case and what it takes from the budget, or nothing of all that."""
    try:
        cents = int(Decimal(request.form["amount"]) * 100)
    except InvalidOperation:
        cents = 0
    purchase = Purchase(item=request.form["item"], cents=cents)
    rows.add(purchase)
    rows.flush()
    data = {"unit": "lab", "item": purchase.item, "amount": Decimal(cents) / 100}
    case = signoff.desk.start("purchase", by=session["person"], key=f"P-{purchase.id}", subject=("purchase", str(purchase.id)), data=data)
    purchase.case = case.id
    try:
        rows.execute(update(Budget).where(Budget.unit == "lab").values(cents_left=Budget.cents_left - cents))
    except IntegrityError:
        rows.rollback()  # the case goes with the purchase
        flash("That is more than the budget has left.")
        return redirect(url_for("inbox"))
    rows.commit()
    return redirect(url_for("show", key=case.key))


@app.get("/cases/<key>")
def show(key: str) -> Any:
    """A case and its history."""
    return render_template("case.html", case=signoff.desk.case(key), history=signoff.desk.history(key), person=session.get("person"))


@app.post("/cases/<key>/<action>")
def act(key: str, action: str) -> Any:
    """Approve or reject; what is approved is ordered, what is rejected goes back into the budget, in the same transaction."""
    try:
        case = signoff.desk.act(key, action, by=session["person"], comment=request.form.get("comment") or None)
    except (Refused, Stale) as error:
        rows.rollback()
        flash(error.message)
        return redirect(url_for("inbox"))
    purchase = rows.execute(select(Purchase).where(Purchase.case == case.id)).scalar_one()
    purchase.ordered = case.status == "approved"
    if case.status == "rejected":
        rows.execute(update(Budget).values(cents_left=Budget.cents_left + purchase.cents))
    rows.commit()
    return redirect(url_for("show", key=key))


@app.cli.command("init")
def init() -> None:
    """Make the application's tables, with 1,000.00 in the budget; Signoff's come with `flask signoff db upgrade`."""
    Base.metadata.create_all(database)
    if rows.get(Budget, "lab") is None:
        rows.add(Budget(unit="lab", cents_left=100_000))
    rows.commit()
