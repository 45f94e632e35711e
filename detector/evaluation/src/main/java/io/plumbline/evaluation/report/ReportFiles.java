package io.plumbline.evaluation.report;

import io.plumbline.evaluation.metric.EvaluationReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a report into a folder. */
public final class ReportFiles {
    public static final String JSON = "report.json";
    public static final String HTML = "report.html";
    public static final String MARKDOWN = "report.md";

    private ReportFiles() {}

    /** Writes {@value #JSON}, {@value #HTML} and {@value #MARKDOWN}; makes the folder. */
    public static void write(EvaluationReport report, Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(JSON), ReportJson.write(report) + "\n", StandardCharsets.UTF_8);
        Files.writeString(directory.resolve(HTML), HtmlReport.write(report), StandardCharsets.UTF_8);
        Files.writeString(directory.resolve(MARKDOWN), MarkdownReport.write(report), StandardCharsets.UTF_8);
    }
}
