class KafkaProducer:
    def send(self, topic, value):
        print(value)


def handler(event, context):
    producer = KafkaProducer()
    producer.send("orders", "a")
