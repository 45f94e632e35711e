package io.plumbline.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.TerminalProgress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Plain prefill, instrumented scoring, transformers and the official loop on the same tokens, in one run. Every peer is a
 * process of its own and stays warm; rounds go through all peers in turn, so that a disturbance of the machine hits all of
 * them, and the figures are medians of per-round ratios.
 *
 * <p>{@code --python PATH} names a Python with {@code src/main/python/requirements.txt} installed; without one the Python
 * peers are left out with a message.
 */
public final class PrefillBenchmark {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> JAVA = List.of(
            "plain",
            "capture",
            "lens-products",
            "lens",
            "score:smollm2-135m-reliance",
            "score:smollm2-135m-ensemble",
            "score:smollm2-135m-probe",
            "score:smollm2-135m-redeep");
    private static final List<String> PYTHON = List.of("sdpa", "eager", "official-rows");
    private static final String BASE = "plain";
    private static final int WARM_UPS = 1;

    private record Options(
            int rounds,
            List<Integer> threads,
            List<Integer> sizes,
            boolean official,
            Optional<Path> python,
            Path script) {}

    private PrefillBenchmark() {}

    /** See {@code --help}. */
    public static void main(String[] arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(arguments));
        if (words.contains("--help")) {
            System.out.println("""
                    PrefillBenchmark [--rounds N] [--threads 1,2] [--sizes 300,1080] [--official] [--python PATH] [--script PATH]
                      --rounds    measured rounds, after one unmeasured (default 5)
                      --threads   threads inside one operation (default 1,2)
                      --sizes     tokens of prompt and answer, about (default 300,1080)
                      --official  also the official loop with all its vocabulary products: 5 GB and 20 s at 300 tokens
                      --python    a Python with src/main/python/requirements.txt; without it no Python peers
                      --script    peer.py (default load-tests/src/main/python/peer.py)""");
            return;
        }
        Options options = new Options(
                Integer.parseInt(option(words, "--rounds").orElse("5")),
                numbers(option(words, "--threads").orElse("1,2")),
                numbers(option(words, "--sizes").orElse("300,1080")),
                words.contains("--official"),
                option(words, "--python").map(Path::of),
                Path.of(option(words, "--script").orElse("load-tests/src/main/python/peer.py")));
        Path model = new ModelStore(FetchSettings.standard(), new TerminalProgress())
                .resolve(ModelSource.parse("default"))
                .path();
        System.out.println("machine: " + Machine.describe());
        if (options.python().isEmpty()) {
            System.out.println("no --python given: transformers and the official loop are left out");
        }
        for (int threads : options.threads()) {
            for (int size : options.sizes()) {
                run(options, model, threads, size);
            }
        }
    }

    private static void run(Options options, Path model, int threads, int size) throws IOException {
        List<Peer> peers = new ArrayList<>();
        try {
            for (String name : JAVA) {
                peers.add(Peer.java(name, model, threads));
            }
            if (options.python().isPresent()) {
                List<String> names = new ArrayList<>(PYTHON);
                if (options.official()) {
                    names.add("official");
                }
                for (String name : names) {
                    peers.add(Peer.python(name, options.python().get(), options.script(), model, threads));
                }
            }
            ObjectNode request = request(peers.get(0), size);
            int tokens = request.get("ids").size();
            int answer = tokens - request.get("prompt").asInt();
            System.out.printf(
                    Locale.ROOT,
                    "%n%d tokens, %d of the answer, %d thread(s), %d rounds%n",
                    tokens,
                    answer,
                    threads,
                    options.rounds());
            print(measure(peers, request, options.rounds()), tokens);
        } finally {
            for (Peer peer : peers) {
                peer.close();
            }
        }
    }

    private record Sample(double wallMs, double cpuMs, double rssMb) {}

    private static Map<String, List<Sample>> measure(List<Peer> peers, ObjectNode request, int rounds)
            throws IOException {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = -WARM_UPS; round < rounds; round++) {
            for (Peer peer : peers) {
                JsonNode answer = peer.ask(request);
                if (round >= 0) {
                    samples.computeIfAbsent(peer.name(), n -> new ArrayList<>())
                            .add(new Sample(
                                    answer.get("wall_ms").asDouble(),
                                    answer.get("cpu_ms").asDouble(),
                                    answer.get("rss_mb").asDouble()));
                }
            }
        }
        return samples;
    }

    private static void print(Map<String, List<Sample>> samples, int tokens) {
        List<Sample> base = samples.getOrDefault(BASE, List.of());
        System.out.println("| peer | wall ms | CPU ms | tokens/s | wall / plain | CPU / plain | peak RSS MB |");
        System.out.println("|---|---|---|---|---|---|---|");
        samples.forEach((name, list) -> {
            double[] wall = new double[list.size()];
            double[] cpu = new double[list.size()];
            for (int i = 0; i < wall.length; i++) {
                wall[i] = list.get(i).wallMs() / base.get(i).wallMs();
                cpu[i] = list.get(i).cpuMs() / base.get(i).cpuMs();
            }
            double ms = median(list.stream().mapToDouble(Sample::wallMs).toArray());
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f | %.0f | %.2f | %.2f | %.0f |%n",
                    name,
                    ms,
                    median(list.stream().mapToDouble(Sample::cpuMs).toArray()),
                    tokens * 1000 / ms,
                    median(wall),
                    median(cpu),
                    list.get(list.size() - 1).rssMb());
        });
    }

    private static double median(double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** A real answer with as many of the bundled samples' passages as make up {@code size} tokens. */
    private static ObjectNode request(Peer peer, int size) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        try (InputStream in = PrefillBenchmark.class.getResourceAsStream("/samples/traffic.jsonl")) {
            if (in == null) {
                throw new IllegalStateException("the bundled samples are missing from the class path");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                rows.add(JSON.readTree(line));
            }
        }
        JsonNode longest = rows.stream()
                .max((a, b) -> Integer.compare(
                        Math.min(500, a.get("response").asText().length()),
                        Math.min(500, b.get("response").asText().length())))
                .orElseThrow();
        ObjectNode example = JSON.createObjectNode()
                .put("question", "What do the documents say?")
                .put("response", longest.get("response").asText());
        StringBuilder context = new StringBuilder();
        ObjectNode best = JSON.createObjectNode();
        for (JsonNode row : rows) {
            for (JsonNode passage : row.get("contexts")) {
                for (String word : passage.asText().split("(?<=\\. )")) {
                    context.append(word);
                    example.putArray("contexts").add(context.toString());
                    ObjectNode request = JSON.createObjectNode().put("describe", true);
                    request.set("example", example);
                    JsonNode described = peer.ask(request);
                    if (described.get("ids").size() > size) {
                        return best;
                    }
                    best = described.deepCopy();
                    best.set("example", example.deepCopy());
                }
            }
        }
        return best;
    }

    private static Optional<String> option(List<String> words, String name) {
        int at = words.indexOf(name);
        return at < 0 || at + 1 >= words.size() ? Optional.empty() : Optional.of(words.get(at + 1));
    }

    private static List<Integer> numbers(String text) {
        return Arrays.stream(text.split(",", -1)).map(Integer::parseInt).toList();
    }
}
