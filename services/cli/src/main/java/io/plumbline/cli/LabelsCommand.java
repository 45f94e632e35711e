package io.plumbline.cli;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.stages.labels.LabelExport;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "labels",
        mixinStandardHelpOptions = true,
        description = {"What people said about verdicts (POST /v1/generations/ID/verdicts/VERDICT/labels).", ""},
        footer = {
            "",
            "Examples:",
            "  plumbline labels export --since 7d --out labelled.jsonl",
            "  plumbline evaluate labelled.jsonl",
            "  plumbline calibrate labelled.jsonl --out mine.json"
        })
final class LabelsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name one of: export");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Joins labels with the answers they are about, as the labelled answers that evaluate and calibrate read.",
                "",
                "Of each annotator the last word counts, of several annotators the majority. An answer can be joined as",
                "long as its text is on the generations topic."
            })
    void export(
            @Mixin KafkaOptions kafka,
            @Option(names = "--out", paramLabel = "FILE", required = true, description = "JSON lines; overwritten")
                    Path file,
            @Option(names = "--tenant", paramLabel = "NAME", description = "only this tenant's answers")
                    Optional<String> tenant,
            @Option(
                            names = "--since",
                            converter = TimeOption.class,
                            paramLabel = "TIME",
                            description = "only what was said since: " + TimeOption.SYNTAX)
                    Optional<Instant> since) {
        LabelExport labels = new LabelExport(kafka.client());
        try {
            Map<LabelExport.Fate, Integer> fates = replace(file, labels, new LabelExport.Filter(tenant, since));
            fates.forEach((fate, count) -> spec.commandLine().getOut().println(fate + ": " + count));
            if (fates.isEmpty()) {
                spec.commandLine().getOut().println("no labels");
            }
        } catch (IOException | UncheckedIOException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, "cannot write " + file, e);
        }
    }

    /** What was there before stays until all rows are there: the brokers may be away. */
    private static Map<LabelExport.Fate, Integer> replace(Path file, LabelExport labels, LabelExport.Filter filter)
            throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // a pipe or a device keeps nothing, and nothing can be moved onto it
            return rows(file, labels, filter);
        }
        // what a link names is replaced, not the link
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        try {
            Map<LabelExport.Fate, Integer> fates = rows(fresh, labels, filter);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return fates;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static Map<LabelExport.Fate, Integer> rows(Path file, LabelExport labels, LabelExport.Filter filter)
            throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            return labels.run(filter, row -> write(out, row));
        }
    }

    private static void write(BufferedWriter out, String row) {
        try {
            out.write(row);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
