-- Retention asks for what is older than an instant. In the order of the log that is everywhere: an import of today is years old.
-- Two partial indexes, for two ages: a row is in one of them. retention.py must ask in these very words, else none is used.
CREATE INDEX event_mention_at ON event (at) WHERE kind IN ('mention_seen', 'reply_seen', 'count_seen', 'poisoned');
CREATE INDEX event_other_at ON event (at) WHERE kind NOT IN ('mention_seen', 'reply_seen', 'count_seen', 'poisoned');
CREATE INDEX rejected_at ON rejected (at);
