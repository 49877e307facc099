"""The parts of a page, each in the responder's language and safe for the channel, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from alertd.core.wording import height
from alertd.core.wording.acting_together import acting_together
from alertd.core.wording.also import also
from alertd.core.wording.carries import carries
from alertd.core.wording.clean import Family, address, ours, theirs
from alertd.core.wording.figures import (
    beside,
    fact,
    figures,
    measure,
    message_fields,
    names_window,
    phrase,
    rarity_told,
    ratio_phrase,
    says_rarity,
    usual_phrase,
)
from alertd.core.wording.fill import fill
from alertd.core.wording.languages import language
from alertd.core.wording.languages.table import form
from alertd.core.wording.languages.tongues import tongue
from alertd.core.wording.numbers import clock, large, number, percent, span
from alertd.core.wording.platforms import PLATFORMS
from alertd.core.wording.saved_replies import filled, saved_reply
from alertd.model.page import CALLED, Evidence, Page, PageKind
from alertd.model.value import Value

Quotes = Mapping[tuple[str, str], str]

_WHYS = ("matters", "most reached", "first", "typical")  # that have words of their own
#: kinds of page that speak of numbers
MEASURED = (PageKind.PAGE, PageKind.UPDATE)
#: news of what somebody did
ACTS = ("ack", "plan", "assign", "reopen", "note", "snooze", "expires", "took_back", "kept", "expired", "woken")
#: after which there is nothing to acknowledge
TAKEN = ("ack", "plan", "note", "snooze", "expires", "assign", "kept")
#: where somebody else has it: whoever is called to help finds nothing to take
HELPS = (CALLED,)
ABOUT = 100  # characters of a post that say what it is about
LATE = 60.0  # seconds; less is no delay worth a line


class Cut(Value, frozen=True, kw_only=True):
    """How much room strangers' texts and the playbook get, in characters and lines."""

    quote: int = 240
    posts: int = 3
    steps: int = 10
    step: int = 240
    reply: int = 600


