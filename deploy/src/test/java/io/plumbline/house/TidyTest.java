package io.plumbline.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What must hold in every file of the repository. Each test names the file and the line that breaks it. */
final class TidyTest {
    private static final long LARGEST_FILE_BYTES = 5_000_000;
    private static final int LONGEST_CLASS_LINES = 400;
    /** Classes that are longer for a reason. */
    private static final Map<String, String> LONGER_CLASSES = Map.of();

    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern TABLE_MODULE = Pattern.compile("^\\| \\[?`([a-z0-9/-]+)/`", Pattern.MULTILINE);
    private static final Pattern OPEN_ENDED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b(?!\\(#\\d+\\))");
    private static final Pattern SKIP = Pattern.compile("\\b(assumeTrue|assumeThat|assumeFalse|Assumptions\\.|@Disabled"
            + "|@EnabledIf|@DisabledIf|@EnabledOn|disabledWithoutDocker|TestAbortedException)");
    private static final Pattern QUARANTINE_ROW =
            Pattern.compile("^\\| `([A-Za-z0-9_]+)(?:#[A-Za-z0-9_]+)?`", Pattern.MULTILINE);
    private static final List<String> BANNED_IMPORTS =
            List.of("import org.mockito", "import org.junit.Test;", "import sun.", "import org.junit.Assert");
    private static final Pattern MACHINE_PATH =
            Pattern.compile("(^|[^A-Za-z0-9_.-])/(wor" + "k|far" + "m|roo" + "t)/[a-z.]");
    private static final Pattern REGISTRY_HOST =
            Pattern.compile("https?://[^ \"<>]*(maven\\.apache\\.org/maven" + "2|maven\\.org/maven" + "2|npmjs\\.o"
                    + "rg|pythonhoste" + "d|//pypi\\.|proxy\\.golan" + "g|deb\\.debia" + "n|static\\.crate" + "s)");

    private final Repository repository = Repository.here();

    @Test
    void theReadmesModuleTableIsThePoms() {
        Set<String> modules = new TreeSet<>();
        collectModules("", modules);
        Matcher rows = TABLE_MODULE.matcher(repository.read("README.md"));
        Set<String> listed = new TreeSet<>();
        while (rows.find()) {
            listed.add(rows.group(1));
        }
        assertThat(listed).isEqualTo(modules);
    }

    private void collectModules(String directory, Set<String> modules) {
        Matcher matcher = MODULE.matcher(repository.read(directory + "pom.xml"));
        while (matcher.find()) {
            String module = directory + matcher.group(1);
            if (repository.read(module + "/pom.xml").contains("<module>")) {
                collectModules(module + "/", modules);
            } else {
                modules.add(module);
            }
        }
    }

    @Test
    void artifactIdsAreDirectoryPaths() {
        Set<String> modules = new TreeSet<>();
        collectModules("", modules);
        for (String module : modules) {
            assertThat(repository.read(module + "/pom.xml"))
                    .as(module)
                    .contains("<artifactId>" + module.replace('/', '-') + "</artifactId>");
        }
    }

    @Test
    void nothingIsLeftForLaterWithoutAnIssue() {
        assertThat(linesMatching(repository.textFiles(), OPEN_ENDED)).isEmpty();
    }

    @Test
    void noMocksAndNoForeignInsides() {
        List<String> found = new ArrayList<>();
        for (Path file : repository.javaFiles()) {
            String text = repository.read(file);
            BANNED_IMPORTS.stream()
                    .filter(banned -> text.lines().anyMatch(line -> line.startsWith(banned)))
                    .forEach(banned -> found.add(repository.relative(file) + ": " + banned));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everySkipIsADebtOnTheLedger() {
        Set<String> rows = quarantineRows();
        List<String> unlisted = repository.javaFiles().stream()
                .filter(file -> repository.relative(file).contains("src/test/"))
                .filter(file -> !repository.relative(file).startsWith("deploy/src/test/java/io/plumbline/house/"))
                .filter(file -> SKIP.matcher(repository.read(file)).find())
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .filter(name -> !rows.contains(name))
                .toList();
        assertThat(unlisted)
                .as("tests that may skip without a row in QUARANTINES.md")
                .isEmpty();
    }

    @Test
    void everyQuarantineRowNamesATestThatExists() {
        Set<String> tests = repository.files().stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        assertThat(tests).containsAll(quarantineRows());
    }

    private Set<String> quarantineRows() {
        Matcher rows = QUARANTINE_ROW.matcher(repository.read("QUARANTINES.md"));
        Set<String> names = new TreeSet<>();
        while (rows.find()) {
            names.add(rows.group(1));
        }
        return names;
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> bare = repository.javaFiles().stream()
                .map(Path::getParent)
                .distinct()
                .filter(directory -> !repository.relative(directory).contains("src/test/"))
                .filter(directory -> !Files.exists(directory.resolve("package-info.java"))
                        || !repository
                                .read(directory.resolve("package-info.java"))
                                .contains("NullMarked"))
                .map(repository::relative)
                .toList();
        assertThat(bare).isEmpty();
    }

    @Test
    void classesFitInAReadersHead() {
        List<String> longer = new ArrayList<>();
        for (Path file : repository.javaFiles()) {
            long lines = repository.read(file).lines().count();
            String name = file.getFileName().toString().replace(".java", "");
            if (lines > LONGEST_CLASS_LINES && !LONGER_CLASSES.containsKey(name)) {
                longer.add(repository.relative(file) + ": " + lines + " lines");
            }
        }
        assertThat(longer).isEmpty();
    }

    @Test
    void noFileIsTooLargeForARepository() throws Exception {
        List<String> large = new ArrayList<>();
        for (Path file : repository.files()) {
            if (Files.size(file) > LARGEST_FILE_BYTES) {
                large.add(repository.relative(file) + ": " + Files.size(file));
            }
        }
        assertThat(large).isEmpty();
    }

    @Test
    void noMachineAndNoRegistryIsNamed() {
        assertThat(linesMatching(repository.textFiles(), MACHINE_PATH)).isEmpty();
        assertThat(linesMatching(repository.textFiles(), REGISTRY_HOST)).isEmpty();
    }

    private List<String> linesMatching(List<Path> files, Pattern pattern) {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = repository.read(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (pattern.matcher(lines.get(i)).find()) {
                    String line = lines.get(i).strip();
                    found.add(repository.relative(file) + ":" + (i + 1) + ": "
                            + line.substring(0, Math.min(160, line.length())));
                }
            }
        }
        return found;
    }
}
