package io.plumbline.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plumbline.house.Repository;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.Progress;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.opentest4j.TestAbortedException;

/** The packaged fleet, Prometheus, Alertmanager and a receiver of webhooks, each a process or server of its own on free ports. */
final class WatchedFleet implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);
    private static final Pattern DURATION =
            Pattern.compile("(?<=\\[|for: |interval: )(\\d+)([smhd])(?=]|$)", Pattern.MULTILINE);
    private static final int FASTER = 20;

    private final ObjectMapper json = new ObjectMapper();
    private final EventCodec codec = new EventCodec();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();
    private final List<JsonNode> alerts = new CopyOnWriteArrayList<>();
    private final Path directory;
    private final HttpServer receiver;
    private final int port = freePort();
    private final int kafkaPort = freePort();
    private final int prometheusPort = freePort();
    private final int alertmanagerPort = freePort();

    private WatchedFleet(Path directory) throws IOException {
        this.directory = directory;
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
    }

    /** Starts all and waits until the model is there. */
    static WatchedFleet start(Path directory) throws Exception {
        Tool prometheus = Tool.find("prometheus");
        Tool alertmanager = Tool.find("prometheus-alertmanager", "alertmanager");
        Path app = Repository.here().root().resolve("services/cli/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(app)
                || !Files.exists(
                        new ModelStore(FetchSettings.standard(), Progress.quiet()).location(ModelSource.DEFAULT))) {
            throw new TestAbortedException(
                    "needs the packaged application (./mvnw verify) and the default model (see QUARANTINES.md)");
        }
        WatchedFleet fleet = new WatchedFleet(directory);
        try {
            fleet.startAll(app, prometheus, alertmanager);
        } catch (Exception | Error e) {
            fleet.close();
            throw e;
        }
        return fleet;
    }

    private void startAll(Path app, Tool prometheus, Tool alertmanager) throws IOException {
        processes.add(new Tool(Path.of(System.getProperty("java.home"), "bin", "java"))
                .start(
                        directory.resolve("fleet.log"),
                        "-Xmx1g",
                        "-Dai.djl.offline=true",
                        "-DOPT_OUT_TRACKING=true",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-jar",
                        app.toString(),
                        "up",
                        "--no-sample",
                        "--threads=1",
                        "--port=" + port,
                        "--kafka-port=" + kafkaPort,
                        "--data=" + directory.resolve("kafka")));
        configure();
        processes.add(alertmanager.start(
                directory.resolve("alertmanager.log"),
                "--config.file=" + directory.resolve("alertmanager.yml"),
                "--storage.path=" + directory.resolve("alertmanager"),
                "--web.listen-address=127.0.0.1:" + alertmanagerPort,
                "--cluster.listen-address="));
        Awaitility.await()
                .atMost(START)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> get(port, "/q/health/ready").statusCode() == 200);
        processes.add(prometheus.start(
                directory.resolve("prometheus.log"),
                "--config.file=" + directory.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + directory.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + prometheusPort));
        // what happened before the first scrape is no increase
        Awaitility.await()
                .atMost(START)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> query("plumbline_dead_letters_total").isPresent());
    }

    private void configure() throws IOException {
        copy("recording.yml", WatchedFleet.faster(Files.readString(RuleFile.RECORDING)));
        copy("alerts.yml", WatchedFleet.faster(Files.readString(RuleFile.ALERTS)));
        copy(
                "prometheus.yml",
                Files.readString(RuleFile.DIRECTORY.resolve("prometheus.yml"))
                        .replace("_interval: 15s", "_interval: 1s")
                        .replace("localhost:8080", "127.0.0.1:" + port)
                        .replace("localhost:9093", "127.0.0.1:" + alertmanagerPort));
        copy(
                "alertmanager.yml",
                Files.readString(RuleFile.DIRECTORY.resolve("alertmanager.yml"))
                        .replace("group_wait: 30s", "group_wait: 1s")
                        .replace(
                                "localhost:9099",
                                "127.0.0.1:" + receiver.getAddress().getPort()));
    }

    private void copy(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    /** Rules whose windows, waits and intervals are twenty times shorter, a second at least. */
    static String faster(String rules) {
        return DURATION.matcher(rules).replaceAll(found -> {
            long seconds = Long.parseLong(found.group(1)) * seconds(found.group(2));
            return Math.max(1, seconds / FASTER) + "s";
        });
    }

    private static long seconds(String unit) {
        return switch (unit) {
            case "d" -> 86_400;
            case "h" -> 3_600;
            case "m" -> 60;
            default -> 1;
        };
    }

    private void receive(HttpExchange exchange) throws IOException {
        JsonNode body = json.readTree(exchange.getRequestBody());
        for (JsonNode alert : body.path("alerts")) {
            alerts.add(((ObjectNode) alert).set("receiver", body.path("receiver")));
        }
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    /** The first alert of this name that the receiver gets. */
    JsonNode awaitAlert(String name, Duration patience) {
        Awaitility.await(name)
                .atMost(patience)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> alertNames().contains(name));
        return alerts.stream()
                .filter(alert -> nameOf(alert).equals(name))
                .findFirst()
                .orElseThrow();
    }

    List<String> alertNames() {
        return alerts.stream().map(WatchedFleet::nameOf).toList();
    }

    private static String nameOf(JsonNode alert) {
        return alert.path("labels").path("alertname").asText();
    }

    /** Sends an answer to a question about bridge {@code number}. */
    void send(String id, String answer, int number) throws Exception {
        expect(202, post("/v1/generations", event(id, answer, number)));
    }

    /** Has an answer scored while it waits. */
    void scoreAtOnce(String id) throws Exception {
        expect(200, post("/v1/score", event(id, "It was opened in 1801.", 1)));
    }

    private byte[] event(String id, String answer, int number) {
        String passage = "Bridge number " + number + " was opened in " + (1800 + number)
                + " after four years of work. It is 212 metres long and made of steel and stone.";
        return codec.encode(GenerationEvent.of(
                id, Optional.of("When was bridge " + number + " opened?"), List.of(Passage.of("p1", passage)), answer));
    }

    void sendPoison() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + kafkaPort),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.GENERATIONS, new byte[] {1, 2, 3}))
                    .get();
        }
    }

    String metrics() throws Exception {
        return get(port, "/q/metrics").body();
    }

    /** The first value of a query to Prometheus, which must understand it. */
    Optional<String> query(String expression) throws Exception {
        String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        HttpResponse<String> response = get(prometheusPort, "/api/v1/query?query=" + encoded);
        expect(200, response);
        JsonNode result = json.readTree(response.body()).path("data").path("result");
        return result.isEmpty()
                ? Optional.empty()
                : Optional.of(result.path(0).path("value").path(1).asText());
    }

    private HttpResponse<String> get(int from, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + from + path))
                .header("Accept", "text/plain; version=0.0.4, */*;q=0.1")
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void expect(int status, HttpResponse<String> response) {
        if (response.statusCode() != status) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        receiver.stop(0);
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
