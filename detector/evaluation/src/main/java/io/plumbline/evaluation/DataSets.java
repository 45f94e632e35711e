package io.plumbline.evaluation;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Opens labelled data by what lies at a path. */
public final class DataSets {
    private static final String JSON_LINES = ".jsonl";

    private DataSets() {}

    /** As {@link #open(Path, DataLimits)} with the default limits. */
    public static List<LabelledData> open(Path path) throws IOException {
        return open(path, DataLimits.DEFAULT);
    }

    /**
     * The data sets at {@code path}: a folder with RAGTruth's two files is RAGTruth; any other folder is one set for each of
     * its {@code .jsonl} files, by name; a file is one set. A set is called by its folder and its file, such as
     * {@code q2_wow/test}.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if there is nothing to read
     */
    public static List<LabelledData> open(Path path, DataLimits limits) throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(LabelledData.read(path, name(path), limits));
        }
        if (!Files.isDirectory(path)) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "there is no file or folder " + path + "; name labelled JSON lines");
        }
        if (RagTruthData.isIn(path)) {
            return List.of(RagTruthData.read(path, limits));
        }
        List<Path> files;
        try (Stream<Path> listed = Files.list(path)) {
            files = listed.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(JSON_LINES))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "the folder " + path + " holds no " + JSON_LINES + " file; name one that does, or a file");
        }
        List<LabelledData> sets = new ArrayList<>();
        for (Path file : files) {
            sets.add(LabelledData.read(file, name(file), limits));
        }
        return sets;
    }

    private static String name(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        String name = absolute.getFileName().toString();
        String stem = name.endsWith(JSON_LINES) ? name.substring(0, name.length() - JSON_LINES.length()) : name;
        Path folder = absolute.getParent();
        return folder == null || folder.getFileName() == null ? stem : folder.getFileName() + "/" + stem;
    }
}
