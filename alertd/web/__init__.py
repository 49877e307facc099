"""The HTTP side: health, intake, the interface for programs, signed links and pages for people."""
