"""The outside world: databases, scheduler, dispatchers, directories, notifiers, hosts and exporters."""
