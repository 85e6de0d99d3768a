"""Question -> answer: quoted, written by a model, or counted in the catalogue."""
