from kafka import KafkaProducer


def handler(event, context):
    producer = KafkaProducer(bootstrap_servers=["broker"])
    for order in event["orders"]:
        producer.send("orders", order).get(timeout=5)
    return {"statusCode": 202}
