package io.plumbline.cli;

import io.plumbline.embeddedkafka.TopicCreator;
import io.plumbline.schemas.TopicSpec;
import io.plumbline.schemas.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
            "  plumbline topics --bootstrap kafka-1:9092,kafka-2:9092 --replication 3"
        })
final class TopicsCommand implements Callable<Integer> {
    @Option(names = "--bootstrap", paramLabel = "HOST:PORT,...", description = "brokers; without, nothing is made")
    private String bootstrap = "";

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
        if (!bootstrap.isEmpty()) {
            TopicCreator.ensure(bootstrap, Topics.all(), replication, Duration.ofSeconds(timeout));
            out.println("All of them are on " + bootstrap);
        }
        return 0;
    }
}
