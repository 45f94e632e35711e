package io.plumbline.cli;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.redrive.BodyTransform;
import io.plumbline.stages.redrive.DeadLetterReader;
import io.plumbline.stages.redrive.DeadRecord;
import io.plumbline.stages.redrive.RedriveAction;
import io.plumbline.stages.redrive.RedriveFilter;
import io.plumbline.stages.redrive.RedriveLimits;
import io.plumbline.stages.redrive.Redriver;
import io.plumbline.stages.tracing.Tracing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at dead letters and puts them back to the topic they came from.",
            "",
            "A letter is put back once: a mark on its topic says so to every later run, wherever that runs. One that",
            "dies again is a new letter with its attempts counted.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  plumbline redrive list --since 6h",
            "  plumbline redrive show 0:17",
            "  plumbline redrive run --code ENGINE_FAILURE --since 6h --dry-run",
            "  plumbline redrive run --code ENGINE_FAILURE --since 6h --rate 5",
            "  plumbline redrive run --code SCHEMA_INVALID --transform '.response |= tostring' --dry-run"
        })
final class RedriveCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name one of: list, show, run");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Which topic, and which of its letters. */
    static final class Which {
        @Mixin
        private KafkaOptions kafka = new KafkaOptions();

        @Option(
                names = "--topic",
                defaultValue = Topics.GENERATIONS_DLQ,
                description = "the dead-letter topic (${DEFAULT-VALUE})")
        private String topic = Topics.GENERATIONS_DLQ;

        @Option(names = "--code", description = "only letters with this reason; repeat for more")
        private Set<String> codes = Set.of();

        @Option(
                names = "--since",
                converter = TimeOption.class,
                paramLabel = "TIME",
                description = "only letters given up since: " + TimeOption.SYNTAX)
        private Optional<Instant> since = Optional.empty();

        @Option(
                names = "--until",
                converter = TimeOption.class,
                paramLabel = "TIME",
                description = "only letters given up before")
        private Optional<Instant> until = Optional.empty();

        RedriveFilter filter(Set<DeadRecord.Place> places) {
            try {
                return new RedriveFilter(codes, since, until, places);
            } catch (IllegalArgumentException e) {
                throw new PlumblineException(ErrorCode.INVALID_REQUEST, "--since is not before --until", e);
            }
        }

        DeadLetterReader reader() {
            return new DeadLetterReader(kafka.client(), topic);
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Counts dead letters by reason and shows the first of them.")
    void list(
            @Mixin Which which,
            @Option(names = "--limit", defaultValue = "20", description = "letters shown") int limit) {
        RedriveFilter filter = which.filter(Set.of());
        int[] shown = {0};
        Map<String, DeadLetterReader.Count> counts = new TreeMap<>();
        which.reader().read(dead -> {
            if (filter.matches(dead)) {
                counts.merge(
                        dead.code(),
                        new DeadLetterReader.Count(1, dead.redriven() ? 1 : 0),
                        DeadLetterReader.Count::plus);
                if (shown[0]++ < limit) {
                    out().println(line(dead));
                }
            }
            return true;
        });
        if (shown[0] > limit) {
            out().println("  ... and " + (shown[0] - limit) + " more");
        }
        counts.forEach((code, count) ->
                out().println(code + ": " + count.letters() + ", of these put back: " + count.redriven()));
        if (counts.isEmpty()) {
            out().println("no dead letters");
        }
    }

    private static String line(DeadRecord dead) {
        return "%8s  %s  %-18s %s%s%s"
                .formatted(
                        dead.place(),
                        dead.time(),
                        dead.code(),
                        dead.key(),
                        dead.attempts() > 0 ? "  attempts " + dead.attempts() : "",
                        dead.redriven() ? "  put back" : dead.redrivable() ? "" : "  hopeless unchanged");
    }

    @Command(mixinStandardHelpOptions = true, description = "One dead letter with its headers and its body.")
    void show(@Mixin Which which, @Parameters(paramLabel = "PARTITION:OFFSET") String place) {
        RedriveFilter filter = which.filter(Set.of(DeadRecord.Place.parse(place)));
        boolean[] found = {false};
        which.reader().read(dead -> {
            if (filter.matches(dead)) {
                found[0] = true;
                out().println(line(dead));
                dead.record().headers().forEach(header -> out().println(
                                "  " + header.key() + ": " + new String(header.value(), StandardCharsets.UTF_8)));
                out().println();
                out().println(
                                dead.record().value() == null
                                        ? "(no body)"
                                        : new String(dead.record().value(), StandardCharsets.UTF_8));
            }
            return !found[0];
        });
        if (!found[0]) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "no dead letter at " + place + ": plumbline redrive list shows those there are");
        }
    }

    @Command(name = "run", mixinStandardHelpOptions = true, description = "Puts dead letters back.")
    int putBack(
            @Mixin Which which,
            @Option(names = "--dry-run", description = "say what would be done, write nothing") boolean dryRun,
            @Option(names = "--at", paramLabel = "PARTITION:OFFSET", description = "this letter; repeat for more")
                    List<String> places,
            @Option(names = "--rate", defaultValue = "10", description = "records a second (${DEFAULT-VALUE})")
                    double rate,
            @Option(names = "--limit", defaultValue = "10000", description = "records put back (${DEFAULT-VALUE})")
                    long limit,
            @Option(
                            names = "--attempts",
                            defaultValue = "3",
                            description = "leave what was put back so often (${DEFAULT-VALUE})")
                    int attempts,
            @Option(
                            names = "--hopeless",
                            description = "also what cannot succeed unchanged, for example after a limit was raised")
                    boolean hopeless,
            @Option(
                            names = "--audit",
                            paramLabel = "FILE",
                            description = "append a JSON line for each letter here (default: standard output)")
                    Optional<Path> audit,
            @Option(
                            names = "--transform",
                            paramLabel = "JQ|@FILE",
                            description = {
                                "change each body by this jq program, or by the one in this file, before it is put back;",
                                "what does not come out as a valid event with the id it had is left"
                            })
                    Optional<String> transform) {
        RedriveFilter filter = which.filter(
                places == null
                        ? Set.of()
                        : Set.copyOf(
                                places.stream().map(DeadRecord.Place::parse).toList()));
        RedriveLimits limits = limits(rate, limit, attempts, hopeless);
        try (AuditLines log = AuditLines.open(audit, out());
                Tracing tracing = Tracing.open("plumbline-redrive", Map.of())) {
            Redriver redriver = new Redriver(which.kafka.client(), which.topic, Clock.systemUTC(), tracing);
            Optional<BodyTransform> program = transform.map(RedriveCommand::program);
            Map<RedriveAction, Long> counts = dryRun
                    ? redriver.dryRun(filter, limits, program, line -> log.write(line.toJson()))
                    : redriver.run(filter, limits, program, line -> log.write(line.toJson()));
            PrintWriter err = spec.commandLine().getErr();
            counts.forEach((action, count) -> err.println(
                    (dryRun && action == RedriveAction.SENT ? RedriveAction.WOULD_SEND : action) + ": " + count));
            if (counts.isEmpty()) {
                err.println("no dead letters");
            }
        }
        return 0;
    }

    private static BodyTransform program(String given) {
        if (!given.startsWith("@")) {
            return BodyTransform.jq(given);
        }
        Path file = Path.of(given.substring(1));
        try {
            return BodyTransform.jq(Files.readString(file));
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, "cannot read the program " + file, e);
        }
    }

    private static RedriveLimits limits(double rate, long limit, int attempts, boolean hopeless) {
        try {
            return new RedriveLimits(rate, limit, attempts, hopeless);
        } catch (IllegalArgumentException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST, e.getMessage() == null ? "limits" : e.getMessage(), e);
        }
    }
}
