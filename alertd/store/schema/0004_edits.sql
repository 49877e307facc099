-- An edit of a mention names its author as the mention does, and is kept no longer. The words of 0002, with edits among the mentions;
-- aging.py must ask in these very words.
DROP INDEX event_mention_at;
DROP INDEX event_other_at;
CREATE INDEX event_mention_at ON event (at)
    WHERE kind IN ('mention_seen', 'mention_edited', 'reply_seen', 'count_seen', 'poisoned');
CREATE INDEX event_other_at ON event (at)
    WHERE kind NOT IN ('mention_seen', 'mention_edited', 'reply_seen', 'count_seen', 'poisoned');