class Parts:
    """The parts of one page for one family of channels."""

    def __init__(self, page: Page, quotes: Quotes, link: str, family: Family) -> None:
        self.page = page
        self.quotes = quotes
        self.family = family
        self.language = language(page.language)
        self.told = figures(page)
        self.link = ours(family, link, 2_000)
        self.news = phrase(page, "news")
        # Whose hands it is in is said in one line: the numbers were in the page that it follows.
        # Whoever is given it, or is called to help, finds nothing to take where somebody has it already.
        self.is_in_hands = self.news in HELPS or not page.is_free
        self.is_measured = page.kind in MEASURED and self.news not in ACTS

    def say(self, key: str, **values: str) -> str:
        """Return words of the frame, filled in. The values must be safe already."""
        return fill(self.language.words[key], values)

    def subject(self) -> tuple[str, ...]:
        """Return what it is about: kind or severity, watch, rule."""
        page = self.page
        words = self.language.words
        if page.kind is PageKind.PAGE:
            first = self.language.severities[page.severity.value]
        elif page.kind is PageKind.DIGEST:
            count = len(self.notices())
            first = f"{words['digest']}: {count} {form(self.language, 'notice', count)}"
        elif page.kind is PageKind.RESOLVED and phrase(page, "who") is not None:
            first = words["closed_title" if fact(page, "is_closed") else "done_title"]
        else:
            first = words[page.kind.value]
        if fact(page, "drill"):
            first = f"{words['drill']} · {first}"
        rule = page.rule_name or page.rule or ""
        source = phrase(page, "silent_source") or phrase(page, "spending_source")
        if source is not None:
            rule = f"{rule} ({source})"
        watch = "" if page.watch == "alertd" and page.kind in (PageKind.OPS, PageKind.TEST) else page.brand
        named = (ours(self.family, watch, 60), ours(self.family, rule, 100))
        return (first, *(name for name in named if name))

    def what(self) -> Iterator[str]:
        """Yield what happened: the rule's own message; where no number tells more, the conditions that hold; who acted."""
        page = self.page
        if page.kind is PageKind.TEST:
            yield self.say("testing")
        yield from self.told_news()
        if page.kind is PageKind.RESOLVED:
            yield from self.ending()
        if page.message and self.is_measured:
            fields = message_fields(page, self.language, self.family, "")
            # The author's braces are filled once; what strangers wrote stands in the values and is never read again.
            yield fill(ours(self.family, page.message, 600), {**fields, "link": self.link})
        if page.kind is PageKind.DIGEST:
            yield from (f"– {self.said(notice, 300)}" for notice in self.notices())
        elif self.told.count is None and self.is_measured:
            yield from (self.said(sentence, 300) for sentence in page.sentences)
        yield from self.acts()

    def rules(self) -> Iterator[str]:
        """Yield the sentences of the conditions that hold, below the numbers: they are long, and the same each night."""
        if self.is_measured and (found := phrase(self.page, "found")) is not None:
            yield self.say("found", words=ours(self.family, ", ".join(found.split("\n")), 200))
        if self.told.count is not None and self.is_measured:
            yield from (self.say("why", text=self.said(sentence, 300)) for sentence in self.page.sentences)
        judged, noise = fact(self.page, "judged"), fact(self.page, "noise")
        if judged is not None and noise is not None:
            yield self.say("cries", judged=number(self.language, judged), noise=number(self.language, noise))

    def notices(self) -> tuple[str, ...]:
        """Return what a digest tells, one line each: its sentences, or the lines of its note."""
        return self.page.sentences or tuple((phrase(self.page, "note") or "").splitlines())

    def said(self, text: str, limit: int) -> str:
        """Return a sentence of alertd's own: it may quote a stranger's word, so it calls nobody."""
        return ours(self.family, text, limit).replace("@", "@" if self.family is Family.SMS else "＠")

    def clock(self, at: datetime) -> str:
        """Return an instant by the responder's clock."""
        return clock(self.language, at, self.page.timezone, self.page.at)

    def told_news(self) -> Iterator[str]:
        """Yield what has changed since the page before: in whose hands it is, that it is back, that it is calm."""
        page = self.page
        if self.news is not None:
            until = fact(page, "news_until")
            is_other = self.news == "grows" and phrase(page, "news_rule") is not None
            yield self.say(
                "news_grows_of" if is_other else f"news_{self.news}",
                who=ours(self.family, phrase(page, "news_who") or "", 60),
                whom=ours(self.family, phrase(page, "news_whom") or "", 60),
                rule=ours(self.family, phrase(page, "news_rule") or "", 100),
                span=span(self.language, fact(page, "news_seconds")),
                clock=self.clock(page.at),
                until="" if until is None else self.clock(datetime.fromtimestamp(until, UTC)),
            )
        if (owner := phrase(page, "news_owner")) is not None:
            yield self.say("owner", who=ours(self.family, owner, 60))
        calm = fact(page, "calm_since")
        if calm is not None and page.kind is PageKind.PAGE:
            yield self.say("calm", clock=self.clock(datetime.fromtimestamp(calm, UTC)))

    def ending(self) -> Iterator[str]:
        """Yield that it is over, or that somebody said so, and how long it lasted."""
        said = "closed" if fact(self.page, "is_closed") else "done"
        yield self.say("back" if phrase(self.page, "who") is None else said)
        if self.page.opened_at is not None:
            lasted = (self.page.at - self.page.opened_at).total_seconds()
            yield self.say("lasted", span=span(self.language, lasted))
        if fact(self.page, "unacknowledged"):
            yield self.say("pages_on" if fact(self.page, "pages_on") else "unacknowledged")

    def acts(self) -> Iterator[str]:
        """Yield who did something, the note they or alertd left, and the source it is about."""
        page = self.page
        who, note, source = phrase(page, "who"), phrase(page, "note"), phrase(page, "source")
        if who is not None:
            yield self.say("asked" if page.kind is PageKind.TEST else "by", who=ours(self.family, who, 60))
        if note is not None and page.kind is not PageKind.DIGEST:
            text = self.said(note, 600)
            yield text if page.kind is PageKind.OPS else self.say("note", note=text)
        if source is not None and page.kind is PageKind.OPS:
            yield self.say("source", source=ours(self.family, source, 60))

    def standing(self, *, is_repeat: bool) -> Iterator[str]:
        """Yield what must be known of the page itself: a possible repeat, late, again, a new wave."""
        page = self.page
        if fact(page, "drill"):
            yield self.say("drill_line")
        if (others := phrase(page, "one_event")) is not None and self.is_measured:
            yield self.say("one_event", watches=ours(self.family, others, 120))
        if is_repeat:
            yield self.say("repeat")
        late = fact(page, "late_seconds")
        if late is not None and late >= LATE:
            source = phrase(page, "source")
            key = "late" if source is None else "late_source"
            yield self.say(key, late=span(self.language, late), source=ours(self.family, source or "", 60))
        one_in = fact(page, "sampled")
        if one_in:
            name = phrase(page, "sampled_source") or ""
            source = ours(self.family, PLATFORMS.get(name, name), 60)
            yield self.say("sampled", number=number(self.language, one_in), source=source)
        if page.kind is not PageKind.PAGE:
            return
        if (first := fact(page, "first_at")) is not None and self.is_measured:
            yield self.say("first_post", clock=self.clock(datetime.fromtimestamp(first, UTC)))
        if page.round > 1:
            yield self.say("wave", round=str(page.round))
        is_later = page.opened_at is not None and (page.at - page.opened_at).total_seconds() >= 1.0
        if page.opened_at is not None and is_later and (page.step > 1 or page.number > 1):
            key = "since" if self.news in ("yours", "called") else "waiting"
            yield self.say(key, clock=self.clock(page.opened_at))
        again = phrase(page, "again")
        if again is not None:
            by = ours(self.family, phrase(page, "again_by") or "", 60)
            yield self.say("again_reopen_by" if again == "reopen" and by else f"again_{again}", who=by)

    def numbers(self) -> Iterator[str]:
        """Yield the numbers against what is usual, and how sure that is."""
        told = self.told
        if told.count is None or not self.is_measured or {"silent_source", "spending_source"} & self.page.facts.keys():
            return
        tongue = self.language
        yield height.main_number(tongue, self.page, told, self.clock)
        usual = usual_phrase(tongue, told)
        yield from filter(None, (usual, ratio_phrase(tongue, told)))
        of = phrase(self.page, "rarity_of")
        if says_rarity(self.page, told) and of != "past":
            yield rarity_told(tongue, told, of)
        yield from height.beside_it(tongue, self.page, told)
        if usual and (watched := fact(self.page, "watched_for")) is not None:  # a reach or a wait needs no usual
            yield self.say("watched_for", span=span(tongue, watched))

    def changed(self) -> Iterator[str]:
        """Yield what was told before, where that was something else."""
        before, at = fact(self.page, "before"), fact(self.page, "before_at")
        if before is None or at is None or not self.is_measured or self.told.count is None:
            return
        was = measure(self.language, before, self.told.unit)
        if was != measure(self.language, self.told.count, self.told.unit):
            yield self.say("before", before=was, clock=self.clock(datetime.fromtimestamp(at, UTC)))

    def people(self) -> Iterator[str]:
        """Yield the mood and the number of authors."""
        told = self.told
        if not self.is_measured:
            return
        total = fact(self.page, "mentions")
        if total and told.authors is not None and told.negative_share is not None:
            # The authors are those of all that was written, and the count above may be of the negative ones only.
            mentions = measure(self.language, total, "mentions")
            # Else two messages seem to count the same, and one counts an hour.
            if told.window and not names_window(told):
                mentions = fill(
                    self.language.words["count"], {"count": mentions, "window": span(self.language, told.window)}
                )
            yield self.say(
                "in_all",
                mentions=mentions,
                share=percent(self.language, told.negative_share),
                authors=measure(self.language, told.authors, "authors"),
            )
            return
        if told.negative_share is not None:
            yield self.say("negative", share=percent(self.language, told.negative_share))
        if told.authors:  # none: what is told of has passed, and nobody is no news
            yield f"{number(self.language, told.authors)} {form(self.language, 'author', told.authors)}"
        elif told.is_counted:
            yield self.say("authors_unknown")

    def loudest(self) -> str | None:
        """Return who is loudest and how far they carry."""
        author = phrase(self.page, "top_author")
        if author is None or not self.is_measured:
            return None
        name = (theirs(self.family, author, 60) or self.say("unknown")) + also(self.page, self.family)
        reach = fact(self.page, "top_reach")
        if reach is None:
            return self.say("loudest_unknown", author=name)
        return self.say("loudest", author=name, reach=large(self.language, reach))

    def about(self) -> str | None:
        """Return what it is about: what many say and few said before, else one of them quoted, else the telling post's own words."""
        if not self.is_measured:
            return None
        silent = phrase(self.page, "silent_source")
        if silent is not None:
            return self.say("silent", source=ours(self.family, silent, 60), span=span(self.language, self.told.count))
        spending = phrase(self.page, "spending_source")
        if spending is not None:
            share = percent(self.language, self.told.count)
            return self.say("spent", source=ours(self.family, spending, 60), share=share)
        phrases, said = phrase(self.page, "terms"), phrase(self.page, "said")
        words = [] if phrases is None else [theirs(self.family, phrases, 120)]
        if said is not None:
            words.append(self.say("quote", text=theirs(self.family, said, ABOUT)))
        if words:
            return self.say("new_words", words=", ".join(words))
        for post in self.page.evidence:
            quote = self.quotes.get((post.platform, post.id))
            text = None if quote is None else theirs(self.family, quote, ABOUT)
            if text:
                return self.say("new_words", words=self.say("quote", text=text))
        return None

    def others(self) -> Iterator[str]:
        """Yield the page's other signals in short, and the other rules that fire."""
        if not self.is_measured:
            return
        yield from acting_together(self.page, self.language)
        for signal in self.page.signals[1:5]:
            if (said := carries(self.language, signal)) is not None:
                yield said
                continue
            name = self.language.signals.get(signal.name, signal.name)
            text = self.say("named", name=name, value=measure(self.language, signal.value, signal.unit))
            if usual := beside(self.language, signal):
                text = self.say("beside", value=text, usual=usual)
            yield ours(self.family, text, 160)
        ids = tuple(rule for rule in self.page.rules if rule != self.page.rule)
        more = ids if self.page.other_names is None else self.page.other_names
        if more:
            yield self.say("also", rules=ours(self.family, self.language.words["and"].join(more), 200))

    def posts(self, cut: Cut) -> Iterator[str]:
        """Yield two lines a telling post: whose it is and where, then its words."""
        for post in self.page.evidence[: cut.posts]:
            yield "• " + " · ".join(self._about(post))
            quote = self.quotes.get((post.platform, post.id))
            text = None if quote is None else theirs(self.family, quote, cut.quote)
            yield f"  {self.say('quote', text=text)}" if text else "  " + self.say("erased")

    def _about(self, post: Evidence) -> Iterator[str]:
        if post.why in _WHYS:
            yield self.say(post.why)
        yield PLATFORMS.get(post.platform, ours(self.family, post.platform, 30))
        if author := theirs(self.family, post.author, 40):
            yield author
        if post.reach is not None:
            yield self.say("reaches", reach=large(self.language, post.reach))
        if (url := address(self.family, post.url)) is not None:
            yield url

    def todo(self, cut: Cut) -> Iterator[str]:
        """Yield what to do: the playbook's steps and page, and the saved reply in the posts' language.

        News of what somebody has already repeat no steps: the first of them mostly is to take it, and all stood in the page.
        """
        playbook = self.page.playbook
        if playbook is None or not self.is_measured:
            return
        steps = () if phrase(self.page, "news_owner") else playbook.steps[: cut.steps]
        if steps:
            yield self.say("todo")
        for place, step in enumerate(steps, 1):
            yield f"{place}. {ours(self.family, step, cut.step)}"
        if playbook.url:
            yield self.say("playbook", url=ours(self.family, playbook.url, 400))
        if (code := saved_reply(self.page)) is not None:
            text = ours(self.family, filled(playbook.replies[code], name="", brand=self.page.brand), cut.reply)
            named = tongue(self.language.code, code)
            yield self.say("reply", language=named, text=self.say("quote", text=text))

    def take(self) -> str | None:
        """Return the line that asks to take it: by when, who is paged else, and where; None for what asks for nothing."""
        if self.page.kind is not PageKind.PAGE or not self.link or self.is_in_hands:
            return None
        by, who = fact(self.page, "take_by"), phrase(self.page, "take_who")
        if by is None:
            return self.say("take_last" if fact(self.page, "take_last") else "acknowledge", link=self.link)
        key = "take_again" if who is None else "take_by"
        clock = self.clock(datetime.fromtimestamp(by, UTC))
        return self.say(key, clock=clock, who=ours(self.family, who or "", 80), link=self.link)

    def ways_out(self) -> Iterator[str]:
        """Yield how to acknowledge, or where there is more; never cut."""
        page = self.page
        if self.link:
            key = "open"
            if page.kind is PageKind.PAGE or (page.kind is PageKind.OPS and page.incident):
                key = "open" if self.is_in_hands else "acknowledge"
            elif page.kind is PageKind.TEST:
                key = "confirm"
            yield self.say(key, link=self.link)
