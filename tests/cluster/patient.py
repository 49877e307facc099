"""`alertd`, except that readers begin with the first batch, and may take long over one: a build machine may be very busy."""

import functools

from alertd.cli import main
from alertd.runtime import readers
from alertd.store.nats import far_readers

readers.LocalReaders = functools.partial(readers.LocalReaders, worth=1, latest=120.0)  # type: ignore[misc,assignment]
far_readers.FarReaders = functools.partial(far_readers.FarReaders, latest=20.0)  # type: ignore[misc,assignment]
main()
