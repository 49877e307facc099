-- The short links of pages. A link says nothing by itself, so its page is found by it.
ALTER TABLE outbox ADD COLUMN link TEXT;
CREATE INDEX outbox_link ON outbox (link) WHERE link IS NOT NULL;
