"""Content rules that only running can tell, one a file: each declares `CHECK`, like those of `bot.bank.checks`."""
