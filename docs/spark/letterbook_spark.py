"""Documents through `letterbook stream` in Apache Spark, a process for each partition."""

import json
import subprocess
import threading


def through_pipe(lines, command="letterbook stream --jobs 1"):
    """An RDD of lines of JSON with `document` and `text`, as an RDD of records, in order."""
    return lines.pipe(command, checkCode=True)


def through_letterbook(command):
    """For `mapInArrow`: batches with `document` and `text` to batches with `document` and `record`, in order."""

    def convert(batches):
        import pyarrow

        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        failed = []
        sent = []  # How many rows each batch had: as many answers are its own.
        ready = threading.Semaphore(0)

        def feed():
            # Beside the reading of the answers, or two full pipes would wait for each other.
            try:
                for batch in batches:
                    names, texts = batch.column("document").to_pylist(), batch.column("text").to_pylist()
                    sent.append(names)
                    ready.release()
                    for name, text in zip(names, texts):
                        line = json.dumps({"document": name, "text": text}) + "\n"
                        process.stdin.write(line.encode())
                    process.stdin.flush()
            except Exception as error:
                failed.append(error)
            finally:
                try:
                    process.stdin.close()
                except OSError:
                    pass
                sent.append(None)
                ready.release()

        threading.Thread(target=feed, daemon=True).start()
        while True:
            ready.acquire()
            names = sent.pop(0)
            if names is None:
                break
            answers = [process.stdout.readline() for _ in names]
            if not all(answers):
                raise RuntimeError("letterbook stream ended early")
            records = [answer.decode().rstrip("\n") for answer in answers]
            yield pyarrow.RecordBatch.from_arrays(
                [pyarrow.array(names, pyarrow.string()), pyarrow.array(records, pyarrow.string())],
                ["document", "record"],
            )
        if process.wait() != 0 or failed:
            raise RuntimeError(f"letterbook stream failed: {failed or process.returncode}")

    return convert
