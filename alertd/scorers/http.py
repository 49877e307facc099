"""A stronger scorer elsewhere, such as a transformer behind HTTP, asked only where its answer matters.

The default scorer scores every mention. Where it is unsure (P(negative) between .35 and .75) or the author has reach,
the service is asked too, and its answer stands if it comes within the deadline; a late one is thrown away. So the log
holds one score for each mention, and a slow service delays nothing by more than the deadline.

Request: `POST base_url`, `{"texts": [{"text", "language"}]}`, with the token as bearer.
Answer: `{"scorer": "name/version", "probs": [[negative, neutral, positive], ...]}`, in order.
"""

from __future__ import annotations

import ipaddress
import json
import time
import urllib.request
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import IO, Any
from urllib.parse import urlsplit

from alertd.blocking.threads import Patience
from alertd.errors import ConfigurationError, ScorerError
from alertd.model.score import Quality, Score
from alertd.ports import Scorer, Unscored
from alertd.scorers.breaker import Breaker

#: Seconds within which an answer counts; P(negative) in thousandths between which it is worth asking.
DEADLINE = 0.3
UNSURE = (350, 750)
#: Mentions asked for at once, bytes of an answer read, questions under way at most.
BATCH, LARGEST, PENDING = 64, 1_000_000, 4
#: Answers that are remembered: a poll brings the same posts again and again.
REMEMBERED = 2_000


def checked_url(url: str) -> str:
    """Return the URL if mentions and a token may be sent there: https, or this machine.

    >>> checked_url("http://example.org/score")
    Traceback (most recent call last):
    ...
    alertd.errors.ConfigurationError: base_url of a scorer must be https, or on this machine: http://example.org/score
    """
    parts = urlsplit(url)
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))):
        return url
    raise ConfigurationError(f"base_url of a scorer must be https, or on this machine: {url}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token and the texts to a place nobody chose."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class HttpScorer:
    """Scores by the default scorer, then by a service where it matters.

    fallback: scores everything first, and alone when the service is away.
    clock: seconds, monotonic; only the breaker reads it.
    """

    def __init__(
        self,
        *,
        base_url: str,
        token: str | None,
        fallback: Scorer,
        name: str = "http/1",
        deadline: float = DEADLINE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._url = checked_url(base_url)
        self._token = token
        self._fallback = fallback
        self._deadline = deadline
        self._clock = clock
        self._breaker = Breaker()
        self._patience = Patience(name, pending=PENDING)
        self._known: dict[bytes, Score] = {}
        self.kinds = getattr(fallback, "kinds", None)
        bypass = [urllib.request.ProxyHandler({})] if _is_loopback(urlsplit(base_url).hostname or "") else []
        self._opener = urllib.request.build_opener(_NoRedirects(), *bypass)  # HTTPS_PROXY is honoured elsewhere

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        """Return the score of each text, in order."""
        return self.score_where(batch, [False] * len(batch))

    def score_where(self, batch: Sequence[Unscored], matters: Sequence[bool]) -> list[Score]:
        """Return the score of each text; `matters` marks texts to ask for however sure the default is (reach)."""
        scores = self._fallback.score(batch)
        asked = []
        for at, score in enumerate(scores):
            known = self._known.get(_digest(batch[at]))
            if known is not None:
                scores[at] = known
            elif matters[at] or _is_unsure(score):
                asked.append(at)
        asked = sorted(asked, key=lambda at: not matters[at])[:BATCH]  # authors with reach first
        if not asked or not self._breaker.allows(self._clock()):
            return scores
        wanted = [batch[at] for at in asked]
        try:
            found = self._patience.answer(lambda: self._ask(wanted), deadline=self._deadline)
        except ScorerError:
            self._breaker.failed(self._clock())
            return scores
        self._breaker.succeeded()
        for at, score in zip(asked, found, strict=True):
            scores[at] = score
            self._keep(batch[at], score)
        return scores

    def _keep(self, one: Unscored, score: Score) -> None:
        """Remember an answer; the oldest gives way."""
        while len(self._known) >= REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known[_digest(one)] = score

    def _ask(self, batch: Sequence[Unscored]) -> list[Score]:
        """Return the service's scores; any fault is the caller's to translate."""
        body = json.dumps({"texts": [{"text": one.text, "language": one.language} for one in batch]})
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(self._url, body.encode(), headers, method="POST")  # noqa: S310 - checked
        with self._opener.open(request, timeout=self._deadline) as reply:
            return parsed(reply, len(batch), self.name)


def _digest(one: Unscored) -> bytes:
    """Return what stands for a text: memory must not hold what people wrote, which they may have erased."""
    return blake2b(f"{one.language}\x1f{one.text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _is_unsure(score: Score) -> bool:
    return score.quality is not Quality.GIVEN and UNSURE[0] <= score.negative <= UNSURE[1]


def parsed(reply: IO[bytes], count: int, name: str) -> list[Score]:
    """Return the scores of an answer. Raises ScorerError for what is none."""
    body = reply.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise ScorerError("the answer is too long")
    try:
        answer = json.loads(body)
        rows = [[float(part) for part in row] for row in answer["probs"]]
    except (ValueError, KeyError, TypeError) as fault:
        raise ScorerError("the answer holds no probs") from fault
    if len(rows) != count or any(len(row) != 3 or not _are_probabilities(row) for row in rows):
        raise ScorerError("the answer does not hold three probabilities for each text")
    scorer = str(answer.get("scorer") or name)[:100]
    return [Score.of(*row, quality=Quality.TRAINED, scorer=scorer) for row in rows]


def _are_probabilities(row: list[float]) -> bool:
    """Whether three numbers are probabilities; NaN is none."""
    return all(0.0 <= part <= 1.0 for part in row) and abs(sum(row) - 1.0) < 0.02
