"""Clients of the live program's servers: connect, send a line, see the answer, hang up."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tracer.clients.address import how, where
from tracer.errors import HopscopeError
from tracer.language import N_, _
from tui.app.keys import PLACES, bindings
from tui.text import error_words, visible

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tracer.clients.by_hand import Caller, Status
    from tui.app.clients import Clients

_HELP = N_(
    "enter: send the line (connects first if need be)   ctrl+n: another client   "
    "ctrl+t: next client\nctrl+d: hang up   ctrl+g: HTTP GET of the path typed   esc: back to the hops"
)
_STATUS: dict[Status, str] = {
    "connecting": N_("connecting"),
    "connected": N_("connected"),
    "hung up": N_("hung up"),
    "ended by the server": N_("ended by the server"),
    "failed": N_("failed"),
}
_KINDS = {"sent": N_("sent"), "heard": N_("heard")}
_MOST_LINES = 23
_SHOWN = 120
"""Characters of one answer that are shown."""


class ClientsPage(ModalScreen[None]):
    """The clients and what they said; one of them is the one that sends."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["clients"])]
    DEFAULT_CSS = """
    ClientsPage {
        align: center middle;
        & > Vertical {
            width: 96%; max-width: 110; height: auto; max-height: 90%; background: $surface; border: heavy $accent;
            padding: 0 1;
        }
        & #talk { height: auto; min-height: 8; max-height: 24; margin-bottom: 1; }
        & #keys { height: auto; color: $foreground 70%; }
        & Input, & Input:focus { border: none; height: 1; background: $panel; padding: 0; }
    }
    """

    def __init__(self, clients: Clients) -> None:
        super().__init__()
        self._clients = clients
        self._chosen = len(clients.callers) - 1
        self._trouble = ""
        self._said = ""

    def compose(self) -> ComposeResult:
        """What was said above, what to type below."""
        with Vertical():
            yield Static(id="talk", markup=False)
            yield Static(Content(_(_HELP)), id="keys", markup=False)
            yield Input(placeholder=_("a line for the server, or a path such as /"))

    def on_mount(self) -> None:
        """Begin to type."""
        self.query_one(Vertical).border_title = Content(_("Clients"))
        self.query_one(Input).focus()
        self.set_interval(0.1, self._show)
        self._show()

    @property
    def _caller(self) -> Caller | None:
        """The client that sends; None where there is none that is open."""
        clients = self._clients.callers
        if 0 <= self._chosen < len(clients) and clients[self._chosen].is_open:
            return clients[self._chosen]
        return None

    def _show(self) -> None:
        lines = [*self._server_lines(), ""]
        clients = self._clients.callers
        for index, caller in enumerate(clients):
            mark = ">" if index == self._chosen else " "
            status = _("client {number}: {status}").format(
                number=caller.number, status=_(_STATUS[caller.status])
            )
            lines.append(f"{mark} {status}")
            for kind, data in list(caller.talk)[-6:]:
                lines.append(f"      {_(_KINDS[kind])} {_shown(data)}")
        if not clients:
            lines.append(_("no client yet: type a line and press enter, or ctrl+n to connect only"))
        if self._trouble:
            lines += ["", self._trouble]
        shown = [*lines[:1], *lines[1:][-_MOST_LINES:]]
        text = "\n".join(visible(line) for line in shown)
        if text != self._said:
            self._said = text
            self.query_one("#talk", Static).update(Content(text))

    def _server_lines(self) -> list[str]:
        live = self._clients.live.state
        if not live.listening:
            return [_("no server listens yet: let the program go on (esc, then s)")]
        newest = live.listening[-1]
        reach = how(newest, web=newest.object in live.web)
        words = _("{server} listens on {where}; from outside: {command}")
        return [words.format(server=newest.object, where=where(newest), command=reach)]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Send the line."""
        event.stop()
        self._try(lambda: self._ready().send(event.value.encode() + b"\n"))
        event.input.value = ""

    def _ready(self) -> Caller:
        if self._caller is None:
            self._connect()
        caller = self._caller
        if caller is None:
            raise HopscopeError(_("the client is not connected"), _("ctrl+n opens another."))
        return caller

    def _connect(self) -> None:
        self._clients.open()
        self._chosen = len(self._clients.callers) - 1

    def _try(self, what: object) -> None:
        assert callable(what)
        self._trouble = ""
        try:
            what()
        except HopscopeError as error:
            self._trouble = error_words(error)
        self._show()

    def action_connect(self) -> None:
        """One client more."""
        self._try(self._connect)

    def action_next(self) -> None:
        """The next client sends."""
        count = len(self._clients.callers)
        if count:
            self._chosen = (self._chosen + 1) % count
        self._show()

    def action_hang_up(self) -> None:
        """Close the connection of the client that sends."""
        caller = self._caller
        if caller is not None:
            caller.hang_up()
        self._show()

    def action_get(self) -> None:
        """Ask for a path, as a browser would."""
        box = self.query_one(Input)
        path = box.value.strip() or "/"
        self._try(lambda: self._ready().get(path))
        box.value = ""


def _shown(data: bytes) -> str:
    text = data.decode("utf-8", "backslashreplace").rstrip("\r\n")
    if len(text) <= _SHOWN:
        return text
    return _("{text}… ({count} bytes)").format(text=text[:_SHOWN], count=len(data))
