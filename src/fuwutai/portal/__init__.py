"""Pages for whoever asks for help: report, follow, reply, confirm or reject."""
