"""Two workers at one run: every block is written once. Proven on PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.sheets.conftest import MONDAY_9_00, WANG
from tests.sheets.test_runs import LATER, names, staged
from wangge.sheets import actions
from wangge.sheets.rules import State

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_two_workers_write_every_block_of_a_run_once() -> None:
    run = staged([f"n{i},1" for i in range(1000)])
    actions.confirm(run, by=WANG, at=MONDAY_9_00)
    together = threading.Barrier(2, timeout=20)

    def work() -> None:
        try:
            together.wait()
            while actions.take_block(run, at=LATER):
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(work) for _ in range(2)]:
            future.result(timeout=60)

    run.refresh_from_db()
    assert (run.state, run.done, run.failed, len(names())) == (State.DONE, 1000, 0, 1000)
