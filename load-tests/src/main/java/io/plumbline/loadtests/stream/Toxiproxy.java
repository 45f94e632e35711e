package io.plumbline.loadtests.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.embeddedkafka.testing.FreePort;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A Toxiproxy server with one proxy, and faults made by its toxics. Spoken to over its HTTP interface. */
final class Toxiproxy implements AutoCloseable {
    static final String HOW_TO_GET =
            "go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0 (it then lies in $HOME/go/bin as 'server'), or a package"
                    + " named toxiproxy; name it by --toxiproxy";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROXY = "broker";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final String api;

    /**
     * Starts a server and the proxy.
     *
     * @param program of the server
     * @param listenPort where clients connect
     * @param upstreamPort where the broker listens
     */
    Toxiproxy(Path program, Path log, int listenPort, int upstreamPort) throws IOException, InterruptedException {
        int port = FreePort.find();
        api = "http://127.0.0.1:" + port;
        process = new ProcessBuilder(program.toString(), "-host", "127.0.0.1", "-port", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "kill-toxiproxy"));
        awaitServer();
        post(
                "/proxies",
                JSON.createObjectNode()
                        .put("name", PROXY)
                        .put("listen", "127.0.0.1:" + listenPort)
                        .put("upstream", "127.0.0.1:" + upstreamPort)
                        .put("enabled", true));
    }

    /** The server's program: as named, or on the path, or where Go puts it. */
    static Path find(Optional<Path> named) {
        Stream<Path> onPath = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "toxiproxy-server"));
        Path go = Path.of(System.getProperty("user.home"), "go", "bin", "server");
        return Stream.concat(named.stream(), Stream.concat(onPath, Stream.of(go)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new PlumblineException(ErrorCode.INVALID_INPUT, "no Toxiproxy: " + HOW_TO_GET));
    }

    private void awaitServer() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                send(HttpRequest.newBuilder(URI.create(api + "/version")).build());
                return;
            } catch (IllegalStateException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    /**
     * A fault by one toxic in each direction.
     *
     * @param name for people
     * @param type of the toxic, in Toxiproxy's words
     * @param attributes of it
     */
    Fault fault(String name, String type, Map<String, Integer> attributes) {
        return new Fault() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void begin() throws InterruptedException {
                for (String stream : new String[] {"upstream", "downstream"}) {
                    ObjectNode toxic = JSON.createObjectNode()
                            .put("name", stream)
                            .put("type", type)
                            .put("stream", stream);
                    attributes.forEach(toxic.putObject("attributes")::put);
                    post("/proxies/" + PROXY + "/toxics", toxic);
                }
            }

            @Override
            public void end() throws InterruptedException {
                for (String stream : new String[] {"upstream", "downstream"}) {
                    send(HttpRequest.newBuilder(URI.create(api + "/proxies/" + PROXY + "/toxics/" + stream))
                            .DELETE()
                            .build());
                }
            }
        };
    }

    /** A fault: connections are cut and new ones refused. */
    Fault refusal() {
        return new Fault() {
            @Override
            public String name() {
                return "connections refused";
            }

            @Override
            public void begin() throws InterruptedException {
                post("/proxies/" + PROXY, JSON.createObjectNode().put("enabled", false));
            }

            @Override
            public void end() throws InterruptedException {
                post("/proxies/" + PROXY, JSON.createObjectNode().put("enabled", true));
            }
        };
    }

    private void post(String path, ObjectNode body) throws InterruptedException {
        send(HttpRequest.newBuilder(URI.create(api + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    private void send(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new UncheckedIOException(
                        new IOException(request.uri() + ": " + response.statusCode() + " " + response.body()));
            }
        } catch (IOException e) {
            throw new IllegalStateException("Toxiproxy does not answer on " + api, e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
