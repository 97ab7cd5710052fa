"""Placement: where safety stock stands in a network, at least cost under guaranteed service, with a proof.

network, checks         what is asked, and what is refused
willems, stockpyl, reading   the files it comes in
topology, flows, tables, cover, limits   from a network to tables: one per stage, over inbound and quoted time
sweeps, pairs, rounding   kernels: prices and bounds, smoothed sweeps, placements from prices
relaxation              the linear programme over the pairs that are left
solve                   bound and cost until they meet
placing, placement      the public calls and their answer
conflicts               limits that contradict each other, none of them needlessly
picture                 the network with its stock, as SVG
certificate, checker    the proof, and who checks it: `checker` imports nothing from here
"""

from tools.optimizer.placement.network import PlacementNetwork, Stage
from tools.optimizer.placement.picture import placement_svg
from tools.optimizer.placement.placement import Placement, StageLevels
from tools.optimizer.placement.placing import Placer, place
from tools.optimizer.placement.reading import read_network

__all__ = ["Placement", "PlacementNetwork", "Placer", "Stage", "StageLevels", "place", "placement_svg", "read_network"]
