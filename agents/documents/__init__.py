"""Documents: the steps of a plan gathered into the documents people know, each with its owner and its action id.

document     one leg in the making
purchases    orders of our own, and the ERP's requests released or withdrawn
changes      what a supplier is asked about an open order, and shipments rerouted
transfers    stock moved between our own locations
promises     what customers are told, given or offered instead
promotions   demand that is moved
levels       inventory parameters
gathering    all of them, for one plan
touched      what legs change, and what no other case may change meanwhile
"""

from agents.documents.document import Document
from agents.documents.gathering import documents_of
from agents.documents.touched import documents_touched, places_touched

__all__ = ["Document", "documents_of", "documents_touched", "places_touched"]
