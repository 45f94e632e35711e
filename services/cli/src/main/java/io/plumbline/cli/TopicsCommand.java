package io.plumbline.cli;

import io.plumbline.embeddedkafka.TopicCreator;
import io.plumbline.schemas.TopicSpec;
import io.plumbline.schemas.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the fleet's topics on a cluster of yours, as the services expect them.",
            "",
            "Topics that exist are brought up to the specification (retention, sizes, more partitions); nothing is ever",
            "removed. Run it before the services start: they do not make topics by using them.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  plumbline topics                                                    (only shows them)",
            "  plumbline topics --bootstrap kafka-1:9092,kafka-2:9092 --replication 3",
            "  plumbline topics --client-config admin.properties --replication 3   (brokers with TLS and a password)"
        })
final class TopicsCommand implements Callable<Integer> {
    @Option(
            names = {"--bootstrap", "--bootstrap-server"},
            paramLabel = "HOST:PORT,...",
            description = "brokers (default: bootstrap.servers in --client-config; without either, nothing is made)")
    private Optional<String> bootstrap = Optional.empty();

    @Mixin
    private ClientConfigOption clientConfig = new ClientConfigOption();

    @Option(names = "--replication", description = "copies of each partition of a new topic (${DEFAULT-VALUE})")
    private int replication = 1;

    @Option(names = "--timeout-s", description = "seconds for all of it (${DEFAULT-VALUE})")
    private int timeout = 60;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-42s %10s %12s %14s%n", "topic", "partitions", "retention", "record at most");
        for (TopicSpec topic : Topics.all()) {
            out.printf(
                    "%-42s %10d %12s %10d KiB%n",
                    topic.name(),
                    topic.partitions(),
                    topic.retention().equals(TopicSpec.FOREVER)
                            ? "for ever"
                            : topic.retention().toDays() + " d",
                    topic.bytesMax() >> 10);
        }
        Map<String, Object> client = clientConfig.read();
        bootstrap.ifPresent(brokers -> client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers));
        if (client.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            TopicCreator.ensure(client, Topics.all(), replication, Duration.ofSeconds(timeout));
            out.println("All of them are on " + client.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
        }
        return 0;
    }
}
