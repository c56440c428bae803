# The other side of the benchmark of COCO's files: reads and indexes the one that is named.
# Answers with "reader<tab>seconds<tab>processor seconds<tab>peak kilobytes".
import contextlib
import io
import json
import sys
import time
from collections import defaultdict

try:
    from pycocotools.coco import COCO
except ImportError:
    COCO = None

start, spent = time.perf_counter(), time.process_time()
if COCO:
    with contextlib.redirect_stdout(io.StringIO()):
        dataset = COCO(sys.argv[1])
else:
    with open(sys.argv[1]) as file:
        dataset = json.load(file)
    images = {image["id"]: image for image in dataset["images"]}
    categories = {category["id"]: category for category in dataset["categories"]}
    annotations, of_image, of_category = {}, defaultdict(list), defaultdict(list)
    for annotation in dataset["annotations"]:
        annotations[annotation["id"]] = annotation
        of_image[annotation["image_id"]].append(annotation)
        of_category[annotation["category_id"]].append(annotation["image_id"])
wall, processor = time.perf_counter() - start, time.process_time() - spent

reader = "pycocotools" if COCO else "Python's json.load, and pycocotools' index"
# Not from getrusage: there a child has its parent's peak as well.
with open("/proc/self/status") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print(reader, wall, processor, peak, sep="\t")
