"""The script that the controller starts: it becomes the program under study.

``python launch.py CONFIG script.py [ARGS]`` or ``python launch.py CONFIG -m module [ARGS]``,
where CONFIG is a JSON object: directory, roots, values, lines.
"""


def _begin() -> None:
    import sys
    from importlib.util import module_from_spec, spec_from_file_location
    from os.path import abspath, dirname, join

    here = dirname(abspath(__file__))
    if not sys.flags.safe_path:
        del sys.path[0]
    spec = spec_from_file_location(
        "_hopscope_agent", join(here, "__init__.py"), submodule_search_locations=[here]
    )
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["_hopscope_agent"] = module
    spec.loader.exec_module(module)
    from _hopscope_agent.run import run  # type: ignore[import-not-found]

    run()


_begin()
