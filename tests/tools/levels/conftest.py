"""The fixtures of a real Tryton, for the test of the whole way."""

from tests.services.tryton import company_file, erp

__all__ = ["company_file", "erp"]
