from kafka import KafkaProducer


def handler(event, context):
    producer = KafkaProducer(bootstrap_servers=["broker"])
    for order in event["orders"]:
        producer.send("orders", order)
    producer.flush()
    return {"statusCode": 202}
