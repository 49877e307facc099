-- That a mention has grown names its author as the mention does, and is kept no longer. The words of 0004, with growth among the
-- mentions; aging.py must ask in these very words.
DROP INDEX event_mention_at;
DROP INDEX event_other_at;
CREATE INDEX event_mention_at ON event (at)
    WHERE kind IN ('mention_seen', 'mention_edited', 'mention_grew', 'reply_seen', 'count_seen', 'poisoned');
CREATE INDEX event_other_at ON event (at)
    WHERE kind NOT IN ('mention_seen', 'mention_edited', 'mention_grew', 'reply_seen', 'count_seen', 'poisoned');
