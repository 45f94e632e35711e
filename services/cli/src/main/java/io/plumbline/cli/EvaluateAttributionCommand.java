package io.plumbline.cli;

import io.plumbline.attribution.AttributionMethod;
import io.plumbline.attribution.AttributionSettings;
import io.plumbline.attribution.Attributor;
import io.plumbline.attribution.planted.PlantedFactCheck;
import io.plumbline.attribution.planted.PlantedFactReport;
import io.plumbline.attribution.planted.PlantedFactTable;
import io.plumbline.attribution.planted.PlantedFacts;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.stages.ScoringRuntime;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "evaluate-attribution",
        mixinStandardHelpOptions = true,
        description = {
            "How often a model's attribution names the sentence that an answer came from, where that is known.",
            "",
            "Facts are made up: eight sentences about a town that does not exist, one of them what the answer states, three",
            "the same of something else. Chance names the right one in one of eight.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  plumbline evaluate-attribution                        every figure of docs/attribution.md",
            "  plumbline evaluate-attribution --facts 20 --method arc-jsd --model hf:ORG/NAME"
        })
final class EvaluateAttributionCommand implements Callable<Integer> {
    @Option(names = "--facts", description = "how many (${DEFAULT-VALUE})")
    private int facts = 100;

    @Option(names = "--seed", description = "of the facts (${DEFAULT-VALUE})")
    private long seed = 2026;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description = "arc-jsd, attention, qr-attention or retrieval-probe; repeat for more (default: all)")
    private List<String> methods = List.of();

    @Option(
            names = "--heads",
            split = ",",
            description = "retrieval heads, layer-head (default: those of the model's bundled atlas)")
    private List<String> heads = List.of();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<AttributionMethod> chosen = methods.isEmpty()
                ? List.of(AttributionMethod.values())
                : methods.stream().map(AttributionMethod::parse).distinct().toList();
        if (facts < 1) {
            throw new PlumblineException(ErrorCode.INVALID_REQUEST, "--facts " + facts + ": at least one");
        }
        List<HeadId> wanted = RetrievalHeads.parse(heads);
        try (ScoringRuntime runtime = model.open()) {
            boolean read = chosen.stream().anyMatch(AttributionMethod::readsHeads);
            List<HeadId> named = read ? RetrievalHeads.of(runtime, wanted) : List.of();
            Attributor attributor =
                    new Attributor(runtime.model(), PromptTemplate.STRICT, AttributionSettings.of(named));
            PlantedFactReport report;
            try (AttributionProgressBar progress = new AttributionProgressBar((long) facts * chosen.size())) {
                report = new PlantedFactCheck(attributor).run(PlantedFacts.make(facts, seed), chosen, progress);
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println(facts + " facts, seed " + seed + ", " + runtime.model().name() + ", "
                    + runtime.model().model().environment().fingerprint() + ", heads "
                    + named.stream().map(HeadId::toString).collect(Collectors.joining(", ")));
            out.println();
            PlantedFactTable.lines(report).forEach(out::println);
        }
        return 0;
    }
}
