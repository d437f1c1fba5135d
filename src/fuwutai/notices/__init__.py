"""Messages to persons about what happened, through the channels they chose, in their language, kept until delivered."""
