"""Which stage lies beside another on the way in."""

from __future__ import annotations

from itertools import pairwise

import pytest

from crm.domain.opportunities import ALL_STAGES, STAGES, WAYS_OUT, stage_beside


@pytest.mark.parametrize(("stage", "following"), list(pairwise(STAGES)))
def test_each_stage_leads_to_the_next_and_back(stage, following):
    assert stage_beside(stage, 1) == following
    assert stage_beside(following, -1) == stage


def test_there_is_nothing_before_the_first_and_after_the_last():
    assert stage_beside("lead", -1) is None
    assert stage_beside("accepted", 1) is None


@pytest.mark.parametrize("stage", WAYS_OUT)
def test_the_ways_out_are_not_on_the_way(stage):
    assert stage in ALL_STAGES
    assert stage_beside(stage, 1) is None and stage_beside(stage, -1) is None
