-- What we answered, by its instant: in a week of a large brand there are a hundred thousand posts between two answers. history.py must ask
-- in these very words.
CREATE INDEX event_reply_at ON event (at, seq) WHERE kind = 'reply_seen';
