"""What a test asks of an assistant's tools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from anyio.from_thread import BlockingPortal
from mcp import ClientSession
from mcp.types import CallToolResult, TextContent


@dataclass(frozen=True)
class Assistant:
    """A connected client; the SDK checks every answer against the schema of its tool."""

    portal: BlockingPortal
    session: ClientSession

    def call(self, tool: str, **arguments: object) -> CallToolResult:
        """The result of a tool, error or not."""
        result = self.portal.call(self.session.call_tool, tool, dict(arguments))
        assert isinstance(result, CallToolResult)
        return result

    def data(self, tool: str, **arguments: object) -> dict[str, Any]:
        """The structured content of a call that succeeds."""
        result = self.call(tool, **arguments)
        assert not result.isError, text(result)
        assert result.structuredContent is not None
        return result.structuredContent

    def error(self, tool: str, **arguments: object) -> dict[str, Any]:
        """The members of the error that a call ends with; its text is what they say."""
        result = self.call(tool, **arguments)
        assert result.isError, text(result)
        assert result.structuredContent is not None
        assert result.structuredContent["detail"] in text(result)
        assert result.structuredContent.get("remedy", "") in text(result)
        assert "Traceback" not in text(result)
        return result.structuredContent


def text(result: CallToolResult) -> str:
    """What a person reads."""
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text
