"""The web pages: server-rendered, complete without JavaScript, kept current by server-sent events with it."""

from interfaces.web.pages import error_page
from interfaces.web.routes import web_router

__all__ = ["error_page", "web_router"]
