"""Client: praw, asked from one thread only, in our own rhythm, with its faults in our words.

Import it inside functions only: praw costs a third of a second.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import MutableMapping
from typing import Any

import praw
import prawcore
import requests

from alertd.blocking.threads import Errands
from alertd.blocking.waiting import within
from alertd.errors import SourceError
from alertd.ports import Clock
from alertd.sources.pace import retry_after
from alertd.sources.reddit.connections import Connections, endable
from alertd.sources.reddit.options import RedditOptions
from alertd.sources.wire import checked_url

WINDOW = 600.0  #: seconds of Reddit's rate window
LIMITS = ("x-ratelimit-remaining", "x-ratelimit-used", "x-ratelimit-reset")
WEB, OAUTH = "https://www.reddit.com", "https://oauth.reddit.com"

logging.getLogger("prawcore").setLevel(logging.WARNING)
logging.getLogger("praw").setLevel(logging.WARNING)


def spacing(remaining: float, used: float, reset: float) -> float:
    """Return the seconds praw would sleep before its next request; we wait them out where waiting can be cancelled.

    >>> spacing(990, 10, 594), spacing(0, 1000, 42.0), spacing(500, 500, 590)
    (0.0, 42.0, 10.0)
    """
    if remaining <= 0:
        return max(reset, 1.0)
    ahead = reset - (WINDOW - WINDOW / (remaining + used) * used)
    return min(reset, max(ahead, 0.0), 10.0)


def limits_of(headers: MutableMapping[str, str]) -> tuple[float, float, float] | None:
    """Take the rate limits out of an answer's headers as (remaining, used, reset); None where they are none.

    What praw is to see afterwards is written back. Trap: it takes any number at its word, and sleeps a `reset` of a
    year in our only thread; a fraction or a word ends the request as a ValueError.

    >>> headers = {"x-ratelimit-remaining": "7.5", "x-ratelimit-used": "3.0", "x-ratelimit-reset": "31536000"}
    >>> limits_of(headers), headers["x-ratelimit-reset"]
    ((7.0, 3.0, 600.0), '600')
    >>> limits_of({"x-ratelimit-remaining": "nan", "x-ratelimit-used": "3", "x-ratelimit-reset": "9"})
    """
    told = [headers.pop(name, "") for name in LIMITS]
    try:
        numbers = [float(one) for one in told]
    except ValueError:
        return None
    if not all(math.isfinite(one) and one >= 0.0 for one in numbers):
        return None
    remaining, used, reset = (math.floor(min(one, most)) for one, most in zip(numbers, (1e9, 1e9, WINDOW), strict=True))
    headers.update(zip(LIMITS, (f"{remaining}", f"{used}", f"{reset}"), strict=True))
    return float(remaining), float(used), float(reset)


class Client:
    """Reddit's API. Requests go one at a time; every wait is by the clock, none inside praw."""

    def __init__(self, options: RedditOptions, *, clock: Clock) -> None:
        self._options = options
        self._clock = clock
        self._errands = Errands("reddit")
        self._turn = asyncio.Lock()
        self._reddit: praw.Reddit | None = None
        self._session: requests.Session | None = None
        self._connections = Connections()  # of that session
        self._limits: tuple[float, float, float] | None = None
        self._host = options.base_url or OAUTH

    def close(self) -> None:
        """Let the thread end; a request under way is not waited for."""
        self._errands.close(self._hang_up)
        self._connections.end()

    def _hang_up(self) -> None:
        if self._session is not None:
            self._session.close()

    def _leave(self) -> None:
        """Leave a thread that waits for an answer; whoever asks next gets another. What it waits on is ended, and the thread with it."""
        self._errands.close(None if self._session is None else self._session.close)
        self._connections.end()
        self._errands, self._reddit, self._session = Errands("reddit"), None, None

    async def get(self, path: str, **params: Any) -> Any:
        """GET a path of the API and return the parsed JSON. Raises SourceError."""
        return await self._ask(lambda: self._at().request(method="GET", path=path, params=params))

    async def authors(self, ids: list[str]) -> dict[str, float]:
        """Return when each of up to 100 accounts (t2_...) was made, in Unix seconds; unknown ones are left out."""

        def errand() -> dict[str, float]:
            found = self._at().redditors.partial_redditors(ids[:100])
            made = ((author.fullname, getattr(author, "created_utc", None)) for author in found)
            return {name: float(at) for name, at in made if isinstance(at, int | float) and 0 <= at < 4e9}

        made: dict[str, float] = await self._ask(errand)
        return made

    def _at(self) -> praw.Reddit:
        """Return the one Reddit object, made in the thread that uses it."""
        if self._reddit is None:
            base = checked_url(self._options.base_url) if self._options.base_url else None
            session = self._session = requests.Session()
            self._connections = endable(session)
            session.hooks["response"].append(self._note)
            self._reddit = praw.Reddit(
                "DEFAULT",  # and not what the environment's praw_site says
                requestor_kwargs={"session": session},
                client_id=self._options.client_id,
                client_secret=self._options.client_secret,
                user_agent=self._options.user_agent,
                # Trap: a praw.ini in the working directory could send the secret elsewhere; what is passed here wins.
                oauth_url=f"{base or OAUTH}",
                reddit_url=f"{base or WEB}",
                username=self._options.username,
                password=self._options.password,
                refresh_token=None,
                check_for_updates=False,
                check_for_async=False,
                timeout=15,
            )
        return self._reddit

    def _note(self, answer: requests.Response, *_: object, **__: object) -> None:
        """Keep the rate limits of an answer (praw shows them without the reset); praw reads the headers after us."""
        self._limits = limits_of(answer.headers) or self._limits
        if "retry-after" in answer.headers:  # praw reads a number only, and falls over a date
            pause = retry_after(answer.headers["retry-after"], self._clock.now(), default=60.0, cap=3_600.0)
            answer.headers["retry-after"] = str(pause)

    async def _ask(self, errand: Any) -> Any:
        async with self._turn:
            if self._limits is not None:
                limits, self._limits = self._limits, None
                if (wait := spacing(*limits)) > 0:
                    await self._clock.sleep(wait + 0.1)
            try:
                return await within(self._clock, 90.0, self._errands.ask(errand))
            except TimeoutError:
                self._leave()
                raise SourceError("Reddit did not answer in time") from None
            except (prawcore.PrawcoreException, praw.exceptions.PRAWException) as error:
                raise translated(error) from None
            except Exception as error:  # the edge: praw falls over odd answers in ways of its own
                raise SourceError(f"Reddit's answer cannot be read ({type(error).__name__})") from error


