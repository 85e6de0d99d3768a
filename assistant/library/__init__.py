"""Files become passages: reading, chunking, indexing, retrieving."""
