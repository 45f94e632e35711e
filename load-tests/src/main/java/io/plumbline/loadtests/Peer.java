package io.plumbline.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that runs one peer, driven line by line. All peers get the same thread and malloc settings. */
final class Peer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long EXIT_SECONDS = 10;

    private final String name;
    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;

    private Peer(String name, List<String> command, Path model, int threads) throws IOException {
        this.name = name;
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of(
                        "OMP_NUM_THREADS", Integer.toString(threads),
                        "OMP_WAIT_POLICY", "passive",
                        "MALLOC_MMAP_THRESHOLD_", "1073741824",
                        "MALLOC_TRIM_THRESHOLD_", "4294967296",
                        "MALLOC_TOP_PAD_", "268435456"));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        process = builder.start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        ask(JSON.createObjectNode()
                .put("model", model.toString())
                .put("peer", name)
                .put("threads", threads));
    }

    static Peer java(String name, Path model, int threads) throws IOException {
        return new Peer(
                name,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx2g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JavaPeer.class.getName()),
                model,
                threads);
    }

    static Peer python(String name, Path python, Path script, Path model, int threads) throws IOException {
        return new Peer(name, List.of(python.toString(), script.toString()), model, threads);
    }

    String name() {
        return name;
    }

    /** One request, one answer. */
    JsonNode ask(ObjectNode request) throws IOException {
        in.write(request.toString());
        in.newLine();
        in.flush();
        // libraries may write lines of their own to standard output: ours are JSON objects
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("{")) {
                return JSON.readTree(line);
            }
        }
        throw new IOException("the peer '" + name + "' ended without an answer; run it by hand to see why");
    }

    @Override
    public void close() throws IOException {
        in.close();
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
