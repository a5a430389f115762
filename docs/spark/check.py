"""Compares the records of both ways through Spark with those of `letterbook stream` and `letterbook extract`.

check.py MASTER PROGRAM LETTERS: the URL of a cluster, the program, a folder of letters (.txt).
"""

import json
import pathlib
import subprocess
import sys
import tempfile

from pyspark.sql import SparkSession

import letterbook_spark

master, program, folder = sys.argv[1:]
letters = [(path.name, path.read_text()) for path in sorted(pathlib.Path(folder).glob("*.txt"))]
# Lines that no letter is: they are answered too.
broken = ["no JSON", "{}", '{"document": 7, "text": "a number"}', ""]
lines = [json.dumps({"document": name, "text": text}) for name, text in letters]
mixed = [line for pair in zip(lines, broken * len(lines)) for line in pair]

local = subprocess.run([program, "stream"], input=("\n".join(mixed) + "\n").encode(), stdout=subprocess.PIPE, check=True)
expected = local.stdout.decode().split("\n")[:-1]
assert len(expected) == len(mixed)

spark = SparkSession.builder.master(master).appName("letterbook").getOrCreate()
spark.sparkContext.addPyFile(letterbook_spark.__file__)

piped = letterbook_spark.through_pipe(
    spark.sparkContext.parallelize(mixed, 4), f"{program} stream --jobs 1"
).collect()
assert piped == expected, "rdd.pipe gives other records than letterbook stream"

table = spark.createDataFrame(letters, "document string, text string").repartition(4)
through = letterbook_spark.through_letterbook([program, "stream", "--jobs", "1"])
arrow = table.mapInArrow(through, "document string, record string").collect()
whole = {json.loads(line)["document"]: line for line in expected if "error" not in json.loads(line)}
assert {row.document: row.record for row in arrow} == whole, "mapInArrow gives other records"

same = table.selectExpr("document", "sha2(text, 256) as hash").collect()
assert all(json.loads(whole[row.document])["letterbook"]["text"] == row.hash for row in same), "other hashes"

with tempfile.TemporaryDirectory() as out:
    subprocess.run([program, "extract", folder, "--out", out], check=False)
    extracted = {one["document"]: one for one in json.loads(pathlib.Path(out, "documents.json").read_text())}
for name, line in whole.items():
    record = json.loads(line)
    del record["letterbook"]
    assert record == extracted[name], f"{name}: extract gives another record"

workers = spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
print(f"{len(mixed)} lines and {len(letters)} letters: the same records by rdd.pipe, mapInArrow, stream and extract; {workers} workers")
spark.stop()
