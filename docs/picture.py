"""Draw docs/table.svg, the README's picture, from two theorems of the committed report."""

from pathlib import Path

from verify.report import load, svg

SHOWN = ("sco.thm6", "sharpness.prop42")
HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    report = load(HERE.parent / "reports" / "quick")
    report["theorems"] = [t for t in report["theorems"] if t["label"] in SHOWN]
    (HERE / "table.svg").write_text(svg(report))
