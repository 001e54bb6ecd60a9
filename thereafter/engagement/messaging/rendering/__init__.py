"""From a message to the bytes of a mail: `facts` reads, `child` fills in apart, `mime` packs, `letters` leads."""
