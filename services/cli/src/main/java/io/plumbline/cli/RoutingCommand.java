package io.plumbline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.ProfileRegistry;
import io.plumbline.stages.audit.AuditEvent;
import io.plumbline.stages.kafka.TopicRange;
import io.plumbline.stages.rollout.RoutingChange;
import io.plumbline.stages.rollout.RoutingHistory;
import io.plumbline.stages.rollout.RoutingJson;
import io.plumbline.stages.rollout.RoutingTable;
import io.plumbline.stages.rollout.RoutingTopic;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "routing",
        mixinStandardHelpOptions = true,
        description = {
            "Says which profile judges whose answers, and which ones are on trial beside it.",
            "",
            "The table lies on a topic that keeps every version. Detectors go by a new one without a restart; one that",
            "cannot, because a profile is not there, keeps the version before, and says so on the audit topic.",
            "",
            "A table: {\"routes\": [{\"tenant\": \"acme\", \"app\": \"faq\", \"active\": NAME, \"shadows\": [NAME]}]}",
            "Tenant and app may be left out; the most specific route decides. What no route is for is judged by the",
            "profile of the detector's settings.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  plumbline routing show --history",
            "  plumbline routing check table.json",
            "  plumbline routing apply table.json --reason 'try the new calibration on acme'",
            "  plumbline routing rollback 3 --reason 'flags too much'"
        })
final class RoutingCommand implements Runnable {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Who says so, and why. */
    static final class Author {
        @Option(names = "--by", paramLabel = "NAME", description = "who changes it (${DEFAULT-VALUE})")
        private String by = System.getProperty("user.name", "unknown");

        @Option(names = "--reason", paramLabel = "TEXT", description = "why, for those who look back")
        private String reason = "";
    }

    /** Which profiles there are. */
    static final class Known {
        @Option(
                names = "--profile-directory",
                paramLabel = "DIR",
                description = "more profiles, as the detectors have them, beside the bundled ones")
        private Optional<Path> directory = Optional.empty();

        void check(RoutingTable table) {
            ProfileRegistry registry = ProfileRegistry.load(directory);
            List<String> missing = table.profiles().stream()
                    .filter(name -> registry.named(name).isEmpty())
                    .toList();
            if (!missing.isEmpty()) {
                throw new PlumblineException(
                        ErrorCode.UNKNOWN_PROFILE,
                        "no profile is called " + String.join(", ", missing)
                                + ". Name the folder with --profile-directory, or apply with --unchecked if only the"
                                + " detectors have them");
            }
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name one of: show, check, apply, rollback");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(mixinStandardHelpOptions = true, description = "The table in force, and which detectors go by it.")
    void show(
            @Mixin KafkaOptions kafka,
            @Option(names = "--history", description = "also who changed it when") boolean all,
            @Option(names = "--version-number", paramLabel = "N", description = "this version instead of the newest")
                    Optional<Integer> number) {
        RoutingHistory history = topic(kafka).read().history();
        if (history.newest().isEmpty()) {
            out().println("no table: the profile of the detectors' settings judges everything");
            return;
        }
        RoutingChange shown = number.map(n -> version(history, n))
                .orElseGet(() -> history.newest().orElseThrow());
        out().println(line(shown));
        out().println(RoutingJson.pretty(shown.table()));
        detectors(kafka.client(), shown.version()).forEach((host, what) -> out().println("  " + host + ": " + what));
        if (all) {
            history.versions().forEach(change -> out().println(line(change)));
        }
    }

    private static String line(RoutingChange change) {
        return "version %d  %s  %s by %s%s"
                .formatted(
                        change.version(),
                        change.hash().substring(0, 12),
                        change.time(),
                        change.by(),
                        change.reason().isEmpty() ? "" : ": " + change.reason());
    }

    /** What each detector last said about a version. */
    private static Map<String, String> detectors(Map<String, Object> client, int version) {
        Map<String, String> said = new TreeMap<>();
        try (TopicRange range = TopicRange.open(client, Topics.AUDIT, TopicRange.Limits.NONE)) {
            range.forEach(record -> {
                JsonNode event = json(record.value());
                JsonNode details = event.path("details");
                if (details.path("version").asText().equals(Integer.toString(version))) {
                    String action = event.path("action").asText();
                    if (action.equals(AuditEvent.Action.ROUTING_APPLIED.name())) {
                        said.put(event.path("by").asText(), "goes by it");
                    } else if (action.equals(AuditEvent.Action.ROUTING_REFUSED.name())) {
                        said.put(
                                event.path("by").asText(),
                                "refused it, " + details.path("why").asText());
                    }
                }
                return true;
            });
        }
        return said;
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body == null ? new byte[0] : body);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "Reads a table and looks its profiles up; changes nothing.")
    void check(@Mixin Known known, @Parameters(paramLabel = "FILE") Path file) {
        RoutingTable table = table(file);
        known.check(table);
        out().println(table.routes().size() + " routes, profiles " + String.join(", ", table.profiles()));
    }

    @Command(mixinStandardHelpOptions = true, description = "Makes a table the next version.")
    void apply(
            @Mixin KafkaOptions kafka,
            @Mixin Known known,
            @Mixin Author author,
            @Option(names = "--unchecked", description = "do not look the profiles up here") boolean unchecked,
            @Option(
                            names = "--follows",
                            paramLabel = "N",
                            description = "refuse if another version is in force by now (default: the newest)")
                    Optional<Integer> follows,
            @Parameters(paramLabel = "FILE") Path file) {
        RoutingTable table = table(file);
        if (!unchecked) {
            known.check(table);
        }
        RoutingTopic topic = topic(kafka);
        int base = follows.orElseGet(() -> topic.read().history().version());
        out().println(line(topic.append(table, author.by, author.reason, base)));
    }

    @Command(mixinStandardHelpOptions = true, description = "Makes an earlier version's table the next version.")
    void rollback(
            @Mixin KafkaOptions kafka,
            @Mixin Author author,
            @Parameters(paramLabel = "N", description = "the version") int number) {
        RoutingTopic topic = topic(kafka);
        RoutingHistory history = topic.read().history();
        RoutingChange earlier = version(history, number);
        String reason = "back to " + number + (author.reason.isEmpty() ? "" : ": " + author.reason);
        out().println(line(topic.append(earlier.table(), author.by, reason, history.version())));
    }

    private static RoutingTopic topic(KafkaOptions kafka) {
        return new RoutingTopic(kafka.client(), Clock.systemUTC());
    }

    private static RoutingChange version(RoutingHistory history, int number) {
        return history.version(number)
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.INVALID_REQUEST,
                        "no version " + number + " among the last " + RoutingHistory.KEPT
                                + ": plumbline routing show --history"));
    }

    private static RoutingTable table(Path file) {
        try {
            return RoutingJson.table(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, "cannot read the table " + file, e);
        }
    }
}
