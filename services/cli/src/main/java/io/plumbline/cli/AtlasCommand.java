package io.plumbline.cli;

import io.plumbline.atlas.AtlasBuilder;
import io.plumbline.atlas.AtlasCodec;
import io.plumbline.atlas.AtlasComparison;
import io.plumbline.atlas.AtlasPlan;
import io.plumbline.atlas.AtlasReport;
import io.plumbline.atlas.Atlases;
import io.plumbline.atlas.HeadAtlas;
import io.plumbline.atlas.HeadTableFile;
import io.plumbline.atlas.ScoreFamily;
import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadTable;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.stages.ScoringRuntime;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "atlas",
        mixinStandardHelpOptions = true,
        description = {
            "Which head of a model does what: retrieval (copying), induction and echo heads, checked by knocking them out.",
            "",
            "FILE is an atlas; or a head table {\"layer-head\": [score, ...]}, as Retrieval_Head,",
            "DeCoRe and HeadKV write it; or the word 'default': the atlas that ships.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  plumbline atlas build --out atlas.json      goes on where it was stopped",
            "  plumbline atlas show default --top 10",
            "  plumbline atlas show atlas.json --table copy > Llama-3-8B.json",
            "  plumbline atlas compare atlas.json default"
        })
final class AtlasCommand implements Runnable {
    /** The scores a bare head table stands beside. */
    private static final String TABLE_FAMILY = ScoreFamily.COPY;

    private static final List<Integer> TOPS = List.of(5, 10, 13, 20, 50);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name one of: build, show, compare");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Measures a model's heads. Minutes for the default model on two cores; larger ones in proportion.",
                "Finished passes are kept in the work directory."
            })
    void build(
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            defaultValue = "atlas.json",
                            description = "where to write the atlas (${DEFAULT-VALUE})")
                    Path file,
            @Option(
                            names = "--work",
                            paramLabel = "DIR",
                            description = "finished passes (default: atlas/ in the cache; may be deleted at any time)")
                    Optional<Path> work,
            @Option(names = "--quick", description = "a first look: about a quarter of the work, wide intervals")
                    boolean quick,
            @Option(names = "--seed", description = "of everything random") Optional<Long> seed,
            @Mixin ModelOptions model)
            throws IOException {
        AtlasPlan preset = quick ? AtlasPlan.QUICK : AtlasPlan.STANDARD;
        Path kept =
                work.orElseGet(() -> FetchSettings.standard().cacheDirectory().resolve("atlas"));
        Instant start = Instant.now();
        HeadAtlas atlas;
        try (ScoringRuntime runtime = model.open();
                AtlasProgressBar progress = new AtlasProgressBar()) {
            AtlasPlan plan = seed.map(preset::withSeed).orElse(preset);
            atlas = new AtlasBuilder(runtime.model(), plan, ProbeTexts.bundled(), kept, progress).build();
        }
        Files.writeString(file, AtlasCodec.write(atlas) + "\n");
        AtlasReport.lines(atlas, 10).forEach(out()::println);
        out().println();
        out().println("wrote " + file + " after "
                + Duration.between(start, Instant.now()).toSeconds() + " s");
    }

    @Command(mixinStandardHelpOptions = true, description = "Prints the best heads of each score and the knock-outs.")
    void show(
            @Parameters(paramLabel = "FILE", description = "atlas, head table, or 'default'") String file,
            @Option(names = "--top", defaultValue = "20", description = "heads of each score (${DEFAULT-VALUE})")
                    int top,
            @Option(
                            names = "--table",
                            paramLabel = "SCORE",
                            description = "instead, this score as a head table: copy, induction, echo, ...")
                    Optional<String> table) {
        Source source = read(file);
        if (table.isPresent()) {
            out().print(HeadTableFile.write(source.table(table.get())));
            out().flush();
            return;
        }
        source.atlas()
                .map(atlas -> AtlasReport.lines(atlas, top))
                .orElseGet(() -> AtlasReport.lines(source.table(TABLE_FAMILY), top))
                .forEach(out()::println);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Spearman's rank correlation and the overlap of the tops, for every score that both have.",
                "A head table is held against the other side's copy score."
            })
    void compare(
            @Parameters(paramLabel = "A", description = "atlas, head table, or 'default'") String first,
            @Parameters(paramLabel = "B", description = "atlas, head table, or 'default'") String second) {
        Source a = read(first);
        Source b = read(second);
        TreeSet<String> scores = new TreeSet<>(a.scores());
        scores.retainAll(b.scores());
        if (scores.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "no score in common: " + a.scores() + " and " + b.scores());
        }
        a.atlas().ifPresent(left -> b.atlas().ifPresent(right -> models(left, right)));
        for (String score : scores) {
            AtlasComparison comparison = AtlasComparison.of(a.table(score), b.table(score), TOPS);
            out().printf(
                            Locale.ROOT,
                            "%-10s %d heads, Spearman %s; shared of the top %s%n",
                            score,
                            comparison.heads(),
                            spearman(comparison.spearman()),
                            comparison.overlaps().stream()
                                    .map(overlap -> overlap.k() + ": " + overlap.shared())
                                    .collect(Collectors.joining(", ")));
        }
    }

    private void models(HeadAtlas a, HeadAtlas b) {
        if (!a.model().modelSha256().equals(b.model().modelSha256())) {
            out().println("note: two models, " + a.model().name() + " and "
                    + b.model().name());
        }
        a.families().forEach((name, family) -> {
            ScoreFamily other = b.families().getOrDefault(name, family);
            if (family.version() != other.version()) {
                throw new PlumblineException(
                        ErrorCode.INVALID_INPUT,
                        "the " + name + " scores follow different formulas (version " + family.version() + " and "
                                + other.version() + "): build both with one version of Plumbline");
            }
        });
        out().println("retrieval heads " + a.retrieval().heads() + " and "
                + b.retrieval().heads());
    }

    private static String spearman(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.3f", value.getAsDouble()) : "none (a constant)";
    }

    private static Source read(String file) {
        if (file.equals("default")) {
            return new Source(
                    Optional.of(Atlases.forModel(ModelSource.DEFAULT_SHA256).orElseThrow()), Optional.empty());
        }
        String text = AtlasCodec.text(Path.of(file));
        return AtlasCodec.claims(text)
                ? new Source(Optional.of(AtlasCodec.read(text)), Optional.empty())
                : new Source(Optional.empty(), Optional.of(HeadTableFile.read(text)));
    }

    /** An atlas, or a bare table: exactly one of the two. */
    private record Source(Optional<HeadAtlas> atlas, Optional<HeadTable> bare) {
        TreeSet<String> scores() {
            return atlas.map(found -> new TreeSet<>(found.families().keySet()))
                    .orElseGet(() -> new TreeSet<>(List.of(TABLE_FAMILY)));
        }

        HeadTable table(String score) {
            return atlas.map(found -> found.family(score).table()).orElseGet(bare::orElseThrow);
        }
    }
}
