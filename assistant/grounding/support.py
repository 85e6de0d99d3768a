"""Which statement of the files supports a sentence, judged by code."""

from collections.abc import Sequence

from assistant.grounding.evidence import Evidence, Statement, coverage, numbers

# Below this share of its weighted words a sentence says more than its source.
_ENOUGH = 0.6
# Very common words alone prove nothing.
_FEWEST_TERMS = 2


def supporting(claim: str, statements: Sequence[Statement], evidence: Evidence) -> Statement | None:
    """Return the statement that supports the claim, or None.

    Every number of the claim must stand in the statement or beside it in the same passage.
    """
    terms = evidence.terms(claim)
    if len(terms) < _FEWEST_TERMS or not statements:
        return None
    weights = evidence.weights(terms)
    best = max(
        statements, key=lambda s: (coverage(weights, s.terms), coverage(weights, s.near_terms))
    )
    share = 0.7 * coverage(weights, best.terms) + 0.3 * coverage(weights, best.near_terms)
    has_numbers = numbers(claim) <= numbers(best.passage.chunk.text)
    return best if share >= _ENOUGH and has_numbers else None
