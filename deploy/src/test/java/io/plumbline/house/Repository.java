package io.plumbline.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of the repository as a reader finds them: no build output, no version control. */
public final class Repository {
    private static final Set<String> SKIPPED =
            Set.of("target", ".git", ".idea", ".vscode", "__pycache__", ".plumbline");
    private static final Set<String> TEXT = Set.of(
            "java",
            "xml",
            "md",
            "py",
            "sh",
            "yml",
            "yaml",
            "json",
            "properties",
            "html",
            "css",
            "js",
            "txt",
            "ts",
            "run",
            "long",
            "mvnw",
            "plumbline",
            "config",
            "toml",
            "jsonl");

    private final Path root;

    private Repository(Path root) {
        this.root = root;
    }

    public static Repository here() {
        return new Repository(Path.of(System.getProperty("plumbline.root.dir", ".."))
                .toAbsolutePath()
                .normalize());
    }

    public Path root() {
        return root;
    }

    public String relative(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    public List<Path> files() {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> {
                        for (Path part : root.relativize(file)) {
                            if (SKIPPED.contains(part.toString())) {
                                return false;
                            }
                        }
                        return true;
                    })
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Path> textFiles() {
        return files().stream()
                .filter(file -> {
                    String name = file.getFileName().toString();
                    return TEXT.contains(name.substring(name.lastIndexOf('.') + 1));
                })
                .toList();
    }

    List<Path> javaFiles() {
        return files().stream().filter(f -> f.toString().endsWith(".java")).toList();
    }

    public String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(relative(file), e);
        }
    }

    public String read(String relative) {
        return read(root.resolve(relative));
    }
}
