"""Signals: pure measures of one watch. Time is an argument, state is bounded, every number cites its source."""
