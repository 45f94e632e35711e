package io.plumbline.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.DivergenceMode;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HookPoint;
import io.plumbline.model.KeySet;
import io.plumbline.model.Reduction;
import io.plumbline.model.ResidualSite;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.loading.EngineOptions;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.loading.ModelLoader;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.Progress;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.PromptRenderer;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.ProfileDetector;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.stages.ProfileRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Java side of the prefill benchmark: one process, one peer, the same line protocol as {@code peer.py}. Peers:
 *
 * <ul>
 *   <li>{@code plain}: the pass, one final-norm row captured
 *   <li>{@code capture}: and what the ReDeEP profile reads without the lens (ECS of its heads, their attention rows, NLL)
 *   <li>{@code lens-products}: {@code plain} and the lens's vocabulary products of the profile's layers, reduced as cheaply as
 *       can be (a rank)
 *   <li>{@code lens}: {@code plain} and the divergences of the profile's layers
 *   <li>{@code score:NAME}: a whole verdict with the bundled profile of this name, from text
 * </ul>
 */
public final class JavaPeer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCORE = "score:";
    private static final String REDEEP = "smollm2-135m-redeep";

    private final String peer;
    private final LoadedModel loaded;
    private final Profile profile;
    private final Detector detector;

    private JavaPeer(String peer, Path model, int threads) {
        this.peer = peer;
        loaded = ModelLoader.load(ModelSource.parse(model.toString()), EngineOptions.cpu(threads), Progress.quiet());
        String name = peer.startsWith(SCORE) ? peer.substring(SCORE.length()) : REDEEP;
        profile = ProfileRegistry.load(Optional.empty()).find(Optional.of(name));
        detector = new ProfileDetector(loaded, profile);
    }

    /** Reads requests from standard input until it ends. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        JsonNode start = JSON.readTree(in.readLine());
        JavaPeer self = new JavaPeer(
                start.get("peer").asText(),
                Path.of(start.get("model").asText()),
                start.get("threads").asInt());
        answer(JSON.createObjectNode().put("ready", true));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode request = JSON.readTree(line);
            answer(request.has("describe") ? self.describe(request) : self.measure(request));
        }
        self.loaded.close();
    }

    private static void answer(ObjectNode node) {
        System.out.println(node);
    }

    /** The tokens of the example, so that every peer runs the same ones. */
    private ObjectNode describe(JsonNode request) {
        EncodedPrompt prompt = EncodedPrompt.of(
                new PromptRenderer(PromptTemplate.STRICT).render(example(request), loaded.chatTemplate()),
                loaded.tokenizer());
        ObjectNode node = JSON.createObjectNode().put("prompt", prompt.promptTokens());
        for (int id : prompt.tokens().ids().toArray()) {
            node.withArray("ids").add(id);
        }
        return node;
    }

    private ObjectNode measure(JsonNode request) throws IOException {
        long wall = System.nanoTime();
        long cpu = processCpuNanos();
        if (peer.startsWith(SCORE)) {
            detector.detect(example(request));
        } else {
            int[] ids = new int[request.get("ids").size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = request.get("ids").get(i).asInt();
            }
            int prompt = request.get("prompt").asInt();
            CapturePlan plan = plan(new TokenSpan(prompt - 1, ids.length - 1), prompt);
            loaded.model().forward(ForwardRequest.of(TokenIds.of(ids), plan));
        }
        return JSON.createObjectNode()
                .put("wall_ms", (System.nanoTime() - wall) / 1e6)
                .put("cpu_ms", (processCpuNanos() - cpu) / 1e6)
                .put("rss_mb", peakRssMb());
    }

    private CapturePlan plan(TokenSpan rows, int prompt) {
        List<Capture> captures = new ArrayList<>();
        captures.add(new HookPoint.FinalNorm(new TokenSpan(rows.end() - 1, rows.end())));
        if (peer.equals("capture")) {
            KeySet keys = KeySet.range(1, prompt);
            captures.add(new Reduction.NextToken(rows));
            captures.add(
                    new Reduction.AttendedStateCosine(profile.headIds(), keys, Math.max(1, keys.size() / 10), rows));
            profile.headIds().forEach(head -> captures.add(new HookPoint.AttentionPattern(head, rows)));
        }
        for (int layer : profile.layers()) {
            if (peer.equals("lens")) {
                captures.add(new Reduction.LensDivergence(layer, DivergenceMode.JENSEN_SHANNON, rows));
            } else if (peer.equals("lens-products")) {
                captures.add(new Reduction.LensRank(layer, ResidualSite.MID, rows));
                captures.add(new Reduction.LensRank(layer, ResidualSite.POST, rows));
            }
        }
        return CapturePlan.of(captures);
    }

    private static RagExample example(JsonNode request) {
        JsonNode node = request.get("example");
        List<Passage> passages = new ArrayList<>();
        for (JsonNode context : node.get("contexts")) {
            passages.add(new Passage("p" + (passages.size() + 1), "", context.asText()));
        }
        JsonNode question = node.path("question");
        return new RagExample(
                "benchmark",
                question.isTextual() ? Optional.of(question.asText()) : Optional.empty(),
                passages,
                node.get("response").asText());
    }

    private static long processCpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static double peakRssMb() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return Double.NaN;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(Double.NaN);
    }
}
