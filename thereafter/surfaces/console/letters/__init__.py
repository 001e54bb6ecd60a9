"""Write to her: a letter by hand, with the policy's answer beside the button."""
