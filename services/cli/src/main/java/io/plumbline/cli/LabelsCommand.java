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
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            Map<LabelExport.Fate, Integer> fates =
                    new LabelExport(kafka.client()).run(new LabelExport.Filter(tenant, since), row -> write(out, row));
            fates.forEach((fate, count) -> spec.commandLine().getOut().println(fate + ": " + count));
            if (fates.isEmpty()) {
                spec.commandLine().getOut().println("no labels");
            }
        } catch (IOException | UncheckedIOException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, "cannot write " + file, e);
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
