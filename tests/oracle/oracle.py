# mypy: ignore-errors
"""What a program's hops are, found anew at every call: plain, slow, and kin to nothing of ours.

``profile`` is a ``sys.setprofile`` function (the recorder uses settrace); ``tests/oracle/launch.py``
runs a program under it and writes down what it left in ``hops`` and ``edges``.

Its review against the design's section 3 ("What is a hop"), made before its first run, stands as
comments beside the rules; quotations are that section's.
"""

import dis, os, socketserver, threading, types, weakref  # noqa: E401, I001  # fmt: skip

# "A root object is an instance of BaseServer or BaseRequestHandler."
ROOTS = SERVER, HANDLER = socketserver.BaseServer, socketserver.BaseRequestHandler
ENDS = {"RETURN": "returned", "YIELD_": "yielded", "RESUME": "yielded"}
here, hops, edges, roots, known, starts, last = threading.local(), [], [], {}, [], {}, {}


# "wraps its code (function, static- or classmethod, property, partialmethod, a __wrapped__ chain)":
# static- and classmethods have a __wrapped__; what functools makes keeps what it wraps as `func`.
def functions(value):
    yield from [value] * isinstance(value, types.FunctionType)
    for name in ("__wrapped__", "fget", "fset", "fdel", "func"):
        yield from functions(getattr(value, name)) if hasattr(value, name) else ()


# Codes are compared with `is`; "one decorator's wrapper can share a code object between two
# classes: then the free variables decide" (section 4).
def holds(space, frame, kind=object):
    own = [*getattr(space, "__dict__", {}).values()]  # a dead weak reference has none
    # A method bound to the object itself is a function of its own; any other is another object's.
    own += [v.__func__ for v in own if type(v) is types.MethodType and v.__self__ is space]
    found = [f for each in own if isinstance(each, kind) for f in functions(each)]
    free = [types.CellType(frame.f_locals.get(name)) for name in frame.f_code.co_freevars]
    return any(f.__code__ is frame.f_code and [*(f.__closure__ or ())] == free for f in found)


def family(cls):
    return {*cls.__mro__}.union(*map(family, cls.__subclasses__()))


# The (receiver class, owner) of a call that is a hop; None for any other call.
def find(frame, first):
    # type(x), never isinstance: a proxy's `__class__` is code of the program.
    code, cls = frame.f_code, first if issubclass(type(first), type) else type(first)
    # (a) for static methods: no receiver takes part, so every class of a root object is asked.
    # __new__ is stored as one, but "for class methods and __new__ the receiver is the class".
    static = [each for each in family(SERVER) | family(HANDLER) if holds(each, frame, staticmethod)]
    if static and code.co_name != "__new__":
        return None, static[0], True
    # (c) "a named function of the module socketserver": neither a class body (it has no
    # CO_OPTIMIZED) nor <genexpr>, <lambda> or a nested function, which have a "<" in their qualname.
    named = frame.f_globals is vars(socketserver) and code.co_flags & 1
    # (a) "found on a root object's class": being an argument is not enough, the first argument's MRO
    # must hold the function. A class is no root object: a metaclass's MRO is never searched.
    root, thread = issubclass(cls, ROOTS), issubclass(type(first), threading.Thread)
    held = [each for each in cls.__mro__ if (root or named or thread) and holds(each, frame)]
    # What the interpreter itself looks up in a module (`__getattr__`) is no call of the program.
    if (held and root) or (named and "<" not in code.co_qualname and code.co_qualname[:2] != "__"):
        # Two classes that hold the very same function: which of them owns it cannot be told.
        return cls if held else None, held[0] if len(held) == 1 else None, True
    # (b) "its function lies in the __dict__ of a root object", which it need not be given.
    for root in [root() for root in [*roots.values()] if holds(root(), frame)]:
        return type(root), None, True
    # (d) Thread.start and Thread.run, a subclass's own ones included ("so that the chain is
    # unbroken"); whether the thread serves shows later: see `serves` below.
    return (cls, held[0], False) if held and thread and code.co_name in ("start", "run") else None


def enter(frame):
    # The receiver is the first parameter, be it a name or the first of *args.
    code, given, count = frame.f_code, [*frame.f_locals.values()], frame.f_code.co_argcount
    given[count:count] = given.pop(count + code.co_kwonlyargcount) if code.co_flags & 4 else ()
    first = next(iter(given), None)
    roots.update({id(first): weakref.ref(first)} if issubclass(type(first), ROOTS) else {})
    if found := find(frame, first):
        # The parent is the innermost open hop, for a resumed generator too ("the hop that resumed
        # it"). "The parent of a lane's first hop is the hop that started the lane."
        up = here.stack[-1][1] if here.stack else starts.get(id(threading.current_thread()))
        hop = types.SimpleNamespace(code=code, pid=os.getpid(), lane=here.stack, parent=up)
        hop.module, hop.outcome, hop.found = frame.f_globals["__name__"], "unfinished", found
        hop.serves, hop.begun, above = found[2], False, up and up.request
        # (d) "of a thread that serves (so that the chain is unbroken)": one in which a hop by (a) to
        # (c) runs. Such a hop keeps all starts and runs that led to it, over all lanes.
        while hop.serves and up and not up.serves:
            up.serves, up = True, up.parent
        # "its own request argument, else its receiver (a handler), else its parent". By identity.
        given += [vars(first).get("request")] if issubclass(type(first), HANDLER) else []
        hop.request = next((n for n, r in enumerate(known, 1) if any(r is v for v in given)), above)
        # "queue (a request's lane changed without a start)": the hop above, the lane's starter
        # included, does not have the request, and the request's last hop is in another lane.
        if hop.request != above and last[hop.request].lane is not hop.lane:
            edges.append((last[hop.request], hop, "queue"))
        last[hop.request] = starts[id(first)] = hop
        hops.append(hop)
        here.stack.append((frame, hop))


def profile(frame, event, value):
    here.__dict__.setdefault("stack", [])
    # "Fork: in the child, inherited open hops are parents only, their returns there are not
    # recorded": they stay on the stack, as hops of another pid, and close there unseen.
    # A first run stands at RESUME 0. A generator that goes on is no new call: it stands at RESUME 1
    # to 3, or (before 3.13, closed or thrown into) at the yield.
    at = dis.opname[frame.f_code.co_code[frame.f_lasti]][:6]
    if event == "call" and at == "RESUME" and not frame.f_code.co_code[frame.f_lasti + 1] & 3:
        enter(frame)
    # A generator's hop ended at its first yield: its later yields and its return find no open hop.
    elif event == "return" and here.stack and here.stack[-1][0] is frame:
        hop = here.stack.pop()[1]
        # "raised, told apart from returning None": by the opcode at which the frame was left. (3.13
        # leaves a yield at the RESUME behind it.)
        hop.outcome = ENDS.get(at, "raised")
        # "begins when get_request returns", and "a failed or timed-out get_request does not (count)".
        # An override's super().get_request() has begun it already: what the override returns is
        # the request object then.
        if hop.code.co_name == "get_request" and hop.outcome == "returned":
            known[len(known) - hop.begun :], last[len(known)] = [value[0]], hop
            # "the enclosing _handle_request_noblock/handle_request and get_request get it
            # afterwards": the enclosing ones of this call, no outer server's.
            while hop and hop.code.co_name.endswith(("get_request", "handle_request", "_noblock")):
                hop.request, hop.begun, hop = len(known), True, hop.parent
