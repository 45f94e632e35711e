package io.plumbline.cli;

import io.plumbline.attribution.AttributionMethod;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.stages.DetectStage;
import io.plumbline.stages.GenerationMapper;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.RetryPolicy;
import io.plumbline.stages.ScoringIdentity;
import io.plumbline.stages.ScoringRuntime;
import io.plumbline.standalone.Palette;
import io.plumbline.standalone.Sample;
import io.plumbline.standalone.Tally;
import io.plumbline.standalone.VerdictRenderer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = {
            "Scores answers from a file or standard input, without a broker.",
            "",
            "The input is JSON or JSON lines, each object either a generation event (id, question, passages, response)",
            "or a row of labelled data (id, question, contexts, response, hallucinated).",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  plumbline score answers.jsonl",
            "  plumbline score --json answers.jsonl > verdicts.jsonl",
            "  plumbline score --html evidence.html answers.jsonl    (then open it in a browser)",
            "  plumbline score --attribute answers.jsonl             which sentences carry what is flagged",
            "  echo '{\"id\":\"1\",\"question\":\"When?\",\"contexts\":[\"It opened in 1894.\"],\"response\":\"In 1912.\"}' \\",
            "    | plumbline score --explain -"
        })
final class ScoreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "JSON or JSON lines; - is standard input")
    private String file = "-";

    @Option(names = "--json", description = "one verdict event a line instead of text")
    private boolean json;

    @Option(names = "--explain", description = "how each score came about; scores each answer twice")
    private boolean explain;

    @Option(
            names = "--html",
            paramLabel = "OUT.html",
            description = {
                "also one page that needs nothing else, to look at: every answer as a heat map of its tokens; for each token",
                "what was read by head and layer, and which passage words the heads attended to"
            })
    private Optional<Path> html = Optional.empty();

    @Option(
            names = "--attribute",
            paramLabel = "METHOD",
            arity = "0..1",
            preprocessor = AttachedMethod.class,
            description = {
                "also the sentences that carry each flagged span, or the answer where none is flagged. METHOD is arc-jsd",
                "(default: takes one sentence after the other out, a pass for each), attention, qr-attention or",
                "retrieval-probe (where retrieval heads looked, one pass). With --json in a field of its own, attribution"
            })
    private Optional<String> attribute = Optional.empty();

    @Mixin
    private ProfileOptions profile = new ProfileOptions();

    @Mixin
    private ClassifierOption classifier = new ClassifierOption();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final EventCodec codec = new EventCodec();

    /** Only {@code --attribute=METHOD} names a method: what stands behind a bare {@code --attribute} is the file. */
    static final class AttachedMethod implements IParameterPreprocessor {
        @Override
        public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            if (" ".equals(info.get("separator"))) {
                args.push(AttributionMethod.ARC_JSD.label());
            }
            return false;
        }
    }

    @Override
    public Integer call() {
        if (json) {
            IgnoredOptions.refuse(
                    spec, "--json prints the verdict event only; leave one of the two out", List.of("--explain"));
        }
        html.ifPresent(EvidenceOutput::check);
        Optional<AttributionMethod> method = attribute.map(AttributionMethod::parse);
        List<Sample> samples = AnswerFile.read(file);
        PrintWriter out = spec.commandLine().getOut();
        Profile chosen = profile.profile();
        Tally tally = new Tally();
        try (ScoringRuntime runtime = model.open(classifier.directory())) {
            Optional<EvidenceOutput> page = html.map(to -> new EvidenceOutput(to, runtime, chosen, method));
            // with a page the verdict itself names the sentences
            Optional<AttributionOutput> carried =
                    method.filter(m -> json || page.isEmpty()).map(m -> new AttributionOutput(runtime, chosen, m));
            Detector detector = page.<Detector>map(EvidenceOutput::detector).orElseGet(() -> runtime.detector(chosen));
            DetectStage stage = new DetectStage(
                    detector, ScoringIdentity.of(chosen, runtime.environment(chosen)), RetryPolicy.DEFAULT, false);
            for (Sample sample : samples) {
                VerdictEvent verdict = judge(stage, sample);
                page.ifPresent(p -> p.add(sample, verdict));
                print(verdict, sample, carried, detector, tally, out);
            }
            page.ifPresent(p -> spec.commandLine().getErr().println(p.write()));
        }
        if (!json && tally.judged() > 1) {
            out.println(tally);
        }
        return 0;
    }

    private VerdictEvent judge(DetectStage stage, Sample sample) {
        byte[] body = codec.encode(sample.event());
        return stage.detect(ReceivedGeneration.decode(codec, body, Optional.empty()))
                .verdict()
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.INVALID_INPUT,
                        "two answers share the id " + sample.event().id() + ": give every answer its own"));
    }

    private void print(
            VerdictEvent verdict,
            Sample sample,
            Optional<AttributionOutput> carried,
            Detector detector,
            Tally tally,
            PrintWriter out) {
        if (verdict.outcome() instanceof Outcome.Scored scored) {
            sample.hallucinated().ifPresent(bad -> tally.add(bad, scored.label().equals(Label.HALLUCINATED)));
        }
        if (json) {
            byte[] body = codec.encode(verdict);
            out.println(carried.map(c -> c.json(sample.event(), verdict, body))
                    .orElseGet(() -> new String(body, StandardCharsets.UTF_8)));
            return;
        }
        Palette palette = Palette.auto();
        out.println(palette.strong(sample.event().id()));
        out.println(new VerdictRenderer(palette).render(sample.event(), verdict, sample.hallucinated()));
        carried.ifPresent(c -> c.lines(sample.event(), verdict).forEach(line -> out.println("     " + line)));
        if (explain) {
            detector.detect(GenerationMapper.toExample(sample.event()))
                    .fold(found -> found.explain().lines(), abstained -> List.<String>of())
                    .forEach(line -> out.println("     " + line));
        }
        out.println();
    }
}
