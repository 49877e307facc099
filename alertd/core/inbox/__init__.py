"""Who of us answers whom: claims, hand-overs, snoozes, and what people say of a post that waits."""
