"""`python -m benchmarks [NAME…]`: run the named measurements, or all, and print a table.

A row gives the median of several repetitions and a ratio or a throughput: a machine's own
speed varies.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

Row = tuple[str, str, str]


def median(action: Callable[[], object], repeat: int = 5) -> float:
    """Return the median time of `action` in seconds, after one warm-up."""
    action()
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def command(*words: str, ok: tuple[int, ...] = (0,)) -> Callable[[], None]:
    """Return an action that runs Flatcheck in a process of its own, with compiled bytecode."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    code = "import sys; from verify.cli import main; sys.exit(main())"

    def action() -> None:
        done = subprocess.run(
            [sys.executable, "-P", "-c", code, *words], env=environment, capture_output=True
        )
        if done.returncode not in ok:
            raise SystemExit(done.stderr.decode())

    return action


def startup() -> Iterator[Row]:
    """Start the command line."""
    bare = median(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    for words in (("--help",), ("list", "--json")):
        took = median(command(*words))
        yield f"flatcheck {' '.join(words)}", f"{took:.3f} s", f"{took / bare:.1f} × bare Python"


def quick() -> Iterator[Row]:
    """Run the quick profile, with one worker and with two."""
    took = {}
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as out:
            action = command("run", "--profile", "quick", "--workers", str(workers), "--out", out)
            took[workers] = median(action, repeat=1)
        note = "" if workers == 1 else f"{took[1] / took[2]:.2f} × faster than one"
        yield f"quick profile, {workers} worker(s)", f"{took[workers]:.1f} s", note


def differences() -> Iterator[Row]:
    """Take a Hessian trace by exact second differences, beside the Jacobian that it checks."""
    from theorems.core.models import model_of
    from verify.exact.differences import hessian_trace

    rows = [[str((3 * i + 5 * j) % 7 - 3) for j in range(4)] for i in range(8)]
    instance = {
        "model": "bias",
        "W1": rows,
        "b1": [f"{i + 1}/3" for i in range(8)],
        "W2": [f"{i - 3}/2" if i != 3 else "5" for i in range(8)],
        "X": [[str(x) for x in row] for row in ((1, 1, 1, -1), (1, -1, 1, 1), (-1, 1, -1, 1))],
    }
    model = model_of(instance)
    labels = [Fraction(1)] * 3
    exact = median(
        lambda: hessian_trace(model.loss(labels), model.theta, region=model.region), repeat=3
    )
    slope = median(model.jacobian, repeat=3)
    count = len(model.theta)
    yield (
        f"exact second differences, {count} parameters, 3 samples",
        f"{count / exact:.0f} parameters/s",
        f"{exact / slope:.0f} × the exact Jacobian",
    )


def program() -> Iterator[Row]:
    """Enumerate activation patterns, and bracket the least trace over all widths."""
    from theorems.core.cells import enumerate_cells
    from theorems.core.data import p_xor_sample
    from theorems.core.flattest import flattest

    for d, n in ((2, 4), (3, 8), (4, 8)):
        points, labels = p_xor_sample(d, n, seed=d)
        inputs = [[int(v) for v in row] for row in points]
        targets = [int(v) for v in labels]
        augmented = [[*row, 1] for row in inputs]
        took = median(lambda rows=augmented: enumerate_cells(rows), repeat=3)
        count = len(enumerate_cells(augmented).cells)
        yield f"cells, d = {d}, n = {n}", f"{count / took:.0f} cells/s", f"{count} cells"
        took = median(lambda x=inputs, y=targets: flattest(x, y), repeat=3)
        yield f"least trace, d = {d}, n = {n}", f"{took:.2f} s", f"{count / took:.0f} cells/s"


def cells() -> Iterator[Row]:
    """Enumerate cells alone, then bracket least traces of growing data up to 10 s and to 60 s.

    Integer points in general position at d = 4, with biases; times are of one core's processor.
    """
    import numpy as np

    from theorems.core.cells import enumerate_cells
    from theorems.core.flattest import flattest

    def timed(action: Callable[[], object]) -> float:
        began = time.process_time()
        action()
        return time.process_time() - began

    generator = np.random.default_rng(0)
    points = generator.integers(-9, 10, size=(24, 4)).tolist()
    labels = generator.integers(-3, 4, size=24).tolist()
    flattest(points[:6], labels[:6])  # imports are not measured
    for n in (12, 16, 20):
        rows = [[*x, 1] for x in points[:n]]
        count = len(enumerate_cells(rows).cells)
        took = min(timed(lambda rows=rows: enumerate_cells(rows)) for _ in range(3))
        yield (
            f"cells alone, d = 4, n = {n}",
            f"{count / took:.0f} cells/s",
            f"{count} cells, proved",
        )
    largest: dict[int, tuple[str, str, str]] = {}
    for n in (8, 10, 12, 14, 16, 18, 20, 22):
        began = time.process_time()
        found = flattest(points[:n], labels[:n])
        took = time.process_time() - began
        gap = float((found.upper - found.lower) / found.upper)
        row = (
            f"n = {n}, {found.patterns} cells, in {took:.1f} s",
            f"{found.patterns / took:.0f} cells/s, relative gap {gap:.0e}",
        )
        largest |= {
            limit: (f"largest in {limit} s, d = 4", *row) for limit in (10, 60) if took < limit
        }
        if took >= 60:
            break
    yield from largest.values()


def masks() -> Iterator[Row]:
    """Draw Bernoulli masks, beside the raw generator."""
    import numpy as np

    from theorems.core.masks import bernoulli_masks

    n, columns = 12, 1 << 16
    took = median(lambda: bernoulli_masks(n, columns, seed=1))
    generator = np.random.default_rng(1)
    raw = median(lambda: generator.bytes(n * columns // 8))
    rate = n * columns / took / 1e6
    yield "Bernoulli masks", f"{rate:.0f} Mbit/s", f"{raw / took:.0%} of the raw generator"


STREAM = """
import sys, time
from concurrent.futures import ThreadPoolExecutor
import numpy as np
from theorems.core.streaming import stream

n, workers, count = map(int, sys.argv[1:])

def draw(key):
    generator = np.random.PCG64DXSM(key)
    for _ in range(1 << 12):
        generator.random_raw(1 << 14)

def timed(action):
    wall, work = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - wall, time.process_time() - work

def raw():
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(draw, range(workers)))

around = [timed(raw)[1]]
took, work = timed(lambda: stream(n, seed=0, workers=workers, count_ones=bool(count)))
around.append(timed(raw)[1])
drawn = workers * 2**29
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(took, work, 2 * drawn / sum(around), int(peak) * 1024)
"""


STREAMED = """
import sys, time
import numpy as np

name, n, steps, workers = sys.argv[1], *map(int, sys.argv[2:])
if name == "thm3":
    from theorems.core.streaming_thm3 import stream_theorem3 as execute
    parameters = {"eta": "1/4", "r": "1/250", "rho": "1/10000"}
else:
    from theorems.core.streaming_thm7 import stream_theorem7 as execute
    parameters = {"eta": "1/4", "r": "1/500"}

def rate(action, size):
    action()
    began = time.process_time()
    for _ in range(1 << 11):
        action()
    return size * (1 << 11) / (time.process_time() - began)

generator, words = np.random.PCG64DXSM(0), 1 << 14
rows = generator.random_raw(words)
joint, count = np.empty_like(rows), np.empty(words, dtype=np.uint8)

def pair():
    np.bitwise_and(rows, rows, out=joint)
    np.bitwise_count(joint, out=count)
    np.add.reduce(count, dtype=np.uint32)

raw, pairs = rate(lambda: generator.random_raw(words), 8 * words), rate(pair, words)
wall, work = time.perf_counter(), time.process_time()
run = execute(n, steps, **parameters, seed=0, workers=workers)
wall, work = time.perf_counter() - wall, time.process_time() - work
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
low, high = map(float, run.least_ratio)
passes = run.seed + 1 + (name == "thm7")
print(wall, work, raw, pairs, int(peak) * 1024, run.seed, passes, low, high)
"""


def _streamed(name: str, n: int, steps: int) -> tuple[list[float], str]:
    """Return what the script above measured, and the words that its rows share."""
    words = [sys.executable, "-c", STREAMED, name, str(n), str(steps), "2"]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found = [float(word) for word in done.stdout.split()]
    _, work, raw, _, peak, seed, passes, low, _ = found
    limit = passes * n * 2 ** (n - 3) / raw
    return found, (
        f"CPU {work:.1f} s, {limit:.1f} s of it for the raw generator ({raw / 1e9:.2f} GB/s); "
        f"{peak / 1e6:.0f} MB resident; seed {seed:.0f}; least F(ŵ_τ) is {low:.5f} of the rate"
    )


def thm3_stream() -> Iterator[Row]:
    """Execute Theorem 3 on a streamed sample in a process of its own (Linux), two workers.

    All signs are drawn, both ends of the inner maximum evaluated at each step, and the risks of all
    suffix averages enclosed. The seconds of the raw generator are the machine's limit.
    """
    n, steps = 32, 10**6
    found, beside = _streamed("thm3", n, steps)
    yield f"theorem 3, n = {n}, T = {steps:.0e}", f"{found[0]:.1f} s", beside


def thm7_stream() -> Iterator[Row]:
    """Execute Theorem 7 on a streamed sample in a process of its own (Linux), two workers.

    One pass for each sample tried, and one more for the Gram matrix. The machine's limit is the
    time of the generator alone, and of an AND, a popcount and a sum for each pair of rows alone.
    """
    n, steps = 29, 10**6
    found, beside = _streamed("thm7", n, steps)
    pairs = n * (n + 1) // 2 * 2 ** (n - 6) / found[3]
    beside += f"; ANDs and popcounts alone {pairs:.1f} s"
    yield f"theorem 7, n = {n}, T = {steps:.0e}", f"{found[0]:.1f} s", beside


def thm7_audit() -> Iterator[Row]:
    """Do the work of the public reproduction of Theorem 7, beside copying what it keeps."""
    import numpy as np

    from theorems.core.audit7 import published_audit
    from theorems.core.masks import bernoulli_masks, zero_columns

    n, drawn = 6, []
    for stream in range(200):
        masks = bernoulli_masks(n, 1 << n, seed=1, stream=stream)
        drawn += [masks] if len(zero_columns(masks)) == 1 else []
    samples = np.stack(drawn[:10])
    took = median(lambda: published_audit(samples), repeat=15)
    found = published_audit(samples)
    runs = sum(x.norms[..., 0].size for x in found)
    averages = sum(x.norms.size for x in found)
    # each iterate has 64 + 1 + T − 1 coordinates that are kept
    path = np.zeros(sum(x.norms.size * ((1 << n) + x.steps) for x in found))
    copied = median(path.copy, repeat=15)
    yield (
        f"theorem 7 audited: {runs} runs, {averages} suffix averages",
        f"{took * 1000:.1f} ms",
        f"{averages / took / 1000:.0f} thousand averages/s; "
        f"copying the iterates {copied * 1000:.1f} ms",
    )


def thm1_stream() -> Iterator[Row]:
    """Stream every bit of Theorem 1 in a process that imports the kernel alone (Linux).

    Beside it, the raw generator drawn by as many threads just before and just after. Its speed, and
    the share of it, are for a second of processor time, so that other programs do not count.
    """
    for n, workers, count, repeat in ((30, 1, 1, 3), (30, 1, 0, 3), (33, 2, 0, 3)):
        runs = []
        for _ in range(repeat):
            words = [sys.executable, "-c", STREAM, str(n), str(workers), str(count)]
            done = subprocess.run(words, check=True, capture_output=True, text=True)
            runs.append([float(word) for word in done.stdout.split()])
        took, work, raw, peak = sorted(runs)[repeat // 2]
        size = n * 2 ** (n - 3)
        yield (
            f"all {n}·2^{n} bits{' counted' * count}, {workers} worker(s)",
            f"{took:.2f} s",
            f"{size / work / 1e9:.2f} GB/s a core, {size / work / raw:.0%} of the raw "
            f"{raw / 1e9:.2f}; CPU {work:.2f} s; {peak / 1e6:.0f} MB resident",
        )


def dense() -> Iterator[Row]:
    """Step over all coordinates of Theorem 3 at n = 11, T = 2^13, beside a triad of that size.

    The bytes are those that a step must move, w in and out. Times are of one core's processor, the
    least of several taken in turns: other programs share the memory's bandwidth.
    """
    import numpy as np

    from theorems.core.dense import Axis, Point
    from theorems.core.dense_descent import dense_gd, dense_sa_gd, dense_sam
    from theorems.core.dense_loss import Masked
    from theorems.core.masks import bernoulli_masks

    n, length, steps, r = 11, 1 << 13, 2, 0.1
    rng = np.random.default_rng(0)
    start = Point(rng.standard_normal((1 << n, length)) / 1e5, np.asarray(0.1))
    model = Masked(bernoulli_masks(n, 1 << n, seed=0), 0.01, signed=True)
    d = start.rows.size
    a, b, c = np.zeros(d), np.ones(d), np.ones(d)

    def triad(_: int) -> None:
        np.multiply(c, 3.0, out=a)
        np.add(a, b, out=a)

    def gd(count: int) -> None:
        dense_gd(model, start, eta=0.5, steps=count)

    def sa_gd(count: int) -> None:
        dense_sa_gd(model, lambda t: Axis(7, t - 1, r), start, radius=r, eta=0.5, steps=count)

    def sam(count: int) -> None:
        dense_sam(model, start, radius=r, eta=0.5, steps=count, zero="stay")

    times: dict[tuple[Callable[[int], None], int], list[float]] = {}
    for _ in range(8):
        for action in (triad, gd, sa_gd, sam):
            for count in (1, 1 + steps):
                began = time.process_time()
                action(count)
                times.setdefault((action, count), []).append(time.process_time() - began)
    limit = 24 * d / min(times[triad, 1] + times[triad, 1 + steps])
    yield f"triad, {d} coordinates, one core", f"{limit / 1e9:.1f} GB/s", "the machine's limit"
    for name, method in (("GD", gd), ("SA-GD", sa_gd), ("SAM", sam)):
        step = (min(times[method, 1 + steps]) - min(times[method, 1])) / steps
        rate = 16 * d / step
        yield (
            f"dense {name}, n = {n}, T = {length}, d = {d + 1}",
            f"{step * 1e3:.0f} ms/step",
            f"{rate / 1e9:.1f} GB/s that must move, {rate / limit:.0%} of the triad",
        )


def replay() -> Iterator[Row]:
    """Replay the committed report's certificates with the standard library alone."""
    report = Path(__file__).resolve().parents[1] / "reports" / "quick" / "report.json"
    module = Path(__file__).resolve().parents[1] / "verify" / "replay.py"
    count = len(list((report.parent / "certificates").glob("*.json")))
    words = [sys.executable, "-I", "-S", str(module), str(report)]
    took = median(lambda: subprocess.run(words, check=True, capture_output=True), repeat=3)
    yield f"replay of {count} certificates", f"{took:.2f} s", f"{count / took:.1f} certificates/s"


def performance() -> Iterator[Row]:
    """Prove and bracket worst cases over a class, beside what the solver alone takes for them.

    A certificate ends in one that the replay accepted, a worst case in two exact ends; the last
    rows replay the certificates in a process with the standard library alone.
    """
    from verify.exact.certificates import write
    from verify.solvers.performance import (
        certify,
        first_order_bound,
        gradient_descent,
        perturbed,
        perturbed_bound,
        worst_case,
    )
    from verify.solvers.performance.search import optimum

    steps = [[0] * k + [1] for k in range(6)]
    bounds = {
        "gradient descent": ("bench.gd/rate", first_order_bound(steps, 1, "1001/26000")),
        "SA-GD": (
            "sco.thm2/minimization",
            perturbed_bound(6, "1/4", 1, start="2/3", beyond=4, method="argmax"),
        ),
        "SAM": (
            "sco.thm5/minimization",
            perturbed_bound(6, "1/4", 1, start="2/3", beyond=4, method="ascent"),
        ),
    }
    for name, (claim, bound) in bounds.items():
        took = median(lambda c=claim, b=bound: certify(c, [b]))
        solver = median(lambda b=bound: optimum(b.program))
        yield (
            f"T = 6 certificate, {name}",
            f"{took:.3f} s",
            f"{took / solver:.2f} × one solve; {1 / took:.1f} certificates/s",
        )
    for name, program in (
        ("gradient descent", gradient_descent(12, 1)),
        ("perturbed steps", perturbed(12, "1/4", 1)),
        ("perturbed steps, ρ = 1", perturbed(12, "1/4", 1, ball=1)),
    ):
        took = median(lambda p=program: worst_case(p), repeat=3)
        solver = median(lambda p=program: optimum(p), repeat=3)
        size = f"{len(program.vectors)} vectors, {len(program.constraints)} inequalities"
        yield (
            f"T = 12 worst case, {name}",
            f"{took:.2f} s",
            f"{took / solver:.1f} × one solve; {size}",
        )
    module = Path(__file__).resolve().parents[1] / "verify" / "replay.py"
    plain = [sys.executable, "-I", "-S"]
    bare = median(lambda: subprocess.run([*plain, "-c", "pass"], check=True))
    with tempfile.TemporaryDirectory() as folder:
        for name, (claim, bound) in bounds.items():
            words = [*plain, str(module), f"{folder}/{write(folder, certify(claim, [bound]))}"]
            took = median(lambda w=words: subprocess.run(w, check=True, capture_output=True))
            yield f"T = 6 replay, {name}", f"{took:.3f} s", f"{took / bare:.1f} × bare Python"


ALL: dict[str, Callable[[], Iterator[Row]]] = {
    "startup": startup,
    "quick": quick,
    "differences": differences,
    "program": program,
    "cells": cells,
    "masks": masks,
    "thm1_stream": thm1_stream,
    "thm3_stream": thm3_stream,
    "thm7_stream": thm7_stream,
    "thm7_audit": thm7_audit,
    "dense": dense,
    "replay": replay,
    "performance": performance,
}


def main(names: list[str]) -> int:
    """Run the measurements of these names and print their rows."""
    from rich.console import Console
    from rich.table import Table

    unknown = [name for name in names if name not in ALL]
    if unknown:
        sys.stderr.write(f"no measurement {unknown[0]!r}; there are: {', '.join(ALL)}\n")
        return 2
    table = Table("measurement", "median", "beside", box=None)
    for name in names or ALL:
        for row in ALL[name]():
            table.add_row(*row)
    Console(width=110).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
