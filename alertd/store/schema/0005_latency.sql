-- When a page left, and when its provider and its phone had it: how long paging takes is read here. Null for pages of before.
ALTER TABLE outbox ADD COLUMN sent REAL;
ALTER TABLE outbox ADD COLUMN accepted REAL;
ALTER TABLE outbox ADD COLUMN delivered REAL;
