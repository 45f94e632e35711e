package io.plumbline.cli;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Source;
import io.plumbline.stages.erase.Eraser;
import io.plumbline.stages.erase.ErasureTarget;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description = {
            "Erases an answer, or everything of a tenant, from every topic and its dead letters.",
            "",
            "Kafka deletes no single records: a partition that holds some is rewritten without them, and what lay before",
            "is deleted. It waits until every consumer group has read what it rewrites; services pass over what was",
            "moved. First with --dry-run. What stays where until when: docs/operations.md.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  plumbline erase --tenant acme --id answer-17 --dry-run",
            "  plumbline erase --tenant acme --id answer-17 --audit erased.jsonl",
            "  plumbline erase --tenant acme --audit erased.jsonl       (everything of the tenant)"
        })
final class EraseCommand implements Callable<Integer> {
    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "whose; without --id everything of this tenant (with --id: " + Source.DEFAULT_TENANT + ")")
    private Optional<String> tenant = Optional.empty();

    @Option(names = "--id", paramLabel = "ID", description = "the answer: the id of its event")
    private Optional<String> id = Optional.empty();

    @Option(names = "--dry-run", description = "say what would be erased, write nothing")
    private boolean dryRun;

    @Option(names = "--by", paramLabel = "NAME", description = "who has it done (${DEFAULT-VALUE})")
    private String by = System.getProperty("user.name", "unknown");

    @Option(
            names = "--wait-s",
            paramLabel = "N",
            description = "seconds that groups may take to read what is to be rewritten (${DEFAULT-VALUE})")
    private int waitSeconds = 60;

    @Option(
            names = "--ignore-group",
            paramLabel = "GROUP",
            description = "a consumer group that nobody reads with any more; repeat for more")
    private Set<String> ignored = Set.of();

    @Option(
            names = "--audit",
            paramLabel = "FILE",
            description = "append a JSON line for each record here (default: standard output)")
    private Optional<Path> audit = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (tenant.isEmpty() && id.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "name an answer with --id, or a --tenant");
        }
        Eraser eraser = new Eraser(kafka.client(), target(), Clock.systemUTC());
        try (AuditLines log = AuditLines.open(audit, spec.commandLine().getOut())) {
            Map<String, Eraser.Count> counts = dryRun
                    ? eraser.dryRun(line -> log.write(line.toJson()))
                    : eraser.run(
                            new Eraser.Settings(by, Duration.ofSeconds(waitSeconds), ignored),
                            line -> log.write(line.toJson()));
            PrintWriter err = spec.commandLine().getErr();
            counts.forEach((topic, count) -> err.printf(
                    "%s: %d %s, %d beside them %s%n",
                    topic,
                    count.erased(),
                    dryRun ? "would go" : "erased",
                    count.moved(),
                    dryRun ? "would be moved" : "moved"));
            if (counts.isEmpty()) {
                err.println("nothing to erase");
            }
        }
        return 0;
    }

    private ErasureTarget target() {
        try {
            return new ErasureTarget(tenant.orElse(Source.DEFAULT_TENANT), id);
        } catch (IllegalArgumentException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST, e.getMessage() == null ? "no target" : e.getMessage(), e);
        }
    }
}
