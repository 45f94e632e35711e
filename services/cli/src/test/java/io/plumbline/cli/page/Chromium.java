package io.plumbline.cli.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven by its DevTools protocol; collects what the page complains of and asks for. */
final class Chromium implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_S = 60;
    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<JsonNode>> awaited = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final String session;

    private Chromium(Process process, String address) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address), new Listener())
                .join();
        String target = command("", "Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asText();
        this.session = command("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asText();
        List.of("Page", "Runtime", "Log", "Network").forEach(domain -> command(domain + ".enable", Map.of()));
    }

    /** The browser's program, if this machine has one. */
    static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts the browser with an empty profile in {@code folder}. */
    static Chromium start(Path program, Path folder) throws IOException {
        // no sandbox: build machines run as root in containers, and the one page opened is ours
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-extensions",
                        "--disable-background-networking",
                        "--window-size=1280,900",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        CompletableFuture<String> address = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, address), "chromium-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return new Chromium(
                    process, address.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join());
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static void read(Process process, CompletableFuture<String> address) {
        StringBuilder seen = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(LISTENING)) {
                    address.complete(line.substring(LISTENING.length()).strip());
                }
                seen.append(line).append('\n');
            }
        } catch (IOException e) {
            seen.append(e);
        }
        address.completeExceptionally(new IllegalStateException("the browser ended: " + seen));
    }

    /** Opens a page and waits until it has loaded. */
    void open(URI page) {
        complaints.clear();
        requests.clear();
        CompletableFuture<JsonNode> loaded = new CompletableFuture<>();
        awaited.put("Page.loadEventFired", loaded);
        command("Page.navigate", Map.of("url", page.toString()));
        loaded.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
    }

    /** The value of an expression of the page. */
    JsonNode eval(String expression) {
        JsonNode answer = command("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    String text(String selector) {
        return eval("document.querySelector(" + quoted(selector) + ").textContent")
                .asText();
    }

    /** Moves the mouse over the middle of an element's first line. */
    void hover(String selector) {
        mouse("mouseMoved", selector);
    }

    void click(String selector) {
        mouse("mousePressed", selector);
        mouse("mouseReleased", selector);
    }

    private void mouse(String type, String selector) {
        eval("document.querySelector(" + quoted(selector) + ").scrollIntoView({block: 'center'})");
        JsonNode place = eval("(() => { const r = document.querySelector(" + quoted(selector)
                + ").getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]; })()");
        command(
                "Input.dispatchMouseEvent",
                Map.of(
                        "type",
                        type,
                        "x",
                        place.get(0).asDouble(),
                        "y",
                        place.get(1).asDouble(),
                        "button",
                        type.equals("mouseMoved") ? "none" : "left",
                        "clickCount",
                        1));
    }

    void press(String key) {
        command("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key));
        command("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "\\'") + "'";
    }

    /** Since the last page was opened: errors, exceptions and warnings, violations of its policy among them. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Since the last page was opened: addresses it asked for, its own included. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private JsonNode command(String method, Map<String, ?> params) {
        return command(session, method, params);
    }

    private JsonNode command(String inSession, String method, Map<String, ?> params) {
        int id = ids.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(params));
        if (!inSession.isEmpty()) {
            message.put("sessionId", inSession);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(id, answer);
        socket.sendText(message.toString(), true).join();
        JsonNode result = answer.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
        if (result.has("error")) {
            throw new AssertionError(method + ": " + result.path("error"));
        }
        return result.path("result");
    }

    private void received(JsonNode message) {
        if (message.has("id")) {
            Optional.ofNullable(pending.remove(message.path("id").asInt()))
                    .ifPresent(answer -> answer.complete(message));
            return;
        }
        String method = message.path("method").asText();
        JsonNode params = message.path("params");
        switch (method) {
            case "Runtime.exceptionThrown", "Runtime.consoleAPICalled" -> complaints.add(params.toString());
            case "Log.entryAdded" -> complaints.add(params.path("entry").toString());
            case "Network.requestWillBeSent" ->
                requests.add(params.path("request").path("url").asText());
            default -> Optional.ofNullable(awaited.remove(method)).ifPresent(event -> event.complete(params));
        }
    }

    @Override
    public void close() throws InterruptedException {
        command("", "Browser.close", Map.of());
        socket.abort();
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                try {
                    received(JSON.readTree(partial.toString()));
                } catch (IOException e) {
                    complaints.add(e.toString());
                }
                partial.setLength(0);
            }
            return WebSocket.Listener.super.onText(webSocket, data, last);
        }
    }
}
