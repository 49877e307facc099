-- A page may have arrived because nobody answered (is_unanswered: once more, then another way) or because of what was answered.
ALTER TABLE outbox ADD COLUMN is_unanswered INTEGER NOT NULL DEFAULT 0;
