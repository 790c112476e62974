from multiprocessing import Process, Queue


def work(number, out):
    out.put(number * number)


def handler(event, context):
    out = Queue()
    jobs = [Process(target=work, args=(number, out)) for number in event["numbers"]]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    return [out.get() for _ in jobs]
