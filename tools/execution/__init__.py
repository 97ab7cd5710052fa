"""Execution: arming and sending what was decided (T3, T4); `executor.py` is the only caller of adapters."""

from tools.execution.executor import Arming, Executor, Sending
from tools.execution.registry import Adapters

__all__ = ["Adapters", "Arming", "Executor", "Sending"]
