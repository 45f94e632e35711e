package io.plumbline.cli;

import io.plumbline.atlas.AtlasBuilder;
import io.plumbline.atlas.AtlasCodec;
import io.plumbline.atlas.AtlasComparison;
import io.plumbline.atlas.AtlasPlan;
import io.plumbline.atlas.AtlasReport;
import io.plumbline.atlas.AtlasScope;
import io.plumbline.atlas.Atlases;
import io.plumbline.atlas.GateFile;
import io.plumbline.atlas.HeadAtlas;
import io.plumbline.atlas.HeadListFile;
import io.plumbline.atlas.HeadTableFile;
import io.plumbline.atlas.ScoreFamily;
import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.cli.page.AtlasPage;
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
import java.util.Map;
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
            "Which head of a model does what: retrieval (copying), induction and echo heads, and with --all a dozen",
            "scores more, checked by knocking the best heads out. Every score: docs/atlas.md",
            "",
            "FILE is an atlas; or a head table {\"layer-head\": [score, ...]}, as Retrieval_Head,",
            "DeCoRe and HeadKV write it; or DuoAttention's gates (.tsv, whose heads are key/value heads); or QRHead's list",
            "of heads (.yaml); or the word 'default': the atlas that ships.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  plumbline atlas build --out atlas.json      goes on where it was stopped",
            "  plumbline atlas build --all --out all.json  every score there is",
            "  plumbline atlas show all.json --html atlas.html",
            "  plumbline atlas show default --top 10",
            "  plumbline atlas show atlas.json --table copy > Llama-3-8B.json",
            "  plumbline atlas show all.json --table stream --format gates > full_attention_heads.tsv",
            "  plumbline atlas compare atlas.json default"
        })
final class AtlasCommand implements Runnable {
    /** The scores a bare head table stands beside. */
    private static final String TABLE_FAMILY = ScoreFamily.COPY;

    private static final double MILLIS_A_SECOND = 1000;
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
                "Finished passes are kept in the work directory; a build that was stopped goes on there."
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
            @Option(
                            names = "--all",
                            description = "every family of scores, not the core ones only: several times as long")
                    boolean all,
            @Option(names = "--seed", description = "of everything random") Optional<Long> seed,
            @Mixin ModelOptions model)
            throws IOException {
        AtlasPlan preset = quick ? AtlasPlan.QUICK : AtlasPlan.STANDARD;
        Path kept =
                work.orElseGet(() -> FetchSettings.standard().cacheDirectory().resolve("atlas"));
        Instant start = Instant.now();
        HeadAtlas atlas;
        Map<String, Duration> times;
        try (ScoringRuntime runtime = model.open();
                AtlasProgressBar progress = new AtlasProgressBar()) {
            AtlasPlan plan = seed.map(preset::withSeed).orElse(preset);
            AtlasScope scope = all ? AtlasScope.ALL : AtlasScope.CORE;
            atlas = new AtlasBuilder(runtime.model(), plan, ProbeTexts.bundled(), kept, progress, scope).build();
            times = progress.times();
        }
        Files.writeString(file, AtlasCodec.write(atlas) + "\n");
        AtlasReport.lines(atlas, 10).forEach(out()::println);
        out().println();
        out().println("TIME (little where passes were kept)");
        times.forEach((family, time) ->
                out().printf(Locale.ROOT, "  %-20s %8.1f s%n", family, time.toMillis() / MILLIS_A_SECOND));
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
                    Optional<String> table,
            @Option(
                            names = "--format",
                            defaultValue = "table",
                            paramLabel = "table|gates|list",
                            description =
                                    "of --table: the head table of Retrieval_Head (table, default), DuoAttention's"
                                            + " gates (.tsv, the best of each key/value head), or the list of best heads that QRHead"
                                            + " reads (.yaml, as many as --top says)")
                    Format format,
            @Option(names = "--html", paramLabel = "OUT", description = "instead, everything as one page to look at")
                    Optional<Path> html)
            throws IOException {
        Source source = read(file);
        if (html.isPresent()) {
            HeadAtlas atlas = source.atlas().orElseThrow(() -> noAtlas(file));
            Files.writeString(html.get(), AtlasPage.write(atlas));
            out().println("wrote " + html.get());
            return;
        }
        if (table.isPresent()) {
            out().print(source.written(table.get(), format, top));
            out().flush();
            return;
        }
        source.atlas()
                .map(atlas -> AtlasReport.lines(atlas, top))
                .orElseGet(() -> AtlasReport.lines(source.table(TABLE_FAMILY), top))
                .forEach(out()::println);
    }

    private static PlumblineException noAtlas(String file) {
        return new PlumblineException(
                ErrorCode.INVALID_INPUT, file + " is a bare table: a page shows an atlas; build one");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Spearman's rank correlation and the overlap of the tops, for every score that both have.",
                "A head table is held against the other side's copy score."
            })
    void compare(
            @Parameters(paramLabel = "A", description = "atlas, head table, or 'default'") String first,
            @Parameters(paramLabel = "B", description = "atlas, head table, or 'default'") String second,
            @Option(names = "--html", paramLabel = "OUT", description = "both side by side as one page, too")
                    Optional<Path> html)
            throws IOException {
        Source a = read(first);
        Source b = read(second);
        TreeSet<String> scores = new TreeSet<>(a.scores());
        scores.retainAll(b.scores());
        if (scores.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "no score in common: " + a.scores() + " and " + b.scores());
        }
        a.atlas().ifPresent(left -> b.atlas().ifPresent(right -> models(left, right)));
        if (html.isPresent()) {
            HeadAtlas left = a.atlas().orElseThrow(() -> noAtlas(first));
            HeadAtlas right = b.atlas().orElseThrow(() -> noAtlas(second));
            Files.writeString(html.get(), AtlasPage.compare(left, right));
        }
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
        if (file.endsWith(".tsv")) {
            return new Source(Optional.empty(), Optional.of(GateFile.read(text)));
        }
        if (file.endsWith(".yaml") || file.endsWith(".yml")) {
            return new Source(Optional.empty(), Optional.of(HeadListFile.read(text)));
        }
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

        String written(String score, Format format, int top) {
            HeadTable table = table(score);
            return switch (format) {
                case TABLE -> HeadTableFile.write(table);
                // a bare table does not say how many query heads share a key/value head
                case GATES ->
                    GateFile.write(atlas.map(found -> GateFile.forKvHeads(
                                    table, found.model().heads() / found.model().kvHeads()))
                            .orElse(table));
                case LIST ->
                    HeadListFile.write(atlas.map(found -> found.model().name()).orElse("unknown"), table.top(top));
            };
        }
    }

    /** Files that others read. */
    enum Format {
        TABLE,
        GATES,
        LIST
    }
}
