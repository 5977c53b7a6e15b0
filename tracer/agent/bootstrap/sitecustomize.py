"""What each Python process of a recorded program imports first: it leaves no trace, and begins to record.

Found through PYTHONPATH, under the one name that ``site`` imports. Interpreters that are too old
to be recorded read this as well: so plain syntax, and silence.
"""


def _begin():  # type: () -> None
    import json
    import os
    import sys

    here = os.path.dirname(os.path.abspath(__file__))
    text = os.environ.pop("HOPSCOPE_RECORDING", "")
    before = os.environ.get("PYTHONPATH", "")
    sys.path[:] = [entry for entry in sys.path if entry != here]
    sys.path_importer_cache.pop(here, None)
    sys.modules.pop("sitecustomize", None)
    own = os.pathsep.join(entry for entry in before.split(os.pathsep) if entry != here)
    config = json.loads(text)
    if own or config["python_path"] is not None:
        os.environ["PYTHONPATH"] = own
    else:
        os.environ.pop("PYTHONPATH", None)
    if sys.version_info < (3, 11):
        return
    agent = type(sys)("_hopscope_agent")
    agent.__path__ = [os.path.dirname(here)]
    sys.modules["_hopscope_agent"] = agent
    from _hopscope_agent.begin import begin  # type: ignore[import-not-found]

    begin(config)


try:
    _begin()
except Exception:  # noqa: S110 - the program must not suffer, and no spool is open yet to tell it
    pass

# The program's own, where it has one. The ImportError of a missing one is what site expects.
__import__("sitecustomize")
