package io.plumbline.cli;

import io.plumbline.attribution.AttributionMethod;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Source;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileCodec;
import io.plumbline.stages.DetectStage;
import io.plumbline.stages.RetryPolicy;
import io.plumbline.stages.ScoringIdentity;
import io.plumbline.stages.ScoringRuntime;
import io.plumbline.stages.kafka.TopicRange;
import io.plumbline.stages.replay.JsonLinesSource;
import io.plumbline.stages.replay.RecordedVerdicts;
import io.plumbline.stages.replay.ReplayPace;
import io.plumbline.stages.replay.ReplayReport;
import io.plumbline.stages.replay.ReplayScorer;
import io.plumbline.stages.replay.ReplaySink;
import io.plumbline.stages.replay.ReplaySource;
import io.plumbline.stages.replay.ReplaySummary;
import io.plumbline.stages.replay.Replayer;
import io.plumbline.stages.replay.TopicSink;
import io.plumbline.stages.replay.TopicSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Judges logged events again, beside the stream, and compares the verdicts.",
            "",
            "The log is a file of generation events, one a line, a stretch of a topic, or with --otlp a file that the",
            "OpenTelemetry Collector's file exporter wrote (JSON, one request a line). Nothing is written but the files in",
            "--out, and a topic of its own if one is named. Killed, it goes on where it was when it is started again.",
            "",
            "With --recorded or --recorded-topic each verdict is held against the one that was published: the same profile",
            "in the same environment gives the same bytes. With --against a second profile judges the same events.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  plumbline replay --topic plumbline.generations.v1 --since 6h \\",
            "    --recorded-topic plumbline.verdicts.v1 --verify --out replay/",
            "  plumbline replay events.jsonl --profile smollm2-135m-ensemble --against mine.json --out ab/",
            "  plumbline replay --otlp traces.json --out judged/"
        })
