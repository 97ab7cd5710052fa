"""Readings: what events say of item-locations, as columns; the same whatever order they are in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from tools.estimation.observations import DemandObserved
from trimtab import subjects
from trimtab.events import Event, EventType
from trimtab.state import OpenPurchaseLine, OpenTransferLine

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
