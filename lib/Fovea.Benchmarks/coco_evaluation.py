# The other side of the benchmark of the evaluation: evaluates the boxes of a results file with pycocotools.
# Answers with "AP<tab>wall seconds<tab>processor seconds<tab>peak kilobytes", with "none" where it is not there.
import contextlib
import io
import sys
import time

try:
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval
except ImportError:
    print("none")
    sys.exit()

with contextlib.redirect_stdout(io.StringIO()):
    truth = COCO(sys.argv[1])
    found = truth.loadRes(sys.argv[2])
    start, spent = time.perf_counter(), time.process_time()
    evaluation = COCOeval(truth, found, "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    wall, processor = time.perf_counter() - start, time.process_time() - spent
    evaluation.summarize()

# Not from getrusage: there a child has its parent's peak as well.
with open("/proc/self/status") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print(float(evaluation.stats[0]), wall, processor, peak, sep="\t")
