"""A real Tryton with the standard company in it, for the tests of feeds, readers and adapters."""

from tests.services.tryton import company_file, erp, shared_erp

__all__ = ["company_file", "erp", "shared_erp"]
