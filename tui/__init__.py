"""The part of hopscope that a person sees: commands, reports, the app."""
