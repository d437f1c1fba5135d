"""The top floor: settings, addresses, servers, the command line and the demo company."""
