"""The secret key of the house: changed without forgetting what it sealed, and looked at by the doctor."""