def translated(error: Exception) -> SourceError:
    """Say what a fault of praw's means and who can act."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    match error:
        case prawcore.exceptions.InsufficientScope():
            return SourceError("Reddit: the app lacks the scope for this; make it a script or web app", permanent=True)
        case prawcore.exceptions.OAuthException() | prawcore.exceptions.InvalidToken():
            return SourceError("Reddit does not accept client_id and client_secret", permanent=True)
        case prawcore.exceptions.TooManyRequests():
            wait = getattr(error, "retry_after", None)
            return SourceError("Reddit asks for a pause (429)", retry_after=float(wait) if wait else 60.0)
        case prawcore.exceptions.Redirect() | prawcore.exceptions.NotFound():
            return SourceError("Reddit does not know this subreddit or address", permanent=True)
        case prawcore.exceptions.Forbidden():
            return SourceError(
                "Reddit does not allow this (403): a private subreddit, or a blocked app", permanent=True
            )
        case prawcore.exceptions.BadJSON():
            return SourceError("Reddit answered something that is not JSON")
        case prawcore.exceptions.RequestException():
            return SourceError(f"Reddit cannot be reached ({type(error.original_exception).__name__})")
        case prawcore.exceptions.ResponseException() if status == 401:
            return SourceError("Reddit does not accept client_id and client_secret (401)", permanent=True)
        case _:
            return SourceError(f"Reddit answered {status}" if status else f"Reddit: {type(error).__name__}")
