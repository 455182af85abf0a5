-- A call is called by its room, whose name may change, or go with the last person who was in it. What stood here was the name
-- of the day on which the call was opened.
UPDATE calls SET wanted = wanted - 'title' WHERE wanted ? 'title';
