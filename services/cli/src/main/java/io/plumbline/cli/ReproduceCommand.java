package io.plumbline.cli;

import io.plumbline.evaluation.reproduce.Reproduction;
import io.plumbline.evaluation.reproduce.ReproductionPlan;
import io.plumbline.model.HeadId;
import io.plumbline.model.weights.TerminalProgress;
import io.plumbline.stages.ScoringRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = {
            "Fits the bundled profiles and makes the tables of quality in docs/model-card.md.",
            "",
            "DATA holds the sets by folder, one JSON-lines file each; docs/model-card.md says where they come from. Without",
            "them, --plan quick runs on any sets of these names, to see that everything works.",
            ""
        })
final class ReproduceCommand implements Callable<Integer> {
    /** How much. */
    enum Plan {
        QUICK,
        SHIPPED,
        NIGHT;

        ReproductionPlan rows() {
            return switch (this) {
                case QUICK -> ReproductionPlan.QUICK;
                case SHIPPED -> ReproductionPlan.SHIPPED;
                case NIGHT -> ReproductionPlan.NIGHT;
            };
        }
    }

    @Option(names = "--data", required = true, description = "folder of the data sets")
    private Path data = Path.of(".");

    @Option(names = "--out", required = true, description = "folder for profiles and tables")
    private Path out = Path.of(".");

    @Option(names = "--plan", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    private Plan plan = Plan.SHIPPED;

    @Option(
            names = "--heads",
            split = ",",
            description = "retrieval heads, layer-head (default: those of the bundled profiles)")
    private List<String> heads = List.of();

    @Mixin
    private CacheOptions cache = new CacheOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        List<HeadId> chosen = heads.isEmpty() ? ReproductionPlan.HEADS : RetrievalHeads.parse(heads);
        // one thread: the bits of features, and so every printed digit, depend on the number
        try (ScoringRuntime runtime =
                ScoringRuntime.open("default", "cpu", Optional.of(1), Optional.empty(), new TerminalProgress())) {
            new Reproduction(runtime.model(), chosen, data, cache.directory()).run(plan.rows(), out);
        }
        spec.commandLine().getOut().println("Profiles and tables: " + out);
        return 0;
    }
}