final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "generation events, one JSON object a line")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--otlp",
            paramLabel = "FILE",
            description =
                    "read the answers in this file of OTLP JSON instead: chat spans with what was retrieved for them")
    private Optional<Path> otlp = Optional.empty();

    @Option(names = "--tenant", description = "with --otlp: whose answers they are (${DEFAULT-VALUE})")
    private String tenant = Source.DEFAULT_TENANT;

    @Option(names = "--topic", description = "read this topic instead, for example plumbline.generations.v1")
    private Optional<String> topic = Optional.empty();

    @Option(
            names = "--since",
            converter = TimeOption.class,
            paramLabel = "TIME",
            description = "only records written since: " + TimeOption.SYNTAX)
    private Optional<Instant> since = Optional.empty();

    @Option(
            names = "--until",
            converter = TimeOption.class,
            paramLabel = "TIME",
            description = "only records written before (default: what is there now)")
    private Optional<Instant> until = Optional.empty();

    @Option(names = "--from-offset", description = "only from this offset on, in every partition")
    private Optional<Long> fromOffset = Optional.empty();

    @Option(names = "--until-offset", description = "only before this offset, in every partition")
    private Optional<Long> untilOffset = Optional.empty();

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--out", required = true, description = "folder for verdicts, rows, checkpoint and report")
    private Path out = Path.of("");

    @Mixin
    private ProfileOptions profile = new ProfileOptions();

    @Mixin
    private ClassifierOption classifier = new ClassifierOption();

    @Option(
            names = "--attribute",
            paramLabel = "METHOD",
            description =
                    "name sentences in the verdicts, as a detector with plumbline.detection.attribution=METHOD does (default:"
                            + " none)")
    private Optional<String> attribution = Optional.empty();

    @Option(names = "--against", paramLabel = "PROFILE", description = "judge by this profile too, and compare")
    private Optional<String> against = Optional.empty();

    @Option(names = "--recorded", paramLabel = "FILE", description = "verdicts of before, one JSON object a line")
    private Optional<Path> recorded = Optional.empty();

    @Option(names = "--recorded-topic", description = "verdicts of before: all of this topic")
    private Optional<String> recordedTopic = Optional.empty();

    @Option(
            names = "--verify",
            description = "exit with 1 unless every event that gets a verdict has one of equal bytes recorded")
    private boolean verify;

    @Option(names = "--speed", description = "keep the gaps between events, so many times faster (default: no gaps)")
    private Optional<Double> speed = Optional.empty();

    @Option(names = "--rate", description = "events a second at most (default: as fast as the model)")
    private double rate = Double.POSITIVE_INFINITY;

    @Option(names = "--out-topic", description = "write the verdicts there too; no topic of the fleet")
    private Optional<String> outTopic = Optional.empty();

    @Option(names = "--resamples", description = "bootstrap resamples (${DEFAULT-VALUE})")
    private int resamples = 1000;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        ReplaySource source = source();
        ReplayPace pace = pace();
        RecordedVerdicts known = recordedVerdicts();
        List<Profile> profiles = profile.with(against);
        ReplayReport report;
        try (ScoringRuntime runtime = model.open(classifier.directory());
                Sink sink = new Sink(outTopic.map(name -> new TopicSink(kafka.client(), name)))) {
            Replayer replayer = new Replayer(source, scorers(runtime, profiles), known, pace, sink);
            PrintWriter console = spec.commandLine().getErr();
            replayer.run(out, rows -> {
                if (rows % 100 == 0) {
                    console.println(rows + " events");
                }
            });
            report = ReplaySummary.of(
                    out,
                    replayer.job(),
                    source.identity(),
                    profiles.stream()
                            .map(one -> new ReplayReport.Named(one.name(), ProfileCodec.id(one)))
                            .toList(),
                    resamples);
        }
        Files.writeString(out.resolve("report.json"), report.toJson() + "\n");
        Files.writeString(out.resolve("report.html"), ReplayPage.write(report));
        if (source instanceof OtlpFileSource spans) {
            spec.commandLine().getErr().println(spans.counts());
        }
        print(report, spec.commandLine().getOut());
        return verify && !report.provesEquality() ? PlumblineMain.EXIT_INTERNAL : 0;
    }

    private ReplaySource source() {
        if (Stream.of(file, topic, otlp).filter(Optional::isPresent).count() != 1) {
            throw wrong("name a FILE, an --otlp file or a --topic, one of them");
        }
        if (topic.isEmpty()) {
            IgnoredOptions.refuse(
                    spec,
                    "only a --topic is read by times and offsets; leave that out, a file is judged as a whole",
                    List.of("--since", "--until", "--from-offset", "--until-offset"));
        }
        if (otlp.isEmpty()) {
            IgnoredOptions.refuse(
                    spec, "only --otlp has answers that do not say whose they are; leave it out", List.of("--tenant"));
        }
        return file.<ReplaySource>map(JsonLinesSource::open)
                .or(() -> otlp.map(path -> OtlpFileSource.open(path, tenant)))
                .orElseGet(() -> TopicSource.open(
                        kafka.client(),
                        topic.orElseThrow(),
                        new TopicRange.Limits(since, until, optional(fromOffset), optional(untilOffset))));
    }

    private static OptionalLong optional(Optional<Long> value) {
        return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
    }

    private ReplayPace pace() {
        try {
            return ReplayPace.of(rate, speed);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage() == null ? "--rate or --speed" : e.getMessage());
        }
    }

    private RecordedVerdicts recordedVerdicts() {
        if (recorded.isPresent() && recordedTopic.isPresent()) {
            throw wrong("name --recorded or --recorded-topic, one of them");
        }
        if (verify && recorded.isEmpty() && recordedTopic.isEmpty()) {
            throw wrong("--verify needs --recorded or --recorded-topic");
        }
        return recorded.map(RecordedVerdicts::ofFile)
                .or(() -> recordedTopic.map(
                        name -> RecordedVerdicts.ofTopic(kafka.client(), name, TopicRange.Limits.NONE)))
                .orElseGet(RecordedVerdicts::none);
    }

    private static PlumblineException wrong(String what) {
        return new PlumblineException(ErrorCode.INVALID_REQUEST, what);
    }

    private List<ReplayScorer> scorers(ScoringRuntime runtime, List<Profile> profiles) {
        Optional<AttributionMethod> method = attribution.map(AttributionMethod::parse);
        List<ReplayScorer> scorers = new ArrayList<>();
        for (Profile one : profiles) {
            ScoringIdentity identity = ScoringIdentity.of(one, runtime.environment(one));
            DetectStage stage = new DetectStage(runtime.detector(one, method), identity, RetryPolicy.DEFAULT, false);
            scorers.add(ReplayScorer.of(stage, method));
        }
        return scorers;
    }

    private void print(ReplayReport report, PrintWriter console) {
        console.println(report.events() + " events, job " + report.job());
        report.matches().forEach((match, count) -> console.println("  " + match + ": " + count));
        for (ReplayReport.Comparison pair : report.comparisons()) {
            console.println(pair.first() + " -> " + pair.second() + ": of "
                    + pair.total().scored() + " scored by both " + pair.total().toFlagged() + " newly flagged, "
                    + pair.total().toSupported() + " no longer");
        }
        console.println("Report: " + out.resolve("report.html"));
    }

    /** The topic, or nothing. */
    private record Sink(Optional<TopicSink> topic) implements ReplaySink, AutoCloseable {
        @Override
        public void accept(String job, String key, byte[] body) {
            topic.ifPresent(to -> to.accept(job, key, body));
        }

        @Override
        public void close() {
            topic.ifPresent(TopicSink::close);
        }
    }
}
