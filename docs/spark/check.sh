#!/usr/bin/env bash
# Tries docs/spark.md on a standalone cluster on this machine: a master and two workers from the PySpark wheel.
# Needs Java 17 and Python 3 with venv; takes some minutes, and says so and ends well where something is missing.
# docs/spark/check.sh [PROGRAM]; VENV=DIR keeps the Python environment.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
program=$(realpath "${1:-$root/target/release/letterbook}")

skip() {
    echo "skipped: $1"
    exit 0
}
[ -x "$program" ] || skip "there is no $program; \`cargo build --release\` makes it"
java -version >/dev/null 2>&1 || skip "there is no Java"
work=$(mktemp -d)
started=()
finish() {
    for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT

venv=${VENV:-$work/venv}
if [ ! -x "$venv/bin/spark-submit" ]; then
    python3 -m venv "$venv" || skip "there is no python3 with venv"
    "$venv/bin/pip" install --quiet 'pyspark>=4,<5' pyarrow 'pandas<3' || skip "PySpark cannot be installed"
fi
spark=$("$venv/bin/python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
export SPARK_HOME=$spark SPARK_LOCAL_IP=127.0.0.1 SPARK_WORKER_DIR=$work/workers SPARK_LOG_DIR=$work
export PYSPARK_PYTHON=$venv/bin/python PYSPARK_DRIVER_PYTHON=$venv/bin/python SPARK_DAEMON_MEMORY=256m

free() { "$venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free)
"$spark/bin/spark-class" org.apache.spark.deploy.master.Master \
    --host 127.0.0.1 --port "$port" --webui-port "$(free)" >"$work/master.log" 2>&1 &
started+=($!)
for worker in 1 2; do
    "$spark/bin/spark-class" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores 1 --memory 768m \
        --webui-port "$(free)" "spark://127.0.0.1:$port" >"$work/worker$worker.log" 2>&1 &
    started+=($!)
done
for _ in $(seq 180); do
    [ "$(grep -cs "Registering worker" "$work/master.log")" = 2 ] && break
    sleep 1
done
[ "$(grep -c 'Registering worker' "$work/master.log")" = 2 ] || { tail "$work"/*.log; echo "the workers do not start"; exit 1; }

cd "$here"
PYTHONDONTWRITEBYTECODE=1 "$venv/bin/spark-submit" --master "spark://127.0.0.1:$port" --conf spark.driver.host=127.0.0.1 \
    --conf spark.driver.bindAddress=127.0.0.1 --conf spark.executor.memory=512m --conf spark.ui.enabled=false \
    check.py "spark://127.0.0.1:$port" "$program" "$root/input/policing" 2>"$work/driver.log" ||
    { tail -n 40 "$work/driver.log"; exit 1; }
