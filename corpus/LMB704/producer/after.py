from kafka import KafkaProducer


def handler(event, context):
    producer = KafkaProducer(bootstrap_servers=["broker"])
    try:
        for order in event["orders"]:
            producer.send("orders", order)
    finally:
        producer.flush()
    return {"statusCode": 202}
