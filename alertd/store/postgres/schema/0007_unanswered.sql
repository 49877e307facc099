-- A page may have arrived because nobody answered (is_unanswered: once more, then another way) or because of what was answered
-- (is_repeat alone: tried as often as any). Pages of before: is_repeat alone, so one of them may be tried once more.
ALTER TABLE outbox ADD COLUMN is_unanswered INTEGER NOT NULL DEFAULT 0;
