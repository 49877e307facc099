"""What others have measured and published of response times, with source and year; a figure without its year is no figure."""

from __future__ import annotations

from alertd.model.value import Value


class Published(Value, frozen=True, kw_only=True, omit_defaults=False):
    """One figure. share: of `limit`'s spans, 0 to 1; seconds: of a mean. year: of the figure, None where its source says none."""

    says: str
    source: str
    year: int | None
    limit: str | None = None
    share: float | None = None
    seconds: float | None = None


#: What customers expect first, then what brands do.
PUBLISHED = (
    Published(
        says="expect an answer within an hour",
        source="HubSpot, blog.hubspot.com/service/social-media-response-time",
        year=None,
        limit="1h",
        share=0.39,
    ),
    Published(
        says="expect an answer within a day",
        source="HubSpot, blog.hubspot.com/service/social-media-response-time",
        year=None,
        limit="24h",
        share=0.79,
    ),
    Published(says="what customers expect", source="Sprout Index", year=2016, seconds=4 * 3600.0),
    Published(says="what brands take on average", source="Sprout Index", year=2016, seconds=10 * 3600.0),
    Published(says="retailers on X take on average", source="Eptica", year=2015, seconds=31 * 3600.0 + 12 * 60.0),
    Published(
        says='"very responsive" badge: at least this share within 15 minutes, over 7 days',
        source="Facebook, secondary",
        year=None,
        limit="15m",
        share=0.9,
    ),
    Published(
        says="answered within an hour, 523 public support conversations of 24 accounts, all answered",
        source="IBM/twitter-customer-care-document-prediction, 2018 to 2020",
        year=2020,
        limit="1h",
        share=0.438,
    ),
)
