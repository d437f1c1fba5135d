"""Working time: which days are worked, which are not. So far whole days; hours, breaks and zones follow."""
