-- Forget how many letters were handed over in hours long past.
-- Reads:  messaging_handedover
-- Writes: messaging_handedover
-- Safe to repeat: what was forgotten is gone.
DELETE FROM messaging_handedover WHERE hour < %(before)s::timestamptz
