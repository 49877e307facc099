"""One way to reach people a file. `build.build` makes them from settings."""
