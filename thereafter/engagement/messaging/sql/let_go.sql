-- Let every lane be looked at at once: limits have changed, or which journeys send.
-- Reads:  messaging_lane
-- Writes: messaging_lane
-- Safe to repeat: whoever takes shuts a lane again in which nothing may go.
UPDATE messaging_lane SET opens_at = %(at)s::timestamptz WHERE opens_at > %(at)s::timestamptz
