"""Companies: random companies that change while they are planned, as a system of record and a world outside it.

draws      randomness of its own for everything, so that what one policy does never changes what happens to another
fate       demand, customer orders, promotions, late suppliers and closed lanes, drawn before the first day
company    a network, its opening state and its past
record     open documents as the company's own ERP holds them
world      days that pass: what arrives, what is told, what is sold
carrying   what actions do
accounts   what it earns, costs and serves
foresight  the most any plan could have earned that knew everything beforehand
"""

from tools.simulation.companies.accounts import Accounts
from tools.simulation.companies.carrying import carry_out
from tools.simulation.companies.company import Company, random_company
from tools.simulation.companies.foresight import foresight_profit
from tools.simulation.companies.world import World

__all__ = ["Accounts", "Company", "World", "carry_out", "foresight_profit", "random_company"]
