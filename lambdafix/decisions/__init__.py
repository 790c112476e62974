"""What a person decided in a review, as events in a journal, and how a decision finds its fix again."""
