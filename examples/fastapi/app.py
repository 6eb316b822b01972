"""Replies to letters, signed before they go out: a FastAPI application whose own rows and cases share one transaction.

All letters and persons are invented. `X-Person` stands in for the login of a real application.
"""

import os
from collections.abc import AsyncIterator
from html import escape
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.responses import HTMLResponse
from pydantic import BaseModel
from sqlalchemy import create_engine, make_url, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from signoff import AsyncEngine
from signoff.adapters.hosts.fastapi import bound, install, ticking
from signoff.adapters.sql import prepare
from signoff.engine.desk_async import AsyncDesk

HERE = Path(__file__).parent


class Base(DeclarativeBase):
    """The application's own tables."""


class Reply(Base):
    """One reply; a letter is answered once."""

    __tablename__ = "reply"
    id: Mapped[int] = mapped_column(primary_key=True)
    letter: Mapped[int] = mapped_column(unique=True)
    case: Mapped[str]
    sent: Mapped[bool] = mapped_column(default=False)


class Draft(BaseModel):
    """What is sent in to begin with."""

    letter: int
    text: str
    unit: str = "roads"


class Act(BaseModel):
    """What somebody does with a case."""

    comment: str | None = None
    to: str | None = None
    data: dict[str, Any] | None = None


url = make_url(os.environ.get("SIGNOFF_DB") or f"sqlite:///{HERE}/app.db")
database = prepare(create_async_engine(url.set(drivername="sqlite+aiosqlite") if url.drivername == "sqlite" else url))
engine = AsyncEngine(database, workflows=HERE / "workflows", directory=HERE / "people.yaml", timezone="Asia/Shanghai")


async def opened() -> AsyncIterator[AsyncSession]:
    """One transaction a request: it commits before the answer goes out, or takes everything back."""
    async with AsyncSession(database, expire_on_commit=False) as session, session.begin():
        yield session


Opened = Annotated[AsyncSession, Depends(opened, scope="function")]
Desk = Annotated[AsyncDesk, Depends(bound(engine, Opened))]
Person = Annotated[str, Header(alias="X-Person")]

app = FastAPI(title="Replies", lifespan=ticking(engine, every=1))
install(app)


@app.post("/replies", status_code=201)
async def answer(draft: Draft, person: Person, desk: Desk, session: Opened) -> dict[str, Any]:
    """Draft a reply and put it forward: the reply and its case, or neither."""
    subject = ("letter", str(draft.letter))
    case = await desk.start("reply", by=person, subject=subject, data={"unit": draft.unit, "text": draft.text})
    case = await desk.act(case.id, "submit", by=person)
    session.add(Reply(letter=draft.letter, case=case.id))
    try:
        await session.flush()
    except IntegrityError:  # the case is taken back with it
        raise HTTPException(409, f"letter {draft.letter} has its reply already") from None
    return {"letter": draft.letter, "case": case.id, "step": case.step}


@app.post("/cases/{case}/{action}")
async def act(case: str, action: str, given: Act, person: Person, desk: Desk, session: Opened) -> dict[str, Any]:
    """Approve, return, reject, submit; an approved reply counts as sent, in the same transaction."""
    done = await desk.act(case, action, by=person, comment=given.comment, to=given.to, data=given.data)
    if done.status == "approved":
        reply = (await session.execute(select(Reply).where(Reply.case == done.id))).scalar_one()
        reply.sent = True
    return {"case": done.id, "step": done.step, "status": done.status, "round": done.round}


@app.get("/replies")
async def replies(session: Opened) -> list[dict[str, Any]]:
    """The application's own rows."""
    rows = (await session.execute(select(Reply).order_by(Reply.letter))).scalars()
    return [{"letter": row.letter, "case": row.case, "sent": row.sent} for row in rows]


@app.get("/inbox")
async def inbox(person: Person, desk: Desk) -> list[dict[str, Any]]:
    """What waits for this person, and what may be done with it."""
    return [
        {"case": item.case.id, "letter": item.case.subject[1] if item.case.subject else None}
        | {"step": item.case.step, "due": item.task.due_at, "actions": [offer.action for offer in item.offers]}
        for item in await desk.inbox(person)
    ]


@app.get("/cases/{case}/history")
async def history(case: str, desk: Desk) -> list[dict[str, Any]]:
    """Who did what, and when."""
    return [{"at": event.at, "by": event.actor, "what": event.kind} for event in await desk.history(case)]


@app.get("/", response_class=HTMLResponse)
async def page(desk: Desk, person: str = "bea") -> str:
    """The inbox as a page: `/?person=bea`."""
    rows = "".join(
        f"<tr><td>{escape(item.case.subject[1] if item.case.subject else '')}<td>{escape(item.case.step)}"
        f"<td>{escape(str(item.case.data['text']))}<td>{item.task.due_at or ''}"
        for item in await desk.inbox(person)
    )
    return (
        f"<!doctype html><title>Inbox</title><h1>Inbox of {escape(person)}</h1><table><tr><th>Letter<th>Step<th>Reply<th>Due{rows}</table>"
    )


if __name__ == "__main__":  # the tables of the application; Signoff's come with `signoff db upgrade`
    own = create_engine(url)
    Base.metadata.create_all(own)
    own.dispose()
