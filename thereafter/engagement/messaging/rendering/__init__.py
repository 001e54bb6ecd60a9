"""From a message to the bytes of a mail: `letters` writes, `facts` reads what it needs, `child` renders apart, `mime` packs."""
